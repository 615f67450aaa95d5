"""What the command line shows and settles about people: reach, coverage, links, domains."""

from collections.abc import Sequence
from dataclasses import asdict

from bot.errors import NothingFound
from bot.event import Origin
from bot.message import Message
from bot.people.rules.coverage import Coverage, Lack
from bot.people.rules.ladder import LADDER
from bot.people.rules.settling import Settlement
from bot.people.store import (
    blocks,
    complaints,
    finding,
    partnerships,
    people,
    reaching,
    troubles,
)
from bot.people.usecases import look_people_up, settle_links, tell_unmatched
from bot.plain_text import plain_text
from bot.principal import Role
from bot.store import audit
from bot.subjects import SUBJECTS
from drumbeat.house import House
from drumbeat.reports import installing
from drumbeat.reports.opened import opened
from drumbeat.reports.report import Report, Table
from drumbeat.rooms import open_platforms
from drumbeat.settings import Settings

_COMMAND_LINE = Origin("command line", "", "")
_SPONSORS = (Lack.NO_PARTNER_SPONSOR, Lack.NO_VENDOR_SPONSOR)
"""They have columns of their own."""


async def settle(settings: Settings, wanted: Settlement) -> Report:
    """Settle one thing as the operator, and say what came of it; a refusal raises."""
    async with opened(settings) as house:
        async with house.database.begin() as session:
            context = house.context.bringing(SUBJECTS)
            settled = await settle_links.carry_out(
                context, session, wanted, _COMMAND_LINE, audit.OPERATOR
            )
        said = _sentence(settled.message)
        if not settled.done:
            raise NothingFound(said)
        return Report(said, (said,))


async def person(settings: Settings, email: str) -> Report:
    """Return how one person is reached, and why so."""
    async with opened(settings) as house:
        async with house.database.read() as session:
            known = await reaching.visible_person(session, None, email)
            found = None
            if known is not None:
                platforms = open_platforms(settings)
                found = await reaching.dossier(session, known.contact_id, platforms)
        if found is None:
            raise NothingFound(f"nobody here has the email address {email}")
        card = look_people_up.person_card(house.context, found)
        return Report(asdict(found), (plain_text(card),))


async def revived(
    settings: Settings, email: str, platform: str | None, note: str | None
) -> Report:
    """Use a contact's dead addresses again, and send there what a block had stopped.

    Where there is none it says how they are reached.
    """
    async with opened(settings) as house:
        async with house.database.begin() as session:
            known = await reaching.visible_person(session, None, email)
            found = known or await people.principal_by_id(session, email)
            if found is None:
                raise NothingFound(f"nobody here has the email address or id {email}")
            now = house.clock.now()
            back = await troubles.revive_addresses(
                session, found.contact_id, platform, now, audit.OPERATOR, note
            )
            for where in back:
                await blocks.forget(session, found.contact_id, where)
            complained = await complaints.has_complained(session, found.contact_id)
        if complained and not back:
            raise NothingFound(
                f"{found.name} called a letter of ours spam, so mail to them has ended: "
                "say with --note why it may go there again"
            )
        if not back:
            where = f"on {platform} " if platform else ""
            raise NothingFound(
                f"no address of {found.name} {where}was given up: "
                f"`drumbeat contacts show {email}` says how they are reached"
            )
        said = f"{found.name} is reached again on {', '.join(back)}."
        return Report({"revived": back}, (said,))


async def coverage(settings: Settings, partner: str | None) -> Report:
    """Return whom we know at each partner, or at one."""
    async with opened(settings) as house:
        async with house.database.read() as session:
            chosen = None
            if partner is not None:
                chosen = await partnerships.partner_named(session, partner)
                if chosen is None:
                    raise NothingFound(f"there is no partner {partner}")
            found = await reaching.coverages(
                session, open_platforms(settings), chosen.id if chosen else None
            )
        people = [_people(one) for one in found if chosen]
        value = [_plain_coverage(one) for one in found]
        return Report(value, (_coverage_table(house, found), *people))


async def unmatched(settings: Settings) -> Report:
    """Return who is not linked at a place that has a say, and why."""
    async with opened(settings) as house:
        async with house.database.read() as session:
            found = await finding.unmatched(session, open_platforms(settings))
        context = house.context
        rows = [
            (
                one.name,
                one.email or "none",
                one.partner or settings.vendor,
                f"{one.platform}: {one.place}",
                tell_unmatched.why_words(context, one),
            )
            for one in found
            if not one.is_expected
        ]
        table = Table(("Name", "Email", "Of", "Where", "Why"), rows)
        parts = [part for part in (table, tell_unmatched.others(context, found)) if part]
        value = [{**asdict(one), "expected": one.is_expected} for one in found]
        return Report(value, parts, "Everybody who could be looked for was found.")


async def installations(settings: Settings) -> Report:
    """Return where we are installed, and whose word each place is."""
    async with opened(settings) as house:
        async with house.database.read() as session:
            found = await partnerships.places(session)
        invited = await installing.links_of(house)
    rows = [
        (place.platform, place.name, place.external_id, _vouches(place), place.state)
        for place in found
    ]
    table = Table(("Platform", "Name", "Id", "Vouches for", "State"), rows)
    return Report([asdict(place) for place in found], (table, *invited.parts))


def _vouches(place: partnerships.ListedInstallation) -> str:
    return "our own people" if place.own else place.partner or "nobody"


def _plain_coverage(one: Coverage) -> dict[str, object]:
    return {
        "partner": one.partner,
        "people": len(one.people),
        "reachable": one.reachable,
        "roles": {role.value: len(one.of(role)) for role in Role},
        "platforms": {platform: one.on(platform) for platform in LADDER},
        "manager": one.manager,
        "deputy": one.deputy,
        "partner_sponsor": one.partner_sponsor,
        "vendor_sponsor": one.vendor_sponsor,
        "gaps": [
            {"lack": gap.lack.value, "role": gap.role.value if gap.role else None}
            for gap in one.gaps
        ],
        "contacts": [{**asdict(known), "reachable": known.reachable} for known in one.people],
    }


def _coverage_table(house: House, found: Sequence[Coverage]) -> Table:
    heads = (
        "Partner",
        "People",
        "Reachable",
        *LADDER,
        "Manager",
        "Deputy",
        "Their sponsor",
        "Ours",
        "Missing",
    )
    return Table(heads, [_coverage_row(house, one) for one in found])


def _coverage_row(house: House, one: Coverage) -> tuple[str, ...]:
    gaps = [gap for gap in one.gaps if gap.lack not in _SPONSORS]
    return (
        one.partner,
        str(len(one.people)),
        str(one.reachable),
        *(str(one.on(platform)) for platform in LADDER),
        one.manager or "none",
        one.deputy or "none",
        one.partner_sponsor or "none",
        one.vendor_sponsor or "none",
        "; ".join(look_people_up.gap_words(house.context, gap) for gap in gaps) or "nothing",
    )


def _people(coverage: Coverage) -> Table:
    rows = [
        (
            known.name,
            known.role.value,
            ", ".join(known.platforms) if known.reachable else "not reached",
        )
        for known in coverage.people
    ]
    return Table(("Name", "Role", "Reached on"), rows, title=coverage.partner)


def _sentence(message: Message) -> str:
    """Say what a settlement says, without its title."""
    return plain_text(message).partition("\n\n")[2]
