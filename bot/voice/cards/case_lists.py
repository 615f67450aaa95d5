"""The list of cases: who complained, how it stands, since when, and who sees to it."""

from collections.abc import Sequence

from bot.action import ActionRef
from bot.language import Wording
from bot.message import Choice, Column, Message, Option, Table, notice
from bot.principal import Principal
from bot.voice.cards.cases import SHOW, moment, state_words
from bot.voice.store.case_views import CaseView

SHOWN = 20


def none_found(wording: Wording, *, of_all: bool) -> Message:
    """Say that there is no case: none at all that waits, or none that was meant."""
    say = wording.say
    key = "cases_all_done" if of_all else "cases_none"
    return notice(say("cases_title"), say(key), say("cases_filter"))


def listed(wording: Wording, found: Sequence[CaseView], count: int, reader: Principal) -> Message:
    """List cases, each to be opened; how many more there are is said."""
    say = wording.say
    rows = tuple(
        (
            one.who,
            one.partner,
            state_words(wording, one.state, one.ending),
            moment(wording, one.opened_at, reader),
            one.owner or say("case_nobody_yet"),
        )
        for one in found
    )
    columns = ("cases_who", "cases_partner", "case_state", "case_opened", "case_owner")
    summary = wording.say_number("cases_summary", count)
    if count > len(found):
        summary = f"{summary} {wording.say_number('cases_shown', len(found))}"
    options = tuple(Option(f"{one.who} ({one.partner})"[:70], one.id) for one in found)
    titles = tuple(Column(say(each)) for each in columns)
    return Message(
        say("cases_title"),
        (
            Table(say("cases_title"), titles, rows, summary),
            Choice(ActionRef(SHOW), say("cases_choose"), options),
        ),
    )
