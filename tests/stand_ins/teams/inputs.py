"""What Adaptive Cards 1.5 demands of each input."""

from collections.abc import Iterator, Mapping
from typing import Any

from tests.stand_ins.checks import Problem, Rule, anything, both, each, flag, number, record, text

from .actions import tap
from .charts import STAR_STYLE
from .pieces import DATE, ID, KIND, LONG, TIME, WORDS, element, typed, word


def asks(needs: Mapping[str, Rule], may: Mapping[str, Rule]) -> Rule:
    """Want an input with an id; where it must be filled, it must say so kindly."""
    more = {"errorMessage": text(1, 500), "isRequired": flag, "label": text(1, 500), **may}
    return both(element({"id": ID, **needs}, more), _says_what_is_missing)


def _says_what_is_missing(value: Any, at: str) -> Iterator[Problem]:
    if value.get("isRequired") and not (value.get("label") and value.get("errorMessage")):
        yield Problem(at, "a required input must have a label and an errorMessage")


def choices_make_sense(value: Any, at: str) -> Iterator[Problem]:
    """Want choices, or where they come from; each value once, the first one among them."""
    if not value.get("choices") and "choices.data" not in value:
        yield Problem(at, "at least one required of: choices, choices.data")
    offered = [c.get("value") for c in value.get("choices") or [] if isinstance(c, dict)]
    if len(set(map(str, offered))) < len(offered):
        yield Problem(f"{at}/choices", "every value must be unique")
    first = value.get("value")
    if isinstance(first, str) and first and "choices.data" not in value:
        wanted = first.split(",") if value.get("isMultiSelect") else [first]
        if not set(wanted) <= set(offered):
            yield Problem(f"{at}/value", "must be one of the choices")


QUERY = record(
    {"type": typed("Data.Query"), "dataset": text(1, 255)}, {"associatedInputs": anything}
)
HINT: dict[str, Rule] = {"placeholder": text(1, 500)}
INPUTS: dict[str, Rule] = {
    "Input.Text": asks(
        {},
        {
            **HINT,
            "isMultiline": flag,
            "maxLength": number(above=0),
            "regex": text(),
            "style": word("text", "tel", "url", "email", "password"),
            "inlineAction": tap,
            "value": LONG,
        },
    ),
    "Input.Number": asks({}, {**HINT, "min": number(), "max": number(), "value": number()}),
    "Input.Date": asks({}, {**HINT, "min": DATE, "max": DATE, "value": DATE}),
    "Input.Time": asks({}, {**HINT, "min": TIME, "max": TIME, "value": TIME}),
    "Input.Toggle": asks(
        {"title": WORDS}, {"value": LONG, "valueOff": LONG, "valueOn": LONG, "wrap": flag}
    ),
    "Input.Rating": asks({}, {**STAR_STYLE, "allowHalfSteps": flag}),
    "Input.ChoiceSet": both(
        asks(
            {},
            {
                **HINT,
                "choices": each(record({"title": WORDS, "value": WORDS}, KIND), 0),
                "choices.data": QUERY,
                "isMultiSelect": flag,
                "style": word("compact", "expanded", "filtered"),
                "value": LONG,
                "wrap": flag,
            },
        ),
        choices_make_sense,
    ),
}
