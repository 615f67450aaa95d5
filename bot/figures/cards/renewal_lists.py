"""Several terms that come due: as a list that was asked for, and as a card that is pushed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.action import ActionRef
from bot.figures.cards.renewals import (
    LIST,
    OFF,
    ON,
    SAY,
    SHOW,
    Ground,
    a_year,
    age,
    customer,
    ends,
    money,
    number,
    over,
    stands,
    status_words,
    statuses,
    worth,
)
from bot.figures.cards.written import say_day
from bot.figures.rules.renewals import Renewal
from bot.language import Wording
from bot.message import (
    Bold,
    Button,
    Buttons,
    Choice,
    Column,
    Element,
    Message,
    Option,
    Table,
    paragraph,
)
from bot.principal import Principal

SHOWN = 20
"""Terms in a list."""
PUSHED = 8
"""Terms on a card that is pushed, each with a choice; of the rest it is said how many."""


def pushed(wording: Wording, found: Sequence[Renewal], reader: Principal, on: Ground) -> Message:
    """Show what comes due at the partners of one reader: each with how it stands."""
    say = wording.say
    shown, more = found[:PUSHED], len(found) - PUSHED
    elements: list[Element] = [
        paragraph(say("renewals_ours" if reader.is_vendor else "renewals_yours"))
    ]
    for one in shown:
        elements += _line(wording, one, reader, on)
    if more > 0:
        elements.append(paragraph(wording.say_number("renewals_more", more)))
    elements += age(wording, on)
    why = "renewals_why_ours" if reader.is_vendor else "renewals_why_yours"
    elements.append(paragraph(say(why), quiet=True))
    elements.append(Buttons((_see_all(wording), Button(say("renewals_stop"), ActionRef(OFF)))))
    title = wording.say_number("renewals_pushed_title", len(found))
    return Message(title, tuple(elements), wording.language.tag)


@dataclass(frozen=True, slots=True)
class Listed:
    """What a list shows of all that was meant, and what all of it is worth a year."""

    found: Sequence[Renewal]
    count: int
    worth: int
    days: int
    is_sent: bool
    """Whether its reader is sent what comes due."""


def listed(wording: Wording, of: Listed, reader: Principal, on: Ground) -> Message:
    """List what comes due, each to be opened."""
    say, title = wording.say, wording.say_number("renewals_title", of.days)
    if not of.found:
        none = paragraph(wording.say_number("renewals_none", of.days))
        return Message(title, (none, *age(wording, on), _switch(wording, is_sent=of.is_sent)))
    columns = [
        "renewal_ends",
        "renewal_customer",
        "renewal_product",
        "renewal_worth",
        "renewal_how",
    ]
    rows = [_row(wording, one, on) for one in of.found]
    if reader.is_vendor:
        columns.insert(1, "renewal_partner")
        rows = [(row[0], one.partner, *row[1:]) for row, one in zip(rows, of.found, strict=True)]
    amount = money(wording, of.worth, on)
    summary = wording.say_number("renewals_summary", of.count, worth=amount)
    if of.count > len(of.found):
        summary = f"{summary} {wording.say_number('renewals_shown', len(of.found))}"
    options = tuple(
        Option(_option(wording, one), one.term_id) for one in of.found if one.term_id is not None
    )
    titles = tuple(Column(say(each)) for each in columns)
    titles = (*titles[:-2], Column(a_year(wording, on), numeric=True), titles[-1])
    return Message(
        title,
        (
            paragraph(summary),
            Table(say("renewals_caption"), titles, tuple(rows), ""),
            Choice(ActionRef(SHOW), say("renewals_choose"), options),
            *age(wording, on),
            _switch(wording, is_sent=of.is_sent),
        ),
        wording.language.tag,
    )


def switched(wording: Wording, *, is_on: bool, is_vendor: bool) -> Message:
    """Say whether somebody is sent what comes due from now on, with the way back."""
    say = wording.say
    key = "renewals_off"
    if is_on:
        key = "renewals_on_ours" if is_vendor else "renewals_on_yours"
    return Message(
        say("renewals_on_title" if is_on else "renewals_off_title"),
        (
            paragraph(say(key)),
            Buttons((_see_all(wording), *_switch(wording, is_sent=is_on).buttons)),
        ),
    )


def _line(wording: Wording, one: Renewal, reader: Principal, on: Ground) -> Iterator[Element]:
    say = wording.say
    what = " · ".join(
        filter(
            None,
            (one.product, worth(wording, one, on), ends(wording, one, on)),
        )
    )
    whose = f" ({one.partner})" if reader.is_vendor else ""
    yield paragraph(Bold(customer(wording, one)), f"{whose} · {what}")
    yield from over(wording, one)
    yield from stands(wording, one, reader)
    if not one.is_over and one.id is not None:
        yield Choice(ActionRef(SAY, {"r": one.id}), say("renewal_choose"), statuses(wording))


def _row(wording: Wording, one: Renewal, on: Ground) -> tuple[str, ...]:
    said = [
        wording.say(
            "renewal_said_by",
            side=wording.say(f"renewal_side_{word.side.value}"),
            status=status_words(wording, word.status),
        )
        for word in one.stands
    ]
    how = ", ".join(said) or wording.say("renewal_status_open")
    return (
        *(say_day(wording, one.term_end), customer(wording, one), one.product),
        *(number(wording, one, on), how),
    )


def _option(wording: Wording, one: Renewal) -> str:
    day = say_day(wording, one.term_end)
    return f"{customer(wording, one)}, {one.product} ({day})"[:70]


def _switch(wording: Wording, *, is_sent: bool) -> Buttons:
    key, name = ("renewals_stop", OFF) if is_sent else ("renewals_send", ON)
    return Buttons((Button(wording.say(key), ActionRef(name)),))


def _see_all(wording: Wording) -> Button:
    return Button(wording.say("renewals_see_all"), ActionRef(LIST))
