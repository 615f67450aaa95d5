"""What a round of a survey comes to: whom it asks, and who is left out and why."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.beat.rules.foreseen import Foreseen
from bot.beat.rules.suppression import RECONTACT, Skip
from bot.voice.rules.sampling import NEVER, Candidate, Sample, draw

TAKES_TURNS = (None, Skip.ASKED_LATELY, Skip.RELATIONSHIP_FIRST)
"""What planning may have against somebody who has their turn in one round or another."""


@dataclass(slots=True)
class Memory:
    """What everybody was asked: `turns` by survey, when `last` by kind, in how many `rounds`."""

    turns: defaultdict[str, dict[str, tuple[datetime, int]]] = field(
        default_factory=lambda: defaultdict(dict)
    )
    last: defaultdict[str, dict[str, datetime]] = field(default_factory=lambda: defaultdict(dict))
    rounds: Counter[str] = field(default_factory=Counter)

    def asked(self, survey: str, kind: str, contact_id: str, at: datetime, times: int = 1) -> None:
        """Note that somebody was asked in a round that opened then, for so many times in all."""
        since, before = self.turns[survey].get(contact_id, (NEVER, 0))
        self.turns[survey][contact_id] = max(since, at), before + times
        self.last[kind][contact_id] = max(self.last[kind].get(contact_id, NEVER), at)

    def again_from(self, kind: str, contact_id: str) -> datetime:
        """Return from when on somebody may be asked by a survey of this kind."""
        last = self.last[kind].get(contact_id, NEVER)
        return last if last == NEVER else last + RECONTACT[kind]


@dataclass(frozen=True, slots=True)
class Round:
    """Everybody whom a survey means, in one round; `asked` and `left_out` are all of them."""

    asked: tuple[Foreseen, ...]
    left_out: tuple[Foreseen, ...]

    @property
    def partners(self) -> int:
        """At how many partners somebody is asked."""
        return len({one.partner_id for one in self.asked if one.partner_id})

    @property
    def roles(self) -> Counter[str]:
        """How many are asked in each role."""
        return Counter(one.role for one in self.asked)

    @property
    def reasons(self) -> Counter[str]:
        """How many are left out for each reason."""
        return Counter(one.skip or "" for one in self.left_out)


@dataclass(frozen=True, slots=True)
class Asking:
    """What its rounds depend on, and everybody whom a survey means as `seen_at` that moment."""

    survey: str
    kind: str
    sample: Sample | None
    met: Sequence[Foreseen]
    seen_at: datetime


def round_at(asking: Asking, memory: Memory, at: datetime) -> Round:
    """Return what a round that opens then comes to, as far as it is known now."""
    met = [_then(one, asking, memory, at) for one in asking.met]
    may = {one.contact_id for one in met if one.skip is None}
    chosen = may if asking.sample is None else drawn(asking, asking.sample, memory, met)
    left = [one for one in met if one.contact_id not in chosen]
    return Round(
        tuple(one for one in met if one.contact_id in chosen),
        tuple(replace(one, skip=one.skip or Skip.NOT_SAMPLED) for one in left),
    )


def remember(asking: Asking, memory: Memory, found: Round, at: datetime) -> None:
    """Let a round have taken place: whom it asks has it in hand."""
    for one in found.asked:
        memory.asked(asking.survey, asking.kind, one.contact_id, at)
    memory.rounds[asking.survey] += 1


def drawn(
    asking: Asking, sample: Sample, memory: Memory, met: Sequence[Foreseen]
) -> frozenset[str]:
    """Return whom the next round of a survey asks of those who are met."""
    known, found = memory.turns[asking.survey], list[Candidate]()
    for one in met:
        if one.skip in TAKES_TURNS:
            asked_at, turns = known.get(one.contact_id, (NEVER, 0))
            lasts = (last.get(one.contact_id, NEVER) for last in memory.last.values())
            any_at = max(lasts, default=NEVER)
            who = one.contact_id, one.partner_id or "", one.role, one.skip is None
            found.append(Candidate(*who, asked_at, turns, any_at))
    # Known before the wave opens: what is foreseen is what is asked.
    return draw(sample, found, f"{asking.survey} {memory.rounds[asking.survey]}")


def _then(one: Foreseen, asking: Asking, memory: Memory, at: datetime) -> Foreseen:
    if one.skip not in TAKES_TURNS:
        return one
    if memory.again_from(asking.kind, one.contact_id) > at:
        return replace(one, skip=Skip.ASKED_LATELY)
    is_first = one.skip == Skip.RELATIONSHIP_FIRST and at <= asking.seen_at
    return one if is_first else replace(one, skip=None)
