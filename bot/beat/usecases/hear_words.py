"""Words that are for a person: an answer is brought to them, other words after one tap."""

from bot.beat.cards import passing
from bot.beat.context import BeatContext
from bot.beat.recalling import recalled
from bot.beat.replies import pass_on
from bot.beat.store import exchanges, replies
from bot.beat.store.replies import Given, Words
from bot.beat.store.told import Told, note_heard, told_before, told_in
from bot.entries import Certainty, Taken
from bot.event import ActionPressed, Reply, Said
from bot.principal import Principal
from bot.store.columns import new_id
from bot.store.sessions import AsyncSession


async def take_words(
    context: BeatContext, asker: Principal, event: Said, certainty: Certainty
) -> Taken | None:
    """Bring an answer to whoever is in charge, and offer that for what answers nothing."""
    now = context.clock.now()
    async with context.database.read() as session:
        told = await told_before(session, asker.contact_id, event, now)
    if asker.is_vendor:
        # Colleagues who talk below our message do not talk to us.
        among_us = told is not None and not event.origin.private
        return Taken(Reply()) if among_us and certainty is Certainty.UNREAD else None
    if told is None:
        return await _offered(context, asker, event, certainty)
    if certainty is Certainty.READ:
        return await _read(context, asker, event, told)
    async with context.work(event) as session:
        name = await _in_charge(context, session, asker)
        await note_heard(session, asker.contact_id, event.origin.platform, now)
        if name is None:
            return None
        await _pass_on(context, session, asker, event, told)
        said = passing.passed_on(context.wording, name)
        # Who wrote a letter is answered by a person; and of who wrote it nothing is sure.
        by_letter = event.about == told.delivery_id
        return Taken(context.owe(session, Reply(() if by_letter else (said,))))


async def send_on(context: BeatContext, asker: Principal, event: ActionPressed) -> Reply:
    """Bring to whoever is in charge what somebody said before, once."""
    arguments = event.action.arguments
    said = await recalled(context, asker, arguments.get("e", ""))
    if said is None or asker.is_vendor:
        return Reply((passing.words_gone(context.wording),))
    async with context.work(event) as session:
        name = await _in_charge(context, session, asker)
        if name is None:
            return Reply((passing.nobody(context.wording),))
        told = await told_in(session, asker.contact_id, arguments.get("d", ""))
        await _pass_on(context, session, asker, said, told)
        done = passing.passed_on(context.wording, name)
        return context.owe(session, Reply(update=done))


async def _offered(
    context: BeatContext, asker: Principal, event: Said, certainty: Certainty
) -> Taken | None:
    if certainty is Certainty.READ or event.inbox_id is None:
        return None
    async with context.database.read() as session:
        name = await _in_charge(context, session, asker)
    if name is None:
        return None
    offer = passing.offer(context.wording, name, event.inbox_id)
    return Taken(Reply((offer,)), below=certainty is Certainty.ASKED)


async def _read(context: BeatContext, asker: Principal, event: Said, told: Told) -> Taken | None:
    """Offer below the figure what an answer that was no question does by itself."""
    async with context.work(event) as session:
        now, platform = context.clock.now(), event.origin.platform
        await note_heard(session, asker.contact_id, platform, now)
        name = await _in_charge(context, session, asker)
    if name is None or event.inbox_id is None:
        return None
    offer = passing.offer_below(context.wording, name, event.inbox_id, told.delivery_id)
    return Taken(Reply((offer,)), below=True)


async def _pass_on(
    context: BeatContext, session: AsyncSession, asker: Principal, said: Said, told: Told | None
) -> None:
    words = Words(
        id=said.inbox_id or new_id(),
        contact_id=asker.contact_id,
        words=said.text,
        message=said.message,
        attached=said.attached,
        sender=said.sender,
    )
    place = await replies.place_of(session, asker.contact_id, said.origin)
    given = Given(words, place, told)
    await pass_on(session, asker, given, context.clock.now(), context.wording)


async def _in_charge(context: BeatContext, session: AsyncSession, asker: Principal) -> str | None:
    """Return what whoever is in charge is called; None where there is nobody at all."""
    duty = await exchanges.duty(session, asker.partner_id, context.clock.now())
    if not duty.people:
        return None
    names = [await exchanges.name_of(session, who) for who in duty.people[:2]]
    return passing.called(context.wording, names)
