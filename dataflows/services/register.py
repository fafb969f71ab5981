"""The programme's register in memory while an import is worked out: finds by any name, makes what is new.

Nothing is stored until :meth:`Register.save`: a preview builds the same objects and throws them away.
"""

from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from django.db import models
from django.utils.translation import gettext as _

from dataflows.formats.keys import key as stage_key
from dataflows.formats.keys import ring_of
from dataflows.models import AccessRow, Agreement, DataType, JourneyStage, Storage
from dataflows.models.register_kinds import BY_CODE, RegisterKind
from dataflows.services.register_log import RegisterEdit
from organisations.errors import BadInput
from organisations.models import Area, Organisation, OrganisationAlias, Programme, Theme
from organisations.models.organisations import normalise

# In the order in which they have to be stored.
REGISTER_MODELS: tuple[type[models.Model], ...] = (
    Area, Organisation, JourneyStage, DataType, Agreement, Storage, AccessRow,
)  # fmt: skip

_KINDS: Final[dict[type[models.Model], RegisterKind]] = {kind.model: kind for kind in BY_CODE.values()}


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
    # What was blank and is filled: the row, the fact, what it said before and says now.
    filled: list[tuple[models.Model, str, Any, Any]] = field(default_factory=list)
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
        }
        # Later entries win: a full name beats an alias, an alias beats a short name.
        register.organisations = {
            **{normalise(row.short_name): row for row in reversed(rows) if row.short_name},
            **register.aliases,
            **{row.normalised_name: row for row in rows},
        }
        storages = Storage.objects.filter(programme=programme)
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

    def changed(self, organisation: Organisation) -> None:
        """Remember that an organisation the register already had is to be stored again."""
        if not organisation._state.adding:
            self.touched[organisation.pk] = organisation

    def fill(self, row: models.Model, fact: str, value: Any) -> bool:
        """Give a fact that is blank a value; return whether that filled a row the register already had."""
        before = getattr(row, fact)
        if before or not value:
            return False
        setattr(row, fact, value)
        if row._state.adding:
            return False
        self.filled.append((row, fact, before, value))
        return True

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
        found = self.stages.get(_stage_key(text))
        return (found, False) if found is not None else (self.stage_named(text), True)

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

    def save(self, *, by: RegisterEdit | None = None) -> None:
        """Store what is new and what was filled. Must run inside the import's transaction.

        What was filled is logged as one act of the register's own, which its history can take back.
        """
        self.check_parts()
        for model in REGISTER_MODELS:
            rows = [row for row in self.new if isinstance(row, model)]
            if model is Organisation:
                rows = [*self._parents_first()]
            model._default_manager.bulk_create(rows, batch_size=500)
        if self.touched:
            facts = ["short_name", "kind", "notes", "named", "public_body", "parent"]
            Organisation.objects.bulk_update(self.touched.values(), facts, batch_size=200)
        areas, themes = Organisation.areas.through, Organisation.themes.through
        areas._default_manager.bulk_create(
            (areas(organisation_id=one.pk, area_id=area.pk) for one, area in self.new_areas_of),
            ignore_conflicts=True,
        )
        themes._default_manager.bulk_create(
            (themes(organisation_id=one.pk, theme_id=theme.pk) for one, theme in self.new_themes_of),
            ignore_conflicts=True,
        )

        self._store_filled()
        if by is not None and self.filled:
            for row, fact, before, value in self.filled:
                kind = _KINDS[type(row)]
                by.note(
                    action="set",
                    kind=kind,
                    element_id=row.pk,
                    name=str(row),
                    fact=fact,
                    before=before,
                    after=value,
                )
            by.write()

    def _store_filled(self) -> None:
        by_model: dict[type[models.Model], dict[UUID, models.Model]] = {}
        for row, _fact, _before, _value in self.filled:
            by_model.setdefault(type(row), {})[row.pk] = row
        for model, rows in by_model.items():
            facts = sorted({fact for row, fact, _before, _value in self.filled if type(row) is model})
            model._default_manager.bulk_update(rows.values(), facts, batch_size=200)

    def _parents_first(self) -> list[Organisation]:
        """Return the new organisations, each after the one it is part of."""
        waiting = {row.pk: row for row in self.new if isinstance(row, Organisation)}
        ordered: dict[UUID, Organisation] = {}
        for row in waiting.values():
            line, at = [], row
            while at.pk not in ordered:
                line.append(at)
                above = waiting.get(at.parent_id) if at.parent_id else None
                if above is None:
                    break
                at = above
            ordered.update((one.pk, one) for one in reversed(line))
        return list(ordered.values())


def _stage_key(text: str) -> str:
    return stage_key(text) or text
