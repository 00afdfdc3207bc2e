"""What `make` would run, without running it."""

import os
import re
import shutil
import subprocess

import pytest
from django.conf import settings


def would_run(*arguments: str, **more: str) -> str:
    kept = {
        name: value
        for name, value in os.environ.items()
        if name != "PORT" and not name.startswith("PERIGEE_")
    }
    make = [shutil.which("make"), "--dry-run", "--no-print-directory", *arguments]
    return subprocess.run(
        make,
        cwd=settings.BASE_DIR,
        env={**kept, **more},
        capture_output=True,
        text=True,
        check=True,
    ).stdout


@pytest.mark.parametrize(
    ("arguments", "more", "address"),
    [
        (("demo",), {}, "http://127.0.0.1:8000"),
        (("demo", "PORT=8123"), {}, "http://127.0.0.1:8123"),
        (("demo",), {"PORT": "8124"}, "http://127.0.0.1:8124"),
        (("demo",), {"PERIGEE_BASE_URL": "https://demo.example.org"}, "https://demo.example.org"),
    ],
)
def test_loader_web_and_worker_of_the_demonstration_know_one_address(arguments, more, address):
    """Honcho gives each process a PORT of its own; with another address the worker would release
    every picture anew, with files that name a port at which nobody answers."""
    said = would_run(*arguments, **more)
    for step in ("manage.py demo", "honcho start"):
        line = next(line for line in said.splitlines() if step in line)
        assert re.search(r"PERIGEE_BASE_URL=(\S+)", line)[1] == address


def test_a_part_of_the_tests_is_run_once_so_that_neither_half_is_empty():
    """pytest fails where it finds no test: a part without browser tests must not be asked for some."""
    (run,) = re.findall(r"pytest .*", would_run("test", "ARGS=tests/portal -k robots"))
    assert run.endswith("tests/portal -k robots") and " -m " not in run
    assert len(re.findall(r"pytest .*", would_run("test"))) == 2
