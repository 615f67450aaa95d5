"""A survey as its readers see it, for whoever wrote it alone: nothing of it counts anywhere."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.beat.kinds import Asked as Leaving
from bot.beat.kinds import Material, SendKind
from bot.beat.rules.audience import Named
from bot.beat.rules.budget import OWED
from bot.beat.rules.suppression import Skip
from bot.beat.rules.texts import TextKind, WrittenText
from bot.beat.store import sends, texts
from bot.beat.store.sends import Opening
from bot.beat.trying import GOOD_FOR, address_of
from bot.errors import ActionUnreadable, NothingFound
from bot.message import Message
from bot.principal import Principal
from bot.store.sessions import AsyncSession
from bot.voice.context import VoiceContext
from bot.voice.ports import Invited, SurveyHead, Surveys
from bot.voice.rules.trials import Trial
from bot.voice.store.responses import Asked


@dataclass(frozen=True, slots=True)
class TriedSurvey:
    """The survey, and when it is tried."""

    text: WrittenText | None
    at: datetime


class SurveyTest(SendKind[TriedSurvey]):
    """Brings a survey to whoever tries it; its subject is the address at which they want it."""

    name = "survey_test"
    disturbs = True
    priority = OWED
    passes = frozenset({Skip.BUDGET})

    def __init__(self, surveys: Surveys) -> None:
        self._surveys = surveys

    async def addresses(self, session: AsyncSession, subject: str) -> Mapping[str, str]:
        """Return the address at which it is tried."""
        return await address_of(session, subject)

    async def load(
        self, session: AsyncSession, asked: Sequence[Leaving], now: datetime
    ) -> Mapping[str, Material[TriedSurvey]]:
        """Take the text each send was opened with."""
        del session
        return {
            one.delivery_id: Material(
                TriedSurvey(one.text, now), None if one.text else Skip.NOTHING_TO_SAY
            )
            for one in asked
        }

    async def compose(self, asked: Leaving, content: TriedSurvey) -> Message:
        """Draw it as its readers see it, with a title that says what it is."""
        if content.text is None or not isinstance(asked.recipient, Principal):
            raise NothingFound("a test is of a survey, and for a person")
        invited = to_try(content.text, self._surveys.head(content.text), content.at)
        return self._surveys.card(content.text, asked.recipient, invited)


async def open_test(
    session: AsyncSession,
    text: WrittenText,
    title: str,
    who: Principal,
    address_id: str,
    now: datetime,
) -> None:
    """Open the send that brings a survey to whoever tries it, at this address."""
    opening = Opening(
        kind=SurveyTest.name,
        subject=address_id,
        title=title,
        text_id=text.id,
        audience=Named(contacts=frozenset({who.contact_id})),
        due_at=now,
        catch_up=GOOD_FOR,
        priority=OWED,
    )
    await sends.open_send(session, opening, now)


async def tried(context: VoiceContext, session: AsyncSession, trial: Trial) -> Asked:
    """Return a test as if somebody were invited; a survey that never was is unreadable."""
    text = (await texts.kept(session, [trial.text_id])).get(trial.text_id)
    if text is None or text.kind is not TextKind.SURVEY:
        raise ActionUnreadable
    head = context.surveys.head(text)
    given = trial.given(head.questions.lead)
    return Asked(
        invitation_id=trial.write(),
        contact_id="",
        wave_id="",
        text=text,
        promise=head.promise,
        measures=head.score,
        closes_at=to_try(text, head, context.clock.now()).closes_at,
        is_open=True,
        is_answered=bool(given.keys),
        response_id=None,
        score=given.score,
        reason=None,
        tried=given,
    )


def to_try(text: WrittenText, head: SurveyHead, now: datetime) -> Invited:
    """Return what stands in the place of an invitation where a survey is tried."""
    closes_at = now + timedelta(days=head.open_days)
    return Invited(Trial(text.id).write(), closes_at, is_test=True)
