"""Keep the rows of a small world as this release writes them: ``python -m tests.upgrade.make_release NAME``.

Everything in it is done by the services that people use. The next release's upgrade is tested from it.
"""

import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any
from unittest.mock import patch
from uuid import uuid4

import django

HERE = Path(__file__).parent
SECOND = (
    "from_organisation,to_organisation,data_types,channel,ref\nThe person,Northmoor Council,Sleep,phone,X1\n"
)
CHANGED = SECOND.replace("phone", "letter")


def main(name: str) -> None:
    """Make the world in a database of its own and write its rows."""
    with tempfile.TemporaryDirectory(prefix="daylight-release-") as folder:
        os.environ |= {"DJANGO_SETTINGS_MODULE": "config.settings", "DAYLIGHT_DATA": folder}
        os.environ.pop("DATABASE_URL", None)
        django.setup()
        from django.core.management import call_command  # noqa: PLC0415 - models, only after `django.setup()`

        call_command("migrate", verbosity=0)
        from django.apps import apps  # noqa: PLC0415
        from django_scopes import scopes_disabled  # noqa: PLC0415

        from tests.upgrade.facts import kept_facts  # noqa: PLC0415
        from tests.upgrade.tables import kept_rows  # noqa: PLC0415

        with scopes_disabled():
            make_world()
            rows = list(kept_rows(apps))
            kept = {"name": name, "migrations": newest(), "facts": kept_facts()}
    lines = ",\n".join(json.dumps(row, sort_keys=True, ensure_ascii=False) for row in rows)
    head = json.dumps(kept, sort_keys=True, ensure_ascii=False, indent=1).rstrip("}").rstrip()
    (HERE / f"{name}.json").write_text(f'{head},\n "rows": [\n{lines}\n]}}\n')


def newest() -> dict[str, str]:
    """Return the newest migration of each app of ours."""
    from django.db.migrations.loader import MigrationLoader  # noqa: PLC0415

    from tests.upgrade.tables import OURS  # noqa: PLC0415

    leaves = dict(MigrationLoader(None).graph.leaf_nodes())
    return {app: leaves[app] for app in OURS}


def make_world() -> None:
    """Import, publish, talk, undo, redact: one of everything that leaves rows."""
    from dataflows.models import Flow, Picture  # noqa: PLC0415
    from dataflows.services import sample, versions  # noqa: PLC0415
    from dataflows.services.importing import SourceFile, import_flows  # noqa: PLC0415
    from dataflows.services.undoing import undo_import  # noqa: PLC0415
    from tests.factories import dataflows as made  # noqa: PLC0415

    def undrawn(**_what: Any) -> Picture:
        return Picture(failure="Not drawn here.")

    # Layouts are large, and no part of what is tested.
    with (
        patch.object(versions, "ensure_picture", undrawn),
        patch.object(sample, "PROGRAMMES", sample.PROGRAMMES[-1:]),
    ):
        sample.load_sample()
        map_, staff, owner = people_of_northmoor()
        for data in (SECOND, CHANGED):
            receipt = import_flows(
                actor=staff, map_=map_, file=SourceFile(name="second.csv", data=data.encode())
            )
        undo_import(actor=owner, receipt=receipt)
        versions.publish(actor=owner, map_=map_, note="With a second list.")
    flow = Flow.objects.filter(map=map_).order_by("position").first()
    made.PracticeClaimFactory(flow=flow, text="Usually by phone.")
    made.ProposalFactory(map=map_)
    edit_and_take_back(map_, staff)
    answer_comments(map_, staff)
    review_and_sign(map_, staff, owner)
    keep_register(map_.programme, staff)
    redact(map_, staff, owner)


def people_of_northmoor() -> tuple[Any, Any, Any]:
    from dataflows.models import Map  # noqa: PLC0415
    from organisations.models import Membership, Role  # noqa: PLC0415
    from organisations.selectors import actor_of  # noqa: PLC0415

    map_ = Map.objects.select_related("programme", "area").get()
    by_role = {one.role: actor_of(one.user) for one in Membership.objects.select_related("user")}
    return map_, by_role[Role.COUNCIL_STAFF], by_role[Role.OWNER]


