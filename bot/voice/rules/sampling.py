"""Whom of each partner a round of a survey asks, where it asks a sample."""

from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b

NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Sample:
    """At most `per_partner` people of each partner, or so many that after `rounds` all were asked.

    Our own people count as those of one partner.
    """

    per_partner: int = 0
    rounds: int = 0

    def places(self, people: int) -> int:
        """Return how many one round asks of a partner where so many take turns."""
        return self.per_partner or -(-people // self.rounds)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who takes turns; in this round only if they `may` be asked by now.

    `asked_at` is the last round of this survey that asked them, of so many `turns`, and `any_at`
    when they were asked anything last.
    """

    contact_id: str
    partner_id: str
    role: str
    may: bool = True
    asked_at: datetime = NEVER
    turns: int = 0
    any_at: datetime = NEVER


def draw(sample: Sample, candidates: Iterable[Candidate], seed: str) -> frozenset[str]:
    """Return whom a round asks: the same for the same people and `seed`, in whatever order.

    At each partner nobody is asked again before everybody was who may be asked. Among those whose
    turn it is each role comes before one comes twice: first a role that nobody was found for in
    this round, then the one that was heard there longest ago. What is still alike goes by lot.
    """
    partners: defaultdict[str, list[Candidate]] = defaultdict(list)
    for one in candidates:
        partners[one.partner_id].append(one)
    heard = Counter[str]()
    chosen: list[str] = []
    # Where there is little choice of roles it is made first: the others fill what is missing.
    for theirs in sorted(partners.values(), key=lambda some: _choice(some, seed)):
        picked = _picked(theirs, sample.places(len(theirs)), heard, seed)
        heard.update(one.role for one in picked)
        chosen += [one.contact_id for one in picked]
    return frozenset(chosen)


def _choice(theirs: Sequence[Candidate], seed: str) -> tuple[int, str]:
    return len({one.role for one in theirs if one.may}), _lot(seed, theirs[0].partner_id)


def _picked(
    theirs: Sequence[Candidate], places: int, heard: Counter[str], seed: str
) -> list[Candidate]:
    last, waiting = dict[str, datetime](), defaultdict[str, deque[Candidate]](deque)
    for one in theirs:
        last[one.role] = max(one.asked_at, last.get(one.role, NEVER))
    may = (one for one in theirs if one.may)
    for one in sorted(may, key=lambda one: (*_turn(one), *_fate(one, seed))):
        waiting[one.role].append(one)
    here, picked = Counter[str](), list[Candidate]()

    def comes(role: str) -> tuple[object, ...]:
        first = waiting[role][0]
        spread = (here[role], heard[role] > 0, last[role], heard[role])
        return (*_turn(first), *spread, *_fate(first, seed))

    while waiting and len(picked) < places:
        role = min(waiting, key=comes)
        picked.append(waiting[role].popleft())
        here[role] += 1
        if not waiting[role]:
            del waiting[role]
    return picked


def _turn(one: Candidate) -> tuple[datetime, int]:
    return one.asked_at, one.turns


def _fate(one: Candidate, seed: str) -> tuple[datetime, str]:
    return one.any_at, _lot(seed, one.contact_id)


def _lot(seed: str, key: str) -> str:
    return blake2b(key.encode(), key=blake2b(seed.encode(), digest_size=32).digest()).hexdigest()
