"""Who may do what: the one table, and the only place that decides.

Services call :func:`require` before they act; selectors narrow what they read to
:func:`visible programmes <Actor.programme_ids>`. No actor means no.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, Protocol
from uuid import UUID

from django.utils.translation import gettext as _

from organisations.errors import NotAllowed, NotVisible
from organisations.models import ApiToken, Role


class Permission(StrEnum):
    """One thing that somebody may do."""

    PROGRAMME_VIEW = "see the programme, its register and its maps"
    PROGRAMME_MANAGE = "change the programme and who belongs to it"
    REGISTER_EDIT = "change the register: organisations, data types, storage, agreements"
    MAP_VIEW = "read drafts"
    MAP_CREATE = "start a map"
    MAP_EDIT = "change a draft, and import into it what the register then learns"
    VERSION_VIEW = "read published versions"
    MAP_EXPORT = "take a map away as a file"
    MAP_PUBLISH = "publish a version"
    MAP_OPEN = "open a map's versions to everybody"
    COMMENT_VIEW = "read comments"
    COMMENT_ADD = "comment and reply"
    COMMENT_ANSWER = "say what became of a comment"
    SIGN_OFF = "sign a version off for the own organisation"
    REVIEW_INVITE = "make and end review links"
    REVIEW = "read what a review link opens, and send a review"
    REDACT = "ask for, agree to or refuse a redaction"
    STATUS_VIEW = "see how the service is running"
    JOB_RETRY = "try a failed job again"


_READ: Final = frozenset(
    {
        Permission.PROGRAMME_VIEW,
        Permission.MAP_VIEW,
        Permission.VERSION_VIEW,
        Permission.MAP_EXPORT,
        Permission.COMMENT_VIEW,
    }
)
_TALK: Final = _READ | {Permission.COMMENT_ADD, Permission.SIGN_OFF}
_RUN: Final = _TALK | {
    Permission.REGISTER_EDIT,
    Permission.MAP_CREATE,
    Permission.MAP_EDIT,
    Permission.MAP_PUBLISH,
    Permission.COMMENT_ANSWER,
    Permission.REVIEW_INVITE,
    Permission.STATUS_VIEW,
    Permission.JOB_RETRY,
}
_GOVERN: Final = _RUN | {Permission.MAP_OPEN, Permission.REDACT}

ROLE_PERMISSIONS: Final[Mapping[Role, frozenset[Permission]]] = {
    Role.OWNER: _GOVERN | {Permission.PROGRAMME_MANAGE},
    Role.COUNCIL_STAFF: _GOVERN,
    Role.FACILITATOR: _RUN,
    Role.PARTNER: _TALK,
    Role.VIEWER: _READ,
}

# What a key for programs may do at most; never more than its person's role.
SCOPE_PERMISSIONS: Final[Mapping[ApiToken.Scope, frozenset[Permission]]] = {
    ApiToken.Scope.READ: _READ,
    ApiToken.Scope.REGISTER: _READ | {Permission.REGISTER_EDIT},
    ApiToken.Scope.IMPORT: _READ | {Permission.MAP_EDIT},
    ApiToken.Scope.ALL: _READ | {Permission.REGISTER_EDIT, Permission.MAP_EDIT},
}

# What anybody may do, signed in or not, with a map that has been opened to everybody.
OPEN_PERMISSIONS: Final = frozenset({Permission.VERSION_VIEW, Permission.MAP_EXPORT})


# What whoever holds a review link may do, with that link alone.
LINK_PERMISSIONS: Final = frozenset({Permission.REVIEW})


class InProgramme(Protocol):
    """Anything that belongs to one programme."""

    @property
    def programme_id(self) -> UUID: ...


@dataclass(frozen=True, kw_only=True)
class Actor:
    """Somebody, or something, that acts. ``kind`` and ``id`` are what the audit trail keeps.

    A person's program acts with kind "token" under the person's own id; ``token`` says by which key, and
    ``at_most`` what that key may do at all. Somebody who came over a review link has no role, but ``link``.
    """

    kind: str
    id: str = ""
    name: str = ""
    initials: str = ""
    roles: Mapping[UUID, Role] = field(default_factory=dict)
    organisations: Mapping[UUID, UUID | None] = field(default_factory=dict)
    token: str = ""
    at_most: frozenset[Permission] | None = None
    link: UUID | None = None

    @property
    def is_signed_in(self) -> bool:
        return self.kind in ("member", "token")

    @property
    def programme_ids(self) -> frozenset[UUID]:
        """Return the programmes this actor belongs to."""
        return frozenset(self.roles)

    def may(self, permission: Permission, on: InProgramme) -> bool:
        """Say whether this actor holds ``permission`` on ``on``: by role, or as ``on`` is open to all."""
        if permission in OPEN_PERMISSIONS and getattr(on, "is_open", False):
            return True
        if permission in LINK_PERMISSIONS:
            return self.link is not None and getattr(on, "pk", None) == self.link
        role = self.roles.get(on.programme_id)
        return role is not None and self._holds(permission, role)

    def programmes_with(self, permission: Permission) -> frozenset[UUID]:
        """Return the programmes in which this actor's role holds ``permission``."""
        return frozenset(pk for pk, role in self.roles.items() if self._holds(permission, role))

    def may_anywhere(self, permission: Permission) -> bool:
        """Say whether this actor holds ``permission`` in any programme."""
        return any(self._holds(permission, role) for role in self.roles.values())

    def _holds(self, permission: Permission, role: Role) -> bool:
        return permission in ROLE_PERMISSIONS[role] and (self.at_most is None or permission in self.at_most)


@dataclass(frozen=True, kw_only=True)
class SystemActor(Actor):
    """Daylight itself, doing a job or a command. ``id`` says which; it may do anything."""

    kind: str = "system"

    def may(self, permission: Permission, on: InProgramme) -> bool:  # noqa: ARG002 - the same question for all
        return True

    def may_anywhere(self, permission: Permission) -> bool:  # noqa: ARG002
        return True


GUEST: Final = Actor(kind="guest")
"""Somebody who has not signed in."""


def nothing_here() -> NotVisible:
    """Return the one answer to whatever is not there or not to be seen: the words must not tell which."""
    return NotVisible(_("There is nothing here that you can see."))


def require(actor: Actor | None, permission: Permission, *, on: InProgramme) -> Actor:
    """Return the actor when it may; raise otherwise.

    Raises
    ------
    NotVisible
        There is no actor, or it does not belong to the programme: it must not learn that ``on`` exists.
    NotAllowed
        The actor belongs here but its role does not hold the permission.
    """
    if actor is not None and actor.may(permission, on):
        return actor
    if actor is None or on.programme_id not in actor.roles:
        raise nothing_here()
    if actor.at_most is not None and permission not in actor.at_most:
        raise NotAllowed(_("This token does not let you do this."))
    raise NotAllowed(
        _("Your role here does not let you do this. Ask an owner of the programme if you need it.")
    )


def require_anywhere(actor: Actor | None, permission: Permission) -> Actor:
    """Return the actor when it holds ``permission`` in some programme; raise ``NotAllowed`` otherwise."""
    if actor is not None and actor.may_anywhere(permission):
        return actor
    if actor is not None and actor.at_most is not None and permission not in actor.at_most:
        raise NotAllowed(_("This token does not let you do this."))
    raise NotAllowed(_("Your role does not let you do this."))
