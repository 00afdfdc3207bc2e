"""What a kept page costs, against the smallest answers that the same server can give.

    PERIGEE_DATA_DIR=… python -m benchmarks.page_cache

One gunicorn process of four threads; compressed answers. Ratios are of answers for each second of the
process's processor time, which other work on the machine changes little; on a quiet one rates are alike. The smallest WSGI application answers two
bytes, then as many bytes as the page, then these under the page's own headers: what is between the
last and a kept page is the page cache itself, what is before it is the server's.
"""

import json
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from benchmarks.figures import Figures
from benchmarks.servers import ROOT, Load, Server, answer, gunicorn, load, site

ROUNDS = 3
ADDRESSES = {"home": "/", "archive": "/images/"}
SMALL = """
import json
HEADERS = [tuple(pair) for pair in json.loads({headers!r})]
BODY = {body!r}
def application(environ, start_response):
    start_response("200 OK", list(HEADERS))
    return [BODY]
"""
SHORT = [("Content-Type", "text/plain"), ("Content-Length", "2")]
# The server's own, which every application gets.
OF_SERVER = {"server", "date", "connection"}


def smallest(folder: Path, name: str, headers: list[tuple[str, str]], body: bytes) -> str:
    """The name of a module with an application that always answers so."""
    (folder / f"{name}.py").write_text(SMALL.format(headers=json.dumps(headers), body=body))
    return name


def applications(folder: Path, headers: dict[str, str], body: bytes, page: str) -> dict[str, str]:
    length = [("Content-Type", headers["Content-Type"]), ("Content-Length", str(len(body)))]
    whole = [(name, value) for name, value in headers.items() if name.lower() not in OF_SERVER]
    return {
        "two bytes": smallest(folder, f"{page}_two", SHORT, b"ok"),
        "as many bytes": smallest(folder, f"{page}_bytes", length, body),
        "as many bytes and headers": smallest(folder, f"{page}_headers", whole, body),
    }


def main() -> bool:
    figures = Figures()
    with site() as environment, ExitStack() as running, tempfile.TemporaryDirectory() as place:

        def start(application: str, first: str, **more: str) -> Server:
            folder = Path(place)
            server = gunicorn(application, environment | more, folder=folder, first=first)
            return running.enter_context(server)

        environment["PYTHONPATH"] = str(ROOT)
        portal = start("portal.wsgi", "/images/")
        uncached = start("portal.wsgi", "/images/", PERIGEE_PAGE_CACHE="0")
        for page, address in ADDRESSES.items():
            headers, body = answer(portal + address, Accept_Encoding="br")
            made = applications(Path(place), headers, body, page)
            sides = {name: (start(module, "/"), "/") for name, module in made.items()}
            sides |= {"kept": (portal, address), "drawn anew": (uncached, address)}
            found: dict[str, list[Load]] = {name: [] for name in sides}
            for _round in range(ROUNDS):
                for name, (server, asked) in sides.items():
                    found[name].append(load(server, asked))
            print(f"       {page}: {len(body):,} bytes, {len(headers)} headers")
            for name, loads in found.items():
                figures.say(f"{page}, {name}", [one.rate for one in loads], "answers a second")
                costs = [1e6 / one.per_second for one in loads]
                figures.say("  processor time of one", costs, "µs")
            busy = {name: [one.per_second for one in loads] for name, loads in found.items()}
            compared = {"two bytes": 0.7, "as many bytes": None, "as many bytes and headers": None}
            for name, least in compared.items():
                figures.compare(f"{page}, kept : {name}", busy["kept"], busy[name], least=least)
            figures.compare(f"{page}, drawn anew : kept", busy["drawn anew"], busy["kept"])
    return figures.all_met


if __name__ == "__main__":
    sys.exit(0 if main() else 1)
