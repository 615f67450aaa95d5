"""Log any message of the vendor's own workspace as a complaint of somebody at a partner."""

from bot.event import ActionPressed, FormSubmitted, Reply
from bot.people.store.called import people_called
from bot.principal import Principal
from bot.rights import Right, may
from bot.voice import closing
from bot.voice.cards import cases as case_cards
from bot.voice.cards import complaints as cards
from bot.voice.cards.case_forms import mistakes
from bot.voice.context import VoiceContext
from bot.voice.store.cases import Complaint
from bot.voice.whole_cases import log_for


async def ask_whose(context: VoiceContext, asker: Principal, event: ActionPressed) -> Reply:
    """Open the form that asks whose complaint this message is."""
    if not may(asker, Right.SEE_PARTNER_PEOPLE):
        return Reply((case_cards.not_yours(context.wording),))
    # A button that opens the form again knows the message, and its words no more.
    message = event.message or event.action.arguments.get("m", "")
    return Reply(form=cards.message_form(context.wording, message, event.words))


async def log_it(context: VoiceContext, asker: Principal, event: FormSubmitted) -> Reply:
    """Open a case of it, once a message, for whoever is in charge of that person's partner."""
    if not may(asker, Right.SEE_PARTNER_PEOPLE):
        return Reply((case_cards.not_yours(context.wording),))
    say = context.wording.say
    words, who = event.values.get("words", "").strip(), event.values.get("who", "").strip()
    errors = mistakes(context.wording, "words", words)
    async with context.work(event) as session:
        known = [one for one in await people_called(session, who) if one.partner_id]
        if len(known) != 1:
            errors["who"] = say("complaint_who_several" if known else "complaint_who_nobody")
        if errors:
            return Reply(errors=errors)
        origin = event.origin
        message = event.action.arguments.get("m", "")
        complaint = Complaint(
            source=closing.MESSAGE,
            source_id=f"{origin.platform} {origin.conversation} {message}",
            contact_id=known[0].contact_id,
            partner_id=known[0].partner_id or "",
            words=words,
        )
        return await log_for(context, session, asker, complaint)
