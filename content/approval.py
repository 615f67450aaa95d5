"""What the vendor wants to be asked before something goes out: `approval.yaml`."""

import re
from collections.abc import Collection, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from bot.beat.rules.approving import ANYTHING_GOES, WINDOW, Policy
from bot.errors import ContentInvalid
from content.desk import SERIES
from content.documents import Document, read_yaml, validate
from content.faults import Faults
from content.shapes import KeyText, Strict

NAME = "approval.yaml"
_SPAN = re.compile(r"([1-9][0-9]{0,2}) (hour|day)s?")
_HOURS = {"hour": 1, "day": 24}
LONGEST = timedelta(days=14)


def _check_span(text: str) -> str:
    if _span(text) is None:
        raise ValueError("write for how long, such as: 24 hours (at most 14 days)")
    return text


def _span(text: str) -> timedelta | None:
    found = _SPAN.fullmatch(text)
    span = timedelta(hours=int(found[1]) * _HOURS[found[2]]) if found else None
    return span if span is not None and span <= LONGEST else None


class _Approval(Strict):
    """From which size on, and for whose tiers, a second person must approve."""

    above: int | None = Field(default=None, ge=0)
    tiers: frozenset[Annotated[str, Field(min_length=1)]] = frozenset()
    files: Literal["reviewed", "approved"] = "reviewed"


class _Objection(Strict):
    """Which series managers may keep their partners out of, and how long before they hear."""

    of: frozenset[KeyText] = Field(min_length=1)
    window: Annotated[str, AfterValidator(_check_span)] = "24 hours"


class _File(Strict):
    approval: _Approval | None = None
    objection: _Objection | None = None


def load_approval(path: Path, newsletters: Collection[str] | None) -> Policy:
    """Read what is to be asked; all mistakes are one `ContentInvalid`. Without a file nothing is.

    Where no newsletters are known yet, nobody asks for them.
    """
    if not path.is_file():
        return ANYTHING_GOES
    document = read_yaml(path)
    file, faults = validate(document, _File), Faults()
    approval, objection = file.approval or _Approval(), file.objection
    if file.approval is not None and approval.above is None and not approval.tiers:
        reason = "say from which size on (above: 200), or for which tiers (tiers: [Gold])"
        faults.found.append(document.invalid(("approval",), reason))
    if objection is not None and newsletters is not None:
        faults.found += _unknown_series(document, objection.of, newsletters)
    faults.tell()
    return Policy(
        above=approval.above,
        tiers=approval.tiers,
        files_too=approval.files == "approved",
        object_to=objection.of if objection else frozenset(),
        window=(_span(objection.window) if objection else None) or WINDOW,
    )


def _unknown_series(
    document: Document, of: frozenset[str], newsletters: Collection[str]
) -> Iterator[ContentInvalid]:
    known = (*sorted(newsletters), SERIES)
    for series in sorted(of.difference(known)):
        reason = f"{series!r} is neither a newsletter nor {SERIES}: write {' or '.join(known)}"
        yield document.invalid(("objection", "of"), reason)
