"""Sign-offs: a named member says for their organisation that a version is right. The last one holds."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from dataflows.models.maps import Map
from dataflows.models.versions import Version
from organisations.models import Organisation, Programme, User
from organisations.models.append_only import append_only
from organisations.models.scoping import ScopedManager


@append_only(redactable=frozenset({"note"}))
class SignOff(models.Model):
    """Pinned to the version that was read; taken back by another row."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    map = models.ForeignKey(Map, on_delete=models.PROTECT, related_name="sign_offs")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="sign_offs")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    signs = models.BooleanField()
    note = models.CharField(_("note"), max_length=400, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    # The form's own id: sent twice, it is one.
    request_id = models.UUIDField(unique=True, default=uuid.uuid4)

    objects = ScopedManager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.version}"
