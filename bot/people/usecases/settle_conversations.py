"""Settle whose conversations are: listed anew, proposed, and decided by administrators only."""

from dataclasses import dataclass

import structlog

from bot.context import Context
from bot.errors import DeliveryProblem
from bot.event import ActionPressed, FormSubmitted, Reply, Said
from bot.message import Message
from bot.people.cards import conversations as cards
from bot.people.cards.settling import forms, not_for_you, not_settled, settled
from bot.people.looking_around import Around, look_around, look_at
from bot.people.rules.conversations import (
    Change,
    IgnoreConversation,
    JoinConversation,
    MatchConversation,
    ShowConversations,
    read_wish,
)
from bot.people.rules.matching import Candidate, KnownPartner, Seen, candidates
from bot.people.store import partnerships, shared_places
from bot.people.store.shared_places import SharedPlace
from bot.people.store.tables import Partner
from bot.ports import Present
from bot.principal import Principal
from bot.rights import Right, may
from bot.store import audit
from bot.store.audit import About
from bot.store.sessions import AsyncSession

FORMS = (
    "settle_conversations",
    "settle_conversations_match",
    "settle_conversations_ignore",
    "settle_conversations_join",
)
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Settled:
    """What came of it, in words; `done` is false where nothing was changed."""

    message: Message
    done: bool = True


async def conversations(context: Context, asker: Principal, event: Said | ActionPressed) -> Reply:
    """Show what is to be settled, or settle what is said; to everybody else it is a kind no."""
    if not may(asker, Right.SETTLE_PEOPLE):
        return not_for_you(context)
    wish = read_wish(event.text) if isinstance(event, Said) else ShowConversations()
    if wish is None:
        return forms(context, FORMS)
    if isinstance(wish, ShowConversations):
        return Reply((await screen(context, await _around(context)),))
    result = await _settle(context, asker, event, wish)
    return Reply((result.message,))


async def settle_by_press(context: Context, asker: Principal, event: ActionPressed) -> Reply:
    """Match, ignore or join what a button names, and draw the screen again."""
    if not may(asker, Right.SETTLE_PEOPLE):
        return not_for_you(context)
    given = event.action.arguments
    where = given.get("c", "")
    changes: dict[str, Change] = {
        cards.MATCH: MatchConversation(where, given.get("p", "")),
        cards.IGNORE: IgnoreConversation(where),
        cards.JOIN: JoinConversation(where),
    }
    result = await _settle(context, asker, event, changes[event.action.name])
    if not result.done:
        return Reply((result.message,))
    return Reply(update=await screen(context, await _around(context)))


async def ask_whose(context: Context, asker: Principal, event: ActionPressed) -> Reply:
    """Open the form in which a partner is named."""
    if not may(asker, Right.SETTLE_PEOPLE):
        return not_for_you(context)
    async with context.database.read() as session:
        place = await shared_places.with_id(session, event.action.arguments.get("c", ""))
    if place is None:
        return Reply((not_settled(context, "settle_no_conversation"),))
    return Reply(form=cards.choosing(context, place))


async def take_whose(context: Context, asker: Principal, event: FormSubmitted) -> Reply:
    """Match the conversation to the partner that the form names."""
    if not may(asker, Right.SETTLE_PEOPLE):
        return not_for_you(context)
    partner = event.values.get(cards.PARTNER, "")
    where = event.action.arguments.get("c", "")
    async with context.database.read() as session:
        known = await partnerships.partner_named(session, partner)
    if known is None:
        return Reply(errors={cards.PARTNER: context.wording.say("settle_no_partner")})
    result = await _settle(context, asker, event, MatchConversation(where, known.id))
    return Reply((result.message,))


async def _settle(
    context: Context,
    asker: Principal,
    event: Said | ActionPressed | FormSubmitted,
    change: Change,
) -> Settled:
    problem = await go_in(context, change) if isinstance(change, JoinConversation) else None
    async with context.work(event) as session:
        if problem is not None:
            return problem
        return await carry_out(context, session, change, asker.contact_id)


