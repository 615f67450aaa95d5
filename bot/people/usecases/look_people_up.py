"""Show how a person is reached, and whom we know at which partner, to those who may see it."""

from datetime import datetime

from bot.action import ActionRef
from bot.context import Context
from bot.errors import NothingFound
from bot.event import ActionPressed, Reply, Said
from bot.message import (
    Bullets,
    Button,
    Buttons,
    Column,
    Element,
    Fact,
    Facts,
    Message,
    Table,
    notice,
    paragraph,
    spans,
)
from bot.people.cards.settling import not_for_you
from bot.people.rules.coverage import Coverage, Gap, Lack, widest_gaps_first
from bot.people.rules.ladder import LADDER
from bot.people.rules.linking import read_email
from bot.people.store import partnerships, reaching
from bot.people.store.reaching import Dossier, Way
from bot.principal import Principal, Role
from bot.rights import Right, may

PARTNERS_SHOWN = 40
PEOPLE_SHOWN = 60


async def who_is(context: Context, asker: Principal, event: Said) -> Reply:
    """Show one person and the ways to them; one we may not show is one we do not know."""
    email = read_email(event.text.split()[-1].rstrip("?"))
    async with context.database.read() as session:
        person = await reaching.visible_person(session, asker, email) if email else None
        found = None
        if person is not None:
            found = await reaching.dossier(
                session, person.contact_id, frozenset(context.messengers)
            )
    say = context.wording.say
    if found is None:
        return Reply((notice(say("who_nobody_title"), say("who_nobody")),))
    return Reply((person_card(context, found),))


async def who_am_i(context: Context, asker: Principal, event: Said) -> Reply:
    """Show somebody what we know of them, and how we reach them."""
    del event
    async with context.database.read() as session:
        found = await reaching.dossier(session, asker.contact_id, frozenset(context.messengers))
    if found is None:
        raise NothingFound
    return Reply((person_card(context, found),))


async def show_coverage(context: Context, asker: Principal, event: Said | ActionPressed) -> Reply:
    """Show whom we know at every partner, or at the one that is named."""
    say = context.wording.say
    if not may(asker, Right.SEE_PARTNER_PEOPLE):
        return not_for_you(context)
    name = _partner_words(event)
    async with context.database.read() as session:
        partner = await partnerships.partner_named(session, name) if name else None
        if name and partner is None:
            return Reply((notice(say("no_partner_title"), say("no_partner", name=name)),))
        found = await reaching.coverages(
            session, frozenset(context.messengers), partner.id if partner else None
        )
    if partner is not None and found:
        return Reply((_one(context, found[0]),))
    return Reply((_all(context, found),))


def _partner_words(event: Said | ActionPressed) -> str:
    if isinstance(event, ActionPressed):
        return event.action.arguments.get("p", "")
    words = event.text.split(maxsplit=1)[1:]
    return words[0].removeprefix("of ").strip() if words else ""


def person_card(context: Context, found: Dossier) -> Message:
    """Draw one person with every way to them, and say which one is used and why."""
    say = context.wording.say
    topics = context.topics
    chosen = found.preferred_platform
    muted = ", ".join(topics.get(topic, topic) for topic in found.muted)
    facts = (
        Fact(say("who_email"), found.email or say("none")),
        Fact(say("who_company"), found.partner or context.programme.vendor),
        Fact(say("who_role"), say(f"role_{found.role}")),
        Fact(say("who_zone"), found.zone),
        Fact(say("who_country"), _country(context, found)),
        Fact(
            say("who_preferred"),
            say(f"platform_{chosen}" if chosen in LADDER else "who_no_preference"),
        ),
        Fact(say("who_muted"), muted or say("none")),
        Fact(say("who_consent"), _consent(context, found)),
    )
    elements: list[Element] = [Facts(facts), paragraph(_choice(context, found))]
    if found.ways:
        elements.append(_ways(context, found))
    return Message(found.name, tuple(elements))


def _country(context: Context, found: Dossier) -> str:
    if found.country is None:
        return context.wording.say("settings_unknown")
    return context.wording.language.country(found.country)


def _consent(context: Context, found: Dossier) -> str:
    kept = found.consent
    if kept is None:
        return context.wording.say("who_consent_none")
    day = _day(context, kept.at)
    return context.wording.say("who_consent_kept", day=day, how=kept.how, by=kept.by)


def _choice(context: Context, found: Dossier) -> str:
    """Say which way is used, and why."""
    say = context.wording.say
    first = found.first
    if found.opted_out:
        return say("who_opted_out")
    if first is None:
        return say("who_unreachable")
    preferred = first.platform == found.preferred_platform
    key = "who_first_preferred" if preferred else "who_first_ladder"
    return say(key, platform=say(f"platform_{first.platform}"))


