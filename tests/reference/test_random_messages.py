"""A thousand random messages keep every platform's rules, and cards the published schema."""

import json
import os
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given

from adapters.teams.render import render
from bot.errors import MessageRejected
from tests.fixtures import messages
from tests.fixtures.drawn import WORDING, faults_of

ROOT = Path(__file__).parents[2]
REFERENCE = (ROOT / os.environ.get("DRUMBEAT_REFERENCE", "../shared")).resolve()
SCHEMA = json.loads((REFERENCE / "schemas" / "adaptive-card-1.5.json").read_text())
SHARES = 10
"""So many tests draw a hundred each, and may run side by side."""
JUDGE = jsonschema.validators.validator_for(SCHEMA)(SCHEMA)


def standard(value):
    """Return a card as a client of version 1.5 reads it: without what only Teams knows."""
    if isinstance(value, list):
        return [standard(inner) for inner in value]
    if not isinstance(value, dict):
        return value
    if str(value.get("type", "")).startswith("Chart."):
        return standard(value["fallback"])
    return {
        key: standard(inner)
        for key, inner in value.items()
        if key not in {"msteams", "choices.data"}
    }


def faults_of_cards(message):
    try:
        cards = [standard(part.card) for part in render(message, WORDING)]
    except MessageRejected:
        return []
    return [error.message for card in cards for error in JUDGE.iter_errors(card)]


@pytest.mark.parametrize("share", range(SHARES))
@given(messages.random_messages)
def test_a_thousand_random_messages_are_drawn_whole_or_refused_by_name(share, message):
    for whole in messages.alone(message):
        assert [*faults_of(whole), *faults_of_cards(whole)] == []
