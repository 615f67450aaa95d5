"""Show what somebody may do here: help, the home page, and where they are reached."""

from collections.abc import Collection, Iterator, Sequence

from bot.action import ActionRef
from bot.context import Context
from bot.entries import Page
from bot.event import ActionPressed, FormSubmitted, HomeOpened, Reply, Said
from bot.message import (
    Bold,
    Bullets,
    Button,
    Buttons,
    Divider,
    Element,
    Heading,
    Message,
    Text,
    notice,
    paragraph,
    spans,
)
from bot.people.cards.welcome import offers
from bot.people.rules.ladder import LADDER
from bot.people.store import choices, complaints
from bot.principal import Principal
from bot.rights import Right, may
from bot.store import alarms
from bot.store.audit_tables import Alarm
from bot.store.sessions import AsyncSession

ALARMS_SHOWN = 8
_SPEAKING = {Right.WRITE_ANNOUNCEMENTS, Right.APPROVE_SENDS, Right.STOP_SENDS}
_LOOKING_AFTER = {Right.SEE_PARTNER_PEOPLE, Right.READ_RESPONSES}
_GROUPS: tuple[tuple[str, Collection[Right | None]], ...] = (
    ("", {None}),
    ("help_to_speak", _SPEAKING),
    ("help_partners", _LOOKING_AFTER),
    ("help_to_settle", set(Right) - _SPEAKING - _LOOKING_AFTER),
)
"""The headings under which words stand, each with the rights that go with it."""


async def help_out(context: Context, asker: Principal, event: Said | ActionPressed) -> Reply:
    """Say what can be asked and done here, with a button for each."""
    del event  # nothing is written: the request is closed once its answer is out
    say = context.wording.say
    intro = paragraph(say("help_intro", vendor=context.programme.vendor))
    words = (paragraph(say("help_words")), *_words(context, asker))
    return Reply((Message(say("help_title"), (intro, *offers(context, asker), *words)),))


async def show_home(
    context: Context, asker: Principal, event: HomeOpened | Said | ActionPressed | FormSubmitted
) -> Reply:
    """Draw the home page: who one is here, what one may do, what comes, and where to."""
    async with context.database.read() as session:
        preferred = await choices.preferred_platform(session, asker.contact_id)
        wrong = await _alarms_for(session, asker)
    brought = await context.sections_of(Page.HOME, asker, event.origin)
    say = context.wording.say
    vendor = context.programme.vendor
    company = asker.partner_name or vendor
    page = Message(
        say("home_title", vendor=vendor),
        (
            paragraph(say("home_intro", name=asker.first_name, company=company)),
            *_alarms(context, wrong),
            *offers(context, asker),
            *brought,
            *_place(context, event.origin.platform, preferred),
        ),
    )
    return Reply(home=page) if isinstance(event, HomeOpened) else Reply((page,))


async def reach_here(context: Context, asker: Principal, event: ActionPressed) -> Reply:
    """From now on write to this person first on the platform where they pressed."""
    platform = event.origin.platform
    async with context.work(event) as session:
        await choices.prefer(session, asker.contact_id, platform)
        await complaints.take_back(session, asker.contact_id, platform, context.clock.now())
    say = context.wording.say
    name = say(f"platform_{platform}")
    return Reply((notice(say("reached_here_title", platform=name), say("reached_here")),))


async def _alarms_for(session: AsyncSession, asker: Principal) -> Sequence[Alarm]:
    """Return the open alarms this person may see: all, or at the vendor their own."""
    if not asker.is_vendor:
        return ()
    owner = None if may(asker, Right.SEE_ALARMS) else asker.contact_id
    return await alarms.open_alarms(session, owner)


def _alarms(context: Context, wrong: Sequence[Alarm]) -> tuple[Element, ...]:
    if not wrong:
        return ()
    say = context.wording.say
    lines = [
        say("home_alarm", what=say(f"alarm_{alarm.cause}"), label=alarm.label)
        for alarm in wrong[:ALARMS_SHOWN]
    ]
    if len(wrong) > ALARMS_SHOWN:
        lines.append(say("alarm_more", count=str(len(wrong) - ALARMS_SHOWN)))
    return (Heading(say("home_alarms")), Bullets(tuple(spans(line) for line in lines)))


def _words(context: Context, asker: Principal) -> Iterator[Element]:
    """List every word that does something for this person, with what it does.

    What everybody may say comes first, then what goes with their rights, by what it is for.
    """
    say = context.wording.say
    shown = [command for command in context.commands if command.is_shown_to(asker)]
    for heading, rights in _GROUPS:
        lines = [
            (Bold(command.word), Text(f": {say(command.key)}"))
            for command in shown
            if command.right in rights
        ]
        if lines and heading:
            yield Heading(say(heading))
        if lines:
            yield Bullets(tuple(lines))


def _place(context: Context, platform: str, preferred: str | None) -> tuple[Element, ...]:
    """Say where we write to first, with the ways to change that and all else that is set."""
    say = context.wording.say
    settings = Button(say("settings_open"), ActionRef("settings"))
    if platform not in LADDER:
        return (Divider(), Buttons((settings,)))
    where = say("home_place_none")
    if preferred is not None:
        where = say("home_place_chosen", platform=say(f"platform_{preferred}"))
    here = Button(say("reach_here", platform=say(f"platform_{platform}")), ActionRef("reach"))
    ways = (settings,) if preferred == platform else (here, settings)
    return (Divider(), Heading(say("home_place")), paragraph(where), Buttons(ways))
