"""Where figures come from by themselves, as the vendor set it in `sources.yaml`."""

import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Self
from urllib.parse import parse_qsl, urlsplit

from pydantic import AfterValidator, Field, model_validator

from bot.beat.rules.cadence import Cadence, read_cadence
from bot.errors import CadenceUnreadable, ConfigurationInvalid, ContentInvalid
from bot.imports.rules.kinds import KINDS
from bot.imports.rules.kinds_events import EVENTS
from bot.imports.rules.sources import Place, Source, Until
from content.confidential import check_address
from content.documents import Document, read_yaml, validate
from content.faults import Faults
from content.mappings import find_mapping
from content.shapes import KeyText, Moment, Strict, minutes_of, time_like

NAME = "sources.yaml"
_VARIABLE = re.compile(r"[A-Z][A-Z0-9_]{0,99}")
_SECRET = re.compile(r"(?i)token|secret|passw|pwd|sig|api_?key|access_?key|^key$|credential|auth")
_HERE = {"localhost", "127.0.0.1", "::1"}
_OURS = "DRUMBEAT_"
_HIDDEN = (
    "a secret stands in it, and many read this file: put it into an environment variable, and "
    "name that in address_from or database_from"
)


def _check_variable(text: str) -> str:
    if not _VARIABLE.fullmatch(text) or text.startswith(_OURS):
        raise ValueError(
            f"write the name of an environment variable, such as BILLING_URL; {_OURS} is for ours"
        )
    return text


def _check_kind(text: str) -> str:
    known = [name for name in KINDS if name != EVENTS.name]
    if text not in known:
        raise ValueError(f"write one of {', '.join(known)}")
    return text


def _check_open(text: str) -> str:
    """Refuse an address in which a secret stands: a content file is read by many."""
    try:
        parts = urlsplit(text)
        secret = parts.password is not None
    except ValueError:
        raise ValueError("this is no address") from None
    if secret or any(_SECRET.search(name) for name, _ in parse_qsl(parts.query)):
        raise ValueError(_HIDDEN)
    return text


def _check_web(text: str) -> str:
    _check_open(text)
    why = wrong_with_address(text)
    if why:
        raise ValueError(why)
    return text


def wrong_with_address(text: str) -> str:
    """Say why nothing is fetched from an address; nothing where it can be."""
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return "this is no address"
    if parts.scheme == "http" and host in _HERE:
        return ""
    if parts.scheme != "https" or not host:
        return "write an address that begins with https://"
    return ""


Variable = Annotated[str, AfterValidator(_check_variable)]
Time = Annotated[str, AfterValidator(time_like)]


class _Cadence(Strict):
    """From when something new is expected, on the clock of `zone`, else the vendor's."""

    rule: str
    starts_on: Moment
    zone: str = ""

    @model_validator(mode="after")
    def _readable(self) -> Self:
        try:
            self.read()
        except CadenceUnreadable as problem:
            raise ValueError(str(problem)) from problem
        return self

    def read(self) -> Cadence:
        return read_cadence(self.rule, self.starts_on, self.zone or None)


class _Source(Strict):
    """A source as it is written; one of the three places is named."""

    key: KeyText
    kind: Annotated[str, AfterValidator(_check_kind)]
    folder: str = ""
    database: Annotated[str, AfterValidator(_check_open)] = ""
    database_from: Variable | None = None
    query: str = ""
    address: Annotated[str, AfterValidator(_check_web)] = ""
    address_from: Variable | None = None
    mapping: str = ""
    cadence: _Cadence
    late_after: Time = Field(default="12 hours")
    owner: Annotated[str, AfterValidator(check_address)]
    until: Until | None = None

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        named = [name for name in _PLACES if getattr(self, name)]
        if len(named) != 1:
            raise ValueError(
                "say where it comes from by one of folder, database, address "
                "(or database_from, address_from)"
            )
        if bool(self.query) != (_PLACES[named[0]] is Place.DATABASE):
            raise ValueError("a database wants a query, and nothing else does")
        return self

    def read(self) -> Source:
        """Return it in the core's words."""
        named = next(name for name in _PLACES if getattr(self, name))
        return Source(
            key=self.key,
            kind=self.kind,
            place=_PLACES[named],
            at="" if named.endswith("_from") else getattr(self, named),
            at_variable=getattr(self, named) if named.endswith("_from") else "",
            query=self.query,
            mapping=self.mapping,
            cadence=self.cadence.read(),
            zone=self.cadence.zone,
            late_after=timedelta(minutes=minutes_of(self.late_after)),
            owner=self.owner,
            until=self.until,
        )


_PLACES: Mapping[str, Place] = {
    "folder": Place.FOLDER,
    "database": Place.DATABASE,
    "database_from": Place.DATABASE,
    "address": Place.ADDRESS,
    "address_from": Place.ADDRESS,
}


class _File(Strict):
    sources: tuple[_Source, ...]


def load_sources(folder: Path) -> tuple[Source, ...]:
    """Read the folder's `sources.yaml`; all that is wrong in it is one `ContentInvalid`.

    Without that file nothing comes by itself.
    """
    path = folder / NAME
    if not path.is_file():
        return ()
    document = read_yaml(path)
    file, faults = validate(document, _File), Faults()
    faults.found += _mistakes(document, file, folder)
    faults.tell()
    return tuple(one.read() for one in file.sources)


def _mistakes(document: Document, file: _File, folder: Path) -> Iterator[ContentInvalid]:
    keys = [one.key for one in file.sources]
    for index, one in enumerate(file.sources):
        if one.key in keys[:index]:
            yield document.invalid(("sources", index, "key"), f"{one.key!r} stands here twice")
        if one.until is not None and not KINDS[one.kind].days:
            reason = f"{one.kind} have no day to be complete to: leave until out"
            yield document.invalid(("sources", index, "until"), reason)
        if one.mapping:
            try:
                find_mapping(one.mapping, one.kind, folder / "mappings")
            except ConfigurationInvalid as problem:
                reason = str(problem).removeprefix("--")
                yield document.invalid(("sources", index, "mapping"), reason)
            except ContentInvalid:
                continue  # what is wrong in a mapping is told of its own file
