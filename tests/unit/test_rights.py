"""Rights: one table, one question."""

from dataclasses import replace

import pytest

from bot.principal import Permission, Principal, Role
from bot.rights import HOLDERS, Right, may, may_see_person
from bot.store.scoping import scope_of


def person(permission: Permission, who: str = "ann", partner: str | None = None) -> Principal:
    if permission is Permission.PARTNER:
        partner = partner or "p1"
    return Principal(who, who.title(), permission, Role.SALES, "UTC", partner, partner)


def test_every_right_has_its_holders_and_no_partner_holds_one():
    assert set(HOLDERS) == set(Right)
    assert not any(may(person(Permission.PARTNER), right) for right in Right)


@pytest.mark.parametrize("right", Right)
def test_who_runs_the_programme_may_do_all_that_others_may(right: Right):
    assert may(person(Permission.ADMINISTRATOR), right)


def test_a_partners_person_sees_their_own_partner_and_nobody_elses():
    ann = person(Permission.PARTNER, partner="p1")

    assert scope_of(ann) == (False, "p1")
    assert scope_of(replace(ann, partner_id="p2")) == (False, "p2")
    assert scope_of(replace(ann, partner_id=None)) == (False, None)
    assert scope_of(person(Permission.MEMBER)) == (True, None)


@pytest.mark.parametrize(
    ("asker", "shown", "seen"),
    [
        (Permission.ADMINISTRATOR, Permission.MANAGER, True),
        (Permission.MANAGER, Permission.PARTNER, True),
        (Permission.MANAGER, Permission.ADMINISTRATOR, False),
        (Permission.MEMBER, Permission.PARTNER, False),
        (Permission.PARTNER, Permission.PARTNER, False),
    ],
)
def test_people_are_shown_to_those_who_look_after_them(
    *, asker: Permission, shown: Permission, seen: bool
):
    assert may_see_person(person(asker), person(shown, "bob")) is seen
    assert may_see_person(person(shown, "bob"), person(shown, "bob"))
