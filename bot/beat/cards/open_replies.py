"""The list of exchanges that wait for somebody."""

from collections.abc import Sequence
from datetime import datetime

from bot.action import ActionRef
from bot.beat.cards.replies import SHOW, waits
from bot.beat.store.exchanges import Exchange
from bot.language import Wording
from bot.message import Choice, Column, Message, Option, Table, notice

SHOWN = 20


def listed(wording: Wording, found: Sequence[Exchange], now: datetime) -> Message:
    """List who waits, about what and for how long, each to be looked at."""
    say = wording.say
    if not found:
        return notice(say("replies_title"), say("replies_none"))
    shown = found[:SHOWN]
    rows = tuple(
        (one.who, one.partner, one.about or "-", waits(wording, one.waited(now))) for one in shown
    )
    columns = ("replies_who", "replies_partner", "replies_about", "replies_waits")
    summary = wording.say_number("replies_summary", len(found))
    options = tuple(Option(f"{one.who} ({one.partner})"[:70], one.id) for one in shown)
    return Message(
        say("replies_title"),
        (
            Table(
                say("replies_title"), tuple(Column(say(each)) for each in columns), rows, summary
            ),
            Choice(ActionRef(SHOW), say("replies_choose"), options),
        ),
    )
