"""A calendar as people read it: week after week, what comes to whom."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from bot.action import ActionRef
from bot.beat.ports import Cadences
from bot.beat.rules.cadence import instant
from bot.beat.rules.suppression import Skip
from bot.beat.store.ahead import ANNOUNCEMENT, Ahead
from bot.beat.store.calendars import Calendar, Entry, Off, UnderWay
from bot.beat.store.slots import What
from bot.language import Wording
from bot.message import Button, Buttons, Element, Fact, Facts, Heading, LinkButton, Message
from bot.message import paragraph as said

PAGE = "calendar_make_page"
MOST = 60
"""Slots that are drawn; what comes after them is counted."""
BETWEEN = " · "


@dataclass(frozen=True, slots=True)
class Drawn:
    """How a calendar is drawn: for whom, of whom, and on whose clock.

    `name` is whose it is, empty for the reader's own or the programme's. Who works at a partner
    reads no texts that are still to come, but of announcements that `came` before to them.
    """

    wording: Wording
    cadences: Cadences
    name: str = ""
    is_own: bool = False
    zone: str | None = None
    is_vendor: bool = True
    came: Collection[str] = ()

    @property
    def title(self) -> str:
        """What the calendar is called."""
        say = self.wording.say
        if self.name:
            return say("calendar_title_of", name=self.name)
        return say("calendar_title_own" if self.is_own else "calendar_title")


def card(drawn: Drawn, found: Calendar, ways: Sequence[Button | LinkButton] = ()) -> Message:
    """Draw a calendar, with what can be done with it below."""
    say = drawn.wording.say
    elements = [*_on_the_way(drawn, found.under_way), *_weeks(drawn, found.entries[:MOST])]
    if not elements:
        elements.append(said(say("calendar_empty")))
    if len(found.entries) > MOST:
        elements.append(said(drawn.wording.say_number("calendar_more", len(found.entries) - MOST)))
    if drawn.zone is None:
        elements.append(said(say("calendar_readers_time"), quiet=True))
    else:
        elements.append(said(say("calendar_zone", zone=drawn.zone), quiet=True))
    if ways:
        elements.append(Buttons(tuple(ways)))
    return Message(drawn.title, tuple(elements), drawn.wording.language.tag)


def page_button(wording: Wording, whose: str) -> Button:
    """Return the button that makes a calendar a page of its own; `whose` names it."""
    return Button(wording.say("calendar_page"), ActionRef(PAGE, {"w": whose}))


def _on_the_way(drawn: Drawn, found: Sequence[UnderWay]) -> Iterator[Element]:
    if not found:
        return
    yield Heading(drawn.wording.say("calendar_under_way"))
    yield Facts(tuple(_under_way(drawn, one) for one in found))


def _under_way(drawn: Drawn, one: UnderWay) -> Fact:
    wording = drawn.wording
    local = one.due_at.astimezone(ZoneInfo(drawn.zone or "UTC"))
    moment = wording.language.moment(local, wording.say("pattern_calendar"))
    # Those of one slot come at many instants; the first of them is named on a clock of ours.
    told = moment if drawn.zone else wording.say("calendar_from_utc", moment=moment)
    who = () if drawn.zone else (wording.say_number("calendar_people", one.people),)
    return Fact(told, BETWEEN.join((_leaving(drawn, one), *who)))


def _leaving(drawn: Drawn, one: UnderWay) -> str:
    """Name what is on its way; who works at a partner reads of no text before they have it."""
    if drawn.is_vendor or one.cadence_id in drawn.came:
        return one.title
    if one.kind in {"", ANNOUNCEMENT}:
        return drawn.wording.say("calendar_announcement")
    return drawn.cadences.title_of(one.kind, one.subject, drawn.wording.language.tag)


def _weeks(drawn: Drawn, entries: Sequence[Entry]) -> Iterator[Element]:
    placed = sorted(((_moment(drawn, one), one) for one in entries), key=lambda pair: pair[0])
    for monday, week in groupby(placed, key=lambda pair: _monday(pair[0].date())):
        day = drawn.wording.language.day(monday, drawn.wording.say("pattern_day_month"))
        yield Heading(drawn.wording.say("calendar_week", day=day))
        yield Facts(tuple(_fact(drawn, moment, one) for moment, one in week))


def _moment(drawn: Drawn, entry: Entry) -> datetime:
    """Return when it comes as a clock shows it: the reader's, or the one it is promised on."""
    one = entry.ahead
    if drawn.zone is None:
        return one.at
    if entry.off and entry.off[0].comes is not None:
        return entry.off[0].comes.astimezone(ZoneInfo(drawn.zone)).replace(tzinfo=None)
    local = instant(one.at, one.zone or drawn.zone).astimezone(ZoneInfo(drawn.zone))
    return local.replace(tzinfo=None)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _fact(drawn: Drawn, moment: datetime, one: Entry) -> Fact:
    wording = drawn.wording
    when = wording.language.moment(moment, wording.say("pattern_calendar"))
    if drawn.zone is None and one.ahead.zone is not None:
        when = wording.say("empty_zone_time", moment=when, zone=one.ahead.zone)
    return Fact(when, BETWEEN.join((_what(drawn, one.ahead), *_notes(drawn, one))))


