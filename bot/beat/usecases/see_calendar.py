"""See what comes to whom in the next weeks: the programme, a partner, a person, oneself."""

from dataclasses import dataclass
from datetime import timedelta

from bot.action import ActionRef
from bot.beat.cards import calendars as cards
from bot.beat.cards.calendars import Drawn
from bot.beat.context import BeatContext
from bot.beat.store import calendars
from bot.beat.store.calendars import Sight, Whose
from bot.event import ActionPressed, Reply, Said
from bot.message import Button, Buttons, LinkButton, Message, notice, paragraph
from bot.order_of_words import tidied
from bot.people.rules.linking import read_email
from bot.people.store import partnerships, people, personal_links
from bot.people.store.tables import Partner
from bot.ports import LIVE_ACTION, LIVE_PAGE
from bot.principal import Principal
from bot.rights import Right, may, may_see_person
from bot.store.sessions import AsyncSession

AHEAD = timedelta(weeks=6)
OF = "of "
MINE = frozenset({"me", "mine", "my own"})
PARTNER, CONTACT = "p", "c"


@dataclass(frozen=True, slots=True)
class _Meant:
    """Whose calendar was asked for, and the clock it is read on: a person's, or every reader's."""

    whose: Whose
    name: str = ""
    zone: str | None = None

    def packed(self) -> str:
        """Name it on a button."""
        if self.whose.contact_id:
            return f"{CONTACT}:{self.whose.contact_id}"
        return f"{PARTNER}:{self.whose.partner_id}" if self.whose.partner_id else ""


async def say_calendar(context: BeatContext, asker: Principal, event: Said) -> Reply:
    """Show the calendar that is asked for; without a name it is the asker's own."""
    rest = tidied(event.text).partition(" ")[2].strip()
    named = rest[len(OF) :].strip() if rest.casefold().startswith(OF) else rest
    async with context.database.read() as session:
        meant = await _named(session, asker, named) if named else _own(asker)
        if isinstance(meant, str):
            return _said(context, meant)
        return Reply(
            (await _draw(context, session, asker, meant, with_ways=event.origin.private),)
        )


async def show_calendar(context: BeatContext, asker: Principal, event: ActionPressed) -> Reply:
    """Show the calendar that a button or a page names."""
    async with context.database.read() as session:
        meant = await _packed(session, asker, event.action.arguments.get("w"))
        if meant is None:
            return _said(context, "calendar_not_yours")
        return Reply((await _draw(context, session, asker, meant, with_ways=False),))


async def make_page(context: BeatContext, asker: Principal, event: ActionPressed) -> Reply:
    """Make a calendar a page of its own: whoever has the link may read it there."""
    address = context.programme.address
    async with context.work(event) as session:
        meant = await _packed(session, asker, event.action.arguments.get("w"))
        if meant is None or not address:
            return _said(context, "calendar_not_yours")
        offer = Message("", (Buttons((_opening(context, meant),)),), asker.language)
        token = await personal_links.give(session, event.origin, asker.contact_id, offer)
        say = context.wording.say
        if not token:
            return _said(context, "calendar_no_page")
        link = LinkButton(say("calendar_open"), f"{address}{LIVE_PAGE}/{token}")
        told = (paragraph(say("calendar_page_made")), Buttons((link,)))
        return context.owe(session, Reply((Message(say("calendar_page_title"), told),)))


async def _draw(
    context: BeatContext,
    session: AsyncSession,
    asker: Principal,
    meant: _Meant,
    *,
    with_ways: bool,
) -> Message:
    now, wording = context.clock.now(), context.wording
    sight = Sight(context.shelves, context.cadences, context.choosing, context.manners())
    found = await calendars.calendar(session, sight, meant.whose, now, now + AHEAD)
    came: frozenset[str] = frozenset()
    if not asker.is_vendor:
        came = await calendars.have_come(session, asker)
    is_own = meant.whose.contact_id == asker.contact_id
    drawn = Drawn(
        *(wording, context.cadences, "" if is_own else meant.name, is_own, meant.zone),
        is_vendor=asker.is_vendor,
        came=came,
    )
    has_page = with_ways and bool(context.programme.address)
    return cards.card(
        drawn, found, (cards.page_button(wording, meant.packed()),) if has_page else ()
    )


def _opening(context: BeatContext, meant: _Meant) -> Button:
    return Button(
        context.wording.say("calendar_open"), ActionRef(LIVE_ACTION, {"w": meant.packed()})
    )


def _own(asker: Principal) -> _Meant:
    """Return the programme's calendar for the vendor's people, everybody else's own."""
    if asker.is_vendor:
        return _Meant(Whose())
    return _Meant(Whose(contact_id=asker.contact_id), asker.name, asker.zone)


async def _named(session: AsyncSession, asker: Principal, words: str) -> _Meant | str:
    """Return whose calendar is named, or the word for what is wrong with that.

    Who works at a partner sees their own only, and never learns whether a name exists.
    """
    if words.casefold() in MINE:
        return _Meant(Whose(contact_id=asker.contact_id), asker.name, asker.zone)
    if not may(asker, Right.SEE_EVERY_PARTNER):
        return "calendar_not_yours"
    email = read_email(words)
    if email is not None:
        return _person(asker, await people.principal_by_email(session, email))
    partner = await partnerships.partner_named(session, words)
    if partner is not None:
        return _Meant(Whose(partner_id=partner.id), partner.name)
    found = await partnerships.people_called(session, words, 2)
    if len(found) > 1:
        sees = may(asker, Right.SEE_PARTNER_PEOPLE)
        return "calendar_two_of_them" if sees else "calendar_nobody"
    return _person(asker, await people.principal_by_id(session, found[0]) if found else None)


def _person(asker: Principal, person: Principal | None) -> _Meant | str:
    if person is None or not may_see_person(asker, person):
        return "calendar_nobody"
    return _Meant(Whose(contact_id=person.contact_id), person.name, person.zone)


async def _packed(session: AsyncSession, asker: Principal, packed: str | None) -> _Meant | None:
    """Return whose calendar a button names, if this person may see it now."""
    kind, _, known = (packed or "").partition(":")
    if not known:
        return _own(asker)
    if kind == PARTNER:
        partner = await session.get(Partner, known)
        seen = partner is not None and may(asker, Right.SEE_EVERY_PARTNER)
        return _Meant(Whose(partner_id=known), partner.name) if partner and seen else None
    found = _person(asker, await people.principal_by_id(session, known))
    return None if isinstance(found, str) else found


def _said(context: BeatContext, key: str) -> Reply:
    say = context.wording.say
    return Reply((notice(say(f"{key}_title"), say(key)),))
