"""Why a delivery is not made: the one place where opt-outs, mutes and the budget hold."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

RECONTACT = {"relationship": timedelta(days=180), "transactional": timedelta(days=90)}


class Skip(StrEnum):
    """A reason as the reach report shows it."""

    STOPPED = "stopped"
    NOT_MEANT = "not meant any more"
    UNSURE = "unsure whether it arrived"
    NO_COPY = "no copy stands there"
    UNCHANGEABLE = "cannot be changed there"
    INACTIVE = "inactive"
    OPTED_OUT = "opted out"
    MUTED = "muted topic"
    PARTNER_MUTED = "muted partner"
    BLOCKED = "has blocked us there"
    NO_CONSENT = "no consent"
    ASKED_LATELY = "asked lately"
    OPEN_CASE = "open case"
    NOT_SAMPLED = "not in this round's sample"
    RELATIONSHIP_FIRST = "asked about the relationship"
    NOTHING_TO_SAY = "nothing to say"
    HELD = "held"
    TOO_LATE = "too late"
    HOLIDAY = "holiday"
    BLACKOUT = "blackout"
    NO_ADDRESS = "no address"
    NO_CONVERSATION = "no conversation"
    BUDGET = "budget"


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of a contact at the moment something is to reach them.

    `stopped` says that the send was stopped for good; `meant` is whether its audience still
    includes them.
    `agreed` is False where evidence of consent is wanted and there is none.
    `partner_muted` is whether the vendor lets nothing be pushed to their partner.
    `pushes` is their `share` of the budget that is taken; `late` is how long their own due
    instant is past; `objection` is what the kind of send has against it, or that whoever looks
    after their partner keeps it out.
    """

    stopped: bool = False
    meant: bool = True
    active: bool = True
    opted_out: bool = False
    muted: bool = False
    partner_muted: bool = False
    agreed: bool = True
    objection: Skip | None = None
    reachable: bool = True
    late: timedelta = timedelta(0)
    pushes: int = 0


def reason_to_skip(
    standing: Standing,
    *,
    budget: int,
    catch_up: timedelta,
    passes: frozenset[Skip] = frozenset(),
) -> Skip | None:
    """Return why this recipient is left out: a stop, the person's own wish, then our limits.

    A reason that the kind of send `passes` does not hold it up.
    """
    reasons = (
        (standing.stopped, Skip.STOPPED),
        (not standing.active, Skip.INACTIVE),
        (standing.opted_out, Skip.OPTED_OUT),
        (standing.muted, Skip.MUTED),
        (standing.partner_muted, Skip.PARTNER_MUTED),
        (not standing.agreed, Skip.NO_CONSENT),
        (not standing.meant, Skip.NOT_MEANT),
        (standing.objection is not None, standing.objection),
        (standing.late > catch_up, Skip.TOO_LATE),
        (not standing.reachable, Skip.NO_ADDRESS),
        (standing.pushes >= budget, Skip.BUDGET),
    )
    return next((reason for holds, reason in reasons if holds and reason not in passes), None)


def passes_of(kind: frozenset[Skip], *, must_read: bool) -> frozenset[Skip]:
    """Return which reasons do not hold a message up: what must be read passes the budget too."""
    return kind | {Skip.BUDGET} if must_read else kind
