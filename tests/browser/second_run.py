"""Runs browser tests that failed once more: `python -m tests.browser.second_run`, as `make test` does.

A browser, a server and a database share two processors: now and then one is late. Up to three
failures of the last run are tried again, in one process with nothing beside it; a test that fails
twice has failed, and more than three failures are no accident.
"""

import json
import sys
from pathlib import Path

import pytest

MOST = 3
LAST_FAILED = Path(".pytest_cache/v/cache/lastfailed")


def failed_tests() -> list[str]:
    if not LAST_FAILED.exists():
        return []
    return [
        name for name in json.loads(LAST_FAILED.read_text()) if name.startswith("tests/browser/")
    ]


def main() -> int:
    failed = failed_tests()
    if not 0 < len(failed) <= MOST:
        print(f"== {len(failed)} browser tests failed; none is run again (1 to {MOST} would be).")
        return 1
    print("== These browser tests failed, for the reasons above; each is run once more, by itself:")
    print(*failed, sep="\n", flush=True)
    status = pytest.main(["-rA", "--tb=short", *failed])
    print("== Failed twice." if status else "== Passed the second time.")
    return int(status)


if __name__ == "__main__":
    sys.exit(main())
