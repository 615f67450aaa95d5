"""Have people asked after an event: by words, or by a form."""

import re

from bot.event import ActionPressed, FormSubmitted, Reply, Said
from bot.principal import Principal
from bot.rights import Right, may
from bot.voice import answering, asking_after
from bot.voice.asking import Terms
from bot.voice.asking_after import Asker, Wanted
from bot.voice.cards import asked as cards
from bot.voice.context import VoiceContext
from bot.voice.store.reading import Reach

_SAID = re.compile(
    r"ask\s+(?P<survey>\S+)\s+(?P<who>.+?)\s+(?:after|nach)\s+(?P<after>.+)",
    re.IGNORECASE | re.DOTALL,
)
_BARE = re.compile(r"ask(\s+after)?[.!?]*", re.IGNORECASE)


async def ask(
    context: VoiceContext, asker: Principal, event: Said | ActionPressed
) -> Reply | None:
    """Ask whom these words name; the word alone opens a form, and other words are none of it."""
    words = event.text.strip() if isinstance(event, Said) else ""
    said = _SAID.fullmatch(words)
    if words and said is None and not _BARE.fullmatch(words):
        return None
    if not may(asker, Right.READ_RESPONSES):
        return None if said else _not_yours(context)
    if said is not None:
        return await _ask(context, asker, event, Wanted(**said.groupdict()))
    async with context.database.read() as session:
        known = await asking_after.surveys(context, session)
    if not known:
        return Reply((cards.nothing_to_ask(context.wording),))
    return Reply(form=cards.form(context.wording, known))


async def take(context: VoiceContext, asker: Principal, event: FormSubmitted) -> Reply:
    """Ask whom the form names; what is wrong stands beside its field."""
    if not may(asker, Right.READ_RESPONSES):
        return _not_yours(context)
    given = {name: event.values.get(name, "") for name in ("survey", "who", "after")}
    return await _ask(context, asker, event, Wanted(**given))


def _not_yours(context: VoiceContext) -> Reply:
    return Reply((answering.said(context, "after_not_yours"),))


async def _ask(
    context: VoiceContext,
    asker: Principal,
    event: Said | ActionPressed | FormSubmitted,
    wanted: Wanted,
) -> Reply:
    by = Asker(asker.contact_id, Reach.of(asker, context.programme.zone), Terms.of(context))
    async with context.work(event) as session:
        came = await asking_after.ask(context, session, by, wanted)
        if not isinstance(came, dict):
            shown = cards.done(context.wording, came, asker.zone)
            return context.owe(session, Reply((shown,)))
        if isinstance(event, FormSubmitted):
            return Reply(errors=came)
        return Reply((cards.refused(context.wording, came),))
