"""The sample programmes that `bin/run` loads the first time: published notices, and a made-up borough."""

import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import transaction
from django_scopes import scope

from dataflows.models import Comment, Map, Version
from dataflows.selectors.documents import version_document
from dataflows.services.comments import add_comment, reply
from dataflows.services.importing import RegisterFiles, SourceFile, import_flows
from dataflows.services.maps import create_map, open_map
from dataflows.services.versions import publish
from organisations.models import Membership, Organisation, Programme, Role
from organisations.permissions import SystemActor
from organisations.selectors import actor_of
from organisations.services.programmes import create_programme, set_member

SAMPLE: Final = SystemActor(id="sample", name="Daylight")
FOLDER: Final = Path(settings.BASE_DIR) / "sample"


@dataclass(frozen=True, kw_only=True)
class SampleMap:
    """One map of a sample programme: its name, the file it comes from and what it shows."""

    name: str
    file: str
    description: str


@dataclass(frozen=True, kw_only=True)
class SampleProgramme:
    """One sample programme: its folder below ``sample/``, its maps and its people."""

    name: str
    folder: str
    description: str
    maps: tuple[SampleMap, ...]
    # name, role, organisation they speak for
    people: tuple[tuple[str, Role, str], ...]


PROGRAMMES: Final = (
    SampleProgramme(
        name="Changing Futures",
        folder="changing-futures",
        description="Adults facing several disadvantages at once. Taken from the privacy notices that the "
        "programme and its councils have published.",
        maps=(
            SampleMap(
                name="Manchester",
                file="manchester.csv",
                description="What the published notices of Changing Futures in Manchester say.",
            ),
            SampleMap(
                name="Lancashire",
                file="lancashire.csv",
                description="What the published notice of Changing Futures in Lancashire says.",
            ),
            SampleMap(
                name="Redcar & Cleveland",
                file="redcar-and-cleveland.csv",
                description="What the published notice of Changing Futures in Redcar & Cleveland says.",
            ),
        ),
        people=(
            ("Olu Adeyemi", Role.OWNER, ""),
            ("Fran Whitlock", Role.FACILITATOR, ""),
            ("Sunita Rao", Role.COUNCIL_STAFF, "Manchester City Council"),
            ("Pat Doyle", Role.PARTNER, "Shelter"),
            ("Vic Lam", Role.VIEWER, ""),
        ),
    ),
    SampleProgramme(
        name="Northmoor",
        folder="northmoor",
        description="A made-up borough, not a real place. It shows what published notices leave out.",
        maps=(
            SampleMap(
                name="Northmoor support service",
                file="flows.csv",
                description="A charity's support service and everybody it shares with. Made up.",
            ),
        ),
        people=(
            ("Olu Adeyemi", Role.OWNER, ""),
            ("Fran Whitlock", Role.FACILITATOR, ""),
            ("Sunita Rao", Role.COUNCIL_STAFF, "Northmoor Council"),
            ("Pat Doyle", Role.PARTNER, "Northmoor Navigators"),
            ("Vic Lam", Role.VIEWER, ""),
        ),
    ),
)


def load_sample() -> list[Map]:
    """Load both sample programmes, each map published as version 1 and open. Returns the maps.

    Programmes that are there already are left alone, so loading twice adds nothing.
    """
    maps = []
    for sample in PROGRAMMES:
        if not Programme.objects.filter(name=sample.name).exists():
            maps += _load(sample)
    return maps


@transaction.atomic
def _load(sample: SampleProgramme) -> list[Map]:
    programme = create_programme(actor=SAMPLE, name=sample.name, description=sample.description)
    with scope(programme=[programme]):
        maps = [_map(programme, sample, one) for one in sample.maps]
        for name, role, organisation in sample.people:
            _person(programme, name, role, organisation)
        _conversation(programme, maps[0])
    return maps


def _map(programme: Programme, sample: SampleProgramme, one: SampleMap) -> Map:
    folder = FOLDER / sample.folder
    area = sample.name if len(sample.maps) == 1 else one.name
    map_ = create_map(
        actor=SAMPLE, programme=programme, name=one.name, area=area, description=one.description
    )
    import_flows(
        actor=SAMPLE,
        map_=map_,
        file=_file(folder / one.file),
        register_files=RegisterFiles(
            organisations=_file(folder / "organisations.csv"),
            data_types=_file(folder / "data_types.csv"),
            storage=_optional(folder / "storage.csv"),
            access=_optional(folder / "access.csv"),
        ),
    )
    version = publish(actor=SAMPLE, map_=map_, note="The first version, to be commented on.")
    open_map(actor=SAMPLE, map_=map_, up_to=version.number)
    return map_


def _person(programme: Programme, name: str, role: Role, organisation: str) -> Membership:
    speaks_for = Organisation.objects.get(programme=programme, name=organisation) if organisation else None
    return set_member(
        actor=SAMPLE,
        programme=programme,
        email=f"{name.split()[0].lower()}@daylight.example",
        name=name,
        role=role,
        organisation=speaks_for,
        is_demo=True,
    )


def _conversation(programme: Programme, map_: Map) -> None:
    """Let the partner say something about the first flow and the facilitator answer, to start from."""
    version = Version.objects.get(map=map_, number=1)
    flow = version_document(version).graph.flows[0]
    members = {
        row.role: row.user for row in Membership.objects.filter(programme=programme).select_related("user")
    }
    comment = add_comment(
        actor=actor_of(members[Role.PARTNER]),
        version=version,
        kind=Comment.Kind.DEPENDS,
        text="It depends. Some workers do this at the first meeting, others wait until there is trust.",
        element_id=uuid.UUID(flow.id),
    )
    reply(
        actor=actor_of(members[Role.FACILITATOR]),
        comment=comment,
        text="Thank you. We will ask about this in the next workshop and show both.",
    )


def _file(path: Path) -> SourceFile:
    return SourceFile(name=path.name, data=path.read_bytes())


def _optional(path: Path) -> SourceFile | None:
    return _file(path) if path.exists() else None
