"""How fast a folder is taken in, against the least that is asked: 20 small files a second.

    python benchmarks/import_images.py [number of files, 1,000 unless told]

Everything lies in a temporary folder; the database is SQLite; no worker runs. Memory is that of
this process: its growth from a tenth of the files to all of them.
"""

import io
import os
import resource
import sys
import tempfile
import time
from pathlib import Path

ASKED = 20  # files a second
FLAT = 20  # MB: the cache of pages that SQLite may fill meanwhile (portal/settings.py)
WORDS = {"en": "A round pit with a bright rim. " * 8, "fr": "Un trou rond au bord clair. " * 8}


def prepare(folder: Path) -> None:
    folder.mkdir()
    os.environ |= {
        "PERIGEE_DATA_DIR": str(folder),
        "PERIGEE_SECRET_KEY": "only-for-this-benchmark-0123456789-0123456789",
        "DJANGO_SETTINGS_MODULE": "portal.settings",
    }
    sys.path.insert(0, str(Path(__file__).parents[1]))
    import django

    django.setup()
    from django.core.management import call_command

    from tests.factories import make_site, make_subject

    call_command("migrate", verbosity=0)
    make_site()
    for number in range(100):
        make_subject(f"Target {number}")


def small_file(number: int) -> bytes:
    """A picture of 640 × 480 pixels, unlike all others, that says what it is in two languages."""
    from media.files.metadata import packet
    from media.files.metadata.carried import Carried
    from media.files.metadata.embedding import save_options
    from tests.factories import picture_bytes

    carried = Carried(
        title={"en": f"Pit number {number}"},
        alt_text={"en": f"A grey pit, the {number}th."},
        long_description=WORDS,
        credit="Example agency",
        keywords=[f"Target {number % 100}", "Pit"],
        taken_on="2026-05",
    )
    colour = (number % 256, number // 256, 90)
    found = save_options("JPEG", packet.packed(carried, "en"))
    return picture_bytes(size=(640, 480), colour=colour, **found)


def memory() -> float:
    """The most that this process ever held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main(count: int) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        prepare(folder / "data")
        from django.core.management import call_command

        pictures = folder / "in"
        pictures.mkdir()
        for number in range(count):
            (pictures / f"{number:05}.jpg").write_bytes(small_file(number))
        tenth = folder / "tenth"
        tenth.mkdir()
        for path in sorted(pictures.iterdir())[: count // 10]:
            path.rename(tenth / path.name)
        quiet = {"stdout": io.StringIO(), "stderr": io.StringIO(), "verbosity": 0}
        call_command("import_images", tenth, **quiet)
        before = memory()
        started = time.perf_counter()
        call_command("import_images", pictures, **quiet)
        seconds = time.perf_counter() - started
        rate = (count - count // 10) / seconds
        grown = memory() - before
        is_quick, is_flat = rate >= ASKED, grown <= FLAT
        print(f"{'PASS' if is_quick else 'FAIL'}  {rate:.0f} files a second, {ASKED} asked")
        print(
            f"{'PASS' if is_flat else 'FAIL'}  memory grew by {grown:.0f} MB over "
            f"{count - count // 10} files, {FLAT} allowed"
        )
        sys.exit(0 if is_quick and is_flat else 1)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
