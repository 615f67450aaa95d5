"""A question as words: one spelling for what people type in many ways."""

import re
import unicodedata
from collections.abc import Callable

LONGEST_QUESTION = 500

_MONTH = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    "|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
_PART = rf"(?:{_MONTH}|[qh][1-4])"
_YEAR = r"(?:20\d\d|fy\s?\d\d(?:\d\d)?)"
_POINT = rf"(?:{_PART}|{_YEAR})"
_DASH = r"\s?[-–—]\s?"  # noqa: RUF001 - dashes people type
_SHORTENED = "".join(
    rf"(?<!\b{word})"
    for word in (
        *("vs", "no", "nr", "st", "co", "inc", "ltd", "corp", "avg", "incl", "excl", "approx"),
        *("jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec"),
    )
)
"""A full stop behind these ends no sentence."""


def _of_its_year(found: re.Match[str]) -> str:
    """Join a year with its part; behind "q1 2025 -" another time begins."""
    return found[0] if found["part"] else f"{found['of']} {found['year']}"


_DATE = r"\b(\d{4})-(\d{1,2})-(\d{1,2})\b"

_REWRITES: tuple[tuple[str, str | Callable[[re.Match[str]], str]], ...] = (
    (r"<[^<>\s]*>", " "),  # a mention or a link in a platform's own markup
    (r"(?<![\w.])@(?=\w)", " "),
    (rf"{_SHORTENED}(?:\.|(?<!\.)[?!;]+)\s+(?=\S)", " , "),
    (r"[‘’`´]", "'"),  # noqa: RUF001 - what telephones type
    (r"(?<=[\w\s])'(\d\d)\b", r" 20\1"),
    (r"\b([ymqw])\s?[/-]\s?o?\s?[/-]?\s?\1\b", r"\1o\1"),
    (r"(?:->|=>|→|➜)", " to "),
    (r"'s\b", " "),
    (r"[\"'“”«»]", ""),
    # A part of a year and its year are one time, however they are joined: "q3-2026", "2026-sep".
    (rf"\b({_PART}){_DASH}({_YEAR})\b", r"\1 \2"),
    (
        rf"(?P<part>\b{_PART}\s)?\b(?P<year>{_YEAR}){_DASH}(?P<of>{_PART})\b(?!{_DASH}?\s?{_YEAR})",
        _of_its_year,
    ),
    (r"(?<![\w/.])(0?[1-9]|1[0-2])/(20\d\d)\b", lambda m: f"{m[2]}-{int(m[1]):02}"),
    (rf"\b({_POINT}){_DASH}(?={_POINT}\b)", r"\1 to "),
    (r"\b(20\d\d)[-/ ]?([qh][1-4])\b", r"\2 \1"),
    (r"\b([qh][1-4])[-/ ]?(20\d\d)\b", r"\1 \2"),
    (r"\b(fy\s?\d\d(?:\d\d)?)[-/ ]?([qh][1-4])\b", r"\1 \2"),
    (r"\b([qh][1-4])[-/ ]?(fy\s?\d\d(?:\d\d)?)\b", r"\2 \1"),
    (r"\b([1-4])([qh])\s?(?:20)?(\d\d)\b", r"\2\1 20\3"),
    (r"\b([1-4])([qh])\b", r"\2\1"),
    (r"\b(\d+)(?!st\b|nd\b|rd\b|th\b)([a-z]+)\b", r"\1 \2"),
    (r"\b(top|bottom|best|worst|last|next|past|trailing)(\d+)", r"\1 \2"),
    (r"%", " percent "),
    (r"[+&]", " and "),
)

_COMPILED = tuple((re.compile(pattern), replacement) for pattern, replacement in _REWRITES)
_PLAIN = re.compile(r"[a-z ]*")
"""Words in which no pattern above finds anything: each wants a digit or a sign."""

_RUN_TOGETHER = {"whos": "who", "wheres": "where"}
"""What is typed without its apostrophe."""

_TOKEN = re.compile(
    r"\d{4}-\d{2}-\d{2}|\d{1,2}[./]\d{1,2}[./]\d{4}|\d{4}-\d{2}(?!\d)|\d+(?:st|nd|rd|th)\b"
    r"|\d+\.\d+|\w+|[$€£¥,]"
)


def normalise(text: str) -> str:
    """Bring a question to one spelling: compatibility form, lower case, markup and quotes gone."""
    plain = unicodedata.normalize("NFKC", text).lower()
    if _PLAIN.fullmatch(plain):
        return plain
    plain = re.sub(_DATE, lambda m: f"{m[1]}-{int(m[2]):02}-{int(m[3]):02}", plain)
    for pattern, replacement in _COMPILED:
        plain = pattern.sub(replacement, plain)
    return plain


def tokenise(text: str) -> tuple[str, ...]:
    """Split a question (or a name, or a synonym) into its normalised words."""
    words = (word.strip("_") for word in _TOKEN.findall(normalise(text)))
    return tuple(_RUN_TOGETHER.get(word, word) for word in words if word)
