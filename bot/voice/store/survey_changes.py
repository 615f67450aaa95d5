"""How a score moved between two waves, and whether that is more than chance makes."""

from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import or_, select

from bot.figures.rules.figures import Note, NoteValue, Step, Verdict
from bot.figures.store.metrics import Asked
from bot.quantities import Quantity, difference
from bot.store.sessions import AsyncSession
from bot.voice.rules.measures import Score
from bot.voice.rules.nearness import NEVER, Alike, Counts, Values, count, span_of, together
from bot.voice.rules.scores import LEAST_ANSWERS, LEAST_PAIRS, paired_change
from bot.voice.rules.withholding import World
from bot.voice.store.closings import Closings, answers_in
from bot.voice.store.standings import standings
from bot.voice.store.survey_cuts import wanted_of


@dataclass(frozen=True, slots=True)
class Moves:
    """How one score of one kind of survey moves from wave to wave, for who asks."""

    session: AsyncSession
    asked: Asked
    score: Score
    answers: World
    closings: Closings
    kind: str

    async def since_the_wave_before(self, told: Sequence[Alike]) -> AsyncIterator[Note]:
        """Hold the newest wave of a score that is told against the one before it.

        Both are scores that may be asked for; where one of them is withheld nothing is said.
        """
        wanted = wanted_of(self.asked.plan, self.asked.principal)
        _, last = span_of(told)
        earlier = (n for n in range(last - 1, -1, -1) if self.answers.groups((), n, n, wanted))
        before = next(earlier, None)
        if before is None:
            return
        now = self.answers.told(last, last, wanted)
        then = self.answers.told(before, before, wanted)
        if now and then:
            yield await self._said(now, then)

    async def _said(self, now: Sequence[Alike], then: Sequence[Alike]) -> Note:
        verdict, is_paired = await self.verdict(now, then)
        here, there = (
            Quantity(Decimal(self.score.value(together(wave))), self.score.unit)
            for wave in (now, then)
        )
        change = difference(here, there)
        values: dict[str, NoteValue] = {
            "now": here,
            "then": there,
            "closed": self.closings.named(span_of(now)[1]),
            "before": self.closings.named(span_of(then)[1]),
            "verdict": verdict,
        }
        if change is not None:
            values["change"] = Step(change)
        return Note("note_step_paired" if is_paired else "note_step", values)

    async def verdict(self, now: Sequence[Alike], then: Sequence[Alike]) -> tuple[Verdict, bool]:
        """Say whether two scores differ by more than chance, and whether the same people say so.

        A step that the same people do not take as well is noise.
        """
        pairs = await self._pairs(now, then)
        here, there = together(now), together(then)
        if pairs is None:
            return self.score.verdict(here, there), False
        change = paired_change(pairs.n, pairs.total, pairs.squares)
        is_agreed = change.difference * (self.score.value(here) - self.score.value(there)) > 0
        return change.verdict if is_agreed else Verdict.NOISE, True

    async def _pairs(self, now: Sequence[Alike], then: Sequence[Alike]) -> Counts | None:
        """Count how far those who answered in both waves moved, where they are enough.

        They are a set of answers like any other: it is told by the same rules, and is all of a
        wave or five answers less.
        """
        last, before = span_of(now), span_of(then)
        is_of_waves = last[0] == last[1] != before[0] == before[1]
        if not is_of_waves or min(count(now), count(then)) < LEAST_PAIRS:
            return None
        wanted = wanted_of(self.asked.plan, self.asked.principal)
        told = World(await self._both(before[0], last[0])).told(last[0], last[0], wanted)
        if told is None or (pairs := together(told)).n < LEAST_PAIRS:
            return None
        others = (count(now) - pairs.n, count(then) - pairs.n)
        return None if any(0 < n < LEAST_ANSWERS for n in others) else pairs

    async def _both(self, before: int, last: int) -> list[Alike]:
        """Read who answered in both waves and stood in the same groups, with how far they moved.

        How far is said in hundredths where the score is of a hundred.
        """
        said = await self._said_in(before, last)
        moved: defaultdict[Values, Counter[int]] = defaultdict(Counter)
        for values, (first, *then) in said.items():
            for second in then:
                moved[values[1:]][self.score.of_one(second) - self.score.of_one(first)] += 1
        return [
            Alike(last, NEVER, values, Counts(n, 0, 0, n * step, n * step**2))
            for values, steps in moved.items()
            for step, n in steps.items()
        ]

    async def _said_in(self, before: int, last: int) -> dict[Values, list[int]]:
        """Return what each person said in these waves, in order, by who they are and where."""
        waves = self.closings.only((before, last))
        answers = answers_in(waves, self.asked, self.kind, self.score.scale)
        columns = ("unit", "contact_id", "partner_id", "role", "score")
        latest = (
            select(*(answers.c[name] for name in columns))
            .where(or_(answers.c.again.is_(None), answers.c.again > answers.c.unit))
            .order_by(answers.c.unit)
        )
        was = await standings(self.session, self.asked, waves.days)
        rows = await self.session.execute(latest)
        said: defaultdict[Values, list[int]] = defaultdict(list)
        for unit, contact_id, partner_id, role, score in rows:
            if (standing := was.get((partner_id, unit))) is not None:
                said[contact_id, *standing.values(role)].append(score)
        return said
