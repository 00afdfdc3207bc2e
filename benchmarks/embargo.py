"""How long after their moment fifty pictures are there for visitors, against the 65 seconds allowed.

    python benchmarks/embargo.py [number of pictures, 50 unless told]

Everything lies in a temporary folder; the database is SQLite. The worker is a process of its own,
as in production. It prepares the pictures first; then all are scheduled for the next full minute.
"""

import os
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

HERE = Path(__file__).parents[1]
ALLOWED = 65  # seconds
SIZE = (1280, 800)


def prepare(folder: Path) -> None:
    os.environ |= {
        "PERIGEE_DATA_DIR": str(folder),
        "PERIGEE_SECRET_KEY": "only-for-this-benchmark-0123456789-0123456789",
        "PERIGEE_HOSTS": "testserver",
        "DJANGO_SETTINGS_MODULE": "tests.server_settings",
    }
    sys.path.insert(0, str(HERE))
    import django

    django.setup()
    from django.core.management import call_command

    from tests.factories import make_site

    call_command("migrate", verbosity=0)
    make_site()


def make_drafts(count: int) -> list:
    from tests.factories import make_asset, make_image

    return [
        make_image(
            f"Crater {number}", publish=False, asset=make_asset(size=SIZE, colour=(number, 90, 140))
        )
        for number in range(count)
    ]


def wait_until(is_so, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > deadline:
            raise SystemExit("The worker did not get there.")
        time.sleep(0.1)


def insist(is_so: bool, sentence: str) -> None:
    if not is_so:
        raise SystemExit(sentence)


def schedule_all(pages: list):
    """Schedule every page for the next full minute that leaves time to do so; that moment."""
    from django.utils import timezone

    from media.release.schedule import schedule

    moment = (timezone.now() + timedelta(seconds=80)).replace(second=0, microsecond=0)
    for page in pages:
        schedule(page, moment, None)
    return moment


def main(count: int) -> None:
    with tempfile.TemporaryDirectory() as place:
        prepare(Path(place))
        from django.test import Client
        from django.utils import timezone

        from media.models import ImagePage, Preparation, Release

        pages = make_drafts(count)
        command = [sys.executable, "manage.py", "worker"]
        worker = subprocess.Popen(command, cwd=HERE, stderr=subprocess.DEVNULL)
        try:
            # The drafts have to be quiet for half a minute; each takes about a second.
            wait_until(lambda: Preparation.objects.count() == count, 60 + 5 * count)
            moment = schedule_all(pages)
            made = Release.objects.count()
            wait_until(lambda: timezone.now() >= moment, 120)
            insist(not ImagePage.objects.live().exists(), "Something was early.")
            wait_until(lambda: ImagePage.objects.released().count() == count, 3 * ALLOWED)
            seconds = (timezone.now() - moment).total_seconds()
        finally:
            worker.terminate()
            worker.wait(timeout=60)
        answers = {Client().get(page.url).status_code for page in pages}
        insist(answers == {200}, "Not every page is there.")
        insist(Release.objects.count() == made, "Files were made after the moment was set.")
        print(f"{count} pictures, {seconds:.1f} s after the moment: ", end="")
        print(f"{seconds / ALLOWED:.2f} of the {ALLOWED} s allowed")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 50)
