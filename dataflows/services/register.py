"""The programme's register in memory while an import is worked out: finds by any name, makes what is new.

Nothing is stored until :meth:`Register.save`: a preview builds the same objects and throws them away.
"""

from dataclasses import dataclass, field
from uuid import UUID

from django.db import models

from dataflows.formats.stages import match_stage
from dataflows.models import AccessRow, Agreement, DataType, JourneyStage, Storage
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
    storages: dict[tuple[UUID, str], Storage] = field(default_factory=dict)
    data_types: dict[str, DataType] = field(default_factory=dict)
    agreements: dict[str, Agreement] = field(default_factory=dict)
    stages: list[JourneyStage] = field(default_factory=list)
    areas: dict[str, Area] = field(default_factory=dict)
    themes: dict[str, Theme] = field(default_factory=dict)
    access_rows: list[AccessRow] = field(default_factory=list)
    # What is new, in the order it has to be stored.
    new: list[models.Model] = field(default_factory=list)
    touched: dict[UUID, Organisation] = field(default_factory=dict)
    new_areas_of: list[tuple[Organisation, Area]] = field(default_factory=list)
    new_themes_of: list[tuple[Organisation, Theme]] = field(default_factory=list)

    @classmethod
    def of(cls, programme: Programme) -> "Register":
        """Load the programme's register. Eight queries."""
        register = cls(programme=programme)
        rows = list(Organisation.objects.filter(programme=programme))
        aliases = OrganisationAlias.objects.filter(programme=programme).select_related("organisation")
        # Later entries win: a full name beats an alias, an alias beats a short name.
        register.organisations = {
            **{normalise(row.short_name): row for row in reversed(rows) if row.short_name},
            **{alias.normalised_name: alias.organisation for alias in aliases},
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
        register.stages = list(JourneyStage.objects.filter(programme=programme))
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
        if organisation not in self.new:
            self.touched[organisation.pk] = organisation

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
        name = match_stage(text, [(stage.name, tuple(stage.aliases)) for stage in self.stages])
        if name is not None:
            return next(stage for stage in self.stages if stage.name == name), False
        position = max((stage.position for stage in self.stages), default=-1) + 1
        made = JourneyStage(programme=self.programme, name=text, position=position)
        self.stages.append(made)
        self.new.append(made)
        return made, True

    def area(self, name: str) -> Area:
        """Return the area called ``name``, made when new."""
        key = normalise(name)
        if key not in self.areas:
            self.areas[key] = Area(programme=self.programme, name=name)
            self.new.append(self.areas[key])
        return self.areas[key]

    def save(self) -> None:
        """Store what is new. Must run inside the import's transaction."""
        models_in_order: tuple[type[models.Model], ...] = (
            Area, Organisation, JourneyStage, DataType, Agreement, Storage, AccessRow,
        )  # fmt: skip
        for model in models_in_order:
            rows = [row for row in self.new if isinstance(row, model)]
            rows.sort(key=_depth)
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


def _depth(organisation: models.Model) -> int:
    """Count how many organisations stand above this one, so that parents are stored first."""
    depth, current = 0, organisation
    while isinstance(current, Organisation) and current.parent is not None and depth < 100:
        depth, current = depth + 1, current.parent
    return depth
