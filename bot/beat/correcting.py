"""What a correction is made of: the text as it stands, as it is to stand, and the doing."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.beat.context import BeatContext
from bot.beat.kinds import NEWSLETTER
from bot.beat.rules.announcements import Announcement
from bot.beat.rules.audience import Audience, thaw
from bot.beat.rules.budget import OWED
from bot.beat.rules.corrections import Corrected
from bot.beat.rules.texts import FileText, TextKind, WrittenText
from bot.beat.store import amendments, approvals, crowds, drafts, texts
from bot.beat.store.amendments import Amending
from bot.beat.store.approvals import Wanted
from bot.beat.store.audiences import Looked
from bot.beat.store.copies import CORRECTION, LETTER, RECALL
from bot.beat.store.drafts import Drafted
from bot.beat.store.gate import Gate
from bot.beat.store.tables import Send
from bot.store import audit
from bot.store.audit import About
from bot.store.sessions import AsyncSession


@dataclass(frozen=True, slots=True)
class Confirmed:
    """Words that one person wrote, and another confirmed."""

    body: str
    written_by: str
    by: str


@dataclass(frozen=True, slots=True)
class Source:
    """Where the words of a send come from: a draft of somebody's, or a text on the shelf.

    `newest` is what stands on the shelf where that is another version than the send's `text`.
    """

    send: Send
    text: WrittenText | None
    draft: Drafted | None = None
    newest: WrittenText | None = None
    is_recalled: bool = False

    @property
    def can_be_corrected(self) -> bool:
        """Whether there are other words that it could say."""
        is_there = self.text is not None and not self.is_recalled
        return is_there and (self.draft is not None or self.newest is not None)


async def source_of(session: AsyncSession, send: Send) -> Source:
    """Return what a send says, and what it could say."""
    kept = await texts.kept(session, [send.text_id] if send.text_id else [])
    newest = await texts.newest(session, TextKind.EDITION, send.subject)
    before = await amendments.of_send(session, send.id)
    return Source(
        send,
        kept.get(send.text_id or ""),
        await drafts.of_text(session, send.subject),
        newest if newest is not None and newest.id != send.text_id else None,
        is_recalled=any(one.kind == RECALL for one in before),
    )


def reworded(source: Source, corrected: Corrected) -> Announcement | None:
    """Return the draft with the corrected words; None where the text is no draft's."""
    if source.draft is None:
        return None
    was = source.draft.announcement
    said = {one.tag: one for one in corrected.languages}
    languages = tuple(said.get(one.tag, one) for one in was.languages)
    return replace(was, title=corrected.title, words=corrected.words, languages=languages)


def written(context: BeatContext, source: Source, corrected: Corrected) -> FileText | None:
    """Return the text as it is to stand; what cannot be read in it is `ContentInvalid`."""
    announcement = reworded(source, corrected)
    if announcement is None or source.draft is None:
        return None
    cadence = announcement.cadence(context.clock.now())
    return context.desk.write(source.draft.id, announcement, cadence)


async def wants_second(context: BeatContext, session: AsyncSession, source: Source) -> bool:
    """Say whether a second person must confirm it, by what the vendor wants to be asked."""
    policy, looked = context.policy, Looked(context.choosing)
    meant = thaw(source.send.audience) if source.send.audience else None
    if not policy.may_want_approval or not isinstance(meant, Audience):
        return False
    if source.draft is None and source.newest is not None:
        gate = Gate(policy, looked)
        return await gate.lack(session, source.newest, meant) is not None
    size = await crowds.size(session, meant, looked)
    return policy.wants_approval(size, from_files=False)


async def approve(
    context: BeatContext, session: AsyncSession, source: Source, text: Confirmed, now: datetime
) -> None:
    """Keep that a second person confirmed these words, for what is still to come of them."""
    meant = thaw(source.send.audience)
    if not isinstance(meant, Audience):
        return
    size = await crowds.size(session, meant, Looked(context.choosing))
    wanted = Wanted(
        subject=source.send.subject,
        body=text.body,
        title=source.send.title,
        whom="",
        comes="",
        people=size.people,
        draft_id=source.draft.id if source.draft is not None else None,
    )
    asked = await approvals.ask(session, wanted, text.written_by, now)
    await approvals.decide(session, asked, "approved", text.by, now)


async def correct(
    context: BeatContext, session: AsyncSession, source: Source, corrected: Corrected, by: str
) -> Send:
    """Let the send say the new words from now on, and go over every copy that stands."""
    now, send = context.clock.now(), source.send
    text = await _standing(context, session, source, corrected, now)
    title = context.desk.title_of(text)
    await amendments.reword(session, send.id, text.id, title)
    amending = Amending(
        kind=CORRECTION, priority=OWED, title=title, text_id=text.id, note=corrected.note
    )
    opened = await amendments.begin(session, send, amending, now)
    if corrected.letters:
        await amendments.begin(
            session, send, replace(amending, kind=LETTER, priority=NEWSLETTER), now
        )
    letters = "yes" if corrected.letters else None
    about = About("send", send.id)
    audit.record(session, by, "correct send", about, now, by_send=opened.id, letters=letters)
    return opened


async def _standing(
    context: BeatContext,
    session: AsyncSession,
    source: Source,
    corrected: Corrected,
    now: datetime,
) -> WrittenText:
    """Return the version that is to stand; words of a draft become a new one on the shelf."""
    file, announcement = written(context, source, corrected), reworded(source, corrected)
    if file is not None and announcement is not None and source.draft is not None:
        await texts.write(session, file, source.draft.owner_id, now)
        await drafts.reword(session, source.draft.id, announcement, now)
        found = await texts.newest(session, file.kind, file.key)
    else:
        found = source.newest
    if found is None:
        raise LookupError(f"send {source.send.id} has no other words")
    return found


async def recall(context: BeatContext, session: AsyncSession, send: Send, by: str) -> Send:
    """Take back every copy that stands."""
    now = context.clock.now()
    amending = Amending(kind=RECALL, priority=OWED, title=send.title)
    opened = await amendments.begin(session, send, amending, now)
    audit.record(session, by, "recall send", About("send", send.id), now, by_send=opened.id)
    return opened
