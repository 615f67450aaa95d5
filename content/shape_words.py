"""What is wrong with the shape of a content file, in our words: they say what to write."""

from collections.abc import Callable, Mapping, Sequence

from pydantic_core import ErrorDetails

from content.shapes import DAY, MOMENT
from content.yaml_reader import short

Context = Mapping[str, object]
NO_FIELDS = "fields are wanted here, one a line below it: write key: value, two columns further in"
NO_LIST = "a list is wanted here: write [one, another], or one - a line below it"
NO_WORDS = "words are wanted here, behind the colon"
NUMBER = "write a whole number, such as 14"
UNKNOWN = "this cannot be read here"
NOTHING = "nothing stands here; the word null itself is written in quotes"
_SMALL = "write it in small letters, digits and "
_PATTERNS = {
    r"^[a-z][a-z0-9-]{0,39}$": f"{_SMALL}dashes, such as spring-news",
    r"^[a-z0-9][a-z0-9-]{0,39}$": f"{_SMALL}dashes, such as 2026-news",
    r"^[a-z][a-z0-9_]*$": f"{_SMALL}underscores, such as net_arr",
}


def said_of(mistake: ErrorDetails) -> str:
    """Return what is wrong with a value, and what to write in its place."""
    kind, given = mistake["type"], mistake["input"]
    if kind == "value_error":
        return mistake["msg"].removeprefix("Value error, ")
    if given is None and kind not in {"missing", "none_required"}:
        return NOTHING
    said = _SAID.get(kind)
    if said is None:
        return UNKNOWN
    words = said if isinstance(said, str) else said(mistake.get("ctx", {}))
    if isinstance(given, str) and words in {NUMBER, DAY, MOMENT, TRUE_OR_FALSE}:
        return f"{words}, not {short(given)!r}"
    return words


TRUE_OR_FALSE = "write true or false"


def _one_of(context: Context) -> str:
    return f"write {str(context.get('expected', '')).replace(chr(39), '')}"


def _pattern(context: Context) -> str:
    return _PATTERNS.get(str(context.get("pattern")), "it cannot be written so")


def _length(words: str) -> Callable[[Context], str]:
    def say(context: Context) -> str:
        limit = next((context[name] for name in _LIMITS if name in context), "")
        return NO_WORDS if (words, limit) == (_SHORT, 1) else words.format(limit=limit)

    return say


_LIMITS = ("min_length", "max_length", "ge", "gt", "le", "lt")
_SHORT = "write at least {limit} characters"


def _all(kinds: Sequence[str], said: str) -> dict[str, str | Callable[[Context], str]]:
    return dict.fromkeys(kinds, said)


_SAID: Mapping[str, str | Callable[[Context], str]] = {
    "missing": "this is missing",
    "extra_forbidden": "there is no such field",
    "string_type": NO_WORDS,
    "string_pattern_mismatch": _pattern,
    "string_too_short": _length(_SHORT),
    "string_too_long": _length("write at most {limit} characters"),
    "too_short": _length("write at least {limit} entries"),
    "too_long": _length("write at most {limit} entries"),
    "greater_than": _length("write more than {limit}"),
    "greater_than_equal": _length("write {limit} or more"),
    "less_than": _length("write less than {limit}"),
    "less_than_equal": _length("write {limit} or less"),
    "literal_error": _one_of,
    "enum": _one_of,
    "set_item_not_hashable": "write single words here, parted by commas",
    **_all(("int_type", "int_parsing", "int_parsing_size", "int_from_float"), NUMBER),
    **_all(("float_type", "float_parsing", "finite_number"), "write a number, such as 1.5"),
    **_all(("bool_type", "bool_parsing"), TRUE_OR_FALSE),
    **_all(("date_type", "date_parsing", "date_from_datetime_parsing"), DAY),
    "date_from_datetime_inexact": DAY,
    **_all(("datetime_type", "datetime_parsing", "datetime_object_invalid"), MOMENT),
    "datetime_from_date_parsing": MOMENT,
    **_all(("model_type", "model_attributes_type", "dict_type", "mapping_type"), NO_FIELDS),
    **_all(("list_type", "tuple_type", "set_type", "frozen_set_type", "iterable_type"), NO_LIST),
}
