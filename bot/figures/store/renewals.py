"""Reads terms that come due, with what was said of them, and writes down what is said."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, and_, func, select

from bot.figures.rules.renewals import Outcome, Renewal, Side, Status, Word
from bot.figures.store.renewal_tables import RenewalWord, StoredRenewal
from bot.figures.store.tables import Customer, Product, Term
from bot.people.store.tables import Contact, Partner
from bot.principal import Principal
from bot.store.columns import new_id
from bot.store.generations import is_shown
from bot.store.inserts import insert_new
from bot.store.scoping import scoped
from bot.store.sessions import AsyncSession

AT_ONCE = 500
"""So many ids stand in one question to the database."""


@dataclass(frozen=True, slots=True)
class Natural:
    """What a renewal is called by the vendor's books, for one partner."""

    partner_id: str
    subscription: str
    term_end: date


async def renewals_ahead(
    session: AsyncSession, partner_id: str, first: date, last: date
) -> list[Renewal]:
    """Return the open terms of a partner that end in these days, with all that was said of them.

    The first to end comes first. Whoever asks sees to it that its reader may see this partner.
    """
    source = _shown_terms(None)
    rows = await session.execute(
        _renewals(source).where(
            source.c.partner_id == partner_id, *_open_between(source, first, last)
        )
    )
    return await _with_words(session, [_renewal(row) for row in rows])


async def listed(
    session: AsyncSession,
    reader: Principal | None,
    partner_ids: Collection[str] | None,
    days: tuple[date, date],
    limit: int,
) -> tuple[list[Renewal], int, int]:
    """Return the open terms that end in these days and that this reader may see.

    Also how many there are in all, and what they are worth a year. Without `partner_ids` it is
    those of every partner; without a reader the programme itself asks.
    """
    source = _shown_terms(reader)
    conditions = list(_open_between(source, *days))
    if partner_ids is not None:
        conditions.append(source.c.partner_id.in_(sorted(partner_ids)))
    found = await session.execute(_renewals(source).where(*conditions).limit(limit))
    counted = (
        select(func.count(), func.coalesce(func.sum(source.c.annualised), 0))
        .select_from(source)
        .join(Partner, Partner.id == source.c.partner_id)
        .where(*conditions, _is_here())
    )
    count, worth = (await session.execute(counted)).one()
    return await _with_words(session, [_renewal(row) for row in found]), count, int(worth)


async def of_ids(session: AsyncSession, renewal_ids: Collection[str]) -> list[Renewal]:
    """Return what these are by now, also where no data tells of a term any more."""
    found = list[Renewal]()
    wanted = sorted(renewal_ids)
    for start in range(0, len(wanted), AT_ONCE):
        some = StoredRenewal.id.in_(wanted[start : start + AT_ONCE])
        source = _shown_terms(None)
        rows = await session.execute(
            select(*_columns(source))
            .select_from(StoredRenewal)
            .join(Partner, Partner.id == StoredRenewal.partner_id)
            .outerjoin(source, _is_its_term(source))
            .outerjoin(Customer, Customer.id == source.c.customer_id)
            .outerjoin(Product, Product.id == source.c.product_id)
            .where(some)
            .order_by(StoredRenewal.term_end, StoredRenewal.id)
        )
        found += [_renewal(row) for row in rows]
    return await _with_words(session, found)


async def one(session: AsyncSession, renewal_id: str) -> Renewal | None:
    """Return one as it stands by now; where its term is gone, when the subscription ends now."""
    found = await of_ids(session, [renewal_id])
    if not found or found[0].outcome is not Outcome.GONE:
        return found[0] if found else None
    source = _shown_terms(None)
    now_ends = await session.scalar(
        select(func.min(source.c.term_end)).where(
            source.c.subscription_id == found[0].subscription,
            source.c.partner_id == found[0].partner_id,
            source.c.outcome == Outcome.OPEN,
        )
    )
    return replace(found[0], now_ends=now_ends)


async def natural_of(session: AsyncSession, term_id: str) -> Natural | None:
    """Return what a row of a term told of, also one that an import has replaced since."""
    columns = Term.partner_id, Term.subscription_id, Term.term_end
    row = (await session.execute(select(*columns).where(Term.id == term_id))).one_or_none()
    return Natural(*row) if row is not None else None


