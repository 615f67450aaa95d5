"""You said, we did: a draft made of what was improved, for those who were asked."""

from collections.abc import Sequence

from bot.beat import drafting
from bot.beat.rules.announcements import Announcement
from bot.beat.store import drafts
from bot.beat.store.approvals import WROTE
from bot.errors import ActionUnreadable
from bot.event import ActionPressed, Reply
from bot.figures.cards.written import quantity_words
from bot.message import notice
from bot.principal import Principal
from bot.rights import Right, may
from bot.store import audit
from bot.store.audit import About
from bot.store.sessions import AsyncSession
from bot.voice.context import VoiceContext
from bot.voice.store import improvements
from bot.voice.store.audience_scores import WERE_ASKED
from bot.voice.store.case_tables import Improvement
from bot.voice.writing import topic_of

MARKS = str.maketrans({mark: f"\\{mark}" for mark in "\\`*_[]<>#{}|"})
"""What would be read as markup in somebody's words, and stands for itself."""


async def draft(context: VoiceContext, asker: Principal, event: ActionPressed) -> Reply:
    """Write the post as a draft: it is changed, approved and sent like any other."""
    if not may(asker, Right.WRITE_ANNOUNCEMENTS):
        return drafting.said(context, "announce_not_yours")
    now, say = context.clock.now(), context.wording.say
    async with context.work(event) as session:
        done = await improvements.unposted(session)
        if not done:
            return Reply((notice(say("we_did_title"), say("we_did_nothing")),))
        words = await _words(context, session, asker, done)
        wanted = _announcement(context, words)
        meant = await drafting.meant_by(context, session, wanted, asker)
        if isinstance(meant, str):
            raise ActionUnreadable(meant)
        made = await drafts.begin(session, asker.contact_id, meant, now)
        for one in done:
            one.post_id = made.id
        await session.flush()
        audit.record(session, asker.contact_id, WROTE, About("draft", made.id), now)
        found = await drafting.standing(context, session, made, asker, now)
        shown = await drafting.shown(context, found, asker, now)
        return context.owe(session, Reply(shown))


def _announcement(context: VoiceContext, words: str) -> Announcement:
    topic = topic_of(context)
    title = context.wording.say("we_did_title")
    return Announcement(title=title, words=words, topic=topic, whom=WERE_ASKED)


async def _words(
    context: VoiceContext,
    session: AsyncSession,
    asker: Principal,
    done: Sequence[Improvement],
) -> str:
    say = context.wording.say
    points = [
        f"- **{one.title.translate(MARKS)}** {_line(await improvements.last_words(session, one))}"
        for one in done
    ]
    parts = [say("we_did_intro"), "\n".join(points)]
    if score := await _score(context, session, asker):
        parts.append(say("we_did_score", score=score))
    return "\n\n".join([*parts, say("we_did_end")])


def _line(words: str) -> str:
    return " ".join(words.split()).translate(MARKS)


async def _score(context: VoiceContext, session: AsyncSession, asker: Principal) -> str:
    """Return the score as whoever writes may see it; empty where there is none to show."""
    answer = await context.questions.answer(session, "nps", asker, context.footing())
    figure = answer.result.figures[0] if answer.result is not None else None
    if figure is None or not figure.cells or not figure.cells[0].quantity.is_shown:
        return ""
    return quantity_words(context.wording, figure.cells[0].quantity)
