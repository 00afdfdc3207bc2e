"""gunicorn and granian under the portal: hits a second, and connections refused while it reloads.

    PERIGEE_DATA_DIR=… GRANIAN=/path/to/python -m benchmarks.servers_compared

GRANIAN is a Python that has the portal's requirements and granian besides; without it its lines say so.
Both run two processes of four threads, as the unit does. Under load the server is told to reload
(SIGHUP) twice; whatever is answered with an error or not at all is counted.
"""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from benchmarks.figures import Figures
from benchmarks.servers import (
    ROOT,
    Server,
    free_port,
    gunicorn,
    load,
    program,
    site,
    started,
    wait_for,
)

ROUNDS, RELOAD_SECONDS = 3, 12


@contextmanager
def granian(python: str, environment: dict[str, str]) -> Iterator[Server]:
    port = free_port()
    options = ["--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--workers", "2"]
    options += ["--blocking-threads", "4", "--no-ws", "--log-level", "error"]
    command = [python, "-m", "granian", *options, "portal.wsgi:application"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment)
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(address + "/images/", process)
        yield started(address, process)
    finally:
        process.terminate()
        process.wait()


def failures_on_reload(server: Server) -> tuple[int, int]:
    """(answers, failures) of a load during which the server reloads twice."""
    command = [program("wrk"), "-t1", "-c16", f"-d{RELOAD_SECONDS}", server + "/"]
    asking = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    for _time in range(2):
        time.sleep(RELOAD_SECONDS / 4)
        server.process.send_signal(signal.SIGHUP)
    told = asking.communicate()[0]
    answers = int(re.search(r"(\d+) requests in", told)[1])
    errors = [int(one) for one in re.findall(r"(?:connect|read|write|timeout) (\d+)", told)]
    errors += [int(one) for one in re.findall(r"Non-2xx or 3xx responses: (\d+)", told)]
    return answers, sum(errors)


def new_connections_on_reload(server: Server) -> tuple[int, int]:
    """(answers, refused) of visitors who each open a connection, while the server reloads twice."""
    import urllib.request

    until, answers, refused = time.monotonic() + RELOAD_SECONDS, 0, 0
    reloads = [time.monotonic() + RELOAD_SECONDS / 4, time.monotonic() + RELOAD_SECONDS / 2]
    while time.monotonic() < until:
        if reloads and time.monotonic() > reloads[0]:
            reloads.pop(0)
            server.process.send_signal(signal.SIGHUP)
        try:
            urllib.request.urlopen(server + "/", timeout=20).close()  # noqa: S310
            answers += 1
        except OSError:
            refused += 1
    return answers, refused


def main() -> bool:
    figures, python = Figures(), os.environ.get("GRANIAN", "")
    with site() as environment:
        environment["PYTHONPATH"] = str(ROOT)
        sides = {"gunicorn": lambda: gunicorn("portal.wsgi", environment, "--workers", "2")}
        if python:
            sides["granian"] = lambda: granian(python, environment)
        else:
            print("       granian: not measured, GRANIAN names no Python that has it")
        found = {name: [] for name in sides}
        for _round in range(ROUNDS):
            for name, start in sides.items():
                with start() as server:
                    found[name].append(load(server, "/"))
        for name, loads in found.items():
            figures.say(f"{name}, kept page", [one.rate for one in loads], "answers a second")
            costs = [1e6 / one.per_second for one in loads]
            figures.say("  processor time of one", costs, "µs")
        for name, start in sides.items():
            with start() as server:
                answers, failures = failures_on_reload(server)
            with start() as server:
                opened, refused = new_connections_on_reload(server)
            print(
                f"       {name}, two reloads under load: {failures} of {answers:,} failed on kept"
            )
            print(
                f"       {'':<{len(name)}}  connections; {refused} of {opened + refused:,} new ones were refused"
            )
        if python:
            busy = {name: [one.per_second for one in loads] for name, loads in found.items()}
            figures.compare("granian : gunicorn", busy["granian"], busy["gunicorn"])
    return figures.all_met


if __name__ == "__main__":
    sys.exit(0 if main() else 1)
