"""Taps on buttons that lead to pages: noted once a recipient and button, and counted."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from bot.beat.rules.texts import WrittenText
from bot.beat.store import texts
from bot.beat.store.tables import Delivery, Send, TextVersion
from bot.beat.store.tap_tables import ButtonTap
from bot.people.store.tables import Contact
from bot.store.columns import new_id
from bot.store.inserts import insert_new
from bot.store.sessions import AsyncSession


@dataclass(frozen=True, slots=True)
class TapCount:
    """A button, and how many people and conversations opened its page, each counted once."""

    label: str
    url: str
    people: int
    conversations: int


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose message a button stood in, and when and where it arrived."""

    contact_id: str | None
    conversation_id: str | None
    lane: str | None
    arrived_at: datetime | None


async def wordings_of(session: AsyncSession, send_id: str) -> Sequence[WrittenText]:
    """Return what a send says and ever said or will say, the newest first.

    What was corrected keeps its letters: their buttons lead where they led.
    """
    own = (
        select(TextVersion.kind, TextVersion.key)
        .join(Send, Send.text_id == TextVersion.id)
        .where(Send.id == send_id)
        .subquery()
    )
    rows = await session.scalars(
        select(TextVersion.id)
        .join(own, (own.c.kind == TextVersion.kind) & (own.c.key == TextVersion.key))
        .order_by(TextVersion.version.desc())
    )
    ids = list(rows)
    kept = await texts.kept(session, ids)
    return [kept[one] for one in ids if one in kept]


async def holder_of(session: AsyncSession, send_id: str, delivery_id: str) -> Holder | None:
    """Return who has this delivery; None where it is nobody's any more, or another send's."""
    found = await session.execute(
        select(Delivery.contact_id, Delivery.conversation_id, Delivery.lane, Delivery.recorded_at)
        .outerjoin(Contact, Contact.id == Delivery.contact_id)
        .where(
            Delivery.id == delivery_id,
            Delivery.send_id == send_id,
            Contact.erased_at.is_(None),
        )
    )
    row = found.one_or_none()
    return Holder(*row) if row is not None else None


async def note(
    session: AsyncSession, send_id: str, whose: Holder, button: tuple[str, str, str], now: datetime
) -> None:
    """Note a tap, unless this recipient tapped that button before; (name, label, address)."""
    name, label, url = button
    row = {
        "id": new_id(),
        "send_id": send_id,
        "contact_id": whose.contact_id,
        "conversation_id": whose.conversation_id,
        "button": name,
        "label": label,
        "url": url,
        "at": now,
    }
    await insert_new(session, ButtonTap, [row])


async def tapped(
    session: AsyncSession, send_ids: Collection[str]
) -> Mapping[str, Sequence[TapCount]]:
    """Return by send how often each button was tapped, the most tapped first."""
    rows = await session.execute(
        select(
            ButtonTap.send_id,
            func.max(ButtonTap.label),
            ButtonTap.url,
            func.count(ButtonTap.contact_id),
            func.count(ButtonTap.conversation_id),
        )
        .where(ButtonTap.send_id.in_(sorted(send_ids)))
        .group_by(ButtonTap.send_id, ButtonTap.button, ButtonTap.url)
        .order_by(func.count().desc(), ButtonTap.url)
    )
    found: defaultdict[str, list[TapCount]] = defaultdict(list)
    for send_id, label, url, people, conversations in rows:
        found[send_id].append(TapCount(label, url, people, conversations))
    return found
