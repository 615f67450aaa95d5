"""How people are called and by which clock they live, where their file does not say it."""

from collections import Counter

from sqlalchemy import bindparam, or_, select, update

from bot.country_zones import zone_of_country, zones_of_country
from bot.imports.rules.fields import Surroundings
from bot.imports.rules.partners import KnownPartner
from bot.imports.store.scratch import Scratch

PAGE = 2000
UNSAID = "UTC"
"""The zone of whom nobody has told one; who lives by it is well off with it too."""
NAMELESS = "have no name: they are called by their address, and greeted without a name"
OF_COUNTRY = "have no zone: they live by that of their country"
OF_PARTNER = "have no zone: they live by that of their partner"
OF_PROGRAMME = "have no zone: they live by that of the programme, {zone}"


def settle_homes(scratch: Scratch, around: Surroundings, given: frozenset[str]) -> None:
    """Give new people what a file of contacts does not say of them; each is counted."""
    if scratch.kind.name == "contacts":
        _settle_names(scratch)
        _settle_zones(scratch, around, given)


def _settle_names(scratch: Scratch) -> None:
    """Call who has no name by their address; a known name stays, and a former address goes."""
    ready, old = scratch.ready, scratch.old
    joined = ready.outerjoin(old, old.c.key == ready.c.key)
    by_address = select(ready.c.line).select_from(joined)
    nameless = by_address.where(
        ready.c.name.is_(None), or_(old.c.key.is_(None), old.c.name == old.c.email)
    )
    rows = update(ready).where(ready.c.line.in_(nameless.scalar_subquery()))
    named = {"name": ready.c.email, "name_key": ready.c.email}
    found = scratch.connection.execute(rows.values(named))
    scratch.note(NAMELESS, found.rowcount)


def _settle_zones(scratch: Scratch, around: Surroundings, given: frozenset[str]) -> None:
    ready, old = scratch.ready, scratch.old
    rows = (
        select(
            *(ready.c.line, ready.c.country, ready.c.partner_id, old.c.old_id),
            old.c.country.label("country_before"),
            old.c.partner_id.label("partner_before"),
        )
        .select_from(ready.outerjoin(old, old.c.key == ready.c.key))
        .where(ready.c.zone.is_(None), or_(old.c.key.is_(None), old.c.zone == UNSAID))
        .order_by(ready.c.line)
        .limit(PAGE)
    )
    asked_of_known, partners = bool(given & {"zone", "country"}), around.partners.ours
    programme, last = around.notation.zone.key, 0
    counts: Counter[str] = Counter()
    put = update(ready).where(ready.c.line == bindparam("at")).values(zone=bindparam("to"))
    while found := scratch.connection.execute(rows.where(ready.c.line > last)).all():
        last = found[-1].line
        settled = []
        for row in found:
            if row.old_id is not None and not asked_of_known:
                continue
            country = row.country if "country" in given else row.country_before
            partner = partners.get(row.partner_id or row.partner_before)
            zone, why = _zone(country, partner, programme)
            counts[why] += 1
            settled.append({"at": row.line, "to": zone})
        if settled:
            scratch.connection.execute(put, settled)
    for why, count in counts.items():
        scratch.note(why, count)


def _zone(country: str | None, partner: KnownPartner | None, programme: str) -> tuple[str, str]:
    """Return a zone and where it is from: the country's, the partner's, or the programme's.

    A partner's zone says nothing of somebody in another country.
    """
    own = zone_of_country(country) if country else None
    if own is not None:
        return own, OF_COUNTRY
    theirs = None
    if partner is not None:
        theirs = partner.zone or (zone_of_country(partner.country) if partner.country else None)
    if theirs is not None and (country is None or theirs in zones_of_country(country)):
        return theirs, OF_PARTNER
    return programme, OF_PROGRAMME.format(zone=programme)
