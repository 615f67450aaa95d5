"""The kind of send that asks: one wave of a survey."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.beat.kinds import SURVEY, Asked, Material, Promised, SendKind, unshared
from bot.beat.rules.audience import Audience
from bot.beat.rules.foreseen import Foreseen
from bot.beat.rules.recipients import recipient_id
from bot.beat.rules.suppression import Skip
from bot.beat.rules.texts import TextKind, WrittenText
from bot.beat.store import texts
from bot.beat.store.audiences import EVERYWHERE, Looked
from bot.beat.store.exchanges import name_of
from bot.beat.store.meant import meant
from bot.beat.store.occurrences import Slot
from bot.beat.store.sends import Opening
from bot.errors import NothingFound
from bot.message import Message
from bot.principal import Principal
from bot.store.sessions import AsyncSession
from bot.voice.answers import Answers
from bot.voice.ports import Invited, SurveyHead, Surveys
from bot.voice.quoting import Quotes
from bot.voice.rules.promises import ANONYMOUS
from bot.voice.rules.sampling import Sample
from bot.voice.sampling import draw_once
from bot.voice.store import cases, occasions, recontact, surveys
from bot.voice.store.tables import Invitation, Wave
from bot.voice.store.wave_keys import WaveKeys

NO_SURVEY = "no survey"
NO_KEYS = "an anonymous survey needs DRUMBEAT_WAVE_KEYS"


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked; of one person only by their invitation, of a conversation without one.

    `quoted` is what was told of late to have been done, `passed_by` who was asked first.
    """

    text: WrittenText | None
    wave_id: str
    closes_at: datetime
    invitation_id: str | None
    reminds: bool = False
    occasion: str = ""
    quoted: tuple[str, ...] = ()
    passed_by: str = ""

    def invited(self, invitation_id: str) -> Invited:
        """Return by which invitation it is answered, and until when."""
        return Invited(
            *(invitation_id, self.closes_at, self.wave_id, self.reminds, self.occasion),
            *(self.passed_by, bool(self.passed_by)),
        )


class WaveSend(SendKind[Question]):
    """Asks everybody who was not asked lately; its subject is the wave's id."""

    name = "wave"
    priority = SURVEY
    cadences = frozenset({"survey"})

    def __init__(
        self,
        surveys: Surveys,
        looked: Looked = EVERYWHERE,
        keys: WaveKeys | None = None,
        quotes: Quotes | None = None,
    ) -> None:
        self._surveys, self._looked, self._quotes = surveys, looked, quotes
        self._answers = Answers(keys or WaveKeys())

    async def open(self, session: AsyncSession, slot: Slot, now: datetime) -> Opening | str:
        """Open a wave of the survey that this slot promised."""
        text = await texts.newest(session, TextKind.SURVEY, slot.subject)
        if text is None:
            return NO_SURVEY
        head = self._surveys.head(text)
        found = await meant(session, head.audience, self._looked)
        if found.why:
            return f"{head.key}: {found.why}"
        if head.promise == ANONYMOUS and not self._answers.keys.are_kept:
            return f"{head.key}: {NO_KEYS}"
        wave = await begin(session, text, head, self._answers.keys, now)
        return replace(self.in_slot(slot, wave.id, text, head), audience=found.audience)

    async def promised(self, session: AsyncSession, cadence: str, subject: str) -> Promised | None:
        """Return whom the survey is for as it stands now."""
        del cadence
        text = await texts.newest(session, TextKind.SURVEY, subject)
        if text is None:
            return None
        head = self._surveys.head(text)
        return Promised(head.audience, head.topic)

    async def audience(self, session: AsyncSession, subject: str) -> Audience | None:
        """Return whom the survey means as it stands now."""
        wave = await session.get(Wave, subject)
        text = await surveys.text_of(session, wave) if wave else None
        if text is None:
            return None
        return await self._looked.choosing.read(session, self._surveys.head(text).audience)

    async def left_out(
        self, session: AsyncSession, subject: str, contact_ids: Collection[str], now: datetime
    ) -> Mapping[str, Skip]:
        """Leave out who was reached by another wave of this kind lately, or has an open case.

        Where the relationship is asked about at the same time, that goes first.
        """
        wave = await session.get(Wave, subject)
        if wave is None:
            return {}
        return await recontact.kept_out(session, wave.kind, contact_ids, now, besides=wave.id)

    async def is_sampled(self, session: AsyncSession, subject: str) -> bool:
        """Say whether the survey asks a sample in each round."""
        return await self._sample(session, subject) is not None

    async def draw(
        self, session: AsyncSession, subject: str, met: Sequence[Foreseen], now: datetime
    ) -> frozenset[str]:
        """Draw the sample of the wave, once."""
        sample = await self._sample(session, subject)
        if sample is None:
            return await super().draw(session, subject, met, now)
        return await draw_once(session, subject, sample, met, now)

    async def _sample(self, session: AsyncSession, subject: str) -> Sample | None:
        wave = await session.get(Wave, subject)
        text = await surveys.text_of(session, wave) if wave else None
        return self._surveys.head(text).sample if text is not None else None

    async def planned(
        self, session: AsyncSession, subject: str, contact_ids: Sequence[str], now: datetime
    ) -> None:
        """Invite each contact who is to be asked, once a wave; after events they are already."""
        wave = await session.get(Wave, subject)
        if wave is None or wave.quarter is None:
            await surveys.invite_all(session, subject, contact_ids, now)

    async def load(
        self, session: AsyncSession, asked: Sequence[Asked], now: datetime
    ) -> Mapping[str, Material[Question]]:
        """Find each reader's invitation; who has it in hand, or comes too late, is left out."""
        found: dict[str, Material[Question]] = {}
        quoted = await self._quotes.done(session, now) if self._quotes is not None else ()
        for send_id, wave_id in {(one.send_id, one.subject) for one in asked}:
            readers = {recipient_id(o.recipient): o for o in asked if o.send_id == send_id}
            wave = await session.get(Wave, wave_id)
            if wave is None:
                continue
            text = await surveys.text_of(session, wave)
            invited = await occasions.invited_by(session, send_id, wave_id, readers)
            again = {who: one for who, one in invited.items() if readers[who].resent}
            lost = again.keys() - await self._answers.have_it(session, wave_id, again)
            reminded = _reminded(send_id, wave, invited)
            done = await self._answers.have_answered(session, wave, reminded)
            complained = await cases.open_case_of(session, readers)
            for reader, one in readers.items():
                invitation, has_it = invited.get(reader), reader not in lost
                if send_id == wave.reminder_id or reader in reminded:
                    material = _to_remind(wave, text, invitation, now, is_done=reader in done)
                else:
                    material = _material(wave, text, invitation, now, has_it=has_it)
                waits = Skip.OPEN_CASE if reader in complained else None
                objection = unshared(one) or material.objection or waits
                by = await _passed_by(session, invitation)
                content = replace(material.content, quoted=quoted, passed_by=by)
                found[one.delivery_id] = Material(content, objection)
        return found

    async def compose(self, asked: Asked, content: Question) -> Message:
        """Write the question with its scale."""
        if content.text is None:
            raise NothingFound("no text")
        if not isinstance(asked.recipient, Principal):
            return self._surveys.card_for_several(
                content.text,
                asked.recipient,
                wave_id=content.wave_id,
                closes_at=content.closes_at,
            )
        if content.invitation_id is None:
            raise NothingFound("no invitation")
        card = self._surveys.card(
            content.text,
            asked.recipient,
            content.invited(content.invitation_id),
        )
        return self._quotes.above(card, content.quoted) if self._quotes is not None else card

    async def shown(self, session: AsyncSession, asked: Asked, now: datetime) -> Message | None:
        """Write the question with the answer that was given to it."""
        material = (await self.load(session, (asked,), now)).get(asked.delivery_id)
        if material is None or not isinstance(asked.recipient, Principal):
            return None
        question = material.content
        invitation = await self._answers.asked(session, question.invitation_id or "", now)
        if question.text is None or invitation is None:
            return None
        questions = self._surveys.head(question.text).questions
        given = await self._answers.given(session, invitation, questions)
        return self._surveys.card(
            question.text,
            asked.recipient,
            question.invited(invitation.invitation_id),
            given,
        )

    async def delivered(
        self, session: AsyncSession, send_id: str, contact_ids: Sequence[str], now: datetime
    ) -> None:
        """Note that these contacts have their invitation in hand."""
        await surveys.mark_invited(session, send_id, contact_ids, now)


