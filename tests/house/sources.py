"""What the rules of the house look at: the product's files and every text in the project."""

from collections.abc import Iterator
from pathlib import Path

PROJECT = Path(__file__).parents[2]
ROOMS = ("drumbeat", "adapters", "content", "scheduler", "bot")
MADE_BY_TOOLS = {"__pycache__", "build", "dist", "var", "node_modules"}
KEPT_DOTTED = {".ci", ".env.example", ".gitignore", ".importlinter"}


def product_files(*rooms: str, suffix: str = ".py") -> Iterator[Path]:
    """Yield the files of these rooms, or of all."""
    for room in rooms or ROOMS:
        yield from sorted(
            path for path in (PROJECT / room).rglob(f"*{suffix}") if not _is_made(path)
        )


def texts() -> Iterator[tuple[str, str]]:
    """Yield name and content of everything somebody wrote and can read."""
    for path in sorted(PROJECT.rglob("*")):
        if path.is_file() and not _is_made(path):
            try:
                yield named(path), path.read_text(encoding="utf-8")
            except UnicodeDecodeError:
                continue


def named(path: Path) -> str:
    """Return how people call a file: its path inside the project."""
    return path.relative_to(PROJECT).as_posix()


def _is_made(path: Path) -> bool:
    return any(
        part in MADE_BY_TOOLS
        or part.endswith(".egg-info")
        or (part.startswith(".") and part not in KEPT_DOTTED)
        for part in path.relative_to(PROJECT).parts
    )
