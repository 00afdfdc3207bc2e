"""What pages cost, drawn anew: processor time without a server, beside wagtail/bakerydemo's.

    PERIGEE_DATA_DIR=… BAKERYDEMO=/path/to/bakerydemo python -m benchmarks.pages

The page cache is off, what is kept besides is warm. BAKERYDEMO is a checkout of `COMMIT` with its
data loaded, and BAKERYDEMO_PYTHON a Python with its requirements (BAKERYDEMO/.venv/bin/python unless
told); without it its column says so. The projects take turns.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.figures import Figures
from benchmarks.servers import ROOT, site

COMMIT = "8e2b625755d8942412d5b7627b146a795933b8b2"
ROUNDS = 3
QUERIES = 12
THEIRS = {
    "home": "/",
    "listing": "/breads/",
    "detail": "/breads/anadama-bread/",
    "gallery": "/gallery/",
}
# name: (what of theirs it is compared with, the most of its processor time that is aimed at)
COMPARED = {
    "home": ("home", 1 / 8),
    "archive": ("listing", 1 / 8),
    "image": ("detail", 1 / 3),
    "gallery": ("gallery", 1 / 5),
    "topic": ("home", 1 / 6),
    "mission": ("home", 1 / 6),
}
SETTINGS = """
from bakerydemo.settings.base import *
DEBUG, SECRET_KEY, ALLOWED_HOSTS = False, "x" * 50, ["*"]
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
"""


def ours(environment: dict[str, str]) -> dict[str, str]:
    """{name: address} of a page of each kind."""
    asked = """
import django, json; django.setup()
from media.models import Entry, GalleryPage
from missions.models import MissionPage
from portal.models import TopicPage
first = lambda pages: pages.order_by("pk").first().url
print(json.dumps({"home": "/", "archive": "/images/", "image": Entry.objects.newest_first().first().get_url(),
    "gallery": first(GalleryPage.objects.live()), "topic": first(TopicPage.objects.live()),
    "mission": first(MissionPage.objects.live())}))
"""
    return json.loads(run([sys.executable, "-c", asked], environment).splitlines()[-1])


def run(command: list[str], environment: dict[str, str]) -> str:
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(done.stderr)
    return done.stdout


def measured(python: str, folder: Path, environment: dict[str, str], asked: dict[str, str]) -> dict:
    command = [python, str(ROOT / "benchmarks/in_process.py"), str(folder), json.dumps(asked)]
    return json.loads(run(command, environment).splitlines()[-1])


def bakerydemo() -> tuple[str, Path] | None:
    """(its Python, its folder); None, and a sentence, if it is not there as it has to be."""
    place = os.environ.get("BAKERYDEMO")
    if not place:
        print("       bakerydemo: not measured, BAKERYDEMO names no checkout")
        return None
    folder = Path(place).resolve()
    python = os.environ.get("BAKERYDEMO_PYTHON", str(folder / ".venv/bin/python"))
    head = subprocess.run(
        ["git", "-C", str(folder), "rev-parse", "HEAD"],  # noqa: S607
        capture_output=True,
        text=True,
        check=False,
    ).stdout.strip()
    if head != COMMIT:
        print(
            f"       bakerydemo: not measured, {folder} is at {head or 'no commit'}, not {COMMIT}"
        )
        return None
    return python, folder


def main() -> bool:
    figures, peer = Figures(), bakerydemo()
    with site() as environment, tempfile.TemporaryDirectory() as place:
        (Path(place) / "bakery_settings.py").write_text(SETTINGS)
        theirs = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "bakery_settings",
            "PYTHONPATH": f"{place}:{peer[1]}" if peer else place,
        }
        environment |= {"PERIGEE_PAGE_CACHE": "0"}
        pages = ours(environment)
        found: list[tuple[dict, dict]] = []
        for _round in range(ROUNDS):
            own = measured(sys.executable, ROOT, environment, pages)
            found.append((own, measured(*peer, theirs, THEIRS) if peer else {}))
    for name, (other, most) in COMPARED.items():
        own = [one[name][0] for one, _other in found]
        figures.say(f"{name}, processor", own, "ms")
        if peer:
            figures.say(f"  bakerydemo's {other}", [one[other][0] for _own, one in found], "ms")
            figures.compare(
                f"{name} : bakerydemo's {other}",
                own,
                [one[other][0] for _own, one in found],
                most=most,
            )
        queries = [one[name][1] for one, _other in found]
        figures.compare(f"{name}, queries", queries, [1] * ROUNDS, most=QUERIES)
    return figures.all_met


if __name__ == "__main__":
    sys.exit(0 if main() else 1)
