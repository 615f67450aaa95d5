"""Consent, from the file that brings it to the report of who is missed for the lack of it."""

import asyncio
import json
import shutil
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from bot.people.store.tables import Contact, Partner
from bot.store.sessions import Database
from content.library import SAMPLE
from drumbeat.settings import read_settings
from tests.fixtures.program import run
from tests.journeys.conftest import served
from tests.stand_ins.smtp import MailSink

TUESDAY = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
AGREED, PARTNER = "acme-it-01", "Acme IT Services"
EDITION = "editions/partner-beat/01-cloudbackup-restores-in-minutes.md"
HEAD = "---\nnewsletter: partner-beat\ntitle: For who agreed\naudience:\n"


@pytest.fixture
async def sink():
    async with MailSink() as running:
        yield running
        assert running.violations == []


@pytest.fixture
def settings(programme_url, sink, tmp_path):
    content = shutil.copytree(SAMPLE, tmp_path / "content")
    audience = f"  partners: [{PARTNER}]\n  consent: required\n"
    (content / EDITION).write_text(f"{HEAD}{audience}---\nHello.\n")
    return read_settings(
        vendor="Cirrus Channel Cloud",
        secret_key="k" * 40,
        database_url=programme_url,
        content=content,
        public_url="http://127.0.0.1:9/",
        smtp_url=f"smtp://127.0.0.1:{sink.port}",
        smtp_allow_plain=True,
        mail_from="beat@cirrus.example",
        mail_imprint="Cirrus GmbH, Hafenstraße 1, 20457 Hamburg",
    )


async def people_at(url, name):
    database = Database(url)
    async with database.read() as session:
        found = await session.execute(
            select(Contact.id, Contact.email, Contact.name, Contact.role)
            .join(Partner, Partner.id == Contact.partner_id)
            .where(Partner.name == name)
        )
        rows = {row.id: row for row in found}
    await database.close()
    return rows


async def test_an_edition_that_wants_consent_reaches_who_gave_it_and_shows_the_others(
    settings, programme_url, sink, clock, tmp_path
):
    people = await people_at(programme_url, PARTNER)
    agreed = people[AGREED]
    file = tmp_path / "agreed.csv"
    row = (agreed.email, agreed.name, agreed.role, PARTNER, "2026-03-04", "form", "themselves")
    head = "email,name,role,partner,consent_at,consent_how,consent_by"
    file.write_text(f"{head}\n{','.join(row)}\n")
    brought = await asyncio.to_thread(run, programme_url, "import", "contacts", str(file))
    house = await served(settings, clock)
    clock.move_to(TUESDAY)
    await house.house.drum.strike(clock.now())
    letter = await sink.wait_for(agreed.email, lambda mail: "Hello." in mail.text, timeout=45)
    await house.stop()
    told = await asyncio.to_thread(run, programme_url, "sends", "--json")

    assert brought.returncode == 0, brought.stdout
    assert "Hafenstraße 1, 20457 Hamburg" in letter.text
    assert letter.raw_header("Feedback-ID")[0].startswith("edition:programme-news:")
    sends = json.loads(told.stdout)["sends"]
    (edition,) = [one for one in sends if one["title"] == "For who agreed"]
    assert edition["skipped"]["no consent"] > 0
    assert edition["delivered"] + sum(edition["skipped"].values()) == len(people)
    others = {one.email for one in people.values()} - {agreed.email}
    assert not [one for one in sink.letters if others & set(one.recipients)]
