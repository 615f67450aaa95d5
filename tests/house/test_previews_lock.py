"""What draws previews is chosen like everything else: pinned, with hashes, and not kept here."""

import json
import re

from tests.house.sources import PROJECT

SCRIPT = PROJECT / "drumbeat" / "demo" / "chat" / "previews" / "script"


def packages() -> dict[str, dict[str, object]]:
    """Return every package of the lock by its place."""
    found: dict[str, dict[str, object]] = json.loads((SCRIPT / "package-lock.json").read_text())
    return {place: entry for place, entry in found["packages"].items() if place}


def test_the_lock_names_no_address():
    assert "://" not in (SCRIPT / "package-lock.json").read_text()


def test_every_package_is_pinned_with_its_hash():
    loose = [
        place
        for place, entry in packages().items()
        if not str(entry.get("integrity", "")).startswith("sha512-")
    ]

    assert packages()
    assert loose == []


def test_what_is_asked_for_is_one_exact_version():
    asked = json.loads((SCRIPT / "package.json").read_text())["dependencies"]

    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in asked.values())
    assert {name: packages()[f"node_modules/{name}"]["version"] for name in asked} == asked


def test_nothing_that_was_built_or_installed_lies_beside_it():
    kept = {path.name for path in SCRIPT.iterdir()}

    assert "node_modules" not in kept
    assert not any(name.endswith(".min.js") for name in kept)
    assert max(path.stat().st_size for path in SCRIPT.glob("*.js")) < 10_000
