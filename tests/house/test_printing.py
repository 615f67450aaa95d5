"""What the command line prints is printed in one place."""

import ast

from tests.house.sources import named, product_files

MAY = {"drumbeat/cli/printing.py"}
WAYS = {"print", "echo", "secho", "print_exception"}
STREAMS = {"stdout", "stderr"}


def prints(tree: ast.AST) -> bool:
    """Whether something in this source writes to a terminal by itself."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id=name)) | ast.Call(func=ast.Attribute(attr=name)):
                if name in WAYS:
                    return True
                if name == "write" and isinstance(node.func, ast.Attribute):
                    target = node.func.value
                    if isinstance(target, ast.Attribute) and target.attr in STREAMS:
                        return True
            case _:
                continue
    return False


def test_only_one_module_prints():
    printing = {named(path) for path in product_files() if prints(ast.parse(path.read_text()))}

    assert printing - MAY == set()


def test_a_module_that_prints_would_be_found():
    for line in ("print(1)", "typer.echo('a')", "sys.stderr.write('a')", "console.print(1)"):
        assert prints(ast.parse(line)), line
