"""A term that comes due, as both sides see it: what it is, and who said what of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.action import ActionRef
from bot.figures.cards.written import quantity_words, say_day, unit_words
from bot.figures.rules.renewals import Outcome, Renewal, Status, Word
from bot.form import Form, TextField
from bot.language import Wording
from bot.message import (
    Bullets,
    Button,
    Buttons,
    Choice,
    Element,
    Fact,
    Facts,
    Heading,
    Message,
    Option,
    notice,
    paragraph,
    spans,
)
from bot.principal import Principal
from bot.quantities import Quantity, in_major_units

SHOW, SAY, LOST, LIST = "renewal", "renewal_say", "renewal_lost", "renewals"
ON, OFF = "renewals_on", "renewals_off"
HISTORY = 12
"""Things that were said, on the card of one term: the latest ones."""
REASON_LIMIT = 500


@dataclass(frozen=True, slots=True)
class Ground:
    """What every card of renewals stands on: the day, the currency, and how old the data is."""

    today: date
    currency: str
    until: date | None


def card(
    wording: Wording, found: Renewal, reader: Principal, on: Ground, *, may_say: bool
) -> Message:
    """Show one term with all that was said of it."""
    say = wording.say
    heard = tuple(spans(_heard(wording, word, reader)) for word in found.words[-HISTORY:])
    history = (Heading(say("renewal_history")), Bullets(heard)) if heard else ()
    return Message(
        say("renewal_title", customer=customer(wording, found), partner=found.partner),
        (
            Facts(tuple(_facts(wording, found, on))),
            *over(wording, found),
            *stands(wording, found, reader),
            *history,
            *((_ways(wording, found),) if may_say and not found.is_over else ()),
            *age(wording, on),
        ),
        wording.language.tag,
    )


def gone(wording: Wording) -> Message:
    """Say that there is nothing to show, whether it never was, or is not this reader's."""
    say = wording.say
    button = Buttons((Button(say("renewals_see_all"), ActionRef(LIST)),))
    return Message(say("renewal_gone_title"), (paragraph(say("renewal_gone")), button))


def lost_form(wording: Wording, found: Renewal, delivery_id: str, reason: str = "") -> Form:
    """Ask why it is lost; the other side reads it."""
    say = wording.say
    arguments = {"r": found.id or "", **({"d": delivery_id} if delivery_id else {})}
    again = ActionRef(SAY, {**arguments, "value": Status.LOST.value})
    return Form(
        ActionRef(LOST, arguments),
        say("renewal_lost_form"),
        say("renewal_lost_send"),
        (
            TextField(
                "reason", say("renewal_lost_why"), REASON_LIMIT, required=True, initial=reason
            ),
        ),
        reopen=Button(say("renewal_status_lost"), again),
        intro=spans(
            say("renewal_title", customer=customer(wording, found), partner=found.partner)
        ),
        language=wording.language.tag,
    )


def already(wording: Wording) -> Message:
    """Say that a term is over, so that nothing was written down."""
    return notice(wording.say("renewal_over_title"), wording.say("renewal_over"))


def stands(wording: Wording, found: Renewal, reader: Principal) -> Iterator[Element]:
    """Say what each side said last, or that nobody has said anything."""
    if not found.stands:
        if not found.is_over:
            yield paragraph(wording.say("renewal_nothing_said"), quiet=True)
        return
    said = "  ".join(_heard(wording, word, reader) for word in found.stands)
    yield paragraph(said)
    if found.differs:
        yield paragraph(wording.say("renewal_differs"), quiet=True)


def over(wording: Wording, found: Renewal) -> Iterator[Element]:
    """Say of a term that is over how it ended."""
    if not found.is_over:
        return
    if found.outcome is Outcome.GONE and found.now_ends is not None:
        yield paragraph(wording.say("renewal_moved", day=say_day(wording, found.now_ends)))
        return
    yield paragraph(wording.say(f"renewal_is_{found.outcome.value}"))


def _heard(wording: Wording, word: Word, reader: Principal) -> str:
    """Write who said what when, and why."""
    say = wording.say
    day = say_day(wording, _local(word.at, reader).date())
    who = word.who or say(f"renewal_somebody_{word.side.value}")
    values = {"who": who, "side": say(f"renewal_side_{word.side.value}"), "day": day}
    status = status_words(wording, word.status)
    if word.reason:
        return say("renewal_heard_why", status=status, reason=word.reason, **values)
    return say("renewal_heard", status=status, **values)


def status_words(wording: Wording, status: Status) -> str:
    """Name how a renewal stands."""
    return wording.say(f"renewal_status_{status.value}")


def _facts(wording: Wording, found: Renewal, on: Ground) -> Iterator[Fact]:
    say = wording.say
    yield Fact(say("renewal_ends"), _ends_on(wording, found, on))
    if found.product:
        yield Fact(say("renewal_product"), found.product)
    if found.annualised is not None:
        yield Fact(say("renewal_worth"), worth(wording, found, on))
    yield Fact(say("renewal_subscription"), found.subscription)


def _ways(wording: Wording, found: Renewal) -> Element:
    return Choice(
        ActionRef(SAY, {"r": found.id or ""}), wording.say("renewal_choose"), statuses(wording)
    )


def statuses(wording: Wording) -> tuple[Option, ...]:
    """Return all that can be said of a term."""
    return tuple(Option(status_words(wording, each), each.value) for each in Status)


def age(wording: Wording, on: Ground) -> Iterator[Element]:
    """Say how old the data is."""
    key = "renewals_age" if on.until is not None else "renewals_age_unknown"
    day = {"day": say_day(wording, on.until)} if on.until is not None else {}
    yield paragraph(wording.say(key, **day), quiet=True)


def customer(wording: Wording, found: Renewal) -> str:
    """Name whoever pays; where nothing is known of them, by the subscription."""
    return found.customer or wording.say("renewal_of", subscription=found.subscription)


def ends(wording: Wording, one: Renewal, on: Ground) -> str:
    """Say when a term ends."""
    return wording.say("renewal_ends_on", day=_ends_on(wording, one, on))


def _ends_on(wording: Wording, one: Renewal, on: Ground) -> str:
    day, left = say_day(wording, one.term_end), (one.term_end - on.today).days
    return wording.say_number("renewal_in", left, day=day) if left > 0 else day


def worth(wording: Wording, one: Renewal, on: Ground) -> str:
    """Write what a term is worth a year, where that is known."""
    return "" if one.annualised is None else money(wording, one.annualised, on)


def number(wording: Wording, one: Renewal, on: Ground) -> str:
    """Write what a term is worth a year below a head that says the unit."""
    amount = in_major_units(Quantity(one.annualised, "money_year", on.currency))
    return wording.language.number(amount)


def a_year(wording: Wording, on: Ground) -> str:
    """Write the unit of what a term is worth."""
    return unit_words(wording, Quantity(0, "money_year", on.currency))


def money(wording: Wording, amount: int, on: Ground) -> str:
    """Write an amount a year."""
    return quantity_words(wording, Quantity(amount, "money_year", on.currency))


def _local(at: datetime, reader: Principal) -> datetime:
    return at.astimezone(ZoneInfo(reader.zone))
