"""All comparisons in one run, as docs/performance.md shows them: `make bench`, or a part by its name.

PERIGEE_DATA_DIR=… python -m benchmarks [pages page_cache …]
"""

import os
import platform
import subprocess
import sys
import time
from importlib import import_module
from importlib.metadata import version

PARTS = {
    "pages": "Pages drawn anew, beside bakerydemo's",
    "parts": "Where the milliseconds of a page drawn anew are",
    "page_cache": "A kept page, beside the smallest answers",
    "behind_nginx": "A page that nginx keeps, beside a static file",
    "servers_compared": "gunicorn and granian",
    "likes": "Likes",
    "launch": "A thousand at once for a new page",
    "memory": "Memory and cold start",
    "listings": "Editors' listings",
    "uploads": "Eight large uploads at once",
}


def main(names: list[str]) -> int:
    if unknown := set(names) - PARTS.keys():
        print(f"There is no part {', '.join(sorted(unknown))}. There are: {', '.join(PARTS)}.")
        return 2
    packages = ", ".join(f"{name} {version(name)}" for name in ("Django", "wagtail", "gunicorn"))
    print(f"{time.strftime('%d %B %Y')}, Python {platform.python_version()}, {packages}")
    print(f"{platform.machine()}, load {os.getloadavg()[0]:.1f}; {commit()}")
    missed = []
    for name in names or PARTS:
        print(f"\n{PARTS[name]}  (python -m benchmarks.{name})", flush=True)
        if not import_module(f"benchmarks.{name}").main():
            missed.append(name)
    print(f"\nAims missed in: {', '.join(missed)}." if missed else "\nEvery aim was met.")
    return 1 if missed else 0


def commit() -> str:
    done = subprocess.run(
        ["git", "describe", "--always", "--dirty"],  # noqa: S607
        capture_output=True,
        text=True,
        check=False,
    )
    return f"Perigee {done.stdout.strip() or 'without git'}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