def edit_and_take_back(map_: Any, staff: Any) -> None:
    """Split a flow, give one a channel, take that back and do it again."""
    from dataflows.models import Flow  # noqa: PLC0415
    from dataflows.services import edit_kinds as kinds  # noqa: PLC0415
    from dataflows.services.editing import edit_map  # noqa: PLC0415
    from dataflows.services.undo import redo, undo  # noqa: PLC0415

    here = {"actor": staff, "map_": map_}
    flows = Flow.objects.filter(map=map_).order_by("position")
    many = next(flow for flow in flows if flow.data_types.count() > 1)
    going = tuple(one.name for one in many.data_types.all()[:1])
    edit_map(**here, edit=uuid4(), edits=[kinds.Split(element=many.pk, id=uuid4(), data_types=going)])
    said = kinds.SetFact(element=flows[0].pk, fact="channel", value="by pigeon")
    edit_map(**here, edit=uuid4(), edits=[said])
    undo(**here, edit=uuid4())
    redo(**here, edit=uuid4())


def answer_comments(map_: Any, staff: Any) -> None:
    """Answer a comment, open it again and answer it anew."""
    from dataflows.models import Comment  # noqa: PLC0415
    from dataflows.services.answering import answer, reopen  # noqa: PLC0415

    said = Comment.objects.filter(map=map_, parent=None).first()
    answer(actor=staff, comment=said, kind="varies", text="It varies by who is on duty.")
    reopen(actor=staff, comment=said)
    answer(actor=staff, comment=said, kind="changed", text="We changed how it goes.")


def review_and_sign(map_: Any, staff: Any, owner: Any) -> None:
    """Send a review over a link, accept what it suggests, hide a comment, sign off, copy the map."""
    from dataflows.models import Comment, Flow, Proposal, Version  # noqa: PLC0415
    from dataflows.selectors.review_links import reviewer_of  # noqa: PLC0415
    from dataflows.services.copying import copy_map  # noqa: PLC0415
    from dataflows.services.moderating import moderate  # noqa: PLC0415
    from dataflows.services.proposing import accept_proposal  # noqa: PLC0415
    from dataflows.services.review_links import make_link  # noqa: PLC0415
    from dataflows.services.reviewing import Said, send_review  # noqa: PLC0415
    from dataflows.services.signing import sign_off  # noqa: PLC0415

    version = Version.objects.filter(map=map_).order_by("-number").first()
    assert version is not None
    link = make_link(actor=staff, version=version, organisation=None, days=90)
    flow = Flow.objects.filter(map=map_).order_by("position")[1]
    said = [Said(element=flow.pk, kind="worries_me", text="Nobody told me.")]
    send_review(actor=reviewer_of(link), link=link, verdict="mostly", said=said, request_id=uuid4())
    comment = Comment.objects.get(review__link=link)
    suggested = {"was": {"frequency": ""}, "to": {"frequency": "weekly"}}
    proposal = Proposal.objects.create(
        programme=map_.programme, map=map_, kind="facts", comment=comment, payload=suggested
    )
    accept_proposal(actor=staff, proposal=proposal, element=flow.pk, edit=uuid4(), text="We did.")
    moderate(actor=staff, comment=comment, hides=True, reason="It points at somebody.")
    sign_off(actor=staff, version=version)
    copy_map(actor=owner, version=version, name="Northmoor east", request_id=uuid4())


def keep_register(programme: Any, staff: Any) -> None:
    """Change the register, take one change back, keep a filter and a token."""
    from dataflows.models.register_kinds import DATA_TYPES  # noqa: PLC0415
    from dataflows.services.filters import save_filter  # noqa: PLC0415
    from dataflows.services.register_edits import (  # noqa: PLC0415
        add_to_register,
        change_register,
        undo_register_edit,
    )
    from organisations.services.tokens import make_token  # noqa: PLC0415

    here = {"actor": staff, "programme": programme}
    row = add_to_register(**here, kind=DATA_TYPES, values={"name": "Shoe size", "sensitivity": "personal"})
    act = change_register(**here, kind=DATA_TYPES, changes={row.pk: {"category": "Clothes"}})
    undo_register_edit(**here, undoes=act.id)
    save_filter(**here, kind=DATA_TYPES, name="Personal", query={"sensitivity": "personal"})
    make_token(actor=staff, name="A program", scope="read", days=30)


def redact(map_: Any, staff: Any, owner: Any) -> None:
    """Ask for two redactions, and carry one out."""
    from dataflows.services.redaction import apply_redaction, ask_redaction  # noqa: PLC0415

    for text in ("Choose who the programme should try to reach", "plan support"):
        asked = ask_redaction(actor=staff, map_=map_, text=text, reason="A trial.")
    apply_redaction(actor=owner, redaction=asked)


if __name__ == "__main__":
    main(sys.argv[1])
