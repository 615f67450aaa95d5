"""Ask a second person, and say as one whether a text may go out as it stands."""

import structlog

from bot.beat import approving, drafting
from bot.beat.cards import announcing
from bot.beat.cards import approving as cards
from bot.beat.context import BeatContext
from bot.beat.rules.approving import fingerprint_of, has_grown
from bot.beat.rules.texts import FILES, TextKind, WrittenText
from bot.beat.store import approvals, crowds, drafts
from bot.beat.store.approval_tables import Approval
from bot.beat.store.approvals import Wanted
from bot.beat.store.audiences import Looked
from bot.beat.store.drafts import Drafted
from bot.beat.store.meant import meant
from bot.event import ActionPressed, FormSubmitted, Reply, Said
from bot.principal import Principal
from bot.rights import Right, may
from bot.store.sessions import AsyncSession

SHOWN = 10

log = structlog.get_logger(__name__)


async def ask(context: BeatContext, asker: Principal, event: ActionPressed) -> Reply:
    """Ask a second person to approve a draft as it stands; who is here gets it at once."""
    now = context.clock.now()
    async with context.work(event) as session:
        draft = await drafting.mine(session, asker, event, alone=True)
        if draft is None or draft.state == "dropped":
            return drafting.said(context, "announce_gone")
        found = await drafting.standing(context, session, draft, asker, now)
        if not found.people or found.word is None or found.word.lack is None:
            return Reply(update=announcing.card(context.wording, found))
        text = drafting.as_text(context, draft, now)
        wanted = Wanted(
            subject=text.key,
            body=text.body,
            title=draft.announcement.title,
            whom=draft.announcement.meant,
            comes=draft.announcement.said,
            people=found.people,
            draft_id=draft.id,
        )
        row = await approvals.ask(session, wanted, asker.contact_id, now)
        await drafting.want_links(context, session, text, now)
        writers = await approvals.writers(session, row) | {draft.owner_id}
        people = await approvals.approvers(session, writers, now)
        await approving.tell(session, row, people, now, context.wording)
        log.info("approval_asked", request_id=row.id, people=len(people))
        again = await drafting.standing(context, session, draft, asker, now)
        said = () if people else (cards.said(context.wording, "approval_nobody"),)
        return context.owe(session, Reply(said, update=announcing.card(context.wording, again)))


async def list_waiting(
    context: BeatContext, asker: Principal, event: Said | ActionPressed
) -> Reply:
    """List what waits for a second person, the longest first."""
    del event  # nothing is written
    if not may(asker, Right.APPROVE_SENDS):
        return _said(context, "approval_not_yours")
    async with context.database.read() as session:
        rows = await approvals.waiting(session, SHOWN)
        found = [await approving.seen(context, session, row, asker) for row in rows]
    return Reply((cards.listed(context.wording, found),))


async def show(context: BeatContext, asker: Principal, event: ActionPressed) -> Reply:
    """Show one request as it stands, with its text as it reads."""
    if not may(asker, Right.APPROVE_SENDS):
        return _said(context, "approval_not_yours")
    async with context.database.read() as session:
        row = await approvals.find(session, _named(event))
        found = await approving.seen(context, session, row, asker) if row else None
    if row is None or found is None:
        return _said(context, "approval_gone")
    return Reply((await approving.drawn(context, found, row.body, asker),))


async def approve(context: BeatContext, asker: Principal, event: ActionPressed) -> Reply:
    """Let a text go out as it stands, to so many and no more than a tenth above."""
    async with context.work(event) as session:
        row, refused = await _open_to(context, session, asker, event)
        if row is None:
            return refused
        people = await _people(context, session, row)
        if has_grown(row.people, people):
            row.people = people
            await session.flush()
            found = await approving.seen(context, session, row, asker)
            said = cards.said(context.wording, "approval_look_again")
            card = await approving.drawn(context, found, row.body, asker)
            return context.owe(session, Reply((said,), update=card))
        row.people = people
        return await _decide(context, session, row, asker, "approved")


async def ask_why(context: BeatContext, asker: Principal, event: ActionPressed) -> Reply:
    """Open the form for a word on why a text is sent back."""
    async with context.database.read() as session:
        row, refused = await _open_to(context, session, asker, event)
    if row is None:
        return refused
    return Reply(form=cards.why_form(context.wording, row.id, row.title))


async def send_back(context: BeatContext, asker: Principal, event: FormSubmitted) -> Reply:
    """Send a text back to who asked, with a word why."""
    why = event.values.get("why", "").strip()[: cards.LONGEST_WHY]
    if not why:
        return Reply(errors={"why": context.wording.say("approval_why_missing")})
    async with context.work(event) as session:
        row, refused = await _open_to(context, session, asker, event)
        if row is None:
            return refused
        return await _decide(context, session, row, asker, "refused", why)


async def _decide(
    context: BeatContext,
    session: AsyncSession,
    row: Approval,
    asker: Principal,
    state: str,
    why: str = "",
) -> Reply:
    now = context.clock.now()
    await approvals.decide(session, row, state, asker.contact_id, now, why=why)
    await approving.tell(session, row, {row.asked_by} - {FILES}, now, context.wording)
    log.info("approval_decided", request_id=row.id, state=state)
    found = await approving.seen(context, session, row, asker)
    card = await approving.drawn(context, found, row.body, asker)
    return context.owe(session, Reply(update=card))


async def _open_to(
    context: BeatContext,
    session: AsyncSession,
    asker: Principal,
    event: ActionPressed | FormSubmitted,
) -> tuple[Approval | None, Reply]:
    """Return a request that this person may answer now, or what to say instead."""
    if not may(asker, Right.APPROVE_SENDS):
        return None, _said(context, "approval_not_yours")
    row = await approvals.find(session, _named(event), alone=True)
    if row is None:
        return None, _said(context, "approval_gone")
    found = await approving.seen(context, session, row, asker)
    draft = await drafts.find(session, row.draft_id) if row.draft_id else None
    if found.is_mine or (draft is not None and draft.owner_id == asker.contact_id):
        return None, _said(context, "approval_own")
    if row.state != "asked":
        return None, Reply((await approving.drawn(context, found, row.body, asker),))
    if not await _still_says(context, session, row, draft):
        return None, _said(context, "approval_changed")
    return row, Reply()


async def _still_says(
    context: BeatContext, session: AsyncSession, row: Approval, draft: Drafted | None
) -> bool:
    if row.kind == TextKind.SURVEY:
        return await approving.stands(session, row) is not None
    if not row.draft_id:
        return True
    if draft is None or draft.state == "dropped":
        return False
    text = drafting.as_text(context, draft, context.clock.now())
    return fingerprint_of(text.body) == row.fingerprint


async def _people(context: BeatContext, session: AsyncSession, row: Approval) -> int:
    """Count whom a text means now; one that means nobody keeps the number it had."""
    written = WrittenText("draft", TextKind(row.kind), row.subject, 1, row.body)
    audience = context.desk.audience_of(written)
    looked = Looked(context.choosing)
    found = await meant(session, audience, looked)
    if found.why:
        return row.people
    return (await crowds.size(session, found.audience, looked)).people


def _named(event: ActionPressed | FormSubmitted) -> str:
    return event.action.arguments.get("a", "")


def _said(context: BeatContext, key: str) -> Reply:
    return Reply((cards.said(context.wording, key),))
