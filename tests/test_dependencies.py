"""Every package that the code imports is declared, and every one that is declared has its reason."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
GROUPS = PROJECT["dependency-groups"]
ROOMS = ["portal", "missions", "media"]
OURS = {*ROOMS, "tests", "benchmarks", "mutants"}
# Run by those who change a drawing or the map, never by a portal.
TOOLS = {"portal/demo/drawing.py": "dev", "portal/maps/build_maps.py": "maps"}
IMPORTED_AS = packages_distributions()


def plain(requirement: str) -> str:
    """A distribution's name without version and extras, in the one spelling that counts."""
    return re.sub(r"[-_.]+", "-", re.match(r"[\w.-]+", requirement)[0]).lower()


RUNNING = {plain(each) for each in PROJECT["project"]["dependencies"]}


def declared_for(path: str) -> set[str]:
    room = path.split("/")[0]
    group = TOOLS.get(path) or (None if room in ROOMS else "dev")
    return RUNNING | {plain(each) for each in GROUPS.get(group, [])}


def imported_by(path: Path) -> set[str]:
    """The packages of others that a module names."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names.add(node.module.split(".")[0])
    return names - OURS - sys.stdlib_module_names


@pytest.mark.parametrize("room", sorted(OURS))
def test_a_room_imports_only_packages_that_are_declared_for_it(room):
    modules = sorted((ROOT / room).rglob("*.py"))
    assert modules
    for module in modules:
        path = str(module.relative_to(ROOT))
        for name in imported_by(module):
            brought_by = {plain(each) for each in IMPORTED_AS.get(name, [name])}
            assert brought_by & declared_for(path), f"{path} imports {name}"


def test_every_declared_package_has_a_reason():
    reasons = (ROOT / "docs/decisions/0010-dependencies.md").read_text().lower()
    for name in RUNNING | {plain(each) for group in GROUPS.values() for each in group}:
        assert re.search(rf"(?<![\w-]){name}(?![\w-])", reasons), name
