"""Show all there is to say of a partner before a review, in chat and as a page to print."""

from bot.action import ActionRef
from bot.context import Context
from bot.entries import BriefPart, Reviewed
from bot.event import ActionPressed, Reply, Said
from bot.message import Button, Buttons, Fact, Facts, Message, notice
from bot.people.cards import briefing as cards
from bot.people.store import personal_links, reviewed
from bot.people.store.briefing import keeping
from bot.ports import LIVE_BRIEF, LIVE_PAGE
from bot.principal import Principal


async def say_brief(context: Context, asker: Principal, event: Said) -> Reply:
    """Show the brief of the partner that is named; who works at one needs no name."""
    named = reviewed.name_in(event.text)
    async with context.database.read() as session:
        own = reviewed.own(asker)
        if named:
            found = await reviewed.meant(session, asker, named)
        elif own is not None:
            found = (own,)
        else:
            some = await reviewed.looked_after(session, asker, cards.MOST_OFFERED)
            return Reply((cards.offer(context, some),))
    if len(found) > 1:
        return Reply((cards.offer(context, found),))
    if not found:
        return _nobodys(context)
    return await _shown(context, asker, found[0], is_private=event.origin.private)


async def show_brief(context: Context, asker: Principal, event: ActionPressed) -> Reply:
    """Show the brief of the partner that a button names."""
    async with context.database.read() as session:
        partner = await reviewed.by_id(session, asker, event.action.arguments.get("p", ""))
    if partner is None:
        return _nobodys(context)
    return await _shown(context, asker, partner, is_private=event.origin.private)


async def make_page(context: Context, asker: Principal, event: ActionPressed) -> Reply:
    """Make a brief a page of its own: it opens for whoever has the link, as its owner may see."""
    address, say = context.programme.address, context.wording.say
    async with context.work(event) as session:
        partner = await reviewed.by_id(session, asker, event.action.arguments.get("p", ""))
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
    async with context.database.read() as session:
        partner = await reviewed.by_id(session, asker, event.action.arguments.get("p", ""))
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
    card = cards.whole(context, partner, parts, has_page=has_page)
    return Reply((card,), tells_figures=True)


def _nobodys(context: Context) -> Reply:
    say = context.wording.say
    return Reply((notice(say("brief_nobodys_title"), say("brief_nobodys")),))
