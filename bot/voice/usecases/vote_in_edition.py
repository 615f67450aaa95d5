"""Take a vote in the poll of an edition: it is the answer to a survey of one question."""

from dataclasses import replace

from bot.beat.rules.texts import TextKind
from bot.beat.store import texts
from bot.beat.store.tables import Send
from bot.errors import ActionUnreadable
from bot.event import ActionPressed, Reply
from bot.message import Fact, Facts, Message, paragraph
from bot.principal import Principal
from bot.store.sessions import AsyncSession
from bot.voice import answering
from bot.voice.cards import taps as cards
from bot.voice.context import VoiceContext
from bot.voice.rules.questions import Question
from bot.voice.store import polls, responses


async def vote(context: VoiceContext, asker: Principal, event: ActionPressed) -> Reply:
    """Count a vote once a person, and show them what they chose, and how others did."""
    now, send_id = context.clock.now(), event.action.arguments.get("s", "")
    if not send_id:
        # It was shown before it was sent.
        return Reply((answering.said(context, "poll_tried"),))
    async with context.work(event) as session:
        send = await session.get(Send, send_id)
        text_id = send.text_id if send is not None else None
        text = (await texts.kept(session, [text_id])).get(text_id) if text_id else None
        if send is None or text is None or text.kind is TextKind.SURVEY:
            raise ActionUnreadable
        head = context.surveys.head(text)
        lead = head.questions.lead
        value = answering.tapped(event, lead)
        if text.kind is TextKind.TEST:
            return Reply((answering.said(context, "poll_tried"),))
        if not await polls.was_sent_to(session, send.id, asker.contact_id, event.origin):
            return Reply((cards.not_meant(context, is_vendor=asker.is_vendor),))
        wave = await polls.wave_of(session, send, text, head)
        if not responses.is_open(wave, now):
            return Reply((cards.over(context, wave, asker.zone),))
        asked = await polls.invite(session, wave, asker.contact_id, now)
        if asked is None or lead is None:
            raise ActionUnreadable
        given = await answering.take(context, session, asked, asker, {lead.key: value})
        shown = answering.card(context, asked, asker, given)
        question = context.surveys.questions(text, asker.language).lead or lead
        return context.owe(
            session, Reply((await _with_counts(context, session, wave.id, question, shown),))
        )


async def _with_counts(
    context: VoiceContext, session: AsyncSession, wave_id: str, question: Question, card: Message
) -> Message:
    """Say how many chose what, as soon as so many did that it gives nobody away."""
    votes, wording = await polls.counted(session, wave_id, question.key), context.wording
    total = sum(votes.values())
    if not total:
        return replace(card, elements=(*card.elements, paragraph(wording.say("poll_few"))))
    told = paragraph(wording.say_number("poll_so_far", total))
    number = wording.language.number
    facts = Facts(
        tuple(Fact(one.label, number(votes.get(one.value, 0))) for one in question.options)
    )
    return replace(card, elements=(*card.elements, told, facts))
