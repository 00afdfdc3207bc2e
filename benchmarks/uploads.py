"""Whether visitors notice that eight editors upload large pictures at once.

    PERIGEE_DATA_DIR=… python -m benchmarks.uploads

nginx with deploy/nginx.conf before two gunicorn processes, as in the unit. Four visitors ask one page
after the other, each address new to nginx, so that the portal answers: first alone, then while eight
JPEGs of 24 megapixels come in. Compared are the medians of how long an answer takes.
"""

import http.client
import io
import os
import statistics
import sys
import threading
import time
from pathlib import Path

from benchmarks.figures import Figures
from benchmarks.pages import run
from benchmarks.servers import ROOT, gunicorn, nginx, site

ROUNDS, EDITORS, VISITORS, SECONDS = 3, 8, 4, 6
PAGES = ("/", "/images/", "/missions/", "/galleries/")
SIZE = (6000, 4000)
SIGN_IN = """
import django; django.setup()
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.contrib.sessions.backends.db import SessionStore
user = get_user_model().objects.filter(is_superuser=True).first()
session = SessionStore()
session.update({SESSION_KEY: str(user.pk), HASH_SESSION_KEY: user.get_session_auth_hash(),
    BACKEND_SESSION_KEY: "django.contrib.auth.backends.ModelBackend"})
session.save()
print(session.session_key)
"""


def jpeg(number: int) -> bytes:
    from PIL import Image

    grain = Image.effect_noise((1500, 1000), 24 + number).convert("RGB").resize(SIZE)
    written = io.BytesIO()
    grain.save(written, "JPEG", quality=92)
    return written.getvalue()


def upload(host: str, session: str, data: bytes, number: int) -> int:
    """The status of the answer."""
    head = (
        b"--middle\r\n"
        b'Content-Disposition: form-data; name="collection"\r\n\r\n1\r\n--middle\r\n'
        + f'Content-Disposition: form-data; name="files"; filename="large-{number}.jpg"\r\n'.encode()
        + b"Content-Type: image/jpeg\r\n\r\n"
    )
    connection = http.client.HTTPConnection(host, timeout=300)
    headers = {
        "Content-Type": "multipart/form-data; boundary=middle",
        "Cookie": f"sessionid={session}; csrftoken={'a' * 32}",
        "X-CSRFToken": "a" * 32,
    }
    connection.request(
        "POST", "/admin/archive/upload/", head + data + b"\r\n--middle--\r\n", headers
    )
    met = connection.getresponse()
    met.read()
    connection.close()
    return met.status


def visits(host: str, until: threading.Event, taken: list[float], name: str) -> None:
    connection, number = http.client.HTTPConnection(host, timeout=300), 0
    while not until.is_set():
        number += 1
        began = time.perf_counter()
        connection.request("GET", f"{PAGES[number % len(PAGES)]}?visit={name}-{number}")
        met = connection.getresponse()
        met.read()
        if met.status != 200:
            raise SystemExit(f"A visitor was answered {met.status}.")
        taken.append(time.perf_counter() - began)
    connection.close()


def median_of_visits(host: str, name: str, meanwhile) -> float:
    """Milliseconds, of the answers that four visitors got while `meanwhile` ran."""
    until, taken = threading.Event(), []
    threads = [
        threading.Thread(target=visits, args=(host, until, taken, f"{name}-{visitor}"))
        for visitor in range(VISITORS)
    ]
    for thread in threads:
        thread.start()
    meanwhile()
    until.set()
    for thread in threads:
        thread.join()
    return 1000 * statistics.median(taken)


def all_upload(host: str, session: str, files: list[bytes]) -> None:
    statuses = []
    threads = [
        threading.Thread(
            target=lambda data=data, number=number: statuses.append(
                upload(host, session, data, number)
            )
        )
        for number, data in enumerate(files)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if any(status >= 400 for status in statuses):
        raise SystemExit(f"Uploads were answered {statuses}.")


def main() -> bool:
    figures, alone, beside, took = Figures(), [], [], []
    with site() as environment:
        data = Path(environment["PERIGEE_DATA_DIR"])
        (data / "private").unlink()
        (data / "private").mkdir()
        session = run([sys.executable, "-c", SIGN_IN], environment).split()[-1]
        options = ("--workers", "2", "--timeout", "120")
        environment |= {"PYTHONPATH": str(ROOT), "PERIGEE_TRUSTED_PROXIES": "1"}
        with (
            gunicorn("portal.wsgi", environment, *options) as portal,
            nginx(portal, str(data)) as front,
        ):
            host = front.removeprefix("http://")
            for number in range(ROUNDS):
                files = [jpeg(number * EDITORS + one) for one in range(EDITORS)]
                alone.append(median_of_visits(host, f"a{number}", lambda: time.sleep(SECONDS)))
                began = time.perf_counter()
                beside.append(
                    median_of_visits(
                        host, f"b{number}", lambda files=files: all_upload(host, session, files)
                    )
                )
                took.append(time.perf_counter() - began)
    figures.say("visitors alone", alone, "ms")
    figures.say(f"visitors beside {EDITORS} uploads", beside, "ms")
    figures.say("the uploads took", took, "s")
    figures.compare("beside : alone", beside, alone, most=1.5)
    return figures.all_met


if __name__ == "__main__":
    os.environ.setdefault("PERIGEE_DEMO", "1")
    sys.exit(0 if main() else 1)