async def kept_as(
    session: AsyncSession, naturals: Sequence[Natural], now: datetime
) -> dict[Natural, str]:
    """Keep these, so that words can hang on them, and return by which ids; again is no harm."""
    rows = [
        {
            "id": new_id(),
            "partner_id": each.partner_id,
            "subscription_id": each.subscription,
            "term_end": each.term_end,
            "n": 0,
            "changed_at": now,
            "drawn_at": now,
        }
        for each in naturals
    ]
    await insert_new(session, StoredRenewal, rows)
    found = dict[Natural, str]()
    wanted = sorted({each.subscription for each in naturals})
    for start in range(0, len(wanted), AT_ONCE):
        rows_ = await session.execute(
            select(
                StoredRenewal.id,
                StoredRenewal.partner_id,
                StoredRenewal.subscription_id,
                StoredRenewal.term_end,
            ).where(StoredRenewal.subscription_id.in_(wanted[start : start + AT_ONCE]))
        )
        found |= {Natural(whose, called, end): key for key, whose, called, end in rows_}
    return {each: found[each] for each in naturals}


def _shown_terms(reader: Principal | None) -> Subquery:
    if reader is not None:
        return scoped(Term, reader)
    return select(Term.__table__).where(is_shown(Term)).subquery("term")


def _columns(source: Subquery) -> tuple[ColumnElement[Any], ...]:
    return (
        func.coalesce(StoredRenewal.partner_id, source.c.partner_id).label("partner_id"),
        Partner.name.label("partner"),
        func.coalesce(StoredRenewal.subscription_id, source.c.subscription_id).label("called"),
        func.coalesce(StoredRenewal.term_end, source.c.term_end).label("term_end"),
        Customer.name.label("customer"),
        Product.name.label("product"),
        source.c.annualised.label("annualised"),
        source.c.outcome.label("outcome"),
        StoredRenewal.id.label("id"),
        source.c.id.label("term_id"),
    )


def _is_its_term(source: Subquery) -> ColumnElement[bool]:
    return and_(
        StoredRenewal.partner_id == source.c.partner_id,
        StoredRenewal.subscription_id == source.c.subscription_id,
        StoredRenewal.term_end == source.c.term_end,
    )


def _renewals(source: Subquery) -> Select[Any]:
    return (
        select(*_columns(source))
        .select_from(source)
        .join(Partner, Partner.id == source.c.partner_id)
        .outerjoin(Customer, Customer.id == source.c.customer_id)
        .outerjoin(Product, Product.id == source.c.product_id)
        .outerjoin(StoredRenewal, _is_its_term(source))
        .where(_is_here())
        .order_by(source.c.term_end, source.c.annualised.desc(), source.c.subscription_id)
    )


def _is_here() -> ColumnElement[bool]:
    return and_(is_shown(Partner), Partner.erased_at.is_(None))


def _open_between(source: Subquery, first: date, last: date) -> tuple[ColumnElement[bool], ...]:
    ends = source.c.term_end
    return source.c.outcome == Outcome.OPEN, ends >= first, ends <= last


def _renewal(row: Any) -> Renewal:  # noqa: ANN401 - a row of the columns above
    return Renewal(
        partner_id=row.partner_id,
        partner=row.partner,
        subscription=row.called,
        term_end=row.term_end,
        customer=row.customer or "",
        product=row.product or "",
        annualised=row.annualised,
        outcome=Outcome(row.outcome) if row.outcome is not None else Outcome.GONE,
        id=row.id,
        term_id=row.term_id,
    )


async def _with_words(session: AsyncSession, found: Sequence[Renewal]) -> list[Renewal]:
    """Add what was said of each."""
    ids = [each.id for each in found if each.id is not None]
    words = defaultdict[str, list[Word]](list)
    for start in range(0, len(ids), AT_ONCE):
        rows = await session.execute(
            select(RenewalWord, Contact.name)
            .outerjoin(Contact, Contact.id == RenewalWord.by)
            .where(RenewalWord.renewal_id.in_(ids[start : start + AT_ONCE]))
            .order_by(RenewalWord.renewal_id, RenewalWord.n)
        )
        for row, name in rows:
            words[row.renewal_id].append(_word(row, name))
    return [replace(each, words=tuple(words[each.id or ""])) for each in found]


def _word(row: RenewalWord, name: str | None) -> Word:
    return Word(Status(row.status), Side(row.side), name or "", row.at, row.reason, row.by)
