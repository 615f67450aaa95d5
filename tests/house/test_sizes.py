"""A file fits one sitting, a function one screen; over the limit are two ideas to split."""

import ast
from collections.abc import Iterator

from tests.house.sources import named, product_files

FILE_LINES = 300
FUNCTION_LINES = 45
FUNCTIONS = 20
LISTS = "bot/store/migrations/versions/"  # a migration is a list of steps, written once

Function = ast.FunctionDef | ast.AsyncFunctionDef


def measured_files() -> Iterator[tuple[str, str]]:
    for path in product_files():
        if not named(path).startswith(LISTS):
            yield named(path), path.read_text()


def functions(source: str) -> list[Function]:
    return [each for each in ast.walk(ast.parse(source)) if isinstance(each, Function)]


def length(function: Function) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1


def test_a_file_fits_one_sitting():
    too_long = [
        f"{name}: {lines} lines"
        for name, source in measured_files()
        if (lines := len(source.splitlines())) > FILE_LINES
    ]

    assert too_long == []


def test_a_function_fits_one_screen():
    too_long = [
        f"{name}:{function.lineno} {function.name}: {length(function)} lines"
        for name, source in measured_files()
        for function in functions(source)
        if length(function) > FUNCTION_LINES
    ]

    assert too_long == []


def test_a_file_has_few_functions():
    too_many = [
        f"{name}: {count} functions"
        for name, source in measured_files()
        if (count := sum(isinstance(each, Function) for each in ast.parse(source).body))
        > FUNCTIONS
    ]

    assert too_many == []
