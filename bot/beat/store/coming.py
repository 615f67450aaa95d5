"""What is to go out next of the series that managers may object to, and for whose partners."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from sqlalchemy import delete, func, select

from bot.beat.ports import EditionHead
from bot.beat.rules import cadence as rules
from bot.beat.rules.announcements import ANNOUNCEMENT
from bot.beat.rules.approving import Policy
from bot.beat.rules.texts import TextKind, WrittenText, choose_edition
from bot.beat.store import cadences, crowds, holds, sends, shared_conversations, texts
from bot.beat.store.approval_tables import ComingTold
from bot.beat.store.audiences import Looked
from bot.beat.store.free_slots import EDITION, NEWSLETTER
from bot.beat.store.holds import Target
from bot.beat.store.meant import meant
from bot.beat.store.promises import Coming, Promise, promises
from bot.beat.store.tables import Cadence
from bot.errors import ContentInvalid
from bot.people.rules.charge import in_charge
from bot.people.store.charges import charges, colleagues
from bot.principal import Permission
from bot.store.columns import new_id
from bot.store.inserts import insert_new
from bot.store.sessions import AsyncSession

SERIES = "announcements"
"""What a policy calls all that is written as an announcement."""
LOOKED_AT = 5
"""So many slots of each promise are looked at: what comes within a few days."""

HeadOf = Callable[[WrittenText], EditionHead]


@dataclass(frozen=True, slots=True)
class ComingText:
    """A text with the slot that it goes out in; `due` is when its first reader gets it."""

    target: Target
    text: WrittenText
    head: EditionHead
    at: datetime
    zone: str | None
    due: datetime
    partners: Mapping[str, int] = field(default_factory=dict)
    """The partners that are meant, each with how many of their people."""


async def coming_texts(
    session: AsyncSession, head_of: HeadOf, policy: Policy, between: tuple[datetime, datetime]
) -> list[ComingText]:
    """Return what goes out between two moments and may be objected to, the soonest first."""
    now, until = between
    found: list[ComingText] = []
    for promise in await promises(session, LOOKED_AT, until=until):
        series = SERIES if promise.kind == ANNOUNCEMENT else promise.subject
        if promise.paused or not policy.lets_object(series):
            continue
        slots = [
            one
            for one in promise.coming
            if one.goes and now < rules.earliest(one.at, promise.zone) <= until
        ]
        found += await _texts(session, head_of, promise, slots) if slots else []
    return sorted(found, key=lambda one: (one.due, one.target.subject))


async def with_partners(
    session: AsyncSession, one: ComingText, looked: Looked
) -> Mapping[str, int]:
    """Return the partners that a text means now, each with how many of their people."""
    audience = await meant(session, one.head.audience, looked)
    if audience.why:
        return {}
    size = await crowds.size(session, audience.audience, looked)
    places = await shared_conversations.chosen(
        session, audience.audience, looked.platforms, looked.choosing
    )
    return {**{place.partner_id: 0 for place in places}, **size.partners}


async def duties(session: AsyncSession, now: datetime) -> Mapping[str, frozenset[str]]:
    """Return of everybody who is in charge now the partners they are asked about."""
    administrators = await colleagues(session, Permission.ADMINISTRATOR)
    found: dict[str, set[str]] = {}
    for one in await charges(session):
        for person in in_charge(one.charge, administrators.values(), now):
            found.setdefault(person.contact_id, set()).add(one.partner_id)
    return {who: frozenset(theirs) for who, theirs in found.items()}


async def told(session: AsyncSession, contact_id: str) -> frozenset[tuple[str, str]]:
    """Return what somebody was told of, as subjects and moments."""
    rows = await session.execute(
        select(ComingTold.subject, ComingTold.moment).where(ComingTold.contact_id == contact_id)
    )
    return frozenset((subject, moment) for subject, moment in rows)


async def told_last(session: AsyncSession, contact_id: str) -> datetime | None:
    """Return when somebody was told of something last."""
    found = select(func.max(ComingTold.told_at)).where(ComingTold.contact_id == contact_id)
    return await session.scalar(found)


async def note_told(
    session: AsyncSession, contact_id: str, targets: Collection[Target], now: datetime
) -> bool:
    """Note what somebody is told of; False where others just told them of all of it."""
    rows = [
        {
            "id": new_id(),
            "contact_id": contact_id,
            "subject": one.subject,
            "moment": one.moment,
            "told_at": now,
        }
        for one in sorted(targets, key=lambda one: (one.subject, one.moment))
    ]
    return bool(await insert_new(session, ComingTold, rows))


async def forget_told(session: AsyncSession, subject: str) -> None:
    """Let everybody hear anew of a text that was taken back: it may come as another."""
    await session.execute(delete(ComingTold).where(ComingTold.subject == subject))


async def _texts(
    session: AsyncSession, head_of: HeadOf, promise: Promise, slots: Sequence[Coming]
) -> list[ComingText]:
    chosen = (
        await _announced(session, promise, slots)
        if promise.kind == ANNOUNCEMENT
        else await _editions(session, head_of, promise, slots)
        if promise.kind == NEWSLETTER
        else []
    )
    return list(_read(head_of, promise, chosen))


def _read(
    head_of: HeadOf, promise: Promise, chosen: Sequence[tuple[Coming, WrittenText, str]]
) -> Iterator[ComingText]:
    for slot, text, moment in chosen:
        try:
            head = head_of(text)
        except ContentInvalid:
            continue  # what cannot be read goes to nobody
        yield ComingText(
            Target(text.key, moment, promise.cadence_id),
            text,
            head,
            slot.at,
            promise.zone,
            rules.earliest(slot.at, promise.zone),
        )


async def _announced(
    session: AsyncSession, promise: Promise, slots: Sequence[Coming]
) -> list[tuple[Coming, WrittenText, str]]:
    text = await texts.newest(session, TextKind.EDITION, promise.subject)
    row = await session.get(Cadence, promise.cadence_id)
    if text is None or row is None:
        return []
    comes_again = len(list(islice(rules.slots_from(cadences.as_rule(row)), 2))) > 1
    return [(one, text, holds.moment_of(one.slot) if comes_again else "") for one in slots]


async def _editions(
    session: AsyncSession, head_of: HeadOf, promise: Promise, slots: Sequence[Coming]
) -> list[tuple[Coming, WrittenText, str]]:
    standing = {
        text.key: text for text in await texts.standing(session, TextKind.EDITION, promise.subject)
    }
    sent = set(await sends.gone_out(session, EDITION, standing))
    heads = [head_of(text) for text in standing.values()]
    found = []
    for one in slots:
        head = choose_edition(heads, promise.subject, one.slot, sent)
        if head is not None:
            sent.add(head.key)
            found.append((one, standing[head.key], ""))
    return found