async def begin(
    session: AsyncSession, text: WrittenText, head: SurveyHead, keys: WaveKeys, now: datetime
) -> Wave:
    """Begin a wave of a survey as it stands; of an anonymous one a key is made for it."""
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
    if head.promise == ANONYMOUS:
        keys.make(wave.id)
    return wave


async def _passed_by(session: AsyncSession, invitation: Invitation | None) -> str:
    """Name who passed it on; empty where nobody did."""
    if invitation is None or invitation.passed_by is None:
        return ""
    return await name_of(session, invitation.passed_by)


def _reminded(
    send_id: str, wave: Wave, invited: Mapping[str, Invitation]
) -> dict[str, Invitation]:
    """Return whom this send reminds of what they have, of all whom it reaches."""
    return {
        who: one for who, one in invited.items() if send_id in {wave.reminder_id, one.reminder_id}
    }


def _material(
    wave: Wave,
    text: WrittenText | None,
    invitation: Invitation | None,
    now: datetime,
    *,
    has_it: bool,
) -> Material[Question]:
    """Ask who has no question in hand yet; `has_it` is whether one that was delivered arrived."""
    question = _question(wave, text, invitation)
    if invitation is not None and invitation.delivered_at is not None and has_it:
        return Material(question, Skip.ASKED_LATELY)
    return Material(question, _too_late(wave, question, now))


def _to_remind(
    wave: Wave,
    text: WrittenText | None,
    invitation: Invitation | None,
    now: datetime,
    *,
    is_done: bool,
) -> Material[Question]:
    """Ask once more who has the question in hand and neither answered it nor put it off."""
    question = _question(wave, text, invitation)
    if invitation is None or invitation.delivered_at is None or invitation.put_off_at or is_done:
        return Material(replace(question, invitation_id=None), Skip.NOTHING_TO_SAY)
    return Material(replace(question, reminds=True), _too_late(wave, question, now))


def _question(wave: Wave, text: WrittenText | None, invitation: Invitation | None) -> Question:
    until = occasions.ends_at(wave, invitation)
    if invitation is None:
        return Question(text, wave.id, until, None)
    return Question(text, wave.id, until, invitation.id, occasion=invitation.occasion)


def _too_late(wave: Wave, question: Question, now: datetime) -> Skip | None:
    return Skip.TOO_LATE if wave.state != "open" or question.closes_at <= now else None
