"""The card of a case: what was said and by whom, what they are worth, and what can be done."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from bot.action import ActionRef
from bot.figures.cards.written import quantity_words, say_day
from bot.language import Wording
from bot.message import (
    Bullets,
    Button,
    Buttons,
    Element,
    Fact,
    Facts,
    Heading,
    Message,
    Quotation,
    notice,
    paragraph,
    spans,
)
from bot.principal import Principal
from bot.quantities import Quantity
from bot.voice.rules.cases import IN_HAND, CasePolicy, Cause, Deed, State, may_follow
from bot.voice.store.case_views import CaseView, Happened, Touched, Worth

TAKE, BOOK, ANSWER = "case_take", "case_book", "case_answer"
IMPROVE = "case_improve"
REASSIGN, SETTLE, SHOW = "case_reassign", "case_settle", "case_show"
LONGEST = 2500
"""Characters of words that a card shows; it says that there are more."""
TOUCH_SHOWN = 80
"""Characters of one thing that passed, on its line."""
HAPPENED = 8
"""Things that happened to a case, on its card: the latest ones."""


@dataclass(frozen=True, slots=True)
class Whole:
    """A case with all that stands beside it on its card."""

    case: CaseView
    worth: Worth
    touches: tuple[Touched, ...]
    policy: CasePolicy
    currency: str
    waits_for: tuple[str, ...] = ()
    """The ids of who is to see to it, and `called` is what they are called."""

    called: str = ""


def card(wording: Wording, found: Whole, reader: Principal) -> Message:
    """Show a case as it stands."""
    say, case = wording.say, found.case
    return Message(
        say("case_card_title", name=case.who, partner=case.partner),
        (
            paragraph(_about(wording, case)),
            *_words(wording, case),
            Facts(tuple(_facts(wording, found, reader))),
            *_touches(wording, found.touches, reader),
            *_happened(wording, case, reader),
            paragraph(_standing(wording, found, reader), quiet=True),
            *_ways(wording, case),
        ),
        wording.language.tag,
    )


def not_yours(wording: Wording) -> Message:
    """Say whose cases are whose, and nothing of any."""
    say = wording.say
    return notice(say("case_not_yours_title"), say("case_not_yours"))


def _standing(wording: Wording, found: Whole, reader: Principal) -> str:
    """Say in a sentence how a case stands, and what comes next."""
    say, case = wording.say, found.case
    of = "" if reader.contact_id in found.waits_for else "_of_others"
    match case.state:
        case State.CLOSED:
            key = "case_is_solved" if case.ending is Deed.SOLVED else "case_is_not_confirmed"
            return say(key, name=case.who, moment=moment(wording, case.closed_at, reader))
        case State.ASKED:
            return say("case_is_asked", name=case.who, moment=moment(wording, case.due_at, reader))
        case _ if case.touched_at is None:
            until = moment(wording, case.promised_at, reader)
            values = {"name": case.who, "moment": until}
            return say(f"case_is_promised{of}", **values, **_called(found, of))
        case _:
            return say(f"case_is_in_hand{of}", name=case.who, **_called(found, of))


def _called(found: Whole, of: str) -> Mapping[str, str]:
    return {"who": found.called} if of else {}


def moment(wording: Wording, at: datetime | None, reader: Principal) -> str:
    """Write a moment on the reader's own clock."""
    if at is None:
        return ""
    local = at.astimezone(ZoneInfo(reader.zone))
    return wording.language.moment(local, wording.say("pattern_slot"))


def state_words(wording: Wording, state: str, ending: str | None) -> str:
    """Name the state a case is in; one that is closed by how it ended."""
    if ending == Deed.NOT_CONFIRMED:
        return wording.say("case_state_not_confirmed")
    return wording.say(f"case_state_{state}")


def cause_title(wording: Wording, policy: CasePolicy, key: str) -> str:
    """Name a cause in a reader's language; one that left the list is named by its key."""
    found = policy.cause(key)
    return title_of(wording, found) if found is not None else key


def title_of(wording: Wording, cause: Cause) -> str:
    """Return a cause's title in a reader's language."""
    return cause.titles.get(wording.language.tag.split("-")[0], cause.title)


def _about(wording: Wording, case: CaseView) -> str:
    say = wording.say
    if case.source == "response" and case.score is not None:
        return say("case_scored", about=case.about, score=str(case.score))
    return say("case_said_about", about=case.about) if case.about else say("case_said")


