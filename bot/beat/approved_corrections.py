"""A correction is a text too: where a second person is wanted, nothing is changed without one."""

from datetime import datetime

from bot.beat import approving, correcting
from bot.beat.context import BeatContext
from bot.beat.correcting import Source
from bot.beat.rules.approving import Lack, fingerprint_of, lack_of
from bot.beat.rules.audience import Audience, thaw
from bot.beat.rules.corrections import Corrected
from bot.beat.rules.texts import FILES
from bot.beat.store import approvals, audiences
from bot.beat.store.approvals import Wanted
from bot.beat.store.audiences import Looked
from bot.principal import Principal
from bot.store.sessions import AsyncSession


async def lack(
    context: BeatContext,
    session: AsyncSession,
    source: Source,
    corrected: Corrected,
    asker: Principal,
) -> Lack | None:
    """Say why new words may not stand yet, and ask a second person if nobody was asked so far."""
    send, now = source.send, context.clock.now()
    file, newest = correcting.written(context, source, corrected), source.newest
    body = file.body if file is not None else newest.body if newest is not None else ""
    owner = FILES if file is None and newest is not None and newest.owner == FILES else ""
    audience = thaw(send.audience) if send.audience else None
    if not context.policy.may_want_approval or not isinstance(audience, Audience):
        return None
    size = await audiences.size(session, audience, Looked(context.choosing))
    if not context.policy.wants_approval(size, from_files=owner == FILES):
        return None
    found = lack_of(
        await approvals.of_text(session, send.subject), fingerprint_of(body), size.people
    )
    if found is not None and found is not Lack.WAITS:
        title = corrected.title or send.title
        await _ask(context, session, _wanted(source, body, title, size.people), asker, now)
    return found


def _wanted(source: Source, body: str, title: str, people: int) -> Wanted:
    draft = source.draft
    whom = draft.announcement.meant if draft is not None else ""
    return Wanted(
        subject=source.send.subject, body=body, title=title, whom=whom, comes="", people=people
    )


async def _ask(
    context: BeatContext, session: AsyncSession, wanted: Wanted, asker: Principal, now: datetime
) -> None:
    row = await approvals.ask(session, wanted, asker.contact_id, now)
    writers = await approvals.writers(session, row)
    people = await approvals.approvers(session, writers, now)
    await approving.tell(session, row, people, now, context.wording)
