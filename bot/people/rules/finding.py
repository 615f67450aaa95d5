"""Who is found before they speak: the same rule as for a claim, and why somebody is not linked."""

from datetime import timedelta
from enum import StrEnum

from bot.event import Origin
from bot.people.rules.linking import read_email
from bot.ports.people import Profile

AGAIN_AFTER = timedelta(days=7)
"""So long after somebody was not found they are looked up again."""


class Why(StrEnum):
    """Why a contact is not linked at a place that has a say."""

    NOT_ASKED = "not_asked"
    NOT_HERE = "not_here"
    GUEST = "guest"
    ELSEWHERE = "elsewhere"
    UNCONFIRMED = "unconfirmed"
    DOMAIN = "domain"
    UNLINKED = "unlinked"
    TAKEN = "taken"
    NO_EMAIL = "no_email"


def belongs_here(origin: Origin, profile: Profile) -> bool:
    """Whether this is one of the own people of the place where we met them.

    What is missing proves nothing, and a request that names a home which the profile does not
    know is believed no more than the profile.
    """
    is_home = origin.installation in profile.homes and origin.home in {"", *profile.homes}
    return is_home and not profile.is_guest


def why_not(origin: Origin, profile: Profile, email: str) -> Why | None:
    """Say why whoever a place names for this email is not to be linked; None where they are."""
    if profile.is_guest:
        return Why.GUEST
    if not belongs_here(origin, profile):
        return Why.ELSEWHERE
    return None if read_email(profile.email) == email else Why.UNCONFIRMED