def _what(drawn: Drawn, one: Ahead) -> str:
    """Name what comes, and its text where whoever reads this may know of it."""
    say = drawn.wording.say
    if one.kind == ANNOUNCEMENT:
        knows = drawn.is_vendor or one.cadence_id in drawn.came
        return one.head.title if one.head and knows else say("calendar_announcement")
    title = drawn.cadences.title_of(one.kind, one.subject, drawn.wording.language.tag)
    if not drawn.is_vendor or one.what is What.SKIPPED:
        return title
    if one.head is None:
        return say("calendar_no_text", title=title) if one.is_empty else title
    key = "calendar_evergreen" if one.is_evergreen else "calendar_text"
    return say(key, title=title, text=one.head.title)


def _notes(drawn: Drawn, entry: Entry) -> Iterator[str]:
    """Say what was changed about a slot, and for how many it is."""
    wording, one = drawn.wording, entry.ahead
    if one.what is What.SKIPPED:
        yield wording.say("calendar_skipped")
        return
    if one.what is What.PAUSED:
        yield wording.say("calendar_paused")
    if one.what is What.MOVED:
        was = wording.language.moment(one.slot, wording.say("pattern_calendar"))
        yield wording.say("calendar_moved", moment=was)
    for off in entry.off:
        yield _off(drawn, entry, off)
    yield from _readers(drawn, entry)


def _off(drawn: Drawn, entry: Entry, off: Off) -> str:
    """Say why a slot does not come when it was promised, and where."""
    wording, say = drawn.wording, drawn.wording.say
    if off.skip is None:
        return say("calendar_waits", moment=_promised(drawn, entry.ahead))
    why = say("calendar_blackout" if off.skip is Skip.BLACKOUT else "calendar_holiday")
    if off.countries:
        why = say("calendar_holiday_in", countries=wording.language.all_of(off.countries))
    if off.comes is None:
        return say("calendar_off_skipped", why=why)
    if drawn.zone is None:
        return say("calendar_off_moved", why=why)
    return say("calendar_off_from", why=why, moment=_promised(drawn, entry.ahead))


def _promised(drawn: Drawn, one: Ahead) -> str:
    """Write the moment that was promised, as the clock of this calendar shows it."""
    plain = _moment(drawn, Entry(one))
    return drawn.wording.language.moment(plain, drawn.wording.say("pattern_calendar"))


def _readers(drawn: Drawn, entry: Entry) -> Iterator[str]:
    """Say for how many it is; of one person only whether it will come."""
    wording = drawn.wording
    if drawn.zone is not None:
        if entry.muted:
            yield wording.say("calendar_is_muted")
        return
    if entry.people is not None:
        yield wording.say_number("calendar_people", entry.people)
    if entry.muted:
        yield wording.say_number("calendar_muted", entry.muted)
    if entry.is_shared:
        yield wording.say("calendar_shared")
