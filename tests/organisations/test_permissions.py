"""The one table of who may do what, against the product's own words."""

from uuid import uuid4

import pytest

from organisations.errors import NotAllowed, NotVisible
from organisations.models import Role
from organisations.permissions import (
    GUEST,
    OPEN_PERMISSIONS,
    ROLE_PERMISSIONS,
    Actor,
    Permission,
    SystemActor,
    require,
    require_anywhere,
)
from tests.architecture.matrix import MAY

P = Permission
# Written out by hand: which of the matrix's words each permission stands for; `owner` is the owner's alone.
NEEDS = {
    P.PROGRAMME_VIEW: "read",
    P.MAP_VIEW: "read",
    P.VERSION_VIEW: "read",
    P.MAP_EXPORT: "read",
    P.COMMENT_VIEW: "read",
    P.COMMENT_ADD: "talk",
    P.COMMENT_ANSWER: "run",
    P.SIGN_OFF: "talk",
    P.REVIEW_INVITE: "run",
    # By no role: a link alone opens it.
    P.REVIEW: "link",
    P.REGISTER_EDIT: "run",
    P.MAP_CREATE: "run",
    P.MAP_EDIT: "run",
    P.MAP_PUBLISH: "run",
    P.STATUS_VIEW: "run",
    P.JOB_RETRY: "run",
    P.MAP_OPEN: "govern",
    P.REDACT: "govern",
    P.PROGRAMME_MANAGE: "owner",
}
HERE = uuid4()


class Thing:
    """Something in a programme."""

    def __init__(self, *, is_open: bool = False) -> None:
        self.programme_id, self.is_open = HERE, is_open


def member(role: Role) -> Actor:
    return Actor(kind="member", id=str(uuid4()), roles={HERE: role})


STRANGER = Actor(kind="member", id=str(uuid4()), roles={uuid4(): Role.OWNER})


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("permission", Permission, ids=lambda permission: permission.name)
def test_each_role_holds_what_the_product_says(role, permission):
    needs = NEEDS[permission]
    holds = role.value in {**MAY, "link": ()}.get(needs, ("owner",))
    assert (permission in ROLE_PERMISSIONS[role]) is holds
    assert member(role).may(permission, Thing()) is holds
    if holds:
        actor = member(role)
        assert require(actor, permission, on=Thing()) is actor
    else:
        with pytest.raises(NotAllowed):
            require(member(role), permission, on=Thing())


@pytest.mark.parametrize("permission", Permission, ids=lambda permission: permission.name)
@pytest.mark.parametrize("actor", [None, GUEST, STRANGER], ids=["nobody", "guest", "stranger"])
def test_others_find_nothing(permission, actor):
    with pytest.raises(NotVisible):
        require(actor, permission, on=Thing())


@pytest.mark.parametrize("permission", Permission, ids=lambda permission: permission.name)
@pytest.mark.parametrize("actor", [GUEST, STRANGER], ids=["guest", "stranger"])
def test_what_is_open_gives_everybody_its_versions_and_no_more(permission, actor):
    assert actor.may(permission, Thing(is_open=True)) is (permission in OPEN_PERMISSIONS)
    assert {P.VERSION_VIEW, P.MAP_EXPORT} == OPEN_PERMISSIONS


def test_an_unknown_actor_is_refused_even_where_things_are_open():
    with pytest.raises(NotVisible):
        require(None, P.VERSION_VIEW, on=Thing(is_open=True))


def test_daylight_itself_may_do_anything():
    system = SystemActor(id="test")
    assert all(require(system, permission, on=Thing()) is system for permission in Permission)


def test_a_permission_held_somewhere_is_enough_for_the_service_as_a_whole():
    assert require_anywhere(STRANGER, P.STATUS_VIEW) is STRANGER
    for actor in (None, GUEST, member(Role.VIEWER)):
        with pytest.raises(NotAllowed):
            require_anywhere(actor, P.STATUS_VIEW)


def test_programmes_are_found_by_what_one_may_do_there():
    there = uuid4()
    actor = Actor(kind="member", roles={HERE: Role.VIEWER, there: Role.FACILITATOR})
    assert actor.programmes_with(P.MAP_VIEW) == {HERE, there}
    assert actor.programmes_with(P.MAP_EDIT) == {there}
    assert GUEST.programmes_with(P.MAP_VIEW) == frozenset()
