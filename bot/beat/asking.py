"""Asking a second person for what lies in the content files: nobody there presses a button."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.beat import approving
from bot.beat.context import BeatContext
from bot.beat.ports import EditionHead
from bot.beat.rules.approving import Lack
from bot.beat.rules.texts import FILES, WrittenText
from bot.beat.store import approvals, coming, crowds, link_looks
from bot.beat.store.approvals import Wanted
from bot.beat.store.audiences import Looked
from bot.beat.store.free_slots import NEWSLETTER
from bot.beat.store.gate import Gate
from bot.beat.store.meant import meant
from bot.store.sessions import AsyncSession

AHEAD = timedelta(days=3)
"""So long before its slot a second person is asked for an edition in the files."""
LOOK_EVERY = timedelta(minutes=1)


class FilesWatch:
    """Looks around once a minute for editions in files that come and are not approved."""

    def __init__(self, context: BeatContext) -> None:
        self._context = context
        self._looked: datetime | None = None

    async def look(self, now: datetime) -> None:
        """Look around, unless that was done within the minute."""
        policy = self._context.policy
        fresh = self._looked is None or not timedelta(0) <= now - self._looked < LOOK_EVERY
        if not (policy.files_too and policy.may_want_approval and fresh):
            return
        desk = self._context.desk
        every = replace(policy, object_to=frozenset(desk.newsletters()))
        async with self._context.database.read() as session:
            due = await coming.coming_texts(session, desk.head_of, every, (now, now + AHEAD))
        for one in due:
            if one.text.owner == FILES:
                async with self._context.database.begin() as session:
                    await ask_for_file(self._context, session, one.text, one.head, now)
        self._looked = now


async def ask_for_file(
    context: BeatContext,
    session: AsyncSession,
    text: WrittenText,
    head: EditionHead,
    now: datetime,
) -> None:
    """Ask a second person for this version, unless it is approved, was sent back or asked for."""
    looked = Looked(context.choosing)
    found = await meant(session, head.audience, looked)
    if found.why:
        return
    lack = await Gate(context.policy, looked).lack(session, text, found.audience)
    if lack in (None, Lack.WAITS, Lack.REFUSED):
        return
    size = await crowds.size(session, found.audience, looked)
    wanted = Wanted(
        subject=text.key,
        body=text.body,
        title=head.title,
        whom=head.audience.words,
        comes=_promised(context, head),
        people=size.people,
    )
    row = await approvals.ask(session, wanted, FILES, now)
    if context.proofs.asks_links:
        await link_looks.want(session, text.body, now)
    people = await approvals.approvers(session, (), now)
    await approving.tell(session, row, people, now, context.wording)


def _promised(context: BeatContext, head: EditionHead) -> str:
    return context.cadences.title_of(NEWSLETTER, head.newsletter, context.wording.language.tag)
