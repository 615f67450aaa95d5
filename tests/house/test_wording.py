"""Code and wording agree: every sentence that is said exists, and every one there is is said."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot.subjects import COMMANDS
from content.wording import load_wording

HOUSE = Path(__file__).parents[2]
FORMS = ("one", "other")
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


def says(call: ast.Call) -> bool:
    if isinstance(call.func, ast.Attribute):
        return call.func.attr in {"say", "say_number"} and bool(call.args)
    return isinstance(call.func, ast.Name) and call.func.id == "say" and bool(call.args)


def sayings() -> Iterator[Saying]:
    for path, tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and says(node):
                names = [keyword.arg for keyword in node.keywords]
                if isinstance(node.func, ast.Attribute) and node.func.attr == "say_number":
                    names.append("count")
                yield Saying(
                    f"{path}:{node.lineno}",
                    words_in(node.args[0]),
                    frozenset(name for name in names if name),
                    None in names,
                )


def known_sentences() -> dict[str, frozenset[str]]:
    """Every key with its values; one with forms for numbers is said without its form."""
    written = load_wording().placeholders()
    counted = {
        key.removesuffix("_other"): values
        for key, values in written.items()
        if key.endswith("_other")
    }
    forms = {f"{key}_{form}" for key in counted for form in FORMS}
    return counted | {key: values for key, values in written.items() if key not in forms}


def pattern_of(node: ast.JoinedStr) -> str:
    """What a key put together in the code can look like."""
    return "".join(
        re.escape(str(part.value)) if isinstance(part, ast.Constant) else "(.+)"
        for part in node.values
    )


def test_every_command_says_what_it_does():
    known = load_wording().placeholders()

    assert {command.key for command in COMMANDS} <= known.keys()


def test_every_sentence_that_is_said_exists():
    known = known_sentences()

    unknown = [
        f"{saying.where}: {key}" for saying in sayings() for key in saying.keys - known.keys()
    ]

    assert unknown == []


def test_every_sentence_gets_the_values_it_waits_for():
    known = known_sentences()

    differing = [
        f"{saying.where}: {key} waits for {sorted(known[key])}, gets {sorted(saying.values)}"
        for saying in sayings()
        for key in saying.keys & known.keys()
        if not saying.spreads and known[key] != saying.values
    ]

    assert differing == []


def test_every_sentence_is_said_somewhere():
    # A key may reach `say` through a table, or be put together, so any string in the code counts.
    nodes = [node for _, tree in trees() for node in ast.walk(tree)]
    spelled = {word for node in nodes for word in words_in(node)}
    spelled |= {command.key for command in COMMANDS}
    patterns = {
        pattern_of(node.args[0])
        for node in nodes
        if isinstance(node, ast.Call) and says(node) and isinstance(node.args[0], ast.JoinedStr)
    }

    def is_put_together(key: str) -> bool:
        found = (re.fullmatch(pattern, key) for pattern in patterns)
        return any(match and set(match.groups()) <= spelled for match in found)

    silent = known_sentences().keys() - spelled
    assert sorted(key for key in silent if not is_put_together(key)) == []
