"""An administrator sets targets in the browser's chat; both sides see one pace of them."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.figures.store.target_tables import KeptTarget
from bot.store.audit_tables import Audit
from tests.journeys.watched import managing, press, words_of

HOW_TO = Path(__file__).parents[2] / "docs" / "how-to" / "keep-an-eye-on-figures.md"
ADMINISTRATOR, OF_ACME = "cirrus-01", "acme-it-01"
PACE = re.compile(r"Target for 2026: [\d,]+[^:]*: [\w ,]+ (?:ahead|behind)|just on it")


async def hear(visitor, words):
    """Say something, and return what came back."""
    await visitor.say(words)
    shown = words_of(visitor)
    return shown.rpartition(words)[2] or shown


async def pressed(visitor, name):
    await press(visitor, name)
    return words_of(visitor)[-700:]


async def filled(visitor, name, **values):
    await press(visitor, name)
    await visitor.submit(**values)
    return words_of(visitor)


async def rows_of(demo, wanted):
    async with demo.house.database.read() as session:
        return (await session.scalars(wanted)).all()


async def acts(demo):
    found = await rows_of(demo, select(Audit).where(Audit.about_kind == "target"))
    return [one.act for one in sorted(found, key=lambda one: one.at)]


@pytest.mark.every_change
async def test_an_administrator_sets_changes_and_ends_a_target_and_it_stands_in_the_audit(demo):
    async with managing(demo, ADMINISTRATOR) as marta, managing(demo, OF_ACME) as kerensa:
        read = await hear(marta, "target for new customers of acme 9 this year")
        assert "New customers, partner: Acme IT Services, target 9 for 2026." in read
        assert "this partner and everybody at the vendor see how far the figure is" in read
        assert "Target for 2026" not in await hear(kerensa, "new customers this year")
        assert "The target holds" in await pressed(marta, "target_keep")

        ours = PACE.findall(await hear(marta, "new customers of acme this year"))
        assert len(ours) == 1
        assert PACE.findall(await hear(kerensa, "new customers this year")) == ours
        theirs = await hear(kerensa, "targets")
        assert ours[0] in theirs
        assert "Bluepeak" not in theirs
        assert "target_end" not in kerensa.html

        await hear(marta, "targets for new customers")
        amiss = {"first": "2026-01-01", "last": "2026-12-31", "figure": "new customers of acme"}
        assert "Write one number" in await filled(marta, "target_change", value="many", **amiss)
        await filled(marta, "target_change", value="12", **amiss)
        assert "It takes the place of: New customers" in words_of(marta)
        await press(marta, "target_keep")
        assert "Target for 2026: 12." in await hear(kerensa, "new customers this year")

        await hear(marta, "targets for acme")
        assert "The target is over" in await pressed(marta, "target_end")
        assert "Target for 2026" not in await hear(kerensa, "new customers this year")
    assert await acts(demo) == ["set target", "change target", "end target"]
    assert await rows_of(demo, select(KeptTarget)) == []


async def test_what_the_file_says_is_shown_and_neither_doubled_nor_changed(demo):
    async with managing(demo, ADMINISTRATOR) as marta:
        listed = await hear(marta, "targets")
        assert "They are changed there and reviewed as texts are" in listed
        assert "target_change" not in marta.html
        for said in ("target for acme arr 800k this year", "target for acme arr 1m by q4"):
            refused = await hear(marta, said)
            assert "stands in the file targets.yaml" in refused
        assert "target_keep" not in marta.html
        for amiss, why in (
            ("target for cac 9 this year", "Customer acquisition cost (CAC) has no target"),
            ("target for arr 9 % this year", "is not in percent"),
            ("target for arr of mail 9m this year", "A target is one partner's"),
            ("target for arr by region 9m this year", "one figure without a cut"),
            ("target for arr 9m in 2025", "days are over already"),
            ("target for arr 0 this year", "a number above zero"),
            (f"target for arr {'9' * 60} this year", "that a figure can reach"),
            (f"target for {'very ' * 60}much", "Which figure"),
            (f"target for {'ü' * 58}", "Which figure"),
            (f"tell me when arr is over {'9' * 60}", "Write one number"),
        ):
            assert why in await hear(marta, amiss), amiss


async def test_a_target_that_the_file_overrules_is_shown_to_whoever_can_end_it(demo):
    of_gold = {"metric": "arr", "dimension": "partner_tier", "whose": "Gold", "value": "1"}
    days = {"starts_on": date(2026, 1, 1), "ends_on": date(2026, 12, 31)}
    kept = {"state": "kept", "set_by": ADMINISTRATOR, "set_at": datetime(2026, 11, 2, tzinfo=UTC)}
    async with demo.house.database.begin() as session:
        session.add(KeptTarget(id="t1", **of_gold, **days, **kept))
    async with managing(demo, ADMINISTRATOR) as marta, managing(demo, "cirrus-03") as davi:
        listed = await hear(marta, "targets for arr of gold")
        assert "that one holds: end this one" in listed
        assert "3,000,000 USD a year" in listed
        assert "end this one" not in await hear(davi, "targets for arr of gold")
        assert "The target is over" in await pressed(marta, "target_end")


async def test_every_line_of_the_how_to_does_what_it_says(demo):
    page = HOW_TO.read_text(encoding="utf-8").partition("### Targets in chat")[2]
    lines = re.findall(r"^- `([^`]+)`$", page, re.MULTILINE)
    assert len(lines) == 3
    async with managing(demo, ADMINISTRATOR) as marta:
        for line in lines:
            assert "The target, as I read it" in await hear(marta, line), line
            kept = await pressed(marta, "target_keep")
            assert "From 1 Jan 2027 on" in kept if "2027" in line else "The target holds" in kept
        await hear(marta, "set a target for arr of 2m")
        assert 'value="2000000"' in marta.html
        for asked in ("targets for arr", "what is our arr target", "arr target"):
            found = await hear(marta, asked)
            assert "Target for 2026: 6,000,000 USD a year" in found
            assert "New customers" not in found
        assert "For the whole programme there is none." in await hear(marta, "mrr target")


async def test_who_may_set_none_is_told_who_may(demo):
    for who in ("cirrus-03", OF_ACME):
        async with managing(demo, who) as visitor:
            told = await hear(visitor, "set a target for arr of 2m")
            assert "Administrators of the vendor set, change and end targets" in told
            assert "Annual recurring revenue" in await hear(visitor, "target for arr")
    assert await rows_of(demo, select(KeptTarget)) == []
