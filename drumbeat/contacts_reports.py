"""What the command line shows and settles about people: reach, coverage, links, domains."""

import io
import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from rich.console import Console
from rich.table import Table

from bot.domain.coverage import Coverage, Lack
from bot.domain.ladder import LADDER
from bot.domain.people import Role
from bot.domain.settling import Settlement
from bot.errors import NothingFound
from bot.event import Origin
from bot.message import Message
from bot.plain_text import plain_text
from bot.store import partnerships, reaching
from bot.usecases import look_people_up, settle_links
from drumbeat.house import House, open_core
from drumbeat.settings import Settings

WIDTH = 120
_COMMAND_LINE = Origin("command line", "", "")


def open_platforms(settings: Settings) -> frozenset[str]:
    """Return the platforms that `drumbeat serve` would have a way out to."""
    opened = {
        "slack": settings.slack_signing_secret is not None,
        "teams": bool(settings.teams_app_id) or settings.teams_allow_anonymous,
        "email": settings.smtp_url is not None,
    }
    return frozenset(platform for platform, is_open in opened.items() if is_open)


async def settle(settings: Settings, wanted: Settlement) -> str:
    """Settle one thing as the operator, and say what came of it; a refusal raises."""
    async with open_core(settings) as house:
        async with house.database.begin() as session:
            settled = await settle_links.carry_out(house.context, session, wanted, _COMMAND_LINE)
        if not settled.done:
            raise NothingFound(_sentence(settled.message))
        return _sentence(settled.message) + "\n"


async def person(settings: Settings, email: str, *, as_json: bool) -> str:
    """Return how one person is reached, and why so."""
    async with open_core(settings) as house:
        async with house.database.read() as session:
            known = await reaching.visible_person(session, None, email)
            found = None
            if known is not None:
                platforms = open_platforms(settings)
                found = await reaching.dossier(session, known.contact_id, platforms)
        if found is None:
            raise NothingFound(f"nobody here has the email address {email}")
        if as_json:
            return _json(asdict(found))
        return plain_text(look_people_up.person_card(house.context, found)) + "\n"


async def coverage(settings: Settings, partner: str | None, *, as_json: bool) -> str:
    """Return whom we know at each partner, or at one."""
    async with open_core(settings) as house:
        async with house.database.read() as session:
            chosen = None
            if partner is not None:
                chosen = await partnerships.partner_named(session, partner)
                if chosen is None:
                    raise NothingFound(f"there is no partner {partner}")
            found = await reaching.coverages(
                session, open_platforms(settings), chosen.id if chosen else None
            )
        if as_json:
            return _json([_plain_coverage(one) for one in found])
        return _drawn(_coverage_table(house, found), *(_people(one) for one in found if chosen))


async def installations(settings: Settings, *, as_json: bool) -> str:
    """Return where we are installed, and whose word each place is."""
    async with open_core(settings) as house, house.database.read() as session:
        found = await partnerships.places(session)
    if as_json:
        return _json([asdict(place) for place in found])
    table = Table("Platform", "Name", "Id", "Vouches for", "State")
    for place in found:
        vouches = "our own people" if place.own else place.partner or "nobody"
        table.add_row(place.platform, place.name, place.external_id, vouches, place.state)
    return _drawn(table)


def _plain_coverage(one: Coverage) -> dict[str, object]:
    return {
        "partner": one.partner,
        "people": len(one.people),
        "reachable": one.reachable,
        "roles": {role.value: len(one.of(role)) for role in Role},
        "platforms": {platform: one.on(platform) for platform in LADDER},
        "partner_sponsor": one.partner_sponsor,
        "vendor_sponsor": one.vendor_sponsor,
        "gaps": [
            {"lack": gap.lack.value, "role": gap.role.value if gap.role else None}
            for gap in one.gaps
        ],
        "contacts": [{**asdict(known), "reachable": known.reachable} for known in one.people],
    }


def _coverage_table(house: House, found: Sequence[Coverage]) -> Table:
    table = Table("Partner", "People", "Reachable", *LADDER, "Their sponsor", "Ours", "Missing")
    for one in found:
        gaps = [
            g for g in one.gaps if g.lack not in (Lack.NO_PARTNER_SPONSOR, Lack.NO_VENDOR_SPONSOR)
        ]
        table.add_row(
            one.partner,
            str(len(one.people)),
            str(one.reachable),
            *(str(one.on(platform)) for platform in LADDER),
            one.partner_sponsor or "none",
            one.vendor_sponsor or "none",
            "; ".join(look_people_up.gap_words(house.context, gap) for gap in gaps) or "nothing",
        )
    return table


def _people(coverage: Coverage) -> Table:
    table = Table("Name", "Role", "Reached on", title=coverage.partner)
    for known in coverage.people:
        ways = ", ".join(known.platforms) if known.reachable else "not reached"
        table.add_row(known.name, known.role.value, ways)
    return table


def _sentence(message: Message) -> str:
    """Say what a settlement says, without its title."""
    return plain_text(message).partition("\n\n")[2]


def _drawn(*tables: Table) -> str:
    console = Console(file=io.StringIO(), width=WIDTH)
    for table in tables:
        if table.row_count:
            console.print(table)
    text = console.file.getvalue()  # type: ignore[attr-defined]
    return text or "Nothing yet.\n"


def _json(value: object) -> str:
    return json.dumps(value, default=_plain, indent=2) + "\n"


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
