"""What somebody who joins relies on: the same checks before a commit, in CI and by hand; a changelog."""

import re
import tomllib

import yaml
from django.conf import settings

from tests.test_makefile import would_run


def read(path: str) -> str:
    return (settings.BASE_DIR / path).read_text()


def test_a_commit_is_judged_by_the_linters_of_make_check():
    commands = re.findall(r'^PATH="[^"]*" (.+)$', would_run("check"), re.MULTILINE)
    linters = [command for command in commands if not command.startswith("pytest")]
    assert len(linters) < len(commands)
    hooks = yaml.safe_load(read(".pre-commit-config.yaml"))["repos"][0]["hooks"]
    assert [hook["entry"] for hook in hooks] == [f".venv/bin/{linter}" for linter in linters]


def test_no_hook_has_to_be_fetched():
    (repository,) = yaml.safe_load(read(".pre-commit-config.yaml"))["repos"]
    assert repository["repo"] == "local"
    assert {hook["language"] for hook in repository["hooks"]} == {"system"}


def test_the_workflow_runs_what_a_developer_runs_and_finds_its_database_where_that_looks():
    (job,) = yaml.safe_load(read(".github/workflows/ci.yml"))["jobs"].values()
    assert job["steps"][-1] == {"run": ".ci/run"}
    (port,) = job["services"]["postgres"]["ports"]
    address, _, inside = port.rpartition(":")
    assert inside == "5432" and f"postgres@{address}/" in read(".ci/run")


def test_the_changelog_begins_with_the_version_of_the_project():
    version = tomllib.loads(read("pyproject.toml"))["project"]["version"]
    assert re.search(r"^## \[(.+?)\]", read("CHANGELOG.md"), re.MULTILINE)[1] == version
