"""A thousand visitors who ask at once for a page that was just published.

    PERIGEE_DATA_DIR=… python -m benchmarks.launch

Two gunicorn processes, as in the unit, without nginx. Every visitor has a connection of their own
and must be answered 200; each process may draw the page once. How often it asked Django
for the page, each process notes for this run.
"""

import asyncio
import os
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.figures import Figures
from benchmarks.servers import ROOT, gunicorn, site

VISITORS, ROUNDS = 1000, 3
NOTING = """
import os
from portal.wsgi import application
from portal.page_cache import door
whole = door.whole
def noting(application, environ):
    with open(os.environ["NOTED"], "a") as noted:
        noted.write(f"{os.getpid()} {environ['PATH_INFO']}\\n")
    return whole(application, environ)
door.whole = noting
"""
PUBLISH = """
import django; django.setup()
from missions.models import MissionPage
page = MissionPage.objects.live().order_by("pk").first()
page.summary = f"Launched {page.revisions.count()} times."
page.save_revision().publish()
print(page.url)
"""


async def visit(port: int, path: str) -> tuple[int, float]:
    """(status, seconds)"""
    began = time.perf_counter()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode())
    answer = await reader.read()
    writer.close()
    return int(answer.split(b" ", 2)[1]), time.perf_counter() - began


async def all_at_once(port: int, path: str, visitors: int) -> list[tuple[int, float]]:
    found = await asyncio.gather(
        *(visit(port, path) for _visitor in range(visitors)), return_exceptions=True
    )
    return [one if isinstance(one, tuple) else (0, 0.0) for one in found]


def main() -> bool:
    from benchmarks.pages import run

    figures = Figures()
    with site() as environment, tempfile.TemporaryDirectory() as place:
        (Path(place) / "noting.py").write_text(NOTING)
        noted = Path(place) / "noted"
        environment |= {"PYTHONPATH": f"{ROOT}:{place}", "NOTED": str(noted)}
        with gunicorn("noting", environment, "--workers", "2", first="/images/") as portal:
            port = int(portal.rpartition(":")[2])
            answered, drawn, slowest = [], [], []
            for _round in range(ROUNDS):
                path = run([sys.executable, "-c", PUBLISH], environment).split()[-1]
                noted.write_text("")
                met = asyncio.run(all_at_once(port, path, VISITORS))
                answered.append(sum(status == 200 for status, _seconds in met))
                slowest.append(max(seconds for _status, seconds in met))
                by = [line.split()[0] for line in noted.read_text().splitlines()]
                drawn.append(max((by.count(process) for process in by), default=0))
    figures.say("the last of them waited", slowest, "s")
    figures.compare("answered", answered, [VISITORS] * ROUNDS, least=1)
    figures.compare("drawn by one process", drawn, [1] * ROUNDS, most=1)
    return figures.all_met


if __name__ == "__main__":
    # Every visitor is a file.
    import resource

    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 4 * VISITORS), hard))
    os.environ.setdefault("PERIGEE_DEMO", "1")
    sys.exit(0 if main() else 1)
