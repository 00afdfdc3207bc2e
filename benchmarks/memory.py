"""What a web process holds, and how soon it is there.

    PERIGEE_DATA_DIR=… python -m benchmarks.memory

Resident memory of one gunicorn process after it answered every kind of page a few times, and after
5,000 requests more, half of them for pages that it draws anew; seconds and processor time from its
start to its first answer; and what the page cache takes when it is full.
"""

import sys
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle, islice

from benchmarks.figures import Figures
from benchmarks.pages import ours
from benchmarks.servers import Server, gunicorn, site

REQUESTS, ROUNDS = 5000, 3


def ask(address: str) -> None:
    with urllib.request.urlopen(address, timeout=120) as met:  # noqa: S310
        met.read()


def main() -> bool:
    figures = Figures()
    with site() as environment:
        pages = list(ours(environment).values())
        starts, taken = [], []
        for _round in range(ROUNDS):
            began = time.perf_counter()
            with gunicorn("portal.wsgi", environment) as portal:
                starts.append(time.perf_counter() - began)
                taken.append(portal.processor)
        figures.say("cold start to the first page drawn", starts, "s")
        figures.say("  of it processor", taken, "s")
        with gunicorn("portal.wsgi", environment | {"PERIGEE_PAGE_CACHE": "0"}) as portal:
            grown(figures, portal, "page cache off", islice(cycle(pages), REQUESTS))
        with gunicorn("portal.wsgi", environment) as portal:
            grown(figures, portal, "kept pages", islice(cycle(pages), REQUESTS))
        with gunicorn("portal.wsgi", environment | {"PERIGEE_PAGE_CACHE": "16"}) as portal:
            before = portal.resident
            # Every search is a page of its own.
            everything(portal, [f"/images/?q=moon+{number}" for number in range(1500)])
            figures.say("a cache of 16 MiB, filled", [portal.resident - before], "MiB")
    return figures.all_met


def grown(figures: Figures, portal: Server, name: str, asked) -> None:
    asked = list(asked)
    everything(portal, asked[:120])
    before = portal.resident
    everything(portal, asked)
    after = portal.resident
    figures.say(f"{name}, resident at first", [before], "MiB")
    figures.compare(f"{name}, after {len(asked):,} requests", [after], [before], most=1.1)


def everything(portal: Server, asked: list[str]) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda path: ask(portal + path), asked))


if __name__ == "__main__":
    sys.exit(0 if main() else 1)
