"""A browser test that fails is run again, once; two failures are a failure."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

FAILS_ONCE = """
from pathlib import Path
def test_late_{n}():
    tried = Path(__file__).with_suffix(".tried")
    was_tried = tried.exists()
    tried.touch()
    assert was_tried, "too late"
"""
FAILS_ALWAYS = "def test_broken():\n    assert False, 'broken'\n"


@pytest.fixture
def project(tmp_path) -> Path:
    (tmp_path / "tests" / "browser").mkdir(parents=True)
    (tmp_path / "pytest.ini").write_text("[pytest]\naddopts = -p xdist\n")
    return tmp_path


def write(project: Path, **tests: str) -> None:
    for name, text in tests.items():
        (project / "tests" / "browser" / f"test_{name}.py").write_text(text)


def run(project: Path, *command: str) -> subprocess.CompletedProcess:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    return subprocess.run(
        [sys.executable, *command],
        cwd=project,
        env={**kept, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


def run_twice(project: Path) -> subprocess.CompletedProcess:
    first = run(project, "-m", "pytest", "--numprocesses", "2", "--dist", "loadfile")
    assert first.returncode == 1, first.stdout
    return run(project, str(Path(settings.BASE_DIR) / "tests" / "browser" / "second_run.py"))


def test_what_passes_the_second_time_has_passed_and_is_named(project):
    write(project, late=FAILS_ONCE.format(n=1), sound="def test_sound():\n    pass\n")
    again = run_twice(project)
    assert again.returncode == 0, again.stdout
    assert "tests/browser/test_late.py::test_late_1\n" in again.stdout
    assert "test_sound" not in again.stdout
    assert "Passed the second time." in again.stdout


def test_what_fails_twice_has_failed(project):
    write(project, late=FAILS_ONCE.format(n=1), broken=FAILS_ALWAYS)
    again = run_twice(project)
    assert again.returncode == 1
    assert "1 failed, 1 passed" in again.stdout
    assert "Failed twice." in again.stdout


def test_more_than_three_failures_are_not_tried_again(project):
    write(project, **{f"late_{n}": FAILS_ONCE.format(n=n) for n in range(4)})
    again = run_twice(project)
    assert again.returncode == 1
    assert "4 browser tests failed; none is run again" in again.stdout
