"""The Teams app's manifest keeps Microsoft's own schema."""

import io
import json
import os
import zipfile
from pathlib import Path

import jsonschema

from adapters.teams.package.build import build_package
from adapters.teams.package.manifest import Offers
from bot.subjects import for_everybody, starters
from content.wording import load_wording

ROOT = Path(__file__).parents[2]
REFERENCE = (ROOT / os.environ.get("DRUMBEAT_REFERENCE", "../shared")).resolve()
SCHEMA = REFERENCE / "schemas" / "teams_app_manifest.v1.30.json"


def test_the_manifest_keeps_the_schema_it_names():
    schema = json.loads(SCHEMA.read_text())
    package = build_package(
        "5f0c2f6e-2c3f-4c0e-9a53-d8d7c1c6a001",
        "bot.example.com",
        "Cirrus Channel Cloud",
        Offers(for_everybody(load_wording().say), starters(load_wording().say)),
    )
    manifest = json.loads(zipfile.ZipFile(io.BytesIO(package)).read("manifest.json"))
    judge = jsonschema.validators.validator_for(schema)(schema)

    assert [error.message for error in judge.iter_errors(manifest)] == []
    assert manifest["$schema"].endswith("/v1.30/MicrosoftTeams.schema.json")
    assert manifest["manifestVersion"] == "1.30"
