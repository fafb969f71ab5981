"""Making programmes, and saying who belongs to them."""

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django_scopes import scope

from organisations.errors import BadInput, NotAllowed
from organisations.models import Membership, Organisation, Programme, Role, Theme, User
from organisations.permissions import Actor, Permission, SystemActor, require
from organisations.services.audit import record

# The four parts of public life every programme starts with: code, name.
THEMES = (
    ("health", "Health and social care"),
    ("welfare", "Welfare"),
    ("justice", "Criminal justice"),
    ("housing", "Housing"),
)


@transaction.atomic
def create_programme(*, actor: Actor, name: str, description: str = "") -> Programme:
    """Start a programme with its four themes. Only Daylight itself does this (`bin/manage`); recorded.

    Raises
    ------
    NotAllowed
        The actor is not the system.
    BadInput
        The name is empty, too long or already in use.
    """
    if not isinstance(actor, SystemActor):
        raise NotAllowed(_("Programmes are made with the `create_programme` command."))
    name = " ".join(name.split())
    slug = slugify(name)[:80]
    if not slug or len(name) > 200:
        raise BadInput(_("A programme needs a name of at most 200 characters."))
    if Programme.objects.filter(slug=slug).exists():
        raise BadInput(_("There is already a programme called “%(name)s”.") % {"name": name})
    programme = Programme.objects.create(name=name, slug=slug, description=description)
    with scope(programme=[programme]):
        Theme.objects.bulk_create(Theme(programme=programme, code=code, name=label) for code, label in THEMES)
        record(actor=actor, action="programme.create", on=programme, programme=programme)
    return programme


@transaction.atomic
def set_member(
    *,
    actor: Actor,
    programme: Programme,
    email: str,
    name: str,
    role: Role,
    organisation: Organisation | None = None,
    is_demo: bool = False,
) -> Membership:
    """Give somebody a role in a programme, making the account when it is new; recorded.

    Raises
    ------
    NotAllowed, NotVisible
        The actor may not manage this programme.
    BadInput
        The organisation belongs to another programme, or the e-mail address is empty.
    """
    require(actor, Permission.PROGRAMME_MANAGE, on=programme)
    if organisation is not None and organisation.programme_id != programme.pk:
        raise BadInput(_("That organisation belongs to another programme."))
    if "@" not in email:
        raise BadInput(_("“%(email)s” is not an e-mail address.") % {"email": email})
    user = User.objects.filter(email=email.lower()).first()
    if user is None:
        if not name.strip() or "@" in name:
            raise BadInput(_("Give the name that others will see. An e-mail address is not one."))
        user = User.objects.create_user(email, name=name, is_demo=is_demo)
    with scope(programme=[programme]):
        membership, _created = Membership.objects.update_or_create(
            programme=programme, user=user, defaults={"role": role, "organisation": organisation}
        )
        record(
            actor=actor,
            action="member.set",
            on=membership,
            programme=programme,
            detail={"user": str(user.pk), "role": role.value},
        )
    return membership
