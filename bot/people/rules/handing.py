"""What an administrator may say about who looks after whom."""

import re
from dataclasses import dataclass
from enum import StrEnum


class Post(StrEnum):
    """How somebody looks after a partner."""

    MANAGER = "manager"
    DEPUTY = "deputy"


@dataclass(frozen=True, slots=True)
class HandOver:
    """Give all that is one contact's to another; both are named by email."""

    leaver: str
    heir: str


@dataclass(frozen=True, slots=True)
class Appoint:
    """Let the vendor's person with this email look after a partner."""

    partner: str
    post: Post
    email: str


Assignment = HandOver | Appoint

_HAND_OVER = re.compile(r"hand over (?P<leaver>\S+) to (?P<heir>\S+)", re.IGNORECASE)
_APPOINT = re.compile(
    r"(?P<post>manager|deputy) of (?P<partner>.+) is (?P<email>\S+)", re.IGNORECASE
)


def read_assignment(text: str) -> Assignment | None:
    """Return what these words ask for; None where they are not one of the forms."""
    if found := _HAND_OVER.fullmatch(text):
        return HandOver(found["leaver"], found["heir"])
    if found := _APPOINT.fullmatch(text):
        return Appoint(found["partner"], Post(found["post"].lower()), found["email"])
    return None
