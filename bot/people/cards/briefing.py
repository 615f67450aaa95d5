"""The brief of a partner: one message in chat, a sheet for each heading on paper."""

from collections.abc import Iterator, Sequence
from zoneinfo import ZoneInfo

from bot.action import ActionRef
from bot.context import Context
from bot.entries import BriefPart, Reviewed
from bot.message import (
    Button,
    Buttons,
    Choice,
    Element,
    Heading,
    LinkButton,
    Message,
    Paragraph,
    Poll,
    Scale,
    paragraph,
)

SHOW, MAKE_PAGE = "brief", "brief_make_page"
MOST_OFFERED = 8
_PRESSED = (Buttons, Choice, Poll, Scale)


def whole(
    context: Context, partner: Reviewed, parts: Sequence[BriefPart], *, has_page: bool
) -> Message:
    """Draw all of it as one message; with `has_page` it can be made a page of its own here."""
    say = context.wording.say
    page = Button(say("brief_page"), ActionRef(MAKE_PAGE, {"p": partner.partner_id}))
    ways = (Buttons((page,)),) if has_page else ()
    elements = (
        _day(context),
        *(element for part in parts for element in _under_heading(part)),
        *_lacking(context, parts),
        *ways,
    )
    return Message(_title(context, partner), elements)


def sheets(context: Context, partner: Reviewed, parts: Sequence[BriefPart]) -> tuple[Message, ...]:
    """Draw the same as a message for each heading, with nothing in it to press."""
    head = Message(_title(context, partner), (_day(context),))
    drawn = [(part.heading, _readable(part.elements)) for part in parts]
    drawn.append(("", _lacking(context, parts)))
    return (head, *(Message(heading, elements) for heading, elements in drawn if elements))


def made(context: Context, url: str) -> Message:
    """Lead to the page that was made."""
    say = context.wording.say
    link = Buttons((LinkButton(say("brief_open"), url),))
    return Message(say("brief_page_title"), (paragraph(say("brief_page_made")), link))


def offer(context: Context, partners: Sequence[Reviewed]) -> Message:
    """Ask whose brief is wanted, and offer some."""
    say = context.wording.say
    buttons = tuple(
        Button(one.name, ActionRef(SHOW, {"p": one.partner_id})) for one in partners[:MOST_OFFERED]
    )
    ways = (Buttons(buttons),) if buttons else ()
    return Message(say("brief_whose_title"), (paragraph(say("brief_whose")), *ways))


def _title(context: Context, partner: Reviewed) -> str:
    return context.wording.say("brief_title", partner=partner.name)


def _day(context: Context) -> Paragraph:
    say, programme = context.wording.say, context.programme
    today = context.clock.now().astimezone(ZoneInfo(programme.zone)).date()
    day = context.wording.language.day(today, say("pattern_long_day"))
    return paragraph(say("brief_day", vendor=programme.vendor, day=day), quiet=True)


def _under_heading(part: BriefPart) -> Iterator[Element]:
    if part.heading and part.elements:
        yield Heading(part.heading)
    yield from part.elements


def _readable(elements: Sequence[Element]) -> tuple[Element, ...]:
    return tuple(each for each in elements if not isinstance(each, _PRESSED))


def _lacking(context: Context, parts: Sequence[BriefPart]) -> tuple[Element, ...]:
    """Say in one line what there is no data for."""
    names = [name for part in parts for name in part.lacking]
    if not names:
        return ()
    what = context.wording.language.all_of(names)
    return (paragraph(context.wording.say("brief_lacking", what=what), quiet=True),)
