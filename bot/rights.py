"""Who may do what: the one table of rights, and the one question to it."""

from enum import StrEnum

from bot.principal import Permission, Principal

_VENDOR = frozenset({Permission.ADMINISTRATOR, Permission.MANAGER, Permission.MEMBER})
_MANAGING = frozenset({Permission.ADMINISTRATOR, Permission.MANAGER})
_RUNNING = frozenset({Permission.ADMINISTRATOR})


class Right(StrEnum):
    """What somebody may do here beyond what everybody may do for themselves."""

    SEE_EVERY_PARTNER = "see every partner"
    SEE_PARTNER_PEOPLE = "see the people at partners"
    SEE_EVERYBODY = "see everybody"
    SETTLE_PEOPLE = "settle who is who"
    SEE_ALARMS = "see every alarm"
    ERASE_PEOPLE = "export and erase people"
    WRITE_ANNOUNCEMENTS = "write and send announcements"
    STOP_SENDS = "stop and resume every send"
    APPROVE_SENDS = "approve what others wrote"
    MARK_MUST_READ = "say that everybody must read something"
    READ_RESPONSES = "read what people answered"
    SET_TARGETS = "set what figures are to reach"


HOLDERS: dict[Right, frozenset[Permission]] = {
    Right.SEE_EVERY_PARTNER: _VENDOR,
    Right.SEE_PARTNER_PEOPLE: _MANAGING,
    Right.SEE_EVERYBODY: _RUNNING,
    Right.SETTLE_PEOPLE: _RUNNING,
    Right.SEE_ALARMS: _RUNNING,
    Right.ERASE_PEOPLE: _RUNNING,
    Right.WRITE_ANNOUNCEMENTS: _MANAGING,
    Right.STOP_SENDS: _RUNNING,
    Right.APPROVE_SENDS: _MANAGING,
    Right.MARK_MUST_READ: _RUNNING,
    Right.READ_RESPONSES: _MANAGING,
    Right.SET_TARGETS: _RUNNING,
}
"""Who holds each right by their permission; a person at a partner holds none of them."""


def may(principal: Principal, right: Right) -> bool:
    """Say whether this person holds a right."""
    return principal.permission in HOLDERS[right]


def may_see_person(principal: Principal, person: Principal) -> bool:
    """Say whether this person may be shown that one: themselves, whom they manage, or all."""
    if principal.contact_id == person.contact_id or may(principal, Right.SEE_EVERYBODY):
        return True
    return not person.is_vendor and may(principal, Right.SEE_PARTNER_PEOPLE)
