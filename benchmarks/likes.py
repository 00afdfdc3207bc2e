"""How many likes of new visitors a second one web process takes, against the bare writing of their rows.

    PERIGEE_DATA_DIR=… python -m benchmarks.likes

Sixteen connections put likes on one page, every request as another visitor. The peer writes the same
rows into the same kind of database, a transaction each, without a server or Python's share of Django.
"""

import sqlite3
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

from benchmarks.figures import Figures
from benchmarks.pages import run
from benchmarks.servers import gunicorn, load, site

ROUNDS = 3
SECONDS = 2
LUA = """
wrk.method = "PUT"
wrk.headers["Sec-Fetch-Site"] = "same-origin"
wrk.headers["Accept"] = "application/json"
"""
PAGE = """
import django; django.setup()
from missions.models import MissionPage
print(MissionPage.objects.live().order_by("pk").first().pk)
"""


def bare_rows(folder: Path) -> float:
    """Transactions for a second of processor time: a row and a counter, with the portal's pragmas."""
    path = folder / f"bare-{time.monotonic_ns()}.sqlite3"
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.executescript(
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
            "CREATE TABLE liked (id INTEGER PRIMARY KEY, page TEXT, visitor TEXT, UNIQUE (page, visitor));"
            "CREATE TABLE counted (page TEXT PRIMARY KEY, count INTEGER);"
            "INSERT INTO counted VALUES ('page', 0);"
        )
        number, began = 0, time.process_time()
        while time.process_time() < began + SECONDS:
            number += 1
            database.execute("BEGIN IMMEDIATE")
            database.execute(
                "INSERT INTO liked (page, visitor) VALUES ('page', ?)", [f"{number:064}"]
            )
            database.execute("UPDATE counted SET count = count + 1 WHERE page = 'page'")
            database.execute("COMMIT")
    return number / SECONDS


def main() -> bool:
    figures = Figures()
    with site() as environment, tempfile.TemporaryDirectory() as place:
        environment |= {"PERIGEE_LIKES_PER_MINUTE": "9999999", "PERIGEE_LIKES_PER_DAY": "9999999"}
        script = Path(place) / "like.lua"
        script.write_text(LUA)
        page = run([sys.executable, "-c", PAGE], environment).split()[-1]
        likes, bare = [], []
        with gunicorn("portal.wsgi", environment) as portal:
            for _round in range(ROUNDS):
                bare.append(bare_rows(Path(place)))
                likes.append(load(portal, f"/likes/{page}/", script=script))
    figures.say("likes", [one.rate for one in likes], "a second")
    figures.say("likes for a second of processor time", [one.per_second for one in likes], "")
    figures.say("bare rows", bare, "a second of processor time")
    figures.compare("likes : bare rows", [one.per_second for one in likes], bare)
    return figures.all_met


if __name__ == "__main__":
    sys.exit(0 if main() else 1)
