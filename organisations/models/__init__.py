"""Tables of programmes, organisations, people and the audit trail."""

from organisations.models.audit import AuditEntry
from organisations.models.organisations import Organisation, OrganisationAlias
from organisations.models.people import Membership, Role, User
from organisations.models.programmes import Area, Programme, Theme
from organisations.models.tokens import ApiToken, DoneRequest

__all__ = [
    "ApiToken",
    "Area",
    "AuditEntry",
    "DoneRequest",
    "Membership",
    "Organisation",
    "OrganisationAlias",
    "Programme",
    "Role",
    "Theme",
    "User",
]
