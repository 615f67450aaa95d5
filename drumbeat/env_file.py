"""Writes `.env` files, which hold a secret: they are read back by `drumbeat.settings`."""

from pathlib import Path


def quoted(value: str) -> str:
    """Return a value as a line of the file takes it, whatever signs are in it."""
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def write_env(path: Path, text: str) -> None:
    """Write the file so that only its owner can read it."""
    path.touch(mode=0o600)
    path.write_text(text, encoding="utf-8")
