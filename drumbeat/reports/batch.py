"""Many questions at once, from a file: how each was read, as plain data."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.errors import ConfigurationInvalid
from bot.figures.rules.questions.reading_json import interpretation
from bot.figures.rules.questions.talks import Reader, Talk
from bot.figures.rules.windows import Calendar
from bot.figures.store.lexicons import Lexicons
from bot.figures.store.names import visible_names
from bot.people.store.partner_names import every_partner_name
from bot.store.sessions import AsyncSession, Database
from content.catalogue import load_catalogue
from drumbeat.reports.askers import asker_of


class _Line(BaseModel):
    """One question of a batch; other keys (labels, say) are let be."""

    model_config = ConfigDict(frozen=True, strict=True)

    id: str = Field(min_length=1)
    question: str
    asked_as: str = Field(alias="as", min_length=1)
    history: list[str] = []


@dataclass(frozen=True, slots=True)
class Question:
    """A line of a batch, with its number in the file."""

    number: int
    line: _Line


@dataclass(frozen=True, slots=True)
class Batch:
    """The questions of a file."""

    path: Path
    questions: tuple[Question, ...]


def read_batch(path: Path) -> Batch:
    """Read a file of questions, one JSON object a line; every bad line is told."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        raise ConfigurationInvalid(f"{path} cannot be read: {problem}") from None
    found, faults = [], []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            found.append(Question(number, _Line.model_validate_json(line)))
        except ValidationError as problem:
            faults += [f"{path}:{number}: {_reason(dict(e))}" for e in problem.errors()]
    seen: dict[str, int] = {}
    for each in found:
        first = seen.setdefault(each.line.id, each.number)
        if first != each.number:
            faults.append(f"{path}:{each.number}: the id {each.line.id!r} is in line {first} too")
    if faults:
        raise ConfigurationInvalid("\n".join(faults))
    return Batch(path, tuple(found))


async def answer_batch(batch: Batch, database: Database, today: date) -> list[str]:
    """Read every question on this day, and return a line of JSON for each."""
    lexicons = Lexicons(load_catalogue())
    askers: dict[str, _Asker] = {}
    lines = []
    async with database.read() as session:
        for question in batch.questions:
            said = question.line.asked_as
            if said not in askers:
                try:
                    askers[said] = await _asker(session, lexicons, said, today)
                except ConfigurationInvalid as problem:
                    where = f"{batch.path}:{question.number}"
                    raise ConfigurationInvalid(f"{where}: as: {problem}") from None
            got = _got(question.line, askers[said])
            lines.append(json.dumps({"id": question.line.id, "got": got}))
    return lines


@dataclass(frozen=True, slots=True)
class _Asker:
    reader: Reader
    hidden: frozenset[str]


async def _asker(session: AsyncSession, lexicons: Lexicons, said: str, today: date) -> _Asker:
    principal = await asker_of(session, said)
    names = await visible_names(session, principal)
    hidden = frozenset(await every_partner_name(session)) - set(names["partner"])
    lexicon = await lexicons.lexicon(session, principal)
    return _Asker(Reader(lexicon, Calendar(today), principal), hidden)


def _got(line: _Line, asker: _Asker) -> dict[str, object]:
    talk = Talk()
    for earlier in line.history:
        _, talk = asker.reader.read_on(earlier, talk)
    reading, _ = asker.reader.read_on(line.question, talk)
    return interpretation(reading, line.question, asker.hidden)


def _reason(error: Mapping[str, object]) -> str:
    place = error.get("loc")
    where = ".".join(map(str, place)) if isinstance(place, tuple) else ""
    if error["type"] == "missing":
        return f"there is no {where!r}"
    return f"{where}: {error['msg']}" if where else f"{error['msg']}"
