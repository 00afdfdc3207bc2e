"""What a kept page costs, against the smallest answer that the same server can give: `page_cache.py`.

Wants a demonstration in PERIGEE_DATA_DIR (`make demo` makes one in var/) and wrk, from Debian. Starts
gunicorn for each side in turn, three rounds, and prints rates and their ratio; the spread of the rounds is the machine's noise.
"""

import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROUNDS, SECONDS, CONNECTIONS = 3, 4, 16
ADDRESSES = ("/", "/images/")
SMALL = """
def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "2")])
    return [b"ok"]
"""


@contextmanager
def served(application: str, port: int, folder: Path, **environment):
    """gunicorn with one process of four threads, as in the Procfile, until the block ends."""
    command = [sys.executable, "-m", "gunicorn", application, "--bind", f"127.0.0.1:{port}"]
    options = "--worker-class gthread --workers 1 --threads 4 --log-level error --no-control-socket"
    process = subprocess.Popen(
        [*command, *options.split()], cwd=folder, env={**os.environ, **environment}
    )
    try:
        for _attempt in range(200):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=30).close()
                break
            except OSError:
                time.sleep(0.1)
        yield
    finally:
        process.terminate()
        process.wait()


def rate(address: str) -> float:
    """Answers a second."""
    wrk = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}", "-H", "Accept-Encoding: br", address]
    told = subprocess.run(wrk, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in told:
        sys.exit(f"{address} answers with errors:\n{told}")
    return float(re.search(r"Requests/sec:\s+([\d.]+)", told)[1])


def main() -> None:
    if not shutil.which("wrk"):
        sys.exit("wrk is missing: apt-get install wrk.")
    os.environ.setdefault("PERIGEE_DEMO", "1")
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "small.py").write_text(SMALL)
        rates: dict[str, list[float]] = {}
        for number in range(ROUNDS):
            with served("small", 8151, Path(folder)):
                rates.setdefault("smallest answer", []).append(rate("http://127.0.0.1:8151/"))
            for name, kept in (("kept", "64"), ("drawn anew", "0")):
                with served("portal.wsgi", 8152, ROOT, PERIGEE_PAGE_CACHE=kept):
                    for address in ADDRESSES:
                        found = rate(f"http://127.0.0.1:8152{address}")
                        rates.setdefault(f"{address} {name}", []).append(found)
            print(f"round {number + 1} of {ROUNDS}", file=sys.stderr)
    smallest = rates["smallest answer"]
    for name, found in rates.items():
        ratios = [one / other for one, other in zip(found, smallest, strict=True)]
        print(
            f"{name:<20} {statistics.median(found):8.0f}/s   ratio {statistics.median(ratios):.3f} "
            f"({min(ratios):.3f} to {max(ratios):.3f})"
        )


if __name__ == "__main__":
    main()
