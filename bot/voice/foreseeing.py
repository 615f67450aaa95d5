"""What the rounds of a survey come to, before they are scheduled."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter

from bot.beat.rules.audience import Audience
from bot.beat.rules.cadence import earliest
from bot.beat.rules.foreseen import Foreseen, Wished
from bot.beat.rules.suppression import Skip
from bot.beat.store import promises
from bot.beat.store.audiences import Looked
from bot.beat.store.meant import meant
from bot.beat.store.promises import Promise
from bot.figures.rules.windows import Unit
from bot.store.sessions import AsyncSession
from bot.voice.context import VoiceContext
from bot.voice.heads import standing_heads
from bot.voice.ports import SurveyHead
from bot.voice.rules.rounds import Asking, Round, remember, round_at
from bot.voice.store import recontact, rounds
from bot.voice.store.closings import midnight
from bot.voice.waves import WaveSend

SURVEY = "survey"
"""The kind of cadence whose slots ask surveys."""
SLOTS = 60
"""So many slots of a cadence are looked at."""


@dataclass(frozen=True, slots=True)
class Preview:
    """A round that would open now: how often this quarter its people were asked before.

    `again_from` says of who was asked lately from when on they may be asked.
    """

    round: Round
    before: Mapping[str, int]
    again_from: Mapping[str, datetime]

    @property
    def times(self) -> Counter[int]:
        """How many of those who are asked were asked so often this quarter already."""
        return Counter(self.before.get(one.contact_id, 0) for one in self.round.asked)


@dataclass(frozen=True, slots=True)
class Coming:
    """A round that a cadence promises, at a wall-clock moment in a zone, or in each reader's."""

    slot: datetime
    zone: str | None
    round: Round


async def foresee(
    context: VoiceContext, head: SurveyHead, audience: Audience, now: datetime
) -> Preview:
    """Return what a round of a survey would come to if it opened now."""
    asking = await _asking(context, head, audience, now)
    footing = context.footing()
    quarter = midnight(footing.calendar.unit(Unit.QUARTER).start, footing.zone)
    async with context.database.read() as session:
        memory = await rounds.memory(session)
        before = await rounds.times_since(session, quarter)
    found = round_at(asking, memory, now)
    lately = (one.contact_id for one in found.left_out if one.skip == Skip.ASKED_LATELY)
    return Preview(found, before, {who: memory.again_from(head.kind, who) for who in lately})


async def coming(
    context: VoiceContext, head: SurveyHead, now: datetime, until: datetime
) -> Sequence[Coming]:
    """Return the rounds of a survey that its cadence promises until then, the next to come first.

    All rounds of its kind are walked through, as if everybody got what they are asked and nobody
    came or left: whoever is asked by one may be kept out of the next.
    """
    found, askings = list[Coming](), dict[str, Asking]()
    async with context.database.read() as session:
        memory = await rounds.memory(session)
        standing = await standing_heads(context.surveys, session)
        heads = {key: one for key, one in standing.items() if one.kind == head.kind}
        promised = [one for one in await promises.promises(session, SLOTS) if one.subject in heads]
    for at, slot, promise in sorted(_slots(promised, until), key=itemgetter(0)):
        survey = heads[promise.subject]
        if survey.key not in askings:
            askings[survey.key] = await _asking(context, survey, await _whom(context, survey), now)
        asking = askings[survey.key]
        one = round_at(asking, memory, at)
        remember(asking, memory, one, at)
        if survey.key == head.key:
            found.append(Coming(slot, promise.zone, one))
    return found


async def _asking(
    context: VoiceContext, head: SurveyHead, audience: Audience | None, now: datetime
) -> Asking:
    """Look at everybody whom a survey means as planning would look at them now."""

    async def left_out(session: AsyncSession, ids: Collection[str]) -> Mapping[str, Skip]:
        return await recontact.kept_out(session, head.kind, ids, now)

    met: Sequence[Foreseen] = ()
    if audience is not None:
        wished = Wished(WaveSend.name, audience, head.topic)
        met = await context.foreseen.would_reach(wished, left_out, now)
    return Asking(head.key, head.kind, head.sample, met, now)


async def _whom(context: VoiceContext, head: SurveyHead) -> Audience | None:
    """Return whom a survey means; None where its rounds would be missed."""
    looked = Looked(context.choosing, context.messengers)
    async with context.database.read() as session:
        found = await meant(session, head.audience, looked)
    return None if found.why else found.audience


def _slots(
    promised: Sequence[Promise], until: datetime
) -> Iterator[tuple[datetime, datetime, Promise]]:
    for promise in promised:
        slots = [one.at for one in promise.coming if one.goes and not promise.paused]
        for slot in slots:
            at = earliest(slot, promise.zone)
            if promise.kind == SURVEY and at <= until:
                yield at, slot, promise
