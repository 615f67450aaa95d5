"""How a stop of all sends is told."""

from datetime import datetime


def standstill_warning(since: datetime | None) -> str:
    """Say that all sends are stopped; empty where they are not."""
    return f"all sends are stopped{since_when(since)}" if since is not None else ""


def since_when(moment: datetime | None) -> str:
    """Say since when, to stand behind a sentence; empty where nobody knows."""
    return f" since {moment:%Y-%m-%d %H:%M} UTC" if moment is not None else ""
