"""What people say of renewals: who may, what is written down, and which cards are to follow."""

from datetime import datetime, timedelta

from sqlalchemy import Integer, bindparam, select, update

from bot.figures.rules.renewals import Side, Status
from bot.figures.store.renewal_tables import RenewalWord, StoredRenewal
from bot.principal import Principal
from bot.rights import Right, may
from bot.store.columns import new_id
from bot.store.sessions import AsyncSession, Database

NEXT = timedelta(microseconds=1)


def may_see(reader: Principal, partner_id: str) -> bool:
    """Say whether somebody may be shown the renewals of this partner."""
    return may(reader, Right.SEE_EVERY_PARTNER) or reader.partner_id == partner_id


def may_say(reader: Principal, partner_id: str) -> bool:
    """Say whether somebody's word on a renewal of this partner counts."""
    return may(reader, Right.SEE_PARTNER_PEOPLE) or reader.partner_id == partner_id


async def say(
    session: AsyncSession,
    renewal_id: str,
    speaker: Principal,
    said: tuple[Status, str],
    now: datetime,
) -> bool:
    """Write down what somebody says, after all that was said; False where they said it last.

    What they took back before, or never said, is no news either.
    """
    status, reason = said
    held = await session.get_one(StoredRenewal, renewal_id, with_for_update=True)
    mine = select(RenewalWord).where(
        RenewalWord.renewal_id == renewal_id, RenewalWord.by == speaker.contact_id
    )
    last = (await session.scalars(mine.order_by(RenewalWord.n.desc()).limit(1))).one_or_none()
    before = (last.status, last.reason) if last is not None else (Status.OPEN.value, "")
    side = Side.VENDOR if speaker.is_vendor else Side.PARTNER
    newest = await session.scalar(
        select(RenewalWord.by)
        .where(RenewalWord.renewal_id == renewal_id, RenewalWord.side == side.value)
        .order_by(RenewalWord.n.desc())
        .limit(1)
    )
    is_mine = newest is None or newest == speaker.contact_id
    if is_mine and before == (status.value, reason):
        return False
    held.n += 1
    # Later than whatever was said or drawn before: business clocks may stand still.
    held.changed_at = max(now, held.changed_at + NEXT)
    session.add(
        RenewalWord(
            id=new_id(),
            renewal_id=renewal_id,
            n=held.n,
            side=side.value,
            by=speaker.contact_id,
            status=status.value,
            reason=reason,
            at=now,
        )
    )
    await session.flush()
    return True


_UNDRAWN = (
    select(StoredRenewal.id, StoredRenewal.changed_at)
    .where(StoredRenewal.changed_at > StoredRenewal.drawn_at)
    .order_by(StoredRenewal.changed_at, StoredRenewal.id)
    .limit(bindparam("most", type_=Integer))
)


async def to_draw(database: Database, limit: int) -> list[tuple[str, datetime]]:
    """Return whose cards show what is over, with when it changed; the longest ago first."""
    found = await database.ask(_UNDRAWN, {"most": limit})
    return [(row.id, row.changed_at) for row in found]


async def mark_drawn(session: AsyncSession, renewal_id: str, changed_at: datetime) -> None:
    """Note that the cards show what was so then; what was said since is drawn by itself."""
    await session.execute(
        update(StoredRenewal)
        .where(StoredRenewal.id == renewal_id, StoredRenewal.changed_at == changed_at)
        .values(drawn_at=changed_at)
        .execution_options(synchronize_session=False)
    )
