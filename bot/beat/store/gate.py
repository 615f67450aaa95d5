"""Whether a text may go out to an audience, by what the vendor wants to be asked before."""

from dataclasses import dataclass

from bot.beat.rules.approving import ANYTHING_GOES, Lack, Policy, fingerprint_of, lack_of
from bot.beat.rules.audience import Audience
from bot.beat.rules.texts import FILES, WrittenText
from bot.beat.store import approvals, audiences
from bot.beat.store.audiences import EVERYWHERE, Looked
from bot.store.sessions import AsyncSession


@dataclass(frozen=True, slots=True)
class Gate:
    """What is asked of a text before anything of it leaves."""

    policy: Policy = ANYTHING_GOES
    looked: Looked = EVERYWHERE

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
        size = await audiences.size(session, audience, self.looked)
        if not policy.wants_approval(size, from_files=from_files):
            return None
        given = await approvals.of_text(session, text.key)
        return lack_of(given, fingerprint_of(text.body), size.people)
