"""Programmes, organisations, people, roles and the audit trail."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class OrganisationsConfig(AppConfig):
    name = "organisations"
    verbose_name = "Organisations and people"

    def ready(self) -> None:
        # Imports wait until the models are loaded.
        from organisations import checks  # noqa: F401, PLC0415
        from organisations.models.append_only import install_triggers, remove_triggers  # noqa: PLC0415

        pre_migrate.connect(remove_triggers, dispatch_uid="append-only triggers")
        post_migrate.connect(install_triggers, dispatch_uid="append-only triggers")
