"""The kind of send that asks: one wave of a survey."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.beat.kinds import SURVEY, Asked, Material, SendKind
from bot.beat.rules.audience import Audience
from bot.beat.rules.recipients import recipient_id
from bot.beat.rules.suppression import RECONTACT, Skip
from bot.beat.rules.texts import TextKind, WrittenText
from bot.beat.store import texts
from bot.beat.store.occurrences import Slot
from bot.beat.store.sends import Opening
from bot.errors import NothingFound
from bot.message import Message
from bot.principal import Principal
from bot.store.sessions import AsyncSession
from bot.voice.ports import Surveys
from bot.voice.store import surveys
from bot.voice.store.tables import Invitation, Wave

NO_SURVEY = "no survey"


@dataclass(frozen=True, slots=True)
class Question:
    """What one invited person is asked; without an invitation there is nothing to ask."""

    text: WrittenText | None
    closes_at: datetime
    invitation_id: str | None


class WaveSend(SendKind[Question]):
    """Asks everybody who was not asked lately; its subject is the wave's id."""

    name = "wave"
    priority = SURVEY
    cadences = frozenset({"survey"})

    def __init__(self, surveys: Surveys) -> None:
        self._surveys = surveys

    async def open(self, session: AsyncSession, slot: Slot, now: datetime) -> Opening | str:
        """Open a wave of the survey that this slot promised."""
        text = await texts.newest(session, TextKind.SURVEY, slot.subject)
        if text is None:
            return NO_SURVEY
        head = self._surveys.head(text)
        wave = await surveys.start_wave(
            session,
            survey=head.key,
            text_id=text.id,
            score=head.score,
            kind=head.kind,
            promise=head.promise,
            opens_at=now,
            closes_at=now + timedelta(days=head.open_days),
        )
        return self.in_slot(slot, wave.id, text, head)

    async def audience(self, session: AsyncSession, subject: str) -> Audience | None:
        """Return whom the survey means as it stands now."""
        wave = await session.get(Wave, subject)
        text = await surveys.text_of(session, wave) if wave else None
        return self._surveys.head(text).audience if text else None

    async def left_out(
        self, session: AsyncSession, subject: str, contact_ids: Collection[str], now: datetime
    ) -> Mapping[str, Skip]:
        """Leave out who was reached by another wave of this kind too lately."""
        wave = await session.get(Wave, subject)
        if wave is None:
            return {}
        since = now - RECONTACT[wave.kind]
        asked = await surveys.asked_since(session, contact_ids, wave, since)
        return dict.fromkeys(asked, Skip.ASKED_LATELY)

    async def planned(
        self, session: AsyncSession, subject: str, contact_ids: Sequence[str], now: datetime
    ) -> None:
        """Invite each contact who is to be asked, once a wave."""
        await surveys.invite_all(session, subject, contact_ids, now)

    async def load(
        self, session: AsyncSession, asked: Sequence[Asked], now: datetime
    ) -> Mapping[str, Material[Question]]:
        """Find each reader's invitation; who has it in hand, or comes too late, is left out."""
        found: dict[str, Material[Question]] = {}
        for wave_id in {one.subject for one in asked}:
            readers = {recipient_id(o.recipient): o for o in asked if o.subject == wave_id}
            wave = await session.get(Wave, wave_id)
            if wave is None:
                continue
            text = await surveys.text_of(session, wave)
            invited = await surveys.invitations(session, wave_id, readers)
            for reader, one in readers.items():
                found[one.delivery_id] = _material(wave, text, invited.get(reader), now)
        return found

    async def compose(self, asked: Asked, content: Question) -> Message:
        """Write the question with its scale."""
        if content.text is None:
            raise NothingFound("no text")
        if content.invitation_id is None or not isinstance(asked.recipient, Principal):
            raise NothingFound("no invitation")
        return self._surveys.card(
            content.text,
            asked.recipient,
            invitation_id=content.invitation_id,
            closes_at=content.closes_at,
        )

    async def delivered(
        self, session: AsyncSession, subject: str, contact_ids: Sequence[str], now: datetime
    ) -> None:
        """Note that these contacts have their invitation in hand."""
        await surveys.mark_invited(session, subject, contact_ids, now)


def _material(
    wave: Wave, text: WrittenText | None, invitation: Invitation | None, now: datetime
) -> Material[Question]:
    question = Question(text, wave.closes_at, invitation.id if invitation else None)
    if invitation is not None and invitation.delivered_at is not None:
        return Material(question, Skip.ASKED_LATELY)
    over = wave.state != "open" or wave.closes_at <= now
    return Material(question, Skip.TOO_LATE if over else None)
