"""Code and wording agree: every sentence that is said exists, and every one there is is said."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from content.wording import load_wording

HOUSE = Path(__file__).parents[2]
ROOMS = ("bot", "adapters", "content", "scheduler", "drumbeat")


@dataclass(frozen=True)
class Saying:
    """One place in the code where something is said."""

    where: str
    keys: frozenset[str]
    values: frozenset[str]
    spreads: bool


@cache
def trees() -> tuple[tuple[Path, ast.Module], ...]:
    return tuple(
        (path.relative_to(HOUSE), ast.parse(path.read_text(encoding="utf-8")))
        for room in ROOMS
        for path in sorted((HOUSE / room).rglob("*.py"))
    )


def words_in(node: ast.AST) -> frozenset[str]:
    """The strings a node can stand for, as far as it spells them out."""
    if isinstance(node, ast.IfExp):
        return words_in(node.body) | words_in(node.orelse)
    return frozenset(
        {node.value} if isinstance(node, ast.Constant) and isinstance(node.value, str) else ()
    )


def sayings() -> Iterator[Saying]:
    for path, tree in trees():
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr == "say"
                and node.args
            ):
                names = [keyword.arg for keyword in node.keywords]
                yield Saying(
                    f"{path}:{node.lineno}",
                    words_in(node.args[0]),
                    frozenset(name for name in names if name),
                    None in names,
                )


def test_every_sentence_that_is_said_exists():
    known = load_wording().placeholders()

    unknown = [
        f"{saying.where}: {key}" for saying in sayings() for key in saying.keys - known.keys()
    ]

    assert unknown == []


def test_every_sentence_gets_the_values_it_waits_for():
    known = load_wording().placeholders()

    differing = [
        f"{saying.where}: {key} waits for {sorted(known[key])}, gets {sorted(saying.values)}"
        for saying in sayings()
        for key in saying.keys & known.keys()
        if not saying.spreads and known[key] != saying.values
    ]

    assert differing == []


def test_every_sentence_is_said_somewhere():
    # A key may reach `say` through a table, so any string in the code counts.
    spelled = {
        node.value
        for _, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }

    assert sorted(load_wording().placeholders().keys() - spelled) == []
