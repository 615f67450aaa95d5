"""The kinds of send that bring words to a person, and a person's answer back."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

import structlog

from bot.beat.cards import replies as cards
from bot.beat.kinds import Asked, Below, Material, SendKind
from bot.beat.rules.audience import Named
from bot.beat.rules.budget import OWED
from bot.beat.rules.outcomes import State
from bot.beat.rules.recipients import Recipient
from bot.beat.rules.suppression import Skip
from bot.beat.store import exchanges, ledger, replies, sends
from bot.beat.store.exchanges import PATIENCE, Exchange
from bot.beat.store.replies import Given
from bot.beat.store.reply_tables import ReplyLine, StoredReply
from bot.beat.store.sends import Opening
from bot.beat.store.told import ANSWER
from bot.errors import MessageRejected
from bot.language import Wording
from bot.message import Message
from bot.principal import Principal
from bot.store.sessions import AsyncSession, Database

GOOD_FOR = timedelta(days=7)
AT_ONCE = 100

log = structlog.get_logger(__name__)

Shown = tuple[Exchange, datetime]


class ReplySend(SendKind[Shown | None]):
    """Brings what somebody said to whoever is in charge of their partner; its subject is where."""

    name = "reply"
    disturbs = True
    priority = OWED
    passes = frozenset({Skip.BUDGET, Skip.PARTNER_MUTED})

    def __init__(self, wording: Wording) -> None:
        self._wording = wording

    async def load(
        self, session: AsyncSession, asked: Sequence[Asked], now: datetime
    ) -> Mapping[str, Material[Shown | None]]:
        """Take the exchange as it stands: what was answered meanwhile bothers nobody else."""
        found: dict[str, Material[Shown | None]] = {}
        for one in asked:
            shown = await exchanges.exchange(session, one.subject, now)
            waits = shown is not None and shown.state == "open"
            meant = waits and await _may_read(session, one.recipient, shown)
            content = (shown, now) if shown is not None and meant else None
            found[one.delivery_id] = Material(content, None if content else Skip.NOTHING_TO_SAY)
        return found

    async def compose(self, asked: Asked, content: Shown | None) -> Message:
        """Draw the card."""
        if content is None or not isinstance(asked.recipient, Principal):
            raise MessageRejected("a reply is shown to people, not to conversations")
        wording = self._wording.in_language(asked.recipient.language)
        return cards.card(wording, content[0], asked.recipient, content[1])


class AnswerSend(SendKind[tuple[str, str, str] | None]):
    """Brings an answer where its asker wrote; its subject is the line of the exchange."""

    name = ANSWER
    disturbs = True
    priority = OWED
    passes = frozenset({Skip.BUDGET, Skip.PARTNER_MUTED})
    can_be_found = False

    def __init__(self, wording: Wording) -> None:
        self._wording = wording

    async def addresses(self, session: AsyncSession, subject: str) -> Mapping[str, str]:
        """Return the address at which they wrote."""
        row = await _row(session, subject)
        return {row.contact_id: row.address_id} if row is not None and row.address_id else {}

    async def load(
        self, session: AsyncSession, asked: Sequence[Asked], now: datetime
    ) -> Mapping[str, Material[tuple[str, str, str] | None]]:
        """Take the answer, with who gave it and what it is about."""
        found: dict[str, Material[tuple[str, str, str] | None]] = {}
        for one in asked:
            row, line = await _row(session, one.subject), await _line(session, one.subject)
            if row is None or line is None:
                found[one.delivery_id] = Material(None, Skip.NOTHING_TO_SAY)
                continue
            (shown,) = await exchanges.exchanges(session, [row], now)
            who = await exchanges.name_of(session, line.contact_id)
            below = _below(row)
            found[one.delivery_id] = Material((who, line.words, shown.about), below=below)
        return found

    async def compose(self, asked: Asked, content: tuple[str, str, str] | None) -> Message:
        """Say it with the name of who answers."""
        if content is None:
            raise MessageRejected("the answer is gone")
        wording = self._wording.in_language(_language(asked.recipient))
        return cards.answer_message(wording, *content)

    async def ended(self, session: AsyncSession, send_id: str, now: datetime) -> None:
        """Let an exchange wait again whose answer did not get through, and say so on a card."""
        tally = await ledger.tally(session, [send_id])
        if not tally or any(one.state is State.DELIVERED for one in tally):
            return
        send = (await sends.sends(session, [send_id]))[0]
        row = await _row(session, send.subject)
        if row is None:
            return
        log.warning("answer_not_delivered", reply_id=row.id, reason=tally[0].reason)
        row.state, row.closed_at, row.lost = "open", None, tally[0].reason or tally[0].state.value
        partner_id = await exchanges.partner_of(session, row.contact_id)
        people = (await exchanges.duty(session, partner_id, now)).people
        await bring(session, row, people, now, self._wording)


def _below(row: StoredReply) -> Below | None:
    """Say where an answer stands below what was said: at the address, or where several read."""
    if not row.thread:
        return None
    if row.conversation_id:
        return Below(row.thread)
    return Below(row.thread, row.address_id) if row.address_id else None


class ReplyWatch:
    """Reminds whoever is in charge of what waited for a working day, then others, once each."""

    def __init__(self, database: Database, wording: Wording) -> None:
        self._database, self._wording = database, wording

    async def look(self, now: datetime) -> None:
        """Remind of all that is due."""
        for reply_id in await replies.to_remind(self._database, now, AT_ONCE):
            async with self._database.begin() as session:
                row = await replies.still_to_remind(session, reply_id, now)
                if row is not None:
                    await self._remind(session, row, now)

    async def _remind(self, session: AsyncSession, row: StoredReply, now: datetime) -> None:
        partner_id = await exchanges.partner_of(session, row.contact_id)
        duty = await exchanges.duty(session, partner_id, now)
        if row.reminded:
            people: Collection[str] = await exchanges.others_on_duty(session, partner_id, now)
            row.due_at = None
        else:
            people = duty.people
            row.due_at = duty.due(row.waits_since, 2 * PATIENCE)
        row.reminded += 1
        await bring(session, row, people, now, self._wording)


async def bring(
    session: AsyncSession,
    row: StoredReply,
    people: Collection[str],
    now: datetime,
    wording: Wording,
) -> None:
    """Open the send that shows an exchange to these people."""
    if not people:
        return
    title, meant = wording.say("reply_sent_on"), Named(contacts=frozenset(people))
    await _open(session, ReplySend.name, row.id, title, meant, now)


async def answer(
    session: AsyncSession, row: StoredReply, line_id: str, now: datetime, wording: Wording
) -> None:
    """Open the send that brings an answer where its asker wrote."""
    shared = row.conversation_id
    meant = (
        Named(conversations=frozenset({shared}))
        if shared
        else Named(contacts=frozenset({row.contact_id}))
    )
    title = wording.say("reply_answer_sent")
    await _open(session, AnswerSend.name, line_id, title, meant, now)


async def _open(
    session: AsyncSession, kind: str, subject: str, title: str, meant: Named, now: datetime
) -> None:
    opening = Opening(
        kind=kind,
        subject=subject,
        title=title,
        audience=meant,
        due_at=now,
        catch_up=GOOD_FOR,
        priority=OWED,
    )
    await sends.open_send(session, opening, now)


async def pass_on(
    session: AsyncSession, person: Principal, given: Given, now: datetime, wording: Wording
) -> bool:
    """Bring words to whoever is in charge of their partner, once; False where they were before."""
    words, place = given.words, given.place
    if await replies.is_said(session, words):
        return False
    duty = await exchanges.duty(session, person.partner_id, now)
    row = await replies.exchange_of(session, person.contact_id, given.told, place)
    if row is None or row.sender != words.sender:
        row = await replies.begin(session, given, due_at=duty.due(now), now=now)
    else:
        replies.wait_again(row, place, duty.due(now), now)
        await replies.add_line(session, row, words, now)
    await bring(session, row, duty.people, now, wording)
    return True


async def _row(session: AsyncSession, line_id: str) -> StoredReply | None:
    line = await _line(session, line_id)
    return await session.get(StoredReply, line.reply_id) if line is not None else None


async def _line(session: AsyncSession, line_id: str) -> ReplyLine | None:
    return await session.get(ReplyLine, line_id)


async def _may_read(session: AsyncSession, recipient: Recipient, shown: Exchange | None) -> bool:
    if shown is None or not isinstance(recipient, Principal):
        return False
    return await exchanges.may_answer(session, recipient, shown.partner_id)


def _language(recipient: Recipient) -> str:
    return recipient.language if isinstance(recipient, Principal) else ""
