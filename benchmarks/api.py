"""What a page of 100 pictures costs through the API, as a ratio to a page of the archive, in one run.

    PERIGEE_DEMO=1 python benchmarks/api.py

Asks the database of PERIGEE_DATA_DIR or DATABASE_URL, best with a load set (`manage.py fill_archive
1000`): there must be 100 pictures. Prints processor time in milliseconds for whole answers, uncached,
medians of several that take turns, and their ratio. Answers 1 above the limit.
"""

import os
import statistics
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TIMES = 15
LIMIT = 1.5
# The largest page that the archive has.
ARCHIVE = "/images/?per_page=96"
ASKED = {
    "API, 100 pictures": "/api/v1/images?limit=100",
    "API, 100 titles": "/api/v1/images?limit=100&fields=title",
    "OAI-PMH, 100 records": "/oai?verb=ListRecords&metadataPrefix=oai_dc",
    "API, 1,000 changes": "/api/v1/changes?limit=1000",
}
COMPARED = "API, 100 pictures"


def medians(client, addresses: dict[str, str]) -> dict[str, float]:
    """{name: milliseconds}; each is asked once before, and then all in turns."""
    taken = {name: [] for name in addresses}
    for turn in range(TIMES + 1):
        for name, address in addresses.items():
            began = time.process_time()
            answer = client.get(address)
            if answer.status_code != 200:
                raise SystemExit(f"{address}: {answer.status_code}")
            if turn:
                taken[name].append(time.process_time() - began)
    return {name: 1000 * statistics.median(times) for name, times in taken.items()}


def main() -> int:
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    import django

    django.setup()
    from django.test import Client

    from media.models import Entry

    if Entry.objects.count() < 100:
        raise SystemExit(
            "There are fewer than 100 pictures: run manage.py fill_archive 1000 first."
        )
    client = Client(headers={"host": "127.0.0.1"})
    found = medians(client, {"archive, 96 pictures": ARCHIVE, **ASKED})
    page = found["archive, 96 pictures"]
    for name, milliseconds in found.items():
        print(f"{name:24}{milliseconds:8.1f} ms  × {milliseconds / page:.2f}")
    ratio = found[COMPARED] / page
    print(f"A page of the API to one of the archive: × {ratio:.2f} (limit {LIMIT}).")
    return 0 if ratio <= LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())
