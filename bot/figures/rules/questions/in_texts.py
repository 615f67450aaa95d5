"""Questions that stand in texts: each partner's reader is told one number."""

from collections.abc import Iterator
from dataclasses import replace
from enum import StrEnum

from bot.figures.rules.plan import Plan
from bot.figures.rules.questions.lexicon import Lexicon
from bot.figures.rules.questions.reading import read
from bot.figures.rules.questions.readings import Clarify, Reading, Reason, Refusal, Slot
from bot.figures.rules.questions.tags import tag_question
from bot.figures.rules.questions.words import tokenise
from bot.figures.rules.windows import Calendar
from bot.principal import Permission, Principal, Role

PARTNERS_READER = Principal(
    contact_id="reader",
    name="",
    permission=Permission.PARTNER,
    role=Role.SALES,
    zone="UTC",
    partner_id="partner",
    partner_name="the reader's partner",
)
"""Somebody at a partner, whichever it is: what a text asks, it asks for each of them."""


class Unfit(StrEnum):
    """Why a question cannot stand in a text: what a finding of it is called."""

    UNREAD = "figure_unread"
    ASKED_BACK = "figure_asked_back"
    HIDDEN = "figure_hidden"
    NOT_ONE = "figure_not_one"
    NAMES_PARTNER = "figure_names_partner"


def unfit(
    question: str,
    lexicon: Lexicon,
    calendar: Calendar,
    currency: str = "USD",
    *,
    knows_names: bool = True,
) -> Unfit | None:
    """Say why a partner's reader would not be told one number; None where they are.

    Where the lexicon does not know what products are called (`knows_names`), words written as a
    name is may be one.
    """
    tagged = tag_question(question, lexicon, calendar)
    if any(value.dimension == "partner" for tag in tagged.tags for value in tag.values()):
        return Unfit.NAMES_PARTNER
    found = read(question, lexicon, calendar, PARTNERS_READER, currency=currency)
    if not knows_names and isinstance(found, Clarify):
        names = frozenset(_names(question))
        unknown = tuple(tag for tag in tagged.tags if tag.is_unknown and tag.number is None)
        if unknown and all(tag.words[0] in names for tag in unknown):
            named = lexicon.with_names({"product": [" ".join(tag.words) for tag in unknown]})
            found = read(question, named, calendar, PARTNERS_READER, currency=currency)
    return _unfit(found)


def _unfit(found: Reading) -> Unfit | None:
    match found:
        case Plan():
            return None if _is_one(found) else Unfit.NOT_ONE
        case Refusal(Reason.NOT_AUTHORISED | Reason.ANONYMITY):
            return Unfit.HIDDEN
        case Clarify(slot) if slot is not Slot.WORD:
            return Unfit.ASKED_BACK
        case _:
            return Unfit.UNREAD


def _is_one(plan: Plan) -> bool:
    """Say whether a plan comes to one number: nothing is cut, goes over time or is compared."""
    bare = replace(plan, group_by=(), grain=None, compare=None, top_n=None)
    return plan == bare and len(plan.metrics) == 1


def _names(question: str) -> Iterator[str]:
    """Yield the words that are written as a name is: with a capital or a digit."""
    for word in question.split():
        if any(letter.isupper() or letter.isdigit() for letter in word):
            yield from tokenise(word)
