"""The kind of send that asks a second person, and tells who asked what they said."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from bot.beat.cards import approving as cards
from bot.beat.cards.approving import Request
from bot.beat.context import BeatContext
from bot.beat.kinds import Asked, Material, SendKind
from bot.beat.rules.approving import fingerprint_of
from bot.beat.rules.audience import Named
from bot.beat.rules.budget import OWED
from bot.beat.rules.suppression import Skip
from bot.beat.rules.texts import FILES, TextKind, WrittenText
from bot.beat.store import approvals, link_looks, sends, texts
from bot.beat.store.approval_tables import Approval
from bot.beat.store.exchanges import name_of
from bot.beat.store.sends import Opening
from bot.errors import ContentInvalid, MessageRejected
from bot.language import Wording
from bot.message import Message
from bot.principal import Principal
from bot.rights import Right, may
from bot.store.sessions import AsyncSession

GOOD_FOR = timedelta(days=7)

Content = tuple[Request, str] | None
"""A request as its reader sees it, and what its text says."""


class ApprovalSend(SendKind[Content]):
    """Shows a text that is to be approved, or what was said of it; its subject is the request."""

    name = "approval"
    disturbs = True
    priority = OWED
    passes = frozenset({Skip.BUDGET})

    def __init__(self, context: BeatContext) -> None:
        self._context = context

    async def load(
        self, session: AsyncSession, asked: Sequence[Asked], now: datetime
    ) -> Mapping[str, Material[Content]]:
        """Take the request as it stands: what was answered meanwhile bothers nobody else."""
        del now
        found: dict[str, Material[Content]] = {}
        for one in asked:
            row = await approvals.find(session, one.subject)
            content = await _content(self._context, session, row, one.recipient)
            found[one.delivery_id] = Material(content, None if content else Skip.NOTHING_TO_SAY)
        return found

    async def compose(self, asked: Asked, content: Content) -> Message:
        """Draw the card, with the text as this reader would read it."""
        if content is None or not isinstance(asked.recipient, Principal):
            raise MessageRejected("an approval is asked of people, not of conversations")
        context = self._context.for_reader(asked.recipient.language)
        request, body = content
        if request.state != "asked":
            return cards.answer_card(context.wording, request)
        return await drawn(context, request, body, asked.recipient)


async def drawn(context: BeatContext, request: Request, body: str, reader: Principal) -> Message:
    """Draw a request with its text as this person would read it."""
    kind = TextKind.SURVEY if request.survey else TextKind.EDITION
    written = WrittenText(request.text_id, kind, request.id, 1, body)
    try:
        text = await context.edition(written, reader)
    except ContentInvalid:
        text = None  # what cannot be read any more is not approved by its title
    return cards.request_card(context.wording, request, reader, text)


async def seen(
    context: BeatContext, session: AsyncSession, row: Approval, reader: Principal
) -> Request:
    """Return a request as this person sees it."""
    is_mine = reader.contact_id in await approvals.writers(session, row)
    by = context.wording.say("approval_by_files") if row.asked_by == FILES else ""
    return Request(
        id=row.id,
        title=row.title,
        whom=row.whom,
        comes=row.comes,
        people=row.people,
        state=row.state,
        asked_by=by or await name_of(session, row.asked_by),
        asked_at=row.asked_at,
        name=await name_of(session, row.decided_by) if row.decided_by else "",
        why=row.why or "",
        draft_id=row.draft_id,
        survey=row.subject if row.kind == TextKind.SURVEY else "",
        text_id=await _version_of(session, row),
        is_mine=is_mine,
        links=await link_looks.seen(session, row.body),
    )


async def stands(session: AsyncSession, row: Approval) -> WrittenText | None:
    """Return the survey that is to be approved; None where another stands there by now."""
    text = await texts.newest(session, TextKind.SURVEY, row.subject)
    says_so = text is not None and fingerprint_of(text.body) == row.fingerprint
    return text if says_so else None


async def _version_of(session: AsyncSession, row: Approval) -> str:
    """Name the version of a survey, so that it can be tried where it is shown."""
    text = await stands(session, row) if row.kind == TextKind.SURVEY else None
    return text.id if text is not None else "draft"


async def tell(
    session: AsyncSession, row: Approval, people: Collection[str], now: datetime, wording: Wording
) -> None:
    """Open the send that shows a request to these people."""
    if not people:
        return
    opening = Opening(
        kind=ApprovalSend.name,
        subject=row.id,
        title=wording.say("approval_sent_on"),
        audience=Named(contacts=frozenset(people)),
        due_at=now,
        catch_up=GOOD_FOR,
        priority=OWED,
    )
    await sends.open_send(session, opening, now)


async def _content(
    context: BeatContext, session: AsyncSession, row: Approval | None, reader: object
) -> Content:
    if row is None or row.state == "overtaken" or not isinstance(reader, Principal):
        return None
    request = await seen(context.for_reader(reader.language), session, row, reader)
    if row.state == "asked":
        wanted = may(reader, Right.APPROVE_SENDS) and not request.is_mine
    else:
        wanted = reader.contact_id == row.asked_by
    return (request, row.body) if wanted else None
