"""The settings: what they read from the environment, and that they say only what must be said."""

import ast
import os
import re
import subprocess
import sys
from collections import Counter

import pytest
from django.conf import global_settings, settings

MODULE = ast.parse((settings.BASE_DIR / "portal/settings.py").read_text())


def read_from_the_environment() -> list[str]:
    """The first argument of each `env(…)` and `env.kind(…)`."""
    calls = [node for node in ast.walk(MODULE) if isinstance(node, ast.Call)]
    return [
        call.args[0].value
        for call in calls
        if ast.unparse(call.func).split(".")[0] == "env"
        and call.args
        and isinstance(call.args[0], ast.Constant)
    ]


def test_the_example_names_every_variable_that_the_settings_read_and_no_other():
    example = (settings.BASE_DIR / ".env.example").read_text()
    named = re.findall(r"^#?([A-Z][A-Z_]+)=", example, re.MULTILINE)
    read = read_from_the_environment()
    assert len(read) > 20
    assert Counter(named) == Counter(read)


def set_to_constants() -> dict[str, object]:
    found = {}
    for node in MODULE.body:
        if isinstance(node, ast.Assign):
            for target in node.targets:
                try:
                    found[target.id] = ast.literal_eval(node.value)
                except ValueError:
                    continue
    return found


@pytest.mark.parametrize("name", set_to_constants())
def test_no_setting_repeats_what_django_sets_anyway(name):
    nothing = object()
    assert set_to_constants()[name] != getattr(global_settings, name, nothing)


def test_a_time_zone_that_there_is_not_is_refused_with_a_sentence():
    variables = {**os.environ, "PERIGEE_TIME_ZONE": "Europe/Pariss", "PERIGEE_DEMO": "1"}
    asked = subprocess.run(
        [sys.executable, "manage.py", "check"],
        env=variables,
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
    )
    assert "PERIGEE_TIME_ZONE is “Europe/Pariss”, which is no time zone." in asked.stderr
