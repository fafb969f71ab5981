"""The programme's register in memory while an import is worked out: finds by any name, makes what is new.

Nothing is stored until :func:`save_register`: a preview builds the same objects and throws them away.
"""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db import models
from django.utils.translation import gettext as _

from dataflows.formats.keys import ring_of
from dataflows.graph.keys import key as stage_key
from dataflows.models import AccessRow, Agreement, DataType, JourneyStage, Storage
from organisations.errors import BadInput
from organisations.models import Area, Organisation, OrganisationAlias, Programme, Theme
from organisations.models.organisations import normalise


def hold_register(programme_id: UUID) -> None:
    """Let nobody else add to the programme's register until this transaction ends.

    Two imports at once would each add the same new organisation. An UPDATE, since SQLite has no row locks.
    """
    Programme.objects.filter(pk=programme_id).update(has_open_maps=models.F("has_open_maps"))


@dataclass
class Register:
    """Everything a programme's maps draw on, by normalised name, with what an import adds."""

    programme: Programme
    organisations: dict[str, Organisation] = field(default_factory=dict)
    # Those that were there before, by id.
    known: dict[UUID, Organisation] = field(default_factory=dict)
    storages: dict[tuple[UUID, str], Storage] = field(default_factory=dict)
    data_types: dict[str, DataType] = field(default_factory=dict)
    agreements: dict[str, Agreement] = field(default_factory=dict)
    # Alias -> whose it is: among the organisations above, but two aliases cannot be alike.
    aliases: dict[str, Organisation] = field(default_factory=dict)
    stages: dict[str, JourneyStage] = field(default_factory=dict)
    stage_names: dict[str, JourneyStage] = field(default_factory=dict)
    areas: dict[str, Area] = field(default_factory=dict)
    themes: dict[str, Theme] = field(default_factory=dict)
    access_rows: list[AccessRow] = field(default_factory=list)
    next_stage: int = 0
    # What is new, in the order it has to be stored.
    new: list[models.Model] = field(default_factory=list)
    touched: dict[UUID, Organisation] = field(default_factory=dict)
    # What was blank and is filled: the row and the fact.
    filled: list[tuple[models.Model, str]] = field(default_factory=list)
    new_areas_of: list[tuple[Organisation, Area]] = field(default_factory=list)
    new_themes_of: list[tuple[Organisation, Theme]] = field(default_factory=list)

    @classmethod
    def of(cls, programme: Programme) -> "Register":
        """Load the programme's register. Eight queries."""
        register = cls(programme=programme)
        rows = list(Organisation.objects.filter(programme=programme))
        register.known = {row.pk: row for row in rows}
        register.aliases = {
            alias.normalised_name: register.known[alias.organisation_id]
            for alias in OrganisationAlias.objects.filter(programme=programme)
            # One that came since is no more known than its organisation.
            if alias.organisation_id in register.known
        }
        # Later entries win: a full name beats an alias, an alias beats a short name.
        register.organisations = {
            **{normalise(row.short_name): row for row in reversed(rows) if row.short_name},
            **register.aliases,
            **{row.normalised_name: row for row in rows},
        }
        storages = Storage.objects.filter(programme=programme).select_related("organisation")
        register.storages = {(row.organisation_id, row.normalised_name): row for row in storages}
        register.data_types = {
            row.normalised_name: row for row in DataType.objects.filter(programme=programme)
        }
        register.agreements = {
            row.normalised_name: row for row in Agreement.objects.filter(programme=programme)
        }
        for stage in JourneyStage.objects.filter(programme=programme):
            for word in (stage.name, *stage.aliases):
                register.stages.setdefault(_stage_key(word), stage)
            register.stage_names[stage.name] = stage
            register.next_stage = stage.position + 1
        register.areas = {normalise(row.name): row for row in Area.objects.filter(programme=programme)}
        register.themes = {row.code: row for row in Theme.objects.filter(programme=programme)}
        register.access_rows = list(AccessRow.objects.filter(programme=programme))
        return register

    @staticmethod
    def key(name: str) -> str:
        """Return the form that names are matched in."""
        return normalise(name)

    def new_names(self) -> dict[str, list[str]]:
        """Return the names of what is new, as receipts keep them; a storage's with its organisation's."""
        return {
            "new_organisations": [row.name for row in self.new if isinstance(row, Organisation)],
            "new_data_types": [row.name for row in self.new if isinstance(row, DataType)],
            "new_storages": [
                f"{row.name} ({row.organisation.name})" for row in self.new if isinstance(row, Storage)
            ],
            "new_agreements": [row.name for row in self.new if isinstance(row, Agreement)],
        }

    def changed(self, organisation: Organisation) -> None:
        """Remember that an organisation the register already had is to be stored again."""
        if not organisation._state.adding:
            self.touched[organisation.pk] = organisation

    def fill(self, row: models.Model, fact: str, value: Any) -> bool:
        """Give a fact that is blank a value; return whether that filled a row the register already had.

        Nothing recorded is blank, and so is a mark that is not set.
        """
        before = getattr(row, fact)
        if before not in ("", None, False) or value in ("", None) or value is before:
            return False
        if before is False and value is not True:
            return False
        setattr(row, fact, value)
        if row._state.adding:
            return False
        self.filled.append((row, fact))
        return True

    def place(self, organisation: Organisation, area: str) -> bool:
        """Put an organisation in an area, new or known; return whether a known one was not there before."""
        row = self.area(area)
        pair = (organisation.pk, row.pk)
        if pair in self._places:
            return False
        self._places.add(pair)
        self.new_areas_of.append((organisation, row))
        return not organisation._state.adding

    def give_theme(self, organisation: Organisation, code: str) -> bool:
        """Give an organisation one of the programme's themes; return whether a known one had it not."""
        row = self.themes[code]
        pair = (organisation.pk, row.pk)
        if pair in self._given_themes:
            return False
        self._given_themes.add(pair)
        self.new_themes_of.append((organisation, row))
        return not organisation._state.adding

    @cached_property
    def _places(self) -> set[tuple[UUID, UUID]]:
        rows = Organisation.areas.through._default_manager.filter(organisation__programme=self.programme)
        return set(rows.values_list("organisation_id", "area_id"))

    @cached_property
    def _given_themes(self) -> set[tuple[UUID, UUID]]:
        rows = Organisation.themes.through._default_manager.filter(organisation__programme=self.programme)
        return set(rows.values_list("organisation_id", "theme_id"))

    def organisation(self, name: str) -> tuple[Organisation, bool]:
        """Return the organisation called ``name``, and whether it is new (a draft then, its kind unknown)."""
        key = normalise(name)
        found = self.organisations.get(key)
        if found is not None:
            return found, False
        made = Organisation(programme=self.programme, name=name, normalised_name=key, draft=True)
        self.organisations[key] = made
        self.new.append(made)
        return made, True

    def storage(self, organisation: Organisation, name: str) -> tuple[Storage, bool]:
        """Return the organisation's storage called ``name``, and whether it is new."""
        key = (organisation.pk, normalise(name))
        found = self.storages.get(key)
        if found is not None:
            return found, False
        made = Storage(programme=self.programme, organisation=organisation, name=name, normalised_name=key[1])
        self.storages[key] = made
        self.new.append(made)
        return made, True

    def data_type(self, name: str) -> tuple[DataType, bool]:
        """Return the data type called ``name``, and whether it is new (personal until somebody says more)."""
        key = normalise(name)
        found = self.data_types.get(key)
        if found is not None:
            return found, False
        made = DataType(programme=self.programme, name=name, normalised_name=key)
        self.data_types[key] = made
        self.new.append(made)
        return made, True

    def agreement(self, name: str) -> tuple[Agreement, bool]:
        """Return the agreement called ``name``, and whether it is new."""
        key = normalise(name)
        found = self.agreements.get(key)
        if found is not None:
            return found, False
        made = Agreement(programme=self.programme, name=name, normalised_name=key)
        self.agreements[key] = made
        self.new.append(made)
        return made, True

    def stage(self, text: str) -> tuple[JourneyStage, bool]:
        """Return the journey stage that ``text`` means, and whether it is new (last in the journey then)."""
        found = self.known_stage(text)
        return (found, False) if found is not None else (self.stage_named(text), True)

    def known_stage(self, text: str) -> JourneyStage | None:
        """Return the journey stage that ``text`` means, if there is one."""
        return self.stages.get(_stage_key(text))

    def stage_named(self, name: str) -> JourneyStage:
        """Return the journey stage with exactly this name, made as the journey's last when new."""
        if name not in self.stage_names:
            made = JourneyStage(programme=self.programme, name=name, position=self.next_stage)
            self.stage_names[name] = made
            self.stages.setdefault(_stage_key(name), made)
            self.next_stage += 1
            self.new.append(made)
        return self.stage_names[name]

    def area(self, name: str) -> Area:
        """Return the area called ``name``, made when new."""
        key = normalise(name)
        if key not in self.areas:
            self.areas[key] = Area(programme=self.programme, name=name)
            self.new.append(self.areas[key])
        return self.areas[key]

    def check_parts(self) -> None:
        """Raise ``BadInput`` when an organisation is a part of itself, however far up.

        Each sheet is checked when it is read, by the names in it alone; here all names are known.
        """
        by_id = {row.pk: row for row in self.organisations.values()}
        settled: set[UUID] = set()
        for start in by_id.values():
            trail: dict[UUID, str] = {}
            at: Organisation | None = start
            while at is not None and at.pk not in settled:
                if at.pk in trail:
                    steps = list(trail)
                    names = [trail[step] for step in [*steps[steps.index(at.pk) :], at.pk]]
                    raise BadInput(
                        _("Organisations are parts of each other: %(names)s.") % {"names": ring_of(names)}
                    )
                trail[at.pk] = at.name
                at = by_id.get(at.parent_id) if at.parent_id else None
            settled.update(trail)


def _stage_key(text: str) -> str:
    return stage_key(text) or text
