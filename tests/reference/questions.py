"""The labelled questions as data, and our readings of them."""

import json
import os
import re
from datetime import date
from pathlib import Path

from bot.figures.rules.plan import Plan
from bot.figures.rules.questions.lexicon import shared_lexicon
from bot.figures.rules.questions.reading import read
from bot.figures.rules.questions.reading_json import interpretation
from bot.figures.rules.windows import Calendar
from bot.principal import Permission, Principal, Role
from content.catalogue import load_catalogue

ROOT = Path(__file__).parents[2]
REFERENCE = (ROOT / os.environ.get("DRUMBEAT_REFERENCE", "../shared")).resolve()
TODAY = date(2026, 11, 22)
PRODUCTS = (
    "CloudBackup Pro",
    "SecureMail",
    "EndpointGuard",
    "Workspace 365",
    "VoiceConnect",
    "Managed SIEM",
)
PARTNERS = (
    "Acme IT Services",
    "Bluepeak Managed IT",
    "Fabrikam Systems",
    "Northwind MSP",
    "Northwind Cloud",
    "Litware MSP",
    "Wingtip VAR",
    "Contoso Cloud Partners",
    "Adatum Consulting",
    "Tailspin Telecom",
)


def principal_of(text: str) -> Principal:
    found = re.match(r"partner_user\((.*)\)$", text)
    if found:
        return Principal("c", "C", Permission.PARTNER, Role.SALES, "UTC", "p", found[1])
    permission = Permission.ADMINISTRATOR if text == "vendor_admin" else Permission.MEMBER
    return Principal("c", "C", permission, Role.SALES, "UTC")


def interpret(question: dict[str, object]) -> dict[str, object]:
    asker = principal_of(str(question["as"]))
    seen = (asker.partner_name,) if asker.partner_name else PARTNERS
    lexicon = shared_lexicon(load_catalogue()).with_names({"partner": seen, "product": PRODUCTS})
    calendar = Calendar(TODAY)
    previous: Plan | None = None
    for earlier in question.get("history", ()):
        reading = read(earlier, lexicon, calendar, asker, previous)
        previous = reading if isinstance(reading, Plan) else previous
    text = str(question["question"])
    hidden = [name for name in PARTNERS if name not in seen]
    return interpretation(read(text, lexicon, calendar, asker, previous), text, hidden)


def labelled(name: str = "dev.jsonl") -> list[dict[str, object]]:
    lines = (REFERENCE / "questions" / name).read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def write_answers(path: Path) -> None:
    rows = ({"id": question["id"], "got": interpret(question)} for question in labelled())
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
