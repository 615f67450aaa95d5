"""Whether a text may go out to an audience, by what the vendor wants to be asked before."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.beat.rules.approving import ANYTHING_GOES, Lack, Policy, fingerprint_of, lack_of
from bot.beat.rules.audience import Audience
from bot.beat.rules.texts import FILES, WrittenText
from bot.beat.store import approvals, crowds
from bot.beat.store.audiences import EVERYWHERE, Looked
from bot.store.sessions import AsyncSession

COUNT_AGAIN = 60.0
"""So many seconds the size of an audience holds for a text that waits for somebody's word."""

Said = tuple[tuple[str, str, int], ...]


@dataclass(frozen=True, slots=True)
class Gate:
    """What is asked of a text before anything of it leaves.

    What waits is looked at with every tick: its audience is counted anew only now and then,
    and as soon as somebody says something of it.
    """

    policy: Policy = ANYTHING_GOES
    looked: Looked = EVERYWHERE
    monotonic: Callable[[], float] = time.monotonic
    _lacking: dict[tuple[str, Audience], tuple[float, Said, Lack]] = field(
        default_factory=dict, repr=False, compare=False
    )

    async def lack(
        self, session: AsyncSession, text: WrittenText, audience: Audience
    ) -> Lack | None:
        """Return why this version must not go out to this audience as it is now, if so."""
        policy = self.policy
        if not policy.may_want_approval:
            return None
        from_files = text.owner == FILES
        if from_files and not policy.files_too:
            return None
        given = await approvals.of_text(session, text.key)
        said = tuple((one.id, one.state, one.people) for one in given)
        key, moment = (text.id, audience), self.monotonic()
        at, heard, before = self._lacking.pop(key, (moment, None, None))
        if heard != said or moment - at >= COUNT_AGAIN:
            size = await crowds.size(session, audience, self.looked)
            wanted = policy.wants_approval(size, from_files=from_files)
            before = lack_of(given, fingerprint_of(text.body), size.people) if wanted else None
            at = moment
        if before is not None:
            self._lacking[key] = at, said, before
        return before
