"""What a person looks for again and again in a list."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from organisations.models import Programme, User
from organisations.models.scoping import ScopedManager


class SavedFilter(models.Model):
    """A filter of one of the register's lists under a name, for one person. Others do not see it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20)
    name = models.CharField(_("name"), max_length=80)
    # What stands in the address: parameter -> value.
    query = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ScopedManager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "user", "kind", "name"], name="one_filter_per_name_and_person"
            )
        ]

    def __str__(self) -> str:
        return self.name