async def go_in(context: Context, change: JoinConversation) -> Settled | None:
    """Go into a conversation before that is written down; say why if that cannot be."""
    async with context.database.read() as session:
        found = await shared_places.called(session, change.where)
    if len(found) != 1:
        return None
    place = found[0]
    ways = context.places.get(place.platform)
    if ways is None:
        return Settled(not_settled(context, "settle_cannot_join"), done=False)
    try:
        await ways.join(place.installation_id, place.external_id)
        now = context.clock.now()
        await look_at(context.database, ways, place.installation_id, place.external_id, now)
    except DeliveryProblem as refused:
        log.info("conversation_not_joined", conversation_id=place.id, reason=str(refused))
        return Settled(not_settled(context, "settle_cannot_join"), done=False)
    return None


async def carry_out(context: Context, session: AsyncSession, change: Change, by: str) -> Settled:
    """Settle one thing for `by`; whoever calls has seen to it that it may be settled."""
    found = await shared_places.called(session, change.where)
    if len(found) != 1:
        nobody = not_settled(context, "settle_no_conversation")
        return Settled(cards.which(context, found) if found else nobody, done=False)
    place, now = found[0], context.clock.now()
    about = About("conversation", place.id)
    if isinstance(change, MatchConversation):
        partner = await _partner(session, change.partner)
        if partner is None:
            return Settled(not_settled(context, "settle_no_partner"), done=False)
        await shared_places.match(session, place.id, partner, now)
        before = place.partner_id if place.partner_id != partner.id else None
        detail = {"partner_id": partner.id, "before": before}
        audit.record(session, by, "match conversation", about, now, **detail)
        return Settled(cards.matched(context, place, partner.name))
    if isinstance(change, IgnoreConversation):
        await shared_places.ignore(session, place.id, now)
        audit.record(session, by, "ignore conversation", about, now, partner_id=place.partner_id)
        return Settled(
            settled(context, "settled_conversation_ignored", name=cards.name_of(context, place))
        )
    audit.record(session, by, "join conversation", about, now)
    return Settled(
        settled(context, "settled_conversation_joined", name=cards.name_of(context, place))
    )


async def screen(context: Context, around: Around) -> Message:
    """Draw every conversation: first what is to be settled, with what speaks for whom."""
    async with context.database.read() as session:
        places = await shared_places.every(session)
        partners = await shared_places.partners(session)
        posted = await shared_places.posted_in(session)
    waiting = shared_places.by_urgency(places)
    shown = [
        cards.Open(
            one,
            await proposed(context, one, around, partners),
            _is_joinable(one, around),
            around.people(one.installation_id, one.external_id),
        )
        for one in waiting[: cards.SHOWN]
    ]
    return cards.conversations_card(
        context,
        cards.Listing(
            shown=shown,
            more=len(waiting) - len(shown),
            settled=[one for one in places if one.partner_id is not None],
            posted=frozenset(posted.values()),
            troubles=tuple(around.troubles.values()),
        ),
    )


async def proposed(
    context: Context, place: SharedPlace, around: Around, partners: list[KnownPartner]
) -> tuple[Candidate, ...]:
    """Return the partners that something speaks for, by the name and by who is in it now."""
    told = around.place(place.installation_id, place.external_id)
    ways, inside = context.places.get(place.platform), Present()
    if ways is not None and told is not None and told.member:
        try:
            inside = await ways.present(place.installation_id, told)
        except DeliveryProblem as problem:
            log.info("people_not_told", conversation_id=place.id, reason=str(problem))
    async with context.database.read() as session:
        people = await shared_places.people_of(session, place.platform, inside.people)
    homes = inside.homes | (told.homes if told is not None else frozenset())
    homes |= {home for one in partners if one.id == place.vouched for home in one.homes}
    return candidates(
        Seen(place.name, frozenset(homes), people), partners, (context.programme.vendor,)
    )


async def _around(context: Context) -> Around:
    return await look_around(context.database, context.places, context.clock.now())


async def _partner(session: AsyncSession, words: str) -> Partner | None:
    """Return the partner with our id, as buttons have it, or the one that is called so."""
    known = await session.get(Partner, words)
    if known is not None and known.erased_at is None:
        return known
    return await partnerships.partner_named(session, words)


def _is_joinable(place: SharedPlace, around: Around) -> bool:
    told = around.place(place.installation_id, place.external_id)
    return told is not None and told.joinable and not told.member
