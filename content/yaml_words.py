"""What is wrong with the writing of a YAML text, in our words: they say what to write instead.

The library's own words name the rules of YAML; who writes a newsletter knows none of them.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

import yaml

from content.yaml_place import (
    FIELD,
    Place,
    Said,
    in_quotes,
    indent,
    no_key,
    space_missing,
    value_of,
)
from content.yaml_reader import QUOTE_IT, quoted, short

UNKNOWN = (
    "this cannot be read: each line is a key, a colon, a space and its value, and a value "
    'with signs in it stands in quotes, such as title: "A: B"'
)


def said_of(error: yaml.YAMLError | ValueError, lines: Sequence[str]) -> Said:
    """Return the line (from 1) of an error of the library, and what to do about it."""
    if not isinstance(error, yaml.MarkedYAMLError):
        return _last(lines), UNKNOWN
    problem, context = (error.problem or "").lower(), (error.context or "").lower()
    at = error.problem_mark or error.context_mark
    line = at.line if at else 0
    began = error.context_mark.line if error.context_mark else line
    place = Place(problem, context, lines, line, began)
    for known, say in _KNOWN:
        if known.search(f"{context}: {problem}"):
            found, reason = say(place)
            return max(1, min(found + 1, _last(lines))), reason
    return max(1, min(line + 1, _last(lines))), UNKNOWN


def _last(lines: Sequence[str]) -> int:
    return next((n for n in range(len(lines), 0, -1) if lines[n - 1].strip()), 1)


def _colon(at: Place) -> Said:
    if at.text.count(": ") > 1:
        return at.line, f"a colon in a value needs quotes: write {in_quotes(at.text)}"
    if missing := space_missing(at.before):
        above = max(n for n, one in enumerate(at.lines[: at.line]) if one == at.before)
        return above, missing
    if indent(at.text) > indent(at.before):
        reason = (
            f"{short(at.text)!r} stands further right than {short(at.before)!r} above it, which "
            "has a value already: let keys that belong together begin in the same column"
        )
        return at.line, reason
    return at.line, f"a colon in a value needs quotes: write {in_quotes(at.text)}"


def _cannot_begin(at: Place) -> Said:
    found = re.search(r"character '(.|\\t)'", at.problem)
    mark = found[1] if found else ""
    if mark == "\\t" or (not mark and at.text.lstrip(" ").startswith("\t")):
        return _tab(at)
    value = value_of(at.text)
    mark = mark or value[:1]
    if mark and mark not in "@`%":
        return at.line, f"{quoted(mark)} cannot stand here: write {in_quotes(at.text)}"
    said = QUOTE_IT.format(mark=mark or "@, ` or %")
    return at.line, f"{said}: write {in_quotes(at.text)}"


def _tab(at: Place) -> Said:
    return at.line, f"a tab stands in {short(at.text)!r} before its words: indent with spaces"


def _never_closed(at: Place) -> Said:
    mark = value_of(at.beginning)[:1]
    what = f"the quote {mark}" if mark in {"'", '"'} else "a quote"
    return at.began, f"{what} that opens in {short(at.beginning)!r} is never closed"


def _behind(at: Place) -> Said:
    """Something stands where an entry of a block should begin."""
    value = value_of(at.text)
    if value[:1] in {"'", '"'}:
        mark = value[:1]
        return at.line, (
            f"words stand behind the quote {mark} that closes: double a quote inside of quotes, "
            f"or use the other kind: write {_in_other_quotes(at.text, mark)}"
        )
    if value[:1] in {"[", "{"}:
        return _bracket_value(at)
    if at.text.lstrip().startswith("- "):
        return at.line, (
            f"{short(at.text)!r} is an entry of a list where a key is wanted: "
            "let the entries of one list begin in the same column, below its key"
        )
    return at.line, (
        f"{short(at.text)!r} does not begin in the column of its neighbours: "
        "let keys that belong together begin in the same column, and indent with spaces"
    )


def _in_other_quotes(line: str, mark: str) -> str:
    name, _, value = line.strip().partition(": ")
    return f"{name}: {quoted(value.strip().removeprefix(mark).removesuffix(mark))}"


def _bracket_value(at: Place) -> Said:
    mark = "{{" if "{{" in at.text else value_of(at.text)[:1]
    return at.line, f"{QUOTE_IT.format(mark=mark)}: write {in_quotes(at.text)}"


def _bracket(at: Place) -> Said:
    if "{{" in at.beginning:
        mark = "{{"
        return at.began, f"{QUOTE_IT.format(mark=mark)}: write {in_quotes(at.beginning)}"
    at = at if at.beginning.strip() else replace(at, began=at.lines.index(at.before))
    value = value_of(at.text)
    if value[:1] in {"]", "}", ","}:
        return at.line, f"{QUOTE_IT.format(mark=value[0])}: write {in_quotes(at.text)}"
    mark = "{" if "mapping" in at.context else "["
    closing = {"[": "]", "{": "}"}[mark]
    return at.began, (
        f"{mark} opens in {short(at.beginning)!r} and is not closed with {closing} behind entries "
        f"parted by commas: close it; {QUOTE_IT.format(mark=mark)}"
    )


def _no_colon(at: Place) -> Said:
    line = at.beginning if at.beginning.strip() else at.text
    return at.began, no_key(line)


def _entry(at: Place) -> Said:
    found = FIELD.fullmatch(at.text)
    if found and (found["value"] or "").startswith("- "):
        return at.line, (
            f"a list begins on the line below its key, one - a line; "
            f"a value that begins with a dash needs quotes: write {in_quotes(at.text)}"
        )
    return at.line, (
        f"{short(at.text)!r} is an entry of a list where none is wanted: put it in the column of "
        "the other entries, or put the value in quotes"
    )


def _begins_with(mark: str) -> Callable[[Place], Said]:
    def say(at: Place) -> Said:
        line, text = (at.began, at.beginning) if at.beginning.strip() else (at.line, at.text)
        return line, f"{QUOTE_IT.format(mark=mark)}: write {in_quotes(text)}"

    return say


def _escape(at: Place) -> Said:
    single = value_of(at.text).strip('"').replace("'", "''")
    return at.line, (
        "a backslash in double quotes stands before a letter that means something else: "
        f"use single quotes, such as '{short(single)}'"
    )


def _percent(at: Place) -> Said:
    return at.line, (
        f"a line that begins with % says something to a program: leave {short(at.text)!r} out, "
        "or put the words behind a key and in quotes"
    )


def _second(at: Place) -> Said:
    if not at.text.startswith("---"):
        return _behind(at)
    return at.line, "a second text begins here with ---: one file holds one, so leave it out"


def _question_mark(at: Place) -> Said:
    return at.line, f"{QUOTE_IT.format(mark='?')}: write {in_quotes(at.text)}"


def _deep(at: Place) -> Said:
    return at.line, "this nests deeper than anybody reads: write it flat"


def _letters(at: Place) -> Said:
    return at.line, (
        f"{short(at.text)!r} holds a sign that cannot be seen: copy the words anew as plain text"
    )


_TABLE: tuple[tuple[str, Callable[[Place], Said]], ...] = (
    ("maximum (depth|nesting)|recursive", _deep),
    (
        "special characters|control characters|unicode|utf-|invalid (leading|trailing)|octet",
        _letters,
    ),
    (r"tab character|character '\\t'", _tab),
    ("directive|%yaml|yaml document", _percent),
    ("mapping values are not allowed", _colon),
    ("mapping keys are not allowed", _question_mark),
    ("sequence entries are not allowed", _entry),
    ("cannot start any token", _cannot_begin),
    ("double-quoted scalar|escape (character|sequence)|hexadecimal|hexdecimal", _escape),
    ("quoted scalar.*(end of stream|document separator|document indicator)", _never_closed),
    ("anchor|alias", _begins_with("& or *")),
    (r"\btag\b|\buri\b|constructor for|%[0-9a-f]|instance|python|base64|merg", _begins_with("!")),
    ("block scalar|chomping|indentation indicator", _begins_with("> or |")),
    ("flow (sequence|mapping|node)|expected ',' or|node content", _bracket),
    ("another document|single document|document start|<document", _second),
    ("expected ':'|expected a? ?comment or", _no_colon),
    ("block (collection|mapping|sequence|end)|<block|expected key|'-' indicator", _behind),
)
_KNOWN = tuple((re.compile(pattern), say) for pattern, say in _TABLE)
