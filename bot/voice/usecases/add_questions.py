"""Let a survey in chat ask more than its first question, and each part of its scale its own."""

from dataclasses import replace

from bot.event import ActionPressed, FormSubmitted, Reply
from bot.principal import Principal
from bot.store.sessions import AsyncSession
from bot.voice import answering, writing
from bot.voice.cards import survey_form as cards
from bot.voice.context import VoiceContext
from bot.voice.rules.wishes import BANDS, MORE_KINDS, MoreWish, SurveyWish

Asked = ActionPressed | FormSubmitted


async def ask_what(context: VoiceContext, asker: Principal, event: ActionPressed) -> Reply:
    """Open the form for one question more; where there is no room for it, say so."""
    async with context.database.read() as session:
        wish = await _wish(context, session, asker, event)
    if wish is None:
        return _gone(context)
    if not wish.has_room:
        return Reply((answering.said(context, "survey_full"),))
    return Reply(form=cards.more_form(context.wording, _key(event)))


async def add(context: VoiceContext, asker: Principal, event: FormSubmitted) -> Reply:
    """Let the survey ask one question more, and show it."""
    given = {name: event.values.get(name, "").strip() for name in ("question", "options", "kind")}
    given["kind"] = given["kind"] if given["kind"] in MORE_KINDS else MORE_KINDS[0]
    one = MoreWish(**given)
    if wrong := one.mistakes():
        return Reply(errors={name: context.wording.say(key) for name, key in wrong.items()})
    async with context.work(event) as session:
        wish = await _wish(context, session, asker, event)
        if wish is None:
            return _gone(context)
        return await _kept(context, session, asker, event, replace(wish, more=(*wish.more, one)))


async def remove(context: VoiceContext, asker: Principal, event: ActionPressed) -> Reply:
    """Take a question out again; one that is not there any more is gone already."""
    named = event.action.arguments.get("n", "")
    async with context.work(event) as session:
        wish = await _wish(context, session, asker, event)
        if wish is None:
            return _gone(context)
        more = tuple(one for n, one in enumerate(wish.more, 1) if str(n) != named)
        reply = await _kept(context, session, asker, event, replace(wish, more=more))
        if not reply.messages:
            return reply
        return replace(reply, messages=reply.messages[:1], update=reply.messages[1])


async def ask_by_score(context: VoiceContext, asker: Principal, event: ActionPressed) -> Reply:
    """Open the form for what each part of the scale is asked."""
    async with context.database.read() as session:
        wish = await _wish(context, session, asker, event)
    if wish is None or not wish.has_scale:
        return _gone(context)
    return Reply(form=cards.by_score_form(context.wording, wish, _key(event)))


async def keep_by_score(context: VoiceContext, asker: Principal, event: FormSubmitted) -> Reply:
    """Let each part of the scale be asked its own question; what is left empty asks the usual."""
    async with context.work(event) as session:
        wish = await _wish(context, session, asker, event)
        if wish is None or not wish.has_scale:
            return _gone(context)
        numbers = range(1, len(BANDS[wish.kind]) + 1)
        said = tuple(event.values.get(f"band{n}", "").strip() for n in numbers)
        by_score = said if any(said) else ()
        reply = await _kept(context, session, asker, event, replace(wish, by_score=by_score))
        # There is no field of this name: what is wrong stands beside the first that says anything.
        at = next((n for n, words in enumerate(said, 1) if words), 1)
        return replace(reply, errors={f"band{at}": why for why in reply.errors.values()})


async def _wish(
    context: VoiceContext, session: AsyncSession, asker: Principal, event: Asked
) -> SurveyWish | None:
    text = await writing.mine(session, asker, _key(event))
    return context.surveys.wish_of(text) if text is not None else None


async def _kept(
    context: VoiceContext,
    session: AsyncSession,
    asker: Principal,
    event: Asked,
    wish: SurveyWish,
) -> Reply:
    kept = await writing.keep(context, session, asker, wish, _key(event))
    if isinstance(kept, dict):
        return Reply(errors=kept)
    return context.owe(session, Reply(await writing.shown(context, session, asker, kept)))


def _key(event: Asked) -> str:
    return event.action.arguments.get("s", "")


def _gone(context: VoiceContext) -> Reply:
    return Reply((answering.said(context, "survey_gone"),))
