"""What somebody says who wants to hear less, or lets others hear less."""

import re
from dataclasses import dataclass

LONGEST_REASON = 300
_PARTNER = re.compile(
    r"partner (?P<name>.+?)(?:(?:,? because |: ?)(?P<why>.+))?", re.IGNORECASE | re.DOTALL
)
_AROUND = re.compile(r"^(?:me )?(?:from )?(?:the )?(?:topic )?|(?: topic)?(?:,? please)?$")
_EDGES = " \t.,;:!?\"'\u201c\u201d\u201e"


@dataclass(frozen=True, slots=True)
class PartnerMeant:
    """A partner by name, and the reason that was given, if one was."""

    name: str
    reason: str = ""


def read_partner(words: str) -> PartnerMeant | None:
    """Read "partner NAME because REASON"; None where no partner is spoken of."""
    found = _PARTNER.fullmatch(words.strip())
    if found is None:
        return None
    why = " ".join((found["why"] or "").split())
    return PartnerMeant(found["name"].strip(_EDGES), why[:LONGEST_REASON])


def read_topic(words: str) -> str:
    """Return what is named of "from the surveys, please": its letters do not matter."""
    return _AROUND.sub("", words.casefold().strip(_EDGES)).strip(_EDGES)
