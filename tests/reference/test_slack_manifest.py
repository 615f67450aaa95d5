"""Slack's own schema takes our manifest."""

import json
import os
from pathlib import Path

import pytest
from jsonschema import Draft7Validator

from content.wording import load_wording
from drumbeat.settings import read_settings
from drumbeat.slash_commands import slack_manifest, slash_commands

ROOT = Path(__file__).parents[2]
REFERENCE = (ROOT / os.environ.get("DRUMBEAT_REFERENCE", "../shared")).resolve()
SCHEMA = REFERENCE / "schemas" / "slack_app_manifest.2.0.0.json"


def by_socket():
    settings = read_settings(vendor="Cirrus", secret_key="k" * 40)
    return slack_manifest(slash_commands(settings), load_wording(), "", by_socket=True)


@pytest.mark.parametrize(
    "make", [lambda: json.loads((ROOT / "manifest.json").read_text()), by_socket]
)
def test_the_manifest_keeps_slacks_schema(make):
    schema = json.loads(SCHEMA.read_text())
    manifest = make()

    assert list(Draft7Validator(schema).iter_errors(manifest)) == []
