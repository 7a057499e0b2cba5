"""Small things stay small: modules, templates, views and tasks (functions, branches and arguments are ruff's)."""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
APPS = sorted(path.parent for path in ROOT.glob("*/apps.py"))
HOUSE = [*APPS, ROOT / "common", ROOT / "liaison"]


def modules(*rooms: str) -> list[Path]:
    """Python files of the house without migrations; with rooms, only those of these rooms."""
    found = [path for folder in HOUSE for path in folder.rglob("*.py") if "migrations" not in path.parts]
    if rooms:
        found = [path for path in found if path.relative_to(ROOT).with_suffix("").parts[1] in rooms]
    return sorted(found)


def long_files(paths: list[Path], limit: int) -> dict[str, int]:
    lengths = {path: len(path.read_text().splitlines()) for path in paths}
    return {path.name: length for path, length in lengths.items() if length > limit}


def long_functions(paths: list[Path], limit: int) -> dict[str, int]:
    """Functions and methods, by their lines from def to end without decorators and docstring."""
    found = {}
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = node.end_lineno - node.lineno + 1 - _docstring_lines(node)
                if length > limit:
                    found[f"{path.name}:{node.name}"] = length
    return found


def _docstring_lines(node) -> int:
    if ast.get_docstring(node) is None:
        return 0
    return node.body[0].end_lineno - node.body[0].lineno + 1


def test_modules_have_at_most_400_lines():
    assert len(modules()) > 50
    assert long_files(modules(), 400) == {}


def test_test_modules_have_at_most_400_lines():
    assert long_files(sorted((ROOT / "tests").rglob("*.py")), 400) == {}


def test_templates_have_at_most_130_lines():
    templates = sorted((ROOT / "templates").rglob("*.html"))
    assert len(templates) > 10
    assert long_files(templates, 130) == {}


def test_views_have_at_most_40_lines():
    assert long_functions(modules("views"), 40) == {}


def test_tasks_have_at_most_15_lines():
    assert long_functions(modules("tasks"), 15) == {}


def test_what_is_too_long_is_found(tmp_path):
    module = tmp_path / "long.py"
    module.write_text('def short():\n    """Two\n    lines."""\n    return 1\n\n\ndef long():\n' + "    x = 1\n" * 5)
    assert long_functions([module], 5) == {"long.py:long": 6}
    assert long_files([module], 11) == {"long.py": 12}
    assert long_files([module], 12) == {}
