"""The small rules that every strict stand-in shares, under their name in this house."""

from tests.stand_ins.checks import (
    Problem,
    Rule,
    anything,
    at_least_one,
    both,
    each,
    exactly_one,
    flag,
    matching,
    number,
    one_of,
    record,
    tagged,
    text,
    whole,
)

__all__ = [
    "Problem",
    "Rule",
    "anything",
    "at_least_one",
    "both",
    "each",
    "exactly_one",
    "flag",
    "matching",
    "number",
    "one_of",
    "record",
    "tagged",
    "text",
    "whole",
]
