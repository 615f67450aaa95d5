"""Where a partner stands among others of its tier or region.

The one figure of a partner's that is made of other partners' rows. It is read as the house, and
nothing leaves this file but what `bot.figures.rules.peers` lets out: edges of whole bands.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Protocol

from sqlalchemy import and_, func, or_, select

from bot.figures.rules.catalogue import MetricKind
from bot.figures.rules.figures import FigureResult, Footing, MetricFigure
from bot.figures.rules.peers import (
    GROWTH,
    SCALES,
    NoPlace,
    Place,
    Stands,
    Why,
    circle_of,
    placed,
    told_by,
    year_of,
)
from bot.figures.rules.plan import Compare, CompareKind, Filter, Plan
from bot.figures.rules.windows import DAY, Window
from bot.people.store.tables import Partner, PartnerHistory
from bot.principal import Permission, Principal, Role
from bot.quantities import Quantity
from bot.store.scoping import scoped
from bot.store.sessions import AsyncSession

_HOUSE = Principal("", "", Permission.MEMBER, Role.SALES, "UTC")
"""As whom the others are read: nobody's answer is drawn from it."""
_QUARTERS_TRIED = 4
"""So old may the newest whole year be."""


class Computes(Protocol):
    """What computes the figures of a plan."""

    async def answer(
        self, session: AsyncSession, plan: Plan, principal: Principal, footing: Footing
    ) -> FigureResult:
        """Compute a plan's figures from what this person may see."""
        ...


async def place_among_peers(
    session: AsyncSession,
    partner: str,
    metric: str,
    computes: Computes,
    footing: Footing,
    asker: Principal,
) -> Place | None:
    """Return where the partner of this name stands in a metric; None where that is not told.

    It is not told of metrics that give sizes away, under five others of its tier or region that
    have the figure, and where the partner itself has none, or one that is withheld. The time is
    the newest four whole quarters that the data covers, for everybody who asks. The caller says
    for whom it may be: the partner itself, or who sees every partner.
    """
    found = await stand(session, partner, metric, computes, footing, asker)
    return found if isinstance(found, Place) else None


async def stand(
    session: AsyncSession,
    partner: str,
    metric: str,
    computes: Computes,
    footing: Footing,
    asker: Principal,
) -> Place | NoPlace:
    """Return where a partner stands as `place_among_peers` does, or the reason for no place.

    Who sees every partner's figures reads no own figure here that is withheld from them there.
    """
    told = told_by(metric)
    if told is None or told not in footing.catalogue.metrics:
        return NoPlace(metric, Why.NOT_COMPARED)
    metric = told
    found = await _of_all(session, metric, computes, footing)
    if found is None:
        return NoPlace(metric, Why.AGE)
    everybody, window = found
    known = await _standings(session, window.last)
    if partner not in known:
        return NoPlace(metric, Why.NONE, window)
    partner_id, own_standing = known[partner]
    own = await _own(session, (partner_id, partner), (metric, window), computes, footing)
    if asker.is_vendor:
        own = _withheld_like(own, everybody.get(partner))
    if not own.is_shown:
        return NoPlace(metric, Why.WITHHELD if own.withheld else Why.NONE, window)
    others = {
        name: figure
        for name, figure in everybody.items()
        if name != partner and name in known and figure.is_shown
    }
    circle = circle_of(own_standing, [known[name][1] for name in others])
    if circle is None:
        return NoPlace(metric, Why.FEW, window)
    bands = [
        SCALES[metric].band(figure.value or 0)
        for name, figure in others.items()
        if circle.holds(known[name][1])
    ]
    good = footing.catalogue.metrics[metric].good
    return placed((metric, good), window, circle, own, bands)


def _withheld_like(own: Quantity, among: Quantity | None) -> Quantity:
    """Withhold a figure that is withheld among those of others."""
    return among if among is not None and among.withheld else own


async def _of_all(
    session: AsyncSession, metric: str, computes: Computes, footing: Footing
) -> tuple[Mapping[str, Quantity], Window] | None:
    """Compute a metric of every partner in the newest year that the data covers."""
    for back in range(_QUARTERS_TRIED):
        window = year_of(footing.calendar, back)
        plan = replace(_plan(metric, window, footing), group_by=("partner",))
        result = await computes.answer(session, plan, _HOUSE, footing)
        figure = result.figures[0]
        if not figure.is_refused and (figure.age is None or not figure.age.is_cut):
            return _figures(metric, figure), window
    return None


async def _own(
    session: AsyncSession,
    partner: tuple[str, str],
    wanted: tuple[str, Window],
    computes: Computes,
    footing: Footing,
) -> Quantity:
    """Compute a partner's own figure from its own rows alone."""
    partner_id, name = partner
    reader = Principal("", "", Permission.PARTNER, Role.SALES, "UTC", partner_id, name)
    plan = replace(_plan(*wanted, footing), filters=(Filter("partner", (name,)),))
    figure = (await computes.answer(session, plan, reader, footing)).figures[0]
    unit = "percent" if figure.metric == GROWTH else footing.catalogue.metrics[figure.metric].unit
    return next(iter(_figures(figure.metric, figure).values()), Quantity(None, unit))


def _plan(metric: str, window: Window, footing: Footing) -> Plan:
    if footing.catalogue.metrics[metric].kind is not MetricKind.BALANCE:
        return Plan((metric,), window)
    last = Window(window.last, window.end)
    if metric != GROWTH:
        return Plan((metric,), last)
    before = Window(window.start - DAY, window.start)
    return Plan((metric,), last, compare=Compare(CompareKind.EXPLICIT, before))


def _figures(metric: str, figure: MetricFigure) -> dict[str, Quantity]:
    """Return the figure of each group, or of the whole under an empty name."""
    if metric != GROWTH:
        return {"".join(cell.groups): cell.quantity for cell in figure.cells}
    then = {cell.groups: cell.quantity.value or 0 for cell in figure.against}
    return {
        "".join(cell.groups): _growth(cell.quantity.value or 0, then.get(cell.groups, 0))
        for cell in figure.cells
    }


def _growth(now: Decimal | int, then: Decimal | int) -> Quantity:
    """Return how much something grew; from nothing nothing grows."""
    return Quantity(100 * (Decimal(now) - then) / then if then > 0 else None, "percent")


async def _standings(session: AsyncSession, day: date) -> dict[str, tuple[str, Stands]]:
    """Return the id of every partner by its name, and what it was at the end of a day."""
    partner, history = scoped(Partner, _HOUSE), scoped(PartnerHistory, _HOUSE)
    in_force = and_(
        history.c.partner_id == partner.c.id,
        history.c.valid_from <= day,
        or_(history.c.valid_to.is_(None), history.c.valid_to > day),
    )
    was = [func.coalesce(history.c[name], partner.c[name]) for name in ("tier", "region")]
    rows = await session.execute(
        select(partner.c.id, partner.c.name, *was)
        .select_from(partner.outerjoin(history, in_force))
        .where(partner.c.erased_at.is_(None))
    )
    return {name: (partner_id, Stands(tier, region)) for partner_id, name, tier, region in rows}