def _words(wording: Wording, case: CaseView) -> tuple[Element, ...]:
    if not case.words:
        return (paragraph(wording.say("case_no_words")),)
    lines = [line.strip() for line in case.words[:LONGEST].splitlines() if line.strip()]
    more = len(case.words) - LONGEST
    cut = (paragraph(wording.say_number("case_cut", more), quiet=True),) if more > 0 else ()
    return (Quotation(tuple(spans(line) for line in lines)), *cut)


def _facts(wording: Wording, found: Whole, reader: Principal) -> list[Fact]:
    say, case, worth = wording.say, found.case, found.worth
    facts = [Fact(say("case_state"), state_words(wording, case.state, case.ending))]
    facts.append(Fact(say("case_owner"), case.owner or say("case_waits_for", who=found.called)))
    if worth.tier:
        facts.append(Fact(say("case_tier"), worth.tier))
    if worth.arr is not None:
        money = Quantity(Decimal(worth.arr), "money_year", found.currency)
        facts.append(Fact(say("case_arr"), quantity_words(wording, money)))
    renews = say_day(wording, worth.renews) if worth.renews else say("case_no_renewal")
    facts.append(Fact(say("case_renews"), renews))
    facts.append(Fact(say("case_opened"), moment(wording, case.opened_at, reader)))
    if case.cause:
        facts.append(Fact(say("case_cause"), cause_title(wording, found.policy, case.cause)))
    if case.action:
        facts.append(Fact(say("case_action"), case.action[:LONGEST]))
    return facts


def _touches(
    wording: Wording, touches: tuple[Touched, ...], reader: Principal
) -> tuple[Element, ...]:
    if not touches:
        return (paragraph(wording.say("case_no_touches")),)
    lines = tuple(spans(_touched(wording, one, reader)) for one in touches)
    return (Heading(wording.say("case_touches")), Bullets(lines))


def _touched(wording: Wording, one: Touched, reader: Principal) -> str:
    title = " ".join(one.title.split())
    title = title if len(title) <= TOUCH_SHOWN else f"{title[: TOUCH_SHOWN - 1]}…"
    day = _day(one.at, reader)
    return wording.say(f"case_touch_{one.what}", day=say_day(wording, day), title=title)


def _day(at: datetime, reader: Principal) -> date:
    return at.astimezone(ZoneInfo(reader.zone)).date()


def _happened(wording: Wording, case: CaseView, reader: Principal) -> tuple[Element, ...]:
    stands = (case.score, case.words)
    told = [
        one
        for one in case.happened
        # What stands above as it is now is not said twice.
        if one.deed is not Deed.OPENED and (one.score, one.words) != stands
    ][-HAPPENED:]
    if not told:
        return ()
    lines = tuple(spans(happened(wording, one, reader)) for one in told)
    return (Heading(wording.say("case_happened")), Bullets(lines))


def happened(wording: Wording, one: Happened, reader: Principal) -> str:
    """Say in a line what happened, when, and by whom."""
    what = one.deed.value
    if one.deed is Deed.NOTED and one.score is not None:
        what = "noted_both" if one.words else "noted_score"
    values = {
        "moment": moment(wording, one.at, reader),
        "name": one.who,
        "words": " ".join(one.words.split())[:LONGEST],
        "score": str(one.score),
        "call": moment(wording, one.until, reader),
    }
    return wording.say(f"case_deed_{what}", **values)


def _ways(wording: Wording, case: CaseView) -> tuple[Element, ...]:
    say, of = wording.say, {"c": case.id}
    ways = []
    if case.state in IN_HAND:
        is_open = case.state is State.OPEN
        if is_open:
            ways.append(Button(say("case_take"), ActionRef(TAKE, of), primary=True))
        is_next = not is_open and case.touched_at is None
        ways.append(Button(say("case_book"), ActionRef(BOOK, of), primary=is_next))
    if may_follow(case.state, Deed.ANSWERED):
        ways.append(Button(say("case_answer"), ActionRef(ANSWER, of)))
    if case.state in IN_HAND:
        ways.append(Button(say("case_reassign"), ActionRef(REASSIGN, of)))
        was_touched = case.touched_at is not None
        ways.append(Button(say("case_settle"), ActionRef(SETTLE, of), primary=was_touched))
    if case.cause:
        ways.append(Button(say("case_improve"), ActionRef(IMPROVE, of)))
    return (Buttons(tuple(ways)),) if ways else ()