def _ways(context: Context, found: Dossier) -> Table:
    say = context.wording.say
    titles = ("who_way", "who_place", "who_id", "who_order", "who_linked")
    rows = tuple(
        (
            say(f"platform_{way.platform}"),
            way.place or say("none"),
            way.external_id,
            _standing(context, way),
            say(f"linked_by_{way.linked_by}", date=_day(context, way.linked_at)),
        )
        for way in found.ways
    )
    summary = "; ".join(f"{row[0]} ({row[1]}): {row[3]}" for row in rows)
    return Table(
        say("who_ways"), tuple(Column(say(title)) for title in titles), rows, f"{summary}."
    )


def _day(context: Context, moment: datetime) -> str:
    return context.wording.language.day(moment.date(), context.wording.say("pattern_day"))


def _standing(context: Context, way: Way) -> str:
    say = context.wording.say
    if way.rank == 1:
        return say("way_first")
    if way.rank is not None:
        return say("way_next", rank=str(way.rank))
    if way.obstacle is None:
        return say("none")
    return say(f"way_{way.obstacle.value}", reason=way.reason or say("none"))


def _one(context: Context, coverage: Coverage) -> Message:
    say = context.wording.say
    elements: list[Element] = [
        Facts(
            (
                Fact(say("coverage_people"), str(len(coverage.people))),
                Fact(say("coverage_reachable"), str(coverage.reachable)),
                *(
                    Fact(say("coverage_on", platform=say(f"platform_{platform}")), str(count))
                    for platform in LADDER
                    if (count := coverage.on(platform))
                ),
                Fact(say("coverage_manager"), coverage.manager or say("none")),
                Fact(say("coverage_deputy"), coverage.deputy or say("none")),
                Fact(say("sponsor_partner"), coverage.partner_sponsor or say("none")),
                Fact(say("sponsor_vendor"), coverage.vendor_sponsor or say("none")),
            )
        ),
        *_lacks(context, coverage),
    ]
    if coverage.people:
        elements.append(_people(context, coverage))
    return Message(say("coverage_one_title", partner=coverage.partner), tuple(elements))


def _lacks(context: Context, coverage: Coverage) -> tuple[Element, ...]:
    say = context.wording.say
    gaps = [gap_words(context, gap) for gap in coverage.gaps]
    if not gaps:
        return (paragraph(say("coverage_whole")),)
    return (paragraph(say("coverage_gaps")), Bullets(tuple(spans(gap) for gap in gaps)))


def _people(context: Context, coverage: Coverage) -> Table:
    say = context.wording.say
    shown = sorted(coverage.people, key=lambda one: (list(Role).index(one.role), one.name))
    rows = tuple(
        (
            person.name,
            say(f"role_{person.role.value}"),
            ", ".join(say(f"platform_{platform}") for platform in person.platforms)
            if person.reachable
            else say("not_reached"),
        )
        for person in shown[:PEOPLE_SHOWN]
    )
    titles = ("who_name", "who_role", "coverage_reached_on")
    summary = say(
        "coverage_people_summary",
        shown=str(len(rows)),
        people=str(len(coverage.people)),
        reachable=str(coverage.reachable),
    )
    columns = tuple(Column(say(title)) for title in titles)
    return Table(say("coverage_people"), columns, rows, summary)


def _all(context: Context, found: tuple[Coverage, ...]) -> Message:
    say = context.wording.say
    ordered = widest_gaps_first(found)[:PARTNERS_SHOWN]
    rows = tuple(
        (
            one.partner,
            str(len(one.people)),
            str(one.reachable),
            say("pair_whole" if one.partner_sponsor and one.vendor_sponsor else "pair_missing"),
            "; ".join(gap_words(context, gap) for gap in one.gaps) or say("none"),
        )
        for one in ordered
    )
    columns = (
        Column(say("coverage_partner")),
        Column(say("coverage_people"), numeric=True),
        Column(say("coverage_reachable"), numeric=True),
        Column(say("coverage_pair")),
        Column(say("coverage_missing")),
    )
    summary = say(
        "coverage_summary",
        shown=str(len(rows)),
        partners=str(len(found)),
        whole=str(sum(not one.gaps for one in found)),
    )
    table = Table(say("coverage_title"), columns, rows, summary="")
    buttons = tuple(
        Button(one.partner, ActionRef("coverage", {"p": one.partner_id})) for one in ordered[:5]
    )
    closer = (paragraph(say("coverage_closer")), Buttons(buttons)) if buttons else ()
    return Message(say("coverage_title"), (paragraph(summary), table, *closer))


def gap_words(context: Context, gap: Gap) -> str:
    """Name a gap."""
    say = context.wording.say
    if gap.role is not None:
        role = say(f"role_{gap.role.value}")
        if gap.lack is Lack.ROLE_UNREACHABLE:
            return say("lack_role_unreachable", role=role)
        return say("lack_role_unknown", role=role)
    return say(f"lack_{gap.lack.value}")
