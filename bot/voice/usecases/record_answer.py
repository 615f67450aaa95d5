"""Write down what somebody said in a meeting: marked, beside their own answer, in no score."""

from zoneinfo import ZoneInfo

from bot.event import ActionPressed, FormSubmitted, Reply, Said
from bot.principal import Principal
from bot.rights import Right, may
from bot.voice import reading, recording
from bot.voice.cards import recordings as cards
from bot.voice.cards import responses
from bot.voice.cards.response import card
from bot.voice.context import VoiceContext
from bot.voice.recording import Told
from bot.voice.rules.promises import NAMED
from bot.voice.store import recordings
from bot.voice.whole_responses import may_take_back, whole_response


async def ask(context: VoiceContext, asker: Principal, event: Said | ActionPressed) -> Reply:
    """Open the form, with every survey that is answered by name."""
    del event  # nothing is written
    if not may(asker, Right.READ_RESPONSES):
        return Reply((responses.not_yours(context),))
    async with context.database.read() as session:
        known = await recording.surveys(context, session)
    named = {key: head.title for key, head in known.items() if head.promise == NAMED}
    if not named:
        return Reply((cards.nothing_to_record(context.wording),))
    today = context.clock.now().astimezone(ZoneInfo(asker.zone)).date()
    return Reply(form=cards.form(context.wording, named, today))


async def keep(context: VoiceContext, asker: Principal, event: FormSubmitted) -> Reply:
    """Keep what was written down, and show it as it is read from now on."""
    if not may(asker, Right.READ_RESPONSES):
        return Reply((responses.not_yours(context),))
    told = Told(
        *(event.values.get(name, "") for name in ("who", "survey", "score", "words", "day"))
    )
    async with context.work(event) as session:
        found = await recording.record(context, session, asker, told)
        if isinstance(found, dict):
            return Reply(errors=found)
        whole = await whole_response(context, session, asker, found)
        shown = (card(context, asker, whole),) if whole is not None else ()
        return context.owe(session, Reply((cards.kept(context.wording), *shown)))


async def take_back(context: VoiceContext, asker: Principal, event: ActionPressed) -> Reply:
    """Delete what was written down: whoever wrote it may, and administrators."""
    named, now = event.action.arguments.get("r", ""), context.clock.now()
    found = await reading.one_of(context, asker, named)
    async with context.work(event) as session:
        by = await recordings.recorder(session, named)
        if found is None or by is None or not may_take_back(asker, by):
            return Reply((responses.not_yours(context),))
        await recordings.take_back(session, named, asker.contact_id, now)
        return context.owe(session, Reply(update=cards.taken_back(context.wording)))
