"""Show all there is to say of a partner before a review, in chat and as a page to print."""

from bot.action import ActionRef
from bot.context import Context
from bot.entries import BriefPart, Reviewed
from bot.event import ActionPressed, Reply, Said
from bot.message import Button, Buttons, Fact, Facts, Message, notice
from bot.order_of_words import tidied
from bot.people.cards import briefing as cards
from bot.people.store import partnerships, personal_links
from bot.people.store.briefing import keeping
from bot.ports import LIVE_BRIEF, LIVE_PAGE
from bot.principal import Principal
from bot.rights import Right, may
from bot.store.sessions import AsyncSession

OF = ("of ", "for ", "on ")


async def say_brief(context: Context, asker: Principal, event: Said) -> Reply:
    """Show the brief of the partner that is named; who works at one needs no name."""
    named = _named(event.text)
    async with context.database.read() as session:
        partner = await _meant(session, asker, named) if named else _own(asker)
        if partner is None and not named:
            return Reply((cards.offer(context, await _some(session, asker)),))
    if partner is None:
        return _nobodys(context)
    return await _shown(context, asker, partner, is_private=event.origin.private)


async def show_brief(context: Context, asker: Principal, event: ActionPressed) -> Reply:
    """Show the brief of the partner that a button names."""
    partner = await _pressed(context, asker, event)
    if partner is None:
        return _nobodys(context)
    return await _shown(context, asker, partner, is_private=event.origin.private)


async def make_page(context: Context, asker: Principal, event: ActionPressed) -> Reply:
    """Make a brief a page of its own: it opens for whoever has the link, as its owner may see."""
    address, say = context.programme.address, context.wording.say
    async with context.work(event) as session:
        partner = await _by_id(session, asker, event.action.arguments.get("p", ""))
        if partner is None or not address:
            return _nobodys(context)
        way = Button(say("brief_open"), ActionRef(LIVE_BRIEF, {"p": partner.partner_id}))
        offered = Message("", (Buttons((way,)),), asker.language)
        token = await personal_links.give(session, event.origin, asker.contact_id, offered)
        if not token:
            return Reply((notice(say("calendar_no_page_title"), say("calendar_no_page")),))
        made = cards.made(context, f"{address}{LIVE_PAGE}/{token}")
        return context.owe(session, Reply((made,)))


async def show_page(context: Context, asker: Principal, event: ActionPressed) -> Reply:
    """Draw the page, as whoever it was made for may see the partner now."""
    partner = await _pressed(context, asker, event)
    if partner is None:
        return _nobodys(context)
    parts = await context.parts_of_brief(asker, partner)
    return Reply(cards.sheets(context, partner, parts))


async def draw_people(
    context: Context, asker: Principal, partner: Reviewed
) -> tuple[BriefPart, ...]:
    """Say who looks after a partner, and which two executives answer for the partnership."""
    del asker  # both sides know who looks after what they do together
    say = context.wording.say
    async with context.database.read() as session:
        known = await keeping(session, partner.partner_id)
    facts = tuple(Fact(say(f"brief_{name}"), who) for name, who in known.items() if who)
    lacking = tuple(say(f"brief_{name}") for name, who in known.items() if not who)
    return (BriefPart(say("brief_people"), (Facts(facts),) if facts else (), lacking),)


async def _shown(
    context: Context, asker: Principal, partner: Reviewed, *, is_private: bool
) -> Reply:
    parts = await context.parts_of_brief(asker, partner)
    has_page = is_private and bool(context.programme.address)
    return Reply((cards.whole(context, partner, parts, has_page=has_page),))


def _named(text: str) -> str:
    rest = tidied(text).partition(" ")[2].strip().rstrip("?")
    word = next((each for each in OF if rest.casefold().startswith(each)), "")
    return rest[len(word) :].strip()


def _own(asker: Principal) -> Reviewed | None:
    if asker.partner_id is None:
        return None
    return Reviewed(asker.partner_id, asker.partner_name or "")


async def _meant(session: AsyncSession, asker: Principal, words: str) -> Reviewed | None:
    """Return the partner of this name if this person may be told of it; None tells nothing."""
    found = await partnerships.partner_named(session, words)
    if found is None or found.erased_at is not None or not _may_see(asker, found.id):
        return None
    return Reviewed(found.id, found.name)


async def _pressed(context: Context, asker: Principal, event: ActionPressed) -> Reviewed | None:
    async with context.database.read() as session:
        return await _by_id(session, asker, event.action.arguments.get("p", ""))


async def _by_id(session: AsyncSession, asker: Principal, partner_id: str) -> Reviewed | None:
    name = await partnerships.name_of(session, partner_id)
    if name is None or not _may_see(asker, partner_id):
        return None
    return Reviewed(partner_id, name)


async def _some(session: AsyncSession, asker: Principal) -> list[Reviewed]:
    """Return those that somebody looks after, by name; to all others the first of all."""
    found = await partnerships.looked_after(session, asker.contact_id, cards.MOST_OFFERED)
    return [Reviewed(partner_id, name) for partner_id, name in found]


def _may_see(asker: Principal, partner_id: str) -> bool:
    return may(asker, Right.SEE_EVERY_PARTNER) or asker.partner_id == partner_id


def _nobodys(context: Context) -> Reply:
    say = context.wording.say
    return Reply((notice(say("brief_nobodys_title"), say("brief_nobodys")),))
