"""An operator at the command line, with a database and a folder for files."""

import json
import shutil
import sqlite3
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, select
from sqlalchemy.engine import Engine, make_url

from bot.store.columns import Base
from bot.store.generations import is_shown
from drumbeat.cli import main

SURROGATES = {"id", "shown_from", "shown_until", "invitation_id", "wave_id", "contact_id"}


@dataclass(frozen=True)
class Said:
    """What a command printed, and how it ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        return json.loads(self.out)


class Operator:
    """Writes files, runs commands, and looks into the database."""

    def __init__(self, folder: Path, engine: Engine, monkeypatch, capsys) -> None:
        self.folder, self.engine = folder, engine
        self._monkeypatch, self._capsys = monkeypatch, capsys

    def file(self, text: str | bytes, name: str = "given.csv") -> str:
        path = self.folder / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return str(path)

    def run(self, *words: str) -> Said:
        self._monkeypatch.setattr(sys, "argv", ["drumbeat", *words])
        self._capsys.readouterr()
        with pytest.raises(SystemExit) as end:
            main()
        said = self._capsys.readouterr()
        return Said(int(end.value.code or 0), said.out, said.err)

    def bring(self, kind: str, text: str | bytes, *options: str) -> Said:
        return self.run("import", kind, self.file(text), "--json", *options)

    def brought(self, kind: str, text: str, *options: str) -> dict[str, Any]:
        said = self.bring(kind, text, *options)
        assert said.code == 0, said.out + said.err
        return said.json

    def rows(self, name: str, *columns: str, everything: bool = False) -> list[tuple[Any, ...]]:
        """The rows that are seen, without ids that were made up."""
        table = Base.metadata.tables[name]
        chosen = columns or [each.name for each in table.columns if each.name not in SURROGATES]
        rows = select(*(table.c[column] for column in chosen))
        if not everything:
            rows = rows.where(is_shown(_class_of(name)))
        with self.engine.connect() as connection:
            return sorted(map(tuple, connection.execute(rows)), key=repr)


def _class_of(name: str) -> type[Base]:
    return next(each.class_ for each in Base.registry.mappers if each.local_table.name == name)


@pytest.fixture
def operator(database_url: str, tmp_path: Path, monkeypatch, capsys) -> Iterator[Operator]:
    yield from _operator(database_url, tmp_path, monkeypatch, capsys)


@pytest.fixture
def sqlite_operator(sqlite_url: str, tmp_path: Path, monkeypatch, capsys) -> Iterator[Operator]:
    yield from _operator(sqlite_url, tmp_path, monkeypatch, capsys)


def _operator(url: str, folder: Path, monkeypatch, capsys) -> Iterator[Operator]:
    given = {"VENDOR": "Cirrus", "SECRET_KEY": "k" * 40, "DATABASE_URL": url, "ZONE": "UTC"}
    for name, value in given.items():
        monkeypatch.setenv(f"DRUMBEAT_{name}", value)
    monkeypatch.chdir(folder)
    parsed = make_url(url)
    engine = create_engine(parsed.set(drivername=parsed.drivername.replace("+aiosqlite", "")))
    yield Operator(folder, engine, monkeypatch, capsys)
    engine.dispose()


PARTNERS = "name,id,tier,region,stage\nAcme,acme,Gold,EMEA,build\nNorth,north,Silver,NA,scale\n"
CUSTOMERS = "id,name,partner,segment\nc1,Anna Ltd,Acme,SMB\nc2,Bert plc,north,Enterprise\n"
HEADER = "subscription,customer,product,start,end,amount,period,currency\n"


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where a populated SQLite file lies, once there is one."""
    return tmp_path_factory.mktemp("populated") / "drumbeat.db"


def populated(operator: Operator, kept: Path) -> Operator:
    """Give an operator two partners and two customers, by importing them or by a copy of that."""
    file = operator.engine.url.database if operator.engine.dialect.name == "sqlite" else None
    if file and kept.exists():
        shutil.copyfile(kept, file)
        return operator
    operator.brought("partners", PARTNERS)
    operator.brought("customers", CUSTOMERS)
    if file:
        with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(kept)) as copy:
            source.backup(copy)
    return operator


@pytest.fixture
def programme(operator: Operator, kept: Path) -> Operator:
    return populated(operator, kept)


@pytest.fixture
def small_programme(sqlite_operator: Operator, kept: Path) -> Operator:
    return populated(sqlite_operator, kept)


def subscriptions(rows: Sequence[str]) -> str:
    return HEADER + "".join(f"{row}\n" for row in rows)
