"""What became of a send, in four counts that add up to everybody it was for."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from bot.beat.rules.outcomes import State
from bot.beat.rules.suppression import Skip

LEFT_OUT = frozenset(
    {
        Skip.STOPPED,
        Skip.NOT_MEANT,
        Skip.INACTIVE,
        Skip.OPTED_OUT,
        Skip.MUTED,
        Skip.PARTNER_MUTED,
        Skip.BLOCKED,
        Skip.NO_CONSENT,
        Skip.ASKED_LATELY,
        Skip.OPEN_CASE,
        Skip.NOT_SAMPLED,
        Skip.NOTHING_TO_SAY,
        Skip.HELD,
        Skip.BUDGET,
        Skip.HOLIDAY,
        Skip.BLACKOUT,
    }
)
"""Why somebody was left out on purpose: by a wish, by a stop, or by a limit of ours."""


@dataclass(frozen=True, slots=True)
class Four:
    """How many of a send's recipients were reached, are on the way, were missed, or left out.

    Of those on the way `rounding` wait for their weekly round-up. Of `unsure` of those who were
    not reached nobody knows whether it stands before them. `missed` and `spared` count the
    reasons of the last two.
    """

    reached: int = 0
    on_the_way: int = 0
    not_reached: int = 0
    left_out: int = 0
    unsure: int = 0
    rounding: int = 0
    missed: Mapping[str, int] = field(default_factory=dict)
    spared: Mapping[str, int] = field(default_factory=dict)

    @property
    def everybody(self) -> int:
        """All for whom it was."""
        return self.reached + self.on_the_way + self.not_reached + self.left_out


def four_counts(outcomes: Iterable[tuple[State, str, int]]) -> Four:
    """Count recipients by state and reason; each is in exactly one of the four."""
    reached = on_the_way = unsure = rounding = 0
    missed, spared = Counter[str](), Counter[str]()
    for state, reason, count in outcomes:
        match state:
            case State.DELIVERED:
                reached += count
            case State.PLANNED | State.SENDING:
                on_the_way += count
                rounding += count if reason == Skip.BUDGET else 0
            case State.SKIPPED if reason in LEFT_OUT:
                spared[reason] += count
            case _:
                unsure += count if state is State.UNKNOWN else 0
                missed[short_reason(state, reason)] += count
    return Four(
        *(reached, on_the_way, missed.total(), spared.total(), unsure, rounding),
        *(dict(missed), dict(spared)),
    )


def short_reason(state: State, reason: str) -> str:
    """Return a reason by which misses are counted together; what kept it back is left away."""
    if state is State.UNKNOWN:
        return State.UNKNOWN.value
    skip = reason.partition(":")[0]
    return skip if skip in set(Skip) else reason
