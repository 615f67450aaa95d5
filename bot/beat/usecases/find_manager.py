"""Say who looks after somebody's company, and bring them a message."""

from collections.abc import Mapping
from dataclasses import replace

from bot.beat.cards import passing
from bot.beat.cards import replies as cards
from bot.beat.context import BeatContext
from bot.beat.replies import pass_on
from bot.beat.store import exchanges, replies
from bot.beat.store.replies import Given, Words
from bot.event import ActionPressed, FormSubmitted, Reply, Said
from bot.message import Bullets, Buttons, Message, paragraph, spans
from bot.people.store.people import email_of
from bot.principal import Principal
from bot.store.columns import new_id
from bot.store.sessions import AsyncSession

SHOWN = 3


async def show_manager(
    context: BeatContext, asker: Principal, event: Said | ActionPressed
) -> Reply:
    """Name who is in charge, with a button that writes to them."""
    del event  # nothing is written
    async with context.database.read() as session:
        people = await _people(context, session, asker)
    if not people:
        return Reply((passing.nobody(context.wording),))
    say = context.wording.say
    company, vendor = asker.partner_name or "", context.programme.vendor
    listed = Bullets(
        tuple(
            spans(say("manager_line", name=name, email=email) if email else name)
            for name, email in people.items()
        )
    )
    intro = paragraph(say("manager_who", vendor=vendor, company=company))
    button = Buttons((cards.write_button(context.wording),))
    return Reply((Message(say("manager_title"), (intro, listed, button)),))


async def ask_for_words(context: BeatContext, asker: Principal, event: ActionPressed) -> Reply:
    """Open the form for a message to whoever is in charge."""
    del event  # nothing is written
    async with context.database.read() as session:
        people = await _people(context, session, asker)
    if not people or asker.is_vendor:
        return Reply((passing.nobody(context.wording),))
    name = passing.called(context.wording, list(people))
    return Reply(form=cards.write_form(context.wording, name))


async def write_manager(context: BeatContext, asker: Principal, event: FormSubmitted) -> Reply:
    """Bring a message to whoever is in charge."""
    words = event.values.get("words", "").strip()
    if errors := cards.mistakes(context.wording, words):
        return Reply(errors=errors)
    async with context.work(event) as session:
        people = await _people(context, session, asker)
        if not people or asker.is_vendor:
            return Reply((passing.nobody(context.wording),))
        said = Words(event.inbox_id or new_id(), asker.contact_id, words)
        place = await replies.place_of(session, asker.contact_id, event.origin)
        if not event.origin.private:
            # Nobody there read what was written on a form: nobody there reads the answer.
            place = replace(place, conversation="", thread="", conversation_id=None)
        now = context.clock.now()
        await pass_on(session, asker, Given(said, place), now, context.wording)
        name = passing.called(context.wording, list(people))
        return context.owe(session, Reply((passing.passed_on(context.wording, name),)))


async def _people(
    context: BeatContext, session: AsyncSession, asker: Principal
) -> Mapping[str, str]:
    """Return who is in charge by name, each with their address."""
    duty = await exchanges.duty(session, asker.partner_id, context.clock.now())
    return {
        await exchanges.name_of(session, who): await email_of(session, who) or ""
        for who in duty.people[:SHOWN]
    }
