"""What programs are given costs: as ratios to a page of the archive, and how it grows with the archive.

    PERIGEE_DEMO=1 python benchmarks/api.py LARGE [SMALL]

LARGE and SMALL are data directories (SQLite) or addresses of databases (postgres://…): one with a load
set (`manage.py fill_archive 20000`; there must be 100 pictures), one with the demonstration alone (48
pictures or more). Prints processor time in milliseconds for whole answers, uncached, medians of several
that take turns, with the number of queries; then each mark and whether it is reached. Answers 1 if one
is not. Of PostgreSQL the time of its own process is not counted.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TIMES = 15
# The largest page that the archive has.
ARCHIVE = "archive, 96 pictures"
PAGE = "API, 100 pictures"
FEW = "API, 48 pictures"
MANIFEST = "IIIF, 100 canvases"
ASKED = {
    ARCHIVE: "/images/?per_page=96",
    PAGE: "/api/v1/images?limit=100",
    FEW: "/api/v1/images?limit=48",
    "API, 100 titles": "/api/v1/images?limit=100&fields=title",
    "OAI-PMH, 100 records": "/oai?verb=ListRecords&metadataPrefix=oai_dc",
    "API, 1,000 changes": "/api/v1/changes?limit=1000",
}
PAGE_LIMIT, MANIFEST_LIMIT, QUERIES, GROWTH, EXPORTED = 1.5, 2.0, 6, 1.3, 5000


def measure() -> None:
    """Print what the database of this process answers, as JSON."""
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    import django

    django.setup()
    from django.db import transaction

    from media.models import Entry

    number = Entry.objects.count()
    found = {"number": number, **answers(ASKED)}
    if number >= 100:
        with transaction.atomic():
            gallery = make_gallery()
            manifest = {MANIFEST: f"/iiif/galleries/{gallery}/manifest.json"}
            found["beside"] = answers({ARCHIVE: ASKED[ARCHIVE], **manifest})["cost"]
            transaction.set_rollback(True)
        found["exported"] = exported(number)
    print(json.dumps(found))


def answers(addresses: dict[str, str]) -> dict:
    """{"cost": {name: milliseconds}, "queries": {name: number}}; each is asked once before, and then all in turns."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(headers={"host": "127.0.0.1"})
    taken, queries = {name: [] for name in addresses}, {}
    for turn in range(TIMES + 1):
        for name, address in addresses.items():
            if not turn:
                with CaptureQueriesContext(connection) as asked:
                    answer = client.get(address)
                    answer.getvalue()
                queries[name] = len(asked)
                if answer.status_code != 200:
                    raise SystemExit(f"{address}: {answer.status_code}")
                continue
            began = time.process_time()
            client.get(address).getvalue()
            taken[name].append(time.process_time() - began)
    cost = {name: 1000 * statistics.median(times) for name, times in taken.items()}
    return {"cost": cost, "queries": queries}


def make_gallery() -> str:
    """The slug of a gallery of 100 pictures; whoever asks for it takes it back."""
    from media.models import Entry, GalleryIndexPage, GalleryItem, GalleryPage

    newest = Entry.objects.newest_first().values_list("page", flat=True)[:100]
    gallery = GalleryPage(title="A hundred", slug="a-hundred-to-measure", summary="A hundred.")
    gallery.items = [GalleryItem(image_id=key) for key in newest]
    GalleryIndexPage.objects.first().add_child(instance=gallery)
    return gallery.slug


def exported(number: int) -> float:
    """Pictures a second of processor time that the whole export writes, into a folder of its own."""
    from media.reuse.exports import MEDIA_TYPES, write

    with tempfile.TemporaryDirectory() as folder:
        began = time.process_time()
        write({one: Path(folder) / one for one in MEDIA_TYPES}, lambda done: None)
        return number / (time.process_time() - began)


def measured(place: str) -> dict:
    name = "DATABASE_URL" if "://" in place else "PERIGEE_DATA_DIR"
    environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    command = [sys.executable, __file__, "--measure"]
    answer = subprocess.run(
        command, env={**environment, name: place}, capture_output=True, text=True, check=False
    )
    if answer.returncode:
        raise SystemExit(answer.stderr)
    return json.loads(answer.stdout.splitlines()[-1])


def main(large: str, small: str = "") -> int:
    many = measured(large)
    if many["number"] < 100:
        raise SystemExit(
            "There are fewer than 100 pictures: run manage.py fill_archive 1000 first."
        )
    cost = many["cost"]
    print(f"{many['number']:,} pictures; processor ms, median of {TIMES}")
    for name, milliseconds in cost.items():
        ratio = milliseconds / cost[ARCHIVE]
        print(f"{name:24}{milliseconds:8.1f}  × {ratio:.2f}  {many['queries'][name]:3} queries")
    beside = many["beside"]
    marks = [
        ("A page of 100 to one of the archive", cost[PAGE] / cost[ARCHIVE], PAGE_LIMIT),
        ("Its queries", many["queries"][PAGE], QUERIES),
        ("A manifest of 100 canvases to that", beside[MANIFEST] / beside[ARCHIVE], MANIFEST_LIMIT),
    ]
    if small:
        few = measured(small)
        growth = cost[FEW] / few["cost"][FEW]
        marks.append((f"48 of {many['number']:,} to 48 of {few['number']:,}", growth, GROWTH))
    for name, figure, limit in marks:
        print(f"{name}: {figure:.2f} (at most {limit})")
    print(f"The whole export: {many['exported']:,.0f} pictures a second (at least {EXPORTED:,})")
    return int(any(figure > limit for _name, figure, limit in marks) or many["exported"] < EXPORTED)


if __name__ == "__main__":
    if "--measure" in sys.argv:
        measure()
    elif len(sys.argv) > 1:
        sys.exit(main(*sys.argv[1:]))
    else:
        sys.exit(__doc__)
