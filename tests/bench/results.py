"""What was measured, kept as `var/bench.json`: each part with its day and its machine."""

import json
import os
import platform
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

KEPT = Path("var/bench.json")
MOST = 100
"""Of more seconds than this is kept how long half of them took, 99 of 100, and the longest."""


def keep(name: str, found: object, file: Path = KEPT) -> None:
    """Keep what one part found in place of what it found before; other parts stay."""
    told = kept(file)
    told[name] = {
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": machine(),
        "found": plain(found),
    }
    file.parent.mkdir(exist_ok=True)
    file.write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")


def kept(file: Path = KEPT) -> dict[str, Any]:
    """Return what is kept, by part; nothing where nothing was measured yet."""
    if not file.is_file():
        return {}
    told: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return told


def machine() -> dict[str, object]:
    """Return what a figure depends on; the load is that of the last minute before it was kept."""
    return {
        "processors": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1),
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "system": platform.system(),
    }


def plain(found: object) -> object:
    """Return a result in words and numbers that JSON knows: every field by its name."""
    if is_dataclass(found):
        return {field.name: plain(getattr(found, field.name)) for field in fields(found)}
    if isinstance(found, tuple) and hasattr(found, "_asdict"):
        return {name: plain(value) for name, value in found._asdict().items()}
    if isinstance(found, Mapping):
        return {str(name): plain(value) for name, value in found.items()}
    if isinstance(found, list | tuple):
        return _several(found)
    return round(found, 4) if isinstance(found, float) else found


def _several(found: Sequence[Any]) -> object:
    if len(found) > MOST and all(isinstance(each, float) for each in found):
        ordered = sorted(found)
        of_a_hundred = {f"p{of}": ordered[len(ordered) * of // 100] for of in (50, 99)}
        return plain({"count": len(ordered), **of_a_hundred, "longest": ordered[-1]})
    return [plain(each) for each in found]
