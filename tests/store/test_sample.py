"""The sample programme: the same every time, lawful on both databases, and alive."""

import asyncio
from collections import Counter, defaultdict
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from time import process_time

import pytest
from sqlalchemy import func, select

from bot.figures.store.ledger_tables import Movement
from bot.imports.store.rebuilding import rebuild
from bot.principal import Role
from bot.store.columns import Base
from bot.store.migrate import upgrade
from bot.store.sessions import Database
from content.library import SAMPLE
from content.newsletters import load_newsletters
from content.surveys import load_surveys
from drumbeat.demo.sample import fill, telling_personas
from drumbeat.demo.sample.rows import Rows
from drumbeat.demo.sample.surveys import SURVEY
from drumbeat.demo.sample.write import sample_rows

TODAY = date(2026, 11, 22)
OF_THE_PROGRAMME = {
    "deal": ("registered_on", "closed_on"),
    "payout": ("earned_on", "paid_on"),
    "certification": ("earned_on",),
}
DAYS = (TODAY, date(2027, 11, 22), date(2028, 2, 29), date(2026, 1, 1))


@cache
def made_on(today: date) -> Rows:
    return sample_rows(today)


def balances(rows: Rows, day: date) -> Counter[str]:
    found: Counter[str] = Counter()
    for interval in rows.of("subscription_interval"):
        end = interval["end_date"]
        if interval["kind"] == "paid" and interval["start_date"] <= day and (not end or end > day):
            found[interval["customer_id"]] += (
                interval["annualised_reporting"] + interval["usage_annualised_reporting"]
            )
    return found


async def contents(database: Database) -> dict[str, list[tuple[object, ...]]]:
    async with database.read() as session:
        return {
            name: [tuple(row) for row in await session.execute(
                select(table).order_by(*table.primary_key.columns)
            )]
            for name, table in Base.metadata.tables.items()
        }  # fmt: skip


async def test_it_fits_every_constraint_and_comes_out_the_same_again(database_url, tmp_path):
    database = Database(database_url)
    await fill(database, today=TODAY)
    written = await contents(database)
    await database.close()
    url = f"sqlite+aiosqlite:///{tmp_path / 'again.db'}"
    await asyncio.to_thread(upgrade, url)
    again = Database(url)
    await fill(again, today=TODAY)
    second = await contents(again)
    await again.close()

    assert len(written["customer"]) == 400
    assert written == second


async def test_its_stored_figures_are_what_its_subscriptions_say(database_url):
    database = Database(database_url)
    await fill(database, today=TODAY)
    async with database.read() as session:
        moved = await session.scalar(select(func.count()).select_from(Movement))
    written = await rebuild(database, lambda *_: None)
    await database.close()

    assert moved > 1000
    assert written == 0


async def test_it_is_written_within_three_seconds(sqlite_url):
    database = Database(sqlite_url)
    started = process_time()
    await fill(database, today=TODAY)
    took = process_time() - started
    await database.close()

    assert took < 3


async def test_the_first_people_to_be_are_telling_ones(sqlite_url):
    database = Database(sqlite_url)
    await fill(database, today=TODAY)
    personas = await telling_personas(database)
    await database.close()

    assert [persona.contact_id for persona in personas][:3] == [
        "acme-it-01",
        "cirrus-03",
        "cirrus-01",
    ]
    assert len(personas) > 5
    assert all(persona.name and persona.zone for persona in personas)


async def test_every_partner_has_a_manager(sqlite_url):
    database = Database(sqlite_url)
    await fill(database, today=TODAY)
    rows = await contents(database)
    await database.close()
    columns = [column.name for column in Base.metadata.tables["partner"].columns]
    permissions = {
        contact["id"]: contact["permission"] for contact in made_on(TODAY).of("contact")
    }

    assert {permissions[row[columns.index("manager_id")]] for row in rows["partner"]} == {
        "manager"
    }


def test_another_seed_makes_another_programme():
    assert sample_rows(TODAY, seed=8).of("customer") != made_on(TODAY).of("customer")


@pytest.mark.parametrize("today", DAYS)
def test_nothing_lies_in_the_future(today):
    rows = made_on(today)
    night = datetime.combine(today, time(), UTC)

    assert max(row["booked_on"] for row in rows.of("revenue_line")) <= today
    assert max(row["start_date"] for row in rows.of("subscription_interval")) <= today
    assert max(row["at"] for row in rows.of("touch")) < night
    assert max(row["answered_at"] for row in rows.of("response")) < night
    for table, days in OF_THE_PROGRAMME.items():
        said = [row[day] for row in rows.of(table) for day in days if row[day] is not None]
        assert max(said) < today


@pytest.mark.parametrize("today", DAYS)
def test_intervals_of_a_subscription_run_forward_and_never_overlap(today):
    by_subscription = defaultdict(list)
    for interval in made_on(today).of("subscription_interval"):
        by_subscription[interval["subscription_id"]].append(interval)

    for intervals in by_subscription.values():
        ends = [interval["end_date"] for interval in intervals]
        starts = [interval["start_date"] for interval in intervals]
        assert all(end and end <= start for end, start in zip(ends[:-1], starts[1:], strict=True))
        assert all(end is None or end > start for start, end in zip(starts, ends, strict=True))


