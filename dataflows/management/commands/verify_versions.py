"""`manage.py verify_versions`: is every published version still what it was?"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django_scopes import scopes_disabled

from dataflows.models import Version
from dataflows.services.versions import broken_versions
from organisations.models import Programme


class Command(BaseCommand):
    """Checks each version's hash, seal and place after the one before; exits 1 naming what is broken."""

    help = "Check that no published version has been altered, swapped or taken out."

    def handle(self, *_args: Any, **_options: Any) -> None:
        with scopes_disabled():
            count = Version.objects.count()
            broken = [
                f"{programme}, {version.map}, version {version.number} ({version.pk}): {', '.join(faults)}."
                for programme in Programme.objects.all()
                for version, faults in broken_versions(programme_id=programme.pk)
            ]
        if broken:
            raise CommandError("\n".join([*broken, f"{len(broken)} of {count} versions are broken."]))
        self.stdout.write(f"All {count} versions are as they were published.")
