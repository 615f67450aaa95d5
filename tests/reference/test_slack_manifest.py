"""Slack's own schema takes our manifest."""

import json
import os
from pathlib import Path

from jsonschema import Draft7Validator

ROOT = Path(__file__).parents[2]
REFERENCE = (ROOT / os.environ.get("DRUMBEAT_REFERENCE", "../shared")).resolve()
SCHEMA = REFERENCE / "schemas" / "slack_app_manifest.2.0.0.json"


def test_the_manifest_keeps_slacks_schema():
    schema = json.loads(SCHEMA.read_text())
    manifest = json.loads((ROOT / "manifest.json").read_text())

    assert list(Draft7Validator(schema).iter_errors(manifest)) == []