@pytest.mark.parametrize("today", DAYS[:2])
def test_every_kind_of_movement_occurs(today):
    rows = made_on(today)
    seen: set[str] = set()
    ever: set[str] = set()
    before: Counter[str] = Counter()
    for days_ago in range(1125, -1, -1):
        now = balances(rows, today - timedelta(days=days_ago))
        for customer in before.keys() | now.keys():
            old, new = before[customer], now[customer]
            if new > 0 and old == 0:
                seen.add("reactivation" if customer in ever else "new")
            elif new == 0 and old > 0:
                seen.add("churn")
            elif new != old:
                seen.add("expansion" if new > old else "contraction")
        ever |= now.keys()
        before = now

    assert seen == {"new", "expansion", "contraction", "churn", "reactivation"}


@pytest.mark.parametrize("today", DAYS)
def test_every_reason_for_a_change_occurs(today):
    intervals = made_on(today).of("subscription_interval")

    assert {interval["reason"] for interval in intervals} == {
        *("trial", "trial_converted", "free_edition", "new", "reactivation", "transfer"),
        *("price", "seats", "usage", "term_change", "discount_end", "pause", "resume"),
    }
    assert {interval["kind"] for interval in intervals} == {"paid", "trial", "free", "paused"}
    assert {interval["currency"] for interval in intervals} == {"USD", "EUR"}


def test_trials_and_terms_end_in_every_way():
    rows = made_on(TODAY)

    assert {t["outcome"] for t in rows.of("trial")} == {"converted", "lost", "open"}
    assert {t["outcome"] for t in rows.of("term")} == {"renewed", "lapsed", "open"}


@pytest.mark.parametrize("today", DAYS)
def test_a_renewed_term_is_followed_by_another(today):
    terms = made_on(today).of("term")
    starts = {(term["subscription_id"], term["term_start"]) for term in terms}

    for term in terms:
        followed = (term["subscription_id"], term["term_end"]) in starts
        assert followed == (term["outcome"] == "renewed")
        assert (term["outcome"] == "open") == (term["term_end"] > today)


def test_all_money_is_whole():
    rows = made_on(TODAY)
    amounts = [
        value
        for table in rows.tables()
        for row in rows.of(table)
        for name, value in row.items()
        if "amount" in name or "annualised" in name
    ]

    assert {type(amount) for amount in amounts} == {int, type(None)}
    assert not any(
        isinstance(v, float) for table in rows.tables() for r in rows.of(table) for v in r.values()
    )


@pytest.mark.parametrize("today", DAYS)
def test_the_figures_look_like_a_real_programme(today):
    rows = made_on(today)
    now, year_ago = balances(rows, today), balances(rows, today - timedelta(days=365))
    lost = sum(customer not in now for customer in year_ago)
    scores = [(r["score"] > 8) - (r["score"] < 7) for r in rows.of("response")]

    assert 2_000_000_00 < sum(now.values()) < 10_000_000_00
    assert 8 < 100 * lost / len(year_ago) < 24
    assert 20 < 100 * sum(scores) / len(scores) < 42


@pytest.mark.parametrize("today", DAYS)
def test_each_partner_has_every_role_and_twenty_to_thirty_people(today):
    people = defaultdict(list)
    for contact in made_on(today).of("contact"):
        people[contact["partner_id"]].append(contact)

    vendor = people.pop(None)
    assert Counter(contact["permission"] for contact in vendor) == {
        "administrator": 2,
        "manager": 4,
        "member": 6,
    }
    assert len(people) == 10
    for contacts in people.values():
        assert {contact["role"] for contact in contacts if contact["active"]} == set(Role)
        assert 20 <= len(contacts) <= 30


def test_nobody_is_asked_twice_within_180_days():
    rows = made_on(TODAY)
    asked = defaultdict(list)
    for invitation in rows.of("invitation"):
        asked[invitation["contact_id"]].append(invitation["invited_at"])

    for moments in asked.values():
        assert all(later - earlier >= timedelta(days=180) for earlier, later in pairwise(moments))


def test_four_waves_have_closed_and_one_is_open():
    waves = made_on(TODAY).of("wave")

    assert [wave["state"] for wave in waves] == [*["closed"] * 4, "open"]
    noon = datetime.combine(TODAY, time(12), UTC)
    assert all((wave["closes_at"] > noon) == (wave["state"] == "open") for wave in waves)


def test_the_waves_belong_to_a_survey_of_the_sample_content():
    topics = load_newsletters(SAMPLE / "newsletters.yaml").topics

    assert SURVEY in load_surveys(SAMPLE / "surveys", topics)


def test_history_ends_with_how_a_partner_stands_today():
    rows = made_on(TODAY)
    facts = ("tier", "stage", "region")
    today = {p["id"]: [p[fact] for fact in facts] for p in rows.of("partner")}
    history = rows.of("partner_history")

    assert len(history) > len(today)
    for stand in history:
        if stand["valid_to"] is None:
            assert [stand[fact] for fact in facts] == today.pop(stand["partner_id"])
    assert today == {}


def test_mail_goes_nowhere_real():
    contacts = made_on(TODAY).of("contact")

    assert all(contact["email"].endswith(".example") for contact in contacts)
    assert len({contact["email"] for contact in contacts}) == len(contacts)
