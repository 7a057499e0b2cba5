"""The floors and rooms of docs/architecture.md: import-linter's contracts hold, cover every app, and do bite."""

import ast
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CONFIG = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
APPS = CONFIG["root_packages"]
WEBLESS = ("services", "tasks", "rules", "models", "querysets", "workflow", "choices")
WEB = ("django.http", "django.shortcuts", "django.contrib.messages", "django.views", "django.forms")


def lint(folder: Path) -> subprocess.CompletedProcess:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-logo", "--no-cache"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def web_imports(source: str) -> list[str]:
    """Modules of WEB that the source imports."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        found.update(web for web in WEB for name in names if f"{name}.".startswith(f"{web}."))
    return sorted(found)


def test_contracts_hold():
    result = lint(ROOT)
    assert result.returncode == 0, result.stdout + result.stderr


def test_contracts_name_every_app():
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests", "bench", "script", "docs"}
    assert packages == set(APPS)
    containers = next(contract["containers"] for contract in CONFIG["contracts"] if contract["id"] == "rooms")
    assert set(containers) == packages - {"liaison", "common"}


def test_an_upward_arrow_is_found(tmp_path):
    for app in APPS:
        shutil.copytree(ROOT / app, tmp_path / app, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / "accounts" / "upward.py").write_text("import desk.apps\n")
    (tmp_path / "stations" / "choices.py").write_text("import stations.between\n")
    (tmp_path / "stations" / "between.py").write_text("import stations.querysets\n")
    result = lint(tmp_path)
    assert result.returncode == 1
    assert "accounts.upward -> desk.apps" in result.stdout
    assert "stations.choices -> stations.between" in result.stdout


def test_rooms_below_the_forms_know_no_web():
    files = [path for app in APPS for room in WEBLESS for path in [*ROOT.glob(f"{app}/{room}.py"), *ROOT.glob(f"{app}/{room}/**/*.py")]]
    assert files
    assert {str(path.relative_to(ROOT)): web_imports(path.read_text()) for path in files if web_imports(path.read_text())} == {}


def test_a_web_import_is_found():
    source = "from django.http import HttpResponse\nfrom django.contrib import messages\nimport django.forms.fields\nfrom django.db import models\n"
    assert web_imports(source) == ["django.contrib.messages", "django.forms", "django.http"]
