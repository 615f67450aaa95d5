"""Responses to read: a page of them, and who has not answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.action import PACKED_LIMIT, ActionRef
from bot.errors import ActionUnreadable
from bot.figures.cards.offers import question_button
from bot.figures.cards.written import say_day
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
    Text,
    notice,
    paragraph,
)
from bot.ports import READ_RESPONSES
from bot.principal import Principal
from bot.voice.cards import ballots
from bot.voice.cards.cases import state_words
from bot.voice.cards.filters import said_filter
from bot.voice.cards.spread import nps_said, quoted
from bot.voice.context import VoiceContext
from bot.voice.rules.promises import ANONYMOUS, CONFIDENTIAL
from bot.voice.rules.scores import LEAST_ANSWERS, band_of
from bot.voice.rules.sought import BAND, Sought
from bot.voice.rules.wishes import RECORD
from bot.voice.store.answers import ASKED, RECORDED
from bot.voice.store.reading import RECOMMENDED, Found, Read
from bot.voice.store.silence import Rate, Silent
from bot.voice.store.unnamed import Unnamed

SHOW = "response"
ON_A_PAGE = 10
SHOWN_OF_WORDS = 280
"""Characters of a reason in a list; whoever opens it reads all of it."""
SHOWN_WAVES = 5


@dataclass(frozen=True, slots=True)
class Page:
    """One page of what was found, counted from nought, and the titles of its waves' surveys.

    `picked` says what was answered first where there is no score.
    """

    number: int
    rows: Sequence[Read]
    found: Found
    titles: Mapping[str, str]
    unnamed: Sequence[Unnamed] = ()
    picked: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_last(self) -> bool:
        """Whether nothing comes after it."""
        return (self.number + 1) * ON_A_PAGE >= self.found.count


@dataclass(frozen=True, slots=True)
class Silence:
    """One page of who has not answered, how many have by wave, and what is only counted."""

    number: int
    rows: Sequence[Silent]
    rates: Mapping[str, Rate]
    titles: Mapping[str, str]
    unnamed: Sequence[Unnamed] = ()

    @property
    def is_last(self) -> bool:
        """Whether nothing comes after it."""
        left = sum(rate.silent for rate in self.rates.values())
        return (self.number + 1) * ON_A_PAGE >= left


def missing(context: VoiceContext, reader: Principal, sought: Sought, page: Silence) -> Message:
    """Name who was asked by an open wave and has not answered, and say how many have."""
    say, write = context.wording.say, context.wording.language
    elements: list[Element] = []
    for wave_id, rate in page.rates.items():
        part = write.percent(100 * rate.answered / rate.asked, 0)
        counts = {"answered": write.number(rate.answered), "asked": write.number(rate.asked)}
        title = page.titles[wave_id]
        elements.append(paragraph(say("responses_rate", title=title, part=part, **counts)))
    if not page.rates:
        elements.append(paragraph(say("responses_nothing_open")))
    if said := said_filter(context, sought):
        elements.append(paragraph(say("responses_filter", filter="; ".join(said)), quiet=True))
    if page.rows:
        columns = ("responses_who", "responses_partner", "responses_role", "responses_asked")
        rows = tuple(
            (
                *(one.who, one.partner, say(f"role_{one.role}")),
                _asked(context, reader, one) + _put_off(context, one.put_off),
            )
            for one in page.rows
        )
        caption = say("responses_missing_title")
        names = tuple(Column(say(each)) for each in columns)
        elements.append(Table(caption, names, rows, say("responses_missing_summary")))
    elements += _others(context, page)
    if buttons := _pages(context, sought, page):
        elements.append(Buttons(tuple(buttons)))
    return Message(say("responses_missing_title"), tuple(elements))


def _put_off(context: VoiceContext, how: str) -> str:
    """Say that somebody will not answer, or passed it on; nothing where they may still."""
    return f" ({context.wording.say(f'responses_{how}')})" if how else ""


def listed(context: VoiceContext, reader: Principal, sought: Sought, page: Page) -> Message:
    """List responses of named waves, and say how many others there are."""
    say = context.wording.say
    elements: list[Element] = [paragraph(_counted(context, sought, page.found))]
    if said := said_filter(context, sought):
        elements.append(paragraph(say("responses_filter", filter="; ".join(said)), quiet=True))
    for row in page.rows:
        elements += _short(context, reader, row, _picked(context, page, row))
    elements += _others(context, page)
    if page.rows:
        options = tuple(Option(called(context, row)[:70], row.id) for row in page.rows)
        elements.append(Choice(ActionRef(SHOW), say("responses_choose"), options))
    if buttons := (*_turns(context, sought, page), *_ballots(context, page)):
        elements.append(Buttons(buttons))
    return Message(say("responses_title"), tuple(elements))


def list_kept(context: VoiceContext, number: int) -> Message:
    """Say how long the list of tags is by now."""
    kept = context.wording.say_number("tags_kept", number)
    return notice(context.wording.say("tags_list"), kept)


def not_yours(context: VoiceContext) -> Message:
    """Say who reads answers; nothing of it says whether there is one."""
    say = context.wording.say
    return notice(say("responses_not_yours_title"), say("responses_not_yours"))


def _counted(context: VoiceContext, sought: Sought, found: Found) -> str:
    """Say how many there are and what they come to, unless their scores chose them."""
    wording = context.wording
    if not found.count:
        return wording.say("responses_none")
    counted = [wording.say_number("responses_count", found.count)]
    if found.tally.n and not (sought.of(BAND) or sought.with_words):
        counted.append(nps_said(wording, found.tally))
    if found.recorded:
        counted.append(wording.say_number("responses_by_hand", found.recorded))
    return " ".join(counted)


def _picked(context: VoiceContext, page: Page, row: Read) -> str:
    """Say what somebody answered: the score, or what they picked on which survey."""
    answer = page.picked.get(row.id)
    if answer is None:
        return score_of(context, row)
    title = page.titles[row.asked_by]
    return context.wording.say("responses_picked", title=title, answer=answer)


def _short(context: VoiceContext, reader: Principal, row: Read, answer: str) -> list[Element]:
    about = [row.partner, context.wording.say(f"role_{row.role}"), answer]
    about += [day_of(context, reader, row), row.occasion, *_became(context, row)]
    line = ", ".join(filter(None, about))
    shown: list[Element] = [paragraph(Bold(row.who), Text(f", {line}"))]
    if row.reason:
        shown.append(quoted(row.reason, SHOWN_OF_WORDS))
    return shown


def _became(context: VoiceContext, row: Read) -> tuple[str, ...]:
    """Say how the case stands that an answer led to."""
    if row.case_state is None:
        return ()
    state = state_words(context.wording, row.case_state, row.case_ending)
    return (context.wording.say("responses_became", state=state),)


def score_of(context: VoiceContext, row: Read) -> str:
    """Say what was answered on the leading scale, and what that makes of its author."""
    if row.score is None:
        return context.wording.say("responses_no_score")
    score = context.wording.language.number(row.score)
    if row.scale != RECOMMENDED:
        return context.wording.say("responses_scored", scale=row.scale.upper(), score=score)
    return context.wording.say(f"responses_{band_of(row.score)}", score=score)


def day_of(context: VoiceContext, reader: Principal, row: Read) -> str:
    """Say when it was given, and how it came if not by our asking."""
    say, day = context.wording.say, _on(context, reader, row.answered_at)
    if row.promise == CONFIDENTIAL:
        return say("responses_confidential", day=day)
    if row.source == ASKED:
        return day
    if row.source == RECORDED:
        return say("responses_recorded", day=day, name=row.recorded_by)
    return say("responses_imported", day=day)


def _asked(context: VoiceContext, reader: Principal, one: Silent) -> str:
    """Say when somebody was asked, and after which event."""
    return ", ".join(filter(None, (_on(context, reader, one.asked_at), one.occasion)))


def _on(context: VoiceContext, reader: Principal, moment: datetime) -> str:
    return say_day(context.wording, moment.astimezone(ZoneInfo(reader.zone)).date())


def called(context: VoiceContext, row: Read) -> str:
    """Name who answered, and their partner."""
    return context.wording.say("responses_called", who=row.who, partner=row.partner)


def _others(context: VoiceContext, page: Page | Silence) -> list[Element]:
    """Say of waves that are not named how many answered, and never who."""
    lines = []
    for wave in page.unnamed[:SHOWN_WAVES]:
        title = page.titles[wave.wave_id]
        if wave.promise == ANONYMOUS and (wave.is_open or wave.count < LEAST_ANSWERS):
            lines.append(context.wording.say_number("responses_sealed", wave.count, title=title))
        elif wave.count < LEAST_ANSWERS:
            lines.append(context.wording.say("responses_unnamed_few", title=title))
        else:
            lines.append(context.wording.say_number("responses_unnamed", wave.count, title=title))
    return [paragraph(line, quiet=True) for line in lines]


def _ballots(context: VoiceContext, page: Page) -> tuple[Button, ...]:
    """Open what an anonymous wave came to, where enough people answered it."""
    return tuple(
        ballots.way_in(context, wave.wave_id, page.titles[wave.wave_id])
        for wave in page.unnamed[:SHOWN_WAVES]
        if wave.promise == ANONYMOUS and not wave.is_open and wave.count >= LEAST_ANSWERS
    )


def _turns(context: VoiceContext, sought: Sought, page: Page) -> tuple[Button, ...]:
    """Turn the pages, and lead to what else there is."""
    found = _pages(context, sought, page)
    if page.number == 0 and sought.is_everything:
        missing = ActionRef(READ_RESPONSES, {"q": "missing"})
        found.append(Button(context.wording.say("responses_missing_title"), missing))
        found.append(Button(context.wording.say("record_title"), ActionRef(RECORD)))
    if page.found.count and page.number == 0:
        question = f"number of responses {sought.words}".strip()
        as_figure = question_button(context.wording.say("responses_as_figure"), question)
        found += [as_figure] if as_figure and not sought.values.get(BAND) else []
    return tuple(found)


def _pages(context: VoiceContext, sought: Sought, page: Page | Silence) -> list[Button]:
    """Turn the pages; words too long for a button cannot be turned."""
    found: list[Button] = []
    for key, number, is_there in (
        ("responses_page_before", page.number - 1, page.number > 0),
        ("responses_page_next", page.number + 1, not page.is_last),
    ):
        action = ActionRef(READ_RESPONSES, {"q": sought.words, "p": str(number)})
        if is_there and _fits(action):
            found.append(Button(context.wording.say(key), action))
    return found


def _fits(action: ActionRef) -> bool:
    try:
        return len(action.pack()) <= PACKED_LIMIT
    except ActionUnreadable:
        return False
