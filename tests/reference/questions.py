"""The labelled questions as data."""

import json
import os
from pathlib import Path

ROOT = Path(__file__).parents[2]
REFERENCE = (ROOT / os.environ.get("DRUMBEAT_REFERENCE", "../shared")).resolve()


def labelled(name: str = "dev.jsonl") -> list[dict[str, object]]:
    lines = (REFERENCE / "questions" / name).read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]
