"""The tool that changes modules: what it changes, what it leaves, and what it says on a tiny project."""

import ast
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.conf import settings

from mutants.changes import changes
from mutants.findings import difference


def altered(source: str, kind: str = "") -> set[str]:
    """The lines that a module with one statement may have instead."""
    return {change.source.strip() for change in changes(source) if kind in change.kind}


@pytest.mark.parametrize(
    ("source", "kind", "expected"),
    [
        ("a < b", "comparison", {"a <= b"}),
        ("a in b", "comparison", {"a not in b"}),
        ("a < b < c", "comparison", {"a <= b < c", "a < b <= c"}),
        ("a and b or c", "and/or", {"(a or b) or c", "(a and b) and c"}),
        ("not a", "negation", {"a"}),
        ("-a", "sign", {"a"}),
        ("a if b else c", "condition", {"a if not b else c"}),
        ("[a for a in b if c]", "condition", {"[a for a in b if not c]"}),
        ("a - b * c", "arithmetic", {"a + b * c", "a - b / c"}),
        ("a += 1", "arithmetic", {"a -= 1"}),
        ("(a, True, 7, 'key')", "constant", {"(a, False, 7, 'key')", "(a, True, 8, 'key')", "(a, True, 7, 'XXkey')"}),
        ("[a, b]", "element", {"[b]", "[a]"}),
        ("{a: b, c: d}", "element", {"{c: d}", "{a: b}"}),
        ("f(a, b=c)", "keyword", {"f(a)"}),
        ("p.filter(q, b=c)", "argument dropped", {"p.filter(b=c)", "p.filter(q)"}),
        ("p.exclude(b=c)", "swapped", {"p.filter(b=c)"}),
        ("p.distinct().order_by(a)", "call left out", {"p.order_by(a)", "p.distinct()"}),
        ("sorted(a)", "call left out", {"a"}),
        ("f()", "statement", {"pass"}),
        ("a.b = c", "statement", {"pass"}),
        ("raise a", "statement", {"pass"}),
        ("def f():\n    return a", "return", {"def f():\n    return None"}),
        ("@a\ndef f(): ...", "decorator", {"def f(): ..."}),
    ],
)  # fmt: skip
def test_one_place_is_changed_at_a_time(source, kind, expected):
    assert altered(source, kind) == expected


@pytest.mark.parametrize(
    "source",
    [
        '"""A docstring."""',
        "from a import b",
        "a: list[int]",
        "def f(a: bool) -> bool: ...",
        "a = 'Words for people.'",
        "a = f(help_text='words', verbose_name=b)",
        "verbose_name = 'word'",
        "logger.warning('lost', a, exc_info=True)",
        "if TYPE_CHECKING:\n    a = 1",
    ],
)
def test_words_and_types_are_left_alone(source):
    assert altered(source) == set()


def test_every_change_of_a_real_module_is_python_and_differs_from_it():
    source = (settings.BASE_DIR / "portal/urls.py").read_text()
    found = changes(source)
    assert len(found) > 20
    assert len({ast.dump(ast.parse(change.source)) for change in found}) == len(found)
    for change in found:
        assert difference(source, change.source)


# --- A tiny project -----------------------------------------------------------------------------

SHELF = '''"""A shelf."""

HEIGHT = 3


def fits(height):
    return height <= HEIGHT


def label(height):
    return f"{height}" + ("!" if height > 2 else "")
'''
TESTS = """import pytest
from room.shelf import fits, label

LEFT_EMPTY = []


def test_what_is_as_high_as_the_shelf_fits():
    assert fits(3) is True
    assert fits(4) is False


@pytest.mark.django_db(transaction=True)
def test_a_test_that_leaves_an_empty_database_comes_last():
    LEFT_EMPTY.append(label(1))


@pytest.mark.django_db
def test_the_database_is_as_migrations_leave_it():
    label(3)
    assert not LEFT_EMPTY
"""
SETTINGS = """import tempfile
SECRET_KEY = "only for this test"
INSTALLED_APPS = ["django.contrib.auth", "django.contrib.contenttypes"]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "unused",
    "TEST": {"NAME": tempfile.mkdtemp() + "/test.sqlite3"}}}
"""
# Who starts the tests in the background of a shell ignores interruptions, and so would this.
RUN = """import signal, sys
from pathlib import Path
from mutants.__main__ import main
signal.signal(signal.SIGINT, signal.default_int_handler)
sys.exit(main(sys.argv[1:], tree=Path.cwd()))
"""


@pytest.fixture
def project(tmp_path) -> Path:
    for path, text in {
        "room/__init__.py": "",
        "room/shelf.py": SHELF,
        "tests/test_architecture.py": "",
        "tests/room/test_shelf.py": TESTS,
        "tiny_settings.py": SETTINGS,
        "pytest.ini": "[pytest]\nDJANGO_SETTINGS_MODULE = tiny_settings\npythonpath = .\n"
        "markers =\n  browser\n  servers\n",
    }.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    return tmp_path


def begun(project: Path, *arguments: str) -> subprocess.Popen:
    # The tool finds itself in the copy; a project of its own finds it on the path.
    environment = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(settings.BASE_DIR)}
    return subprocess.Popen(
        [sys.executable, "-c", RUN, *arguments],
        cwd=project,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def ended(running: subprocess.Popen) -> subprocess.CompletedProcess:
    said = running.communicate(timeout=500)
    return subprocess.CompletedProcess(running.args, running.returncode, *said)


def tried(project: Path, *arguments: str) -> subprocess.CompletedProcess:
    return ended(begun(project, *arguments))


def test_what_is_tested_is_noticed_and_what_is_not_is_shown_with_its_line(project):
    before = {path: path.read_bytes() for path in project.rglob("*") if path.is_file()}
    done = tried(project, "room/shelf.py")
    assert done.returncode == 1, done.stderr
    assert "room/shelf.py:7" not in done.stdout and "room/shelf.py:3" not in done.stdout
    assert (
        'room/shelf.py:11: comparison swapped\n\n    -    return f"{height}" + ("!"' in done.stdout
    )
    assert 'height >= 2 else "")' in done.stdout
    assert before == {path: path.read_bytes() for path in project.rglob("*") if path.is_file()}


def test_a_module_whose_changes_are_all_noticed_is_praised_by_the_exit_status(project):
    done = tried(project, "room/shelf.py:7", "--all")
    assert done.returncode == 0, done.stderr
    assert (
        "noticed by tests/room/test_shelf.py::test_what_is_as_high_as_the_shelf_fits" in done.stdout
    )
    assert "100%" in done.stdout


def test_tests_that_fail_without_any_change_judge_nothing(project):
    (project / "tests/room/test_shelf.py").write_text("def test_it():\n    assert False\n")
    done = tried(project, "room/shelf.py")
    assert done.returncode not in (0, None) and "without any change this fails" in done.stderr


def test_who_interrupts_the_first_run_of_the_tests_waits_for_nothing_and_is_not_praised(project):
    sign = project / "begun"
    (project / "tests/room/test_shelf.py").write_text(
        f"import pathlib, time\n\n\ndef test_it():\n"
        f"    pathlib.Path({str(sign)!r}).touch()\n    time.sleep(1000)\n"
    )
    running = begun(project, "room/shelf.py")
    while not sign.exists() and running.poll() is None:
        time.sleep(0.1)
    running.send_signal(signal.SIGINT)
    done = ended(running)
    assert done.returncode == 1, done.stderr
    assert "Stopped before the end." in done.stderr
