"""What the page of the first hour says is typed as it stands, and leads where it says."""

import asyncio
import csv
import os
import re
import signal
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from tests.house.sources import PROJECT
from tests.stand_ins.smtp import MailSink

PAGE = PROJECT / "docs" / "how-to" / "first-hour.md"
BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NUMBERS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
ME = "you@our-company.example"
PATIENCE = 120

COMPANIES = (
    ("18437655412", "Bluebay Systems", "Germany", "Gold Partner"),
    ("18437655977", "Harbour & Sons, Inc.", "United States", "Silver Partner"),
    ("18437656001", "Câblé Réseaux", "France", "Gold Partner"),
)
TITLES = ("IT Director", "Head of Sales", "", "CMO")
PRODUCTS = (("prod_Mail", "12.50"), ("prod_Backup", "1,188.10"), ("prod_Desk", "8"))
STATES = ("active", "active", "past_due", "canceled", "trialing", "incomplete_expired")
STRIPE = (
    *("id", "Customer ID", "Customer Description", "Customer Email", "Plan", "Product"),
    *("Quantity", "Currency", "Interval", "Amount", "Status", "Created (UTC)", "Start (UTC)"),
    *("Start Date (UTC)", "Current Period Start (UTC)", "Current Period End (UTC)"),
    *("Trial Start (UTC)", "Trial End (UTC)", "Application Fee %", "Canceled At (UTC)"),
    *("Cancel At Period End", "Ended At (UTC)", "Cancellation Reason", "Customer Name"),
    "partner (metadata)",
)


def companies():
    yield (
        "Record ID",
        "Company name",
        "Company owner",
        "Create Date",
        "Country/Region",
        "Partner Tier",
    )
    for number, name, country, tier in COMPANIES:
        yield number, name, "Mia Roth", "2024-02-01 09:30", country, tier


def people():
    yield (
        *("Record ID", "First Name", "Last Name", "Email", "Primary Associated Company ID"),
        *("Associated Company", "Marketing contact status", "Job Title", "Create Date"),
    )
    for number in range(24):
        company, name = COMPANIES[number % 3][:2]
        email = f"Person.{number}@{company}.example"
        title = TITLES[number % len(TITLES)]
        yield (900 + number, "Gaëlle", f"Groß {number}", email, company, name, "", title, "")


def subscriptions():
    """Stripe's columns: forty customers, some of them with several subscriptions."""
    for number in range(90):
        product, amount = PRODUCTS[number % 3]
        state, customer = STATES[number % len(STATES)], number % 40
        start = f"2024-{1 + number % 12:02}-{1 + number % 28:02} 09:15"
        yield {
            **dict.fromkeys(STRIPE, ""),
            "id": f"sub_1MowQVLkdIwHu7ix{number:08}",
            "Customer ID": f"cus_NffrFeUfNV{customer:04}",
            "Customer Name": f"Customer, {customer} & Sons",
            "Product": product,
            "Quantity": str(1 + number % 7),
            "Currency": "usd",
            "Interval": "month" if number % 2 else "year",
            "Amount": amount,
            "Status": state,
            "Start Date (UTC)": start,
            "Ended At (UTC)": "2025-06-30 23:59" if state.startswith(("canceled", "inc")) else "",
            "partner (metadata)": COMPANIES[customer % 3][1],
        }


def arr_by_partner():
    """Add the rows up as Stripe's own help does, without a line of the program's."""
    sums = {}
    for row in subscriptions():
        if row["Status"] in ("active", "past_due"):
            each = Decimal(row["Amount"].replace(",", "")) * int(row["Quantity"])
            year = each * (12 if row["Interval"] == "month" else 1)
            partner = row["partner (metadata)"]
            sums[partner] = sums.get(partner, 0) + year
    return sums


def put_exports(folder: Path):
    tables = {"companies": companies(), "people": people()}
    tables["subscriptions"] = iter([STRIPE, *(list(row.values()) for row in subscriptions())])
    for name, rows in tables.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)


@pytest.fixture
async def sink():
    async with MailSink(login=("us", "p@ss"), login_needed=True, tls_needed=True) as running:
        yield running
        assert running.violations == []


@pytest.fixture
def authority(tmp_path):
    from tests.stand_ins.smtp.certificate import self_made  # noqa: PLC0415 - made here only

    path = tmp_path / "authority.pem"
    path.write_text(self_made().public)
    return path


class Terminal:
    """A shell in which the page is typed; what the relay is called is all that differs."""

    def __init__(self, folder):
        self.folder = folder
        plain = {name: value for name, value in os.environ.items() if "DRUMBEAT" not in name}
        self.environment = plain | {
            "PATH": f"{Path(sys.executable).parent}:{plain['PATH']}",
            "DRUMBEAT_PORT": "0",
        }

    def find_the_relay(self, sink, authority):
        self.environment |= {
            "DRUMBEAT_SMTP_URL": f"smtp+starttls://us:p%40ss@127.0.0.1:{sink.port}",
            "DRUMBEAT_SMTP_CA_FILE": str(authority),
        }

    async def begin(self, script):
        return await asyncio.create_subprocess_exec(
            *("/bin/bash", "-euo", "pipefail", "-c", script),
            cwd=self.folder,
            env=self.environment,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )

    async def type(self, script):
        process = await self.begin(script)
        async with asyncio.timeout(PATIENCE):
            said, _ = await process.communicate()
        assert process.returncode == 0, said.decode()
        return said.decode()


@pytest.mark.every_change
async def test_three_exports_lead_to_a_figure_and_a_letter(tmp_path, sink, authority):
    text = PAGE.read_text()
    begin, bring, ask, doors, serve, letter = BLOCK.findall(text)
    commands = re.findall(r"^drumbeat ", "".join(BLOCK.findall(text)), re.MULTILINE)
    terminal = Terminal(tmp_path)

    await terminal.type(begin)
    terminal.folder = tmp_path / "ours"
    put_exports(terminal.folder)
    told = await terminal.type(bring)
    figure = await terminal.type(ask)
    await terminal.type(doors)
    terminal.find_the_relay(sink, authority)
    server = await terminal.begin(f"exec {serve}")
    try:
        async with asyncio.timeout(PATIENCE):
            while b"serving" not in await server.stdout.readline():
                assert not server.stdout.at_eof()
        said = await terminal.type(letter)
        arrived = await sink.wait_for(ME, timeout=PATIENCE)
    finally:
        server.send_signal(signal.SIGTERM)
        await server.communicate()

    assert f"{NUMBERS[len(commands)]} commands, less than ten minutes" in text
    assert "What is wrong" not in told
    sums = arr_by_partner()
    for partner, value in sums.items():
        assert f"- {partner}: Value {value:,.0f} USD a year" in figure
    assert f" {sum(sums.values()) / 12:,.2f} " in told
    assert f"A test of partner-nps goes to {ME} within a minute" in said
    assert "How likely are you to recommend Our Company" in arrived.text
    assert [letter.recipients for letter in sink.letters] == [(ME,)]
