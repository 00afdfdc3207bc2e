"""What the editors' listings cost: processor time and queries of whole answers, without a server.

    PERIGEE_DATA_DIR=… python -m benchmarks.listings

Run it with a load set (`manage.py fill_archive`) to see what more pictures cost; archive_at_size.py
compares two databases.
"""

import json
import sys

from benchmarks.figures import Figures
from benchmarks.pages import run
from benchmarks.servers import site

ROUNDS = 3
LISTINGS = {
    "all pictures": "/admin/archive/",
    "picture chooser": "/admin/choose-picture/results/",
    "explorer of pictures": "/admin/pages/{parent}/",
    "coverage desk": "/admin/coverage/",
    "subjects": "/admin/snippets/media/subject/",
    "failed and tried again": "/admin/failed/",
    "dashboard": "/admin/",
}
MEASURE = """
import django, json, statistics, sys, time; django.setup()
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from media.models import Entry, ImageIndexPage
desk = Client(headers={"host": "127.0.0.1"})
desk.force_login(get_user_model().objects.filter(is_superuser=True).first(), backend="django.contrib.auth.backends.ModelBackend")
parent = ImageIndexPage.objects.order_by("path").first().pk
found = {}
for name, address in json.loads(sys.argv[1]).items():
    address = address.format(parent=parent)
    status, taken, queries = desk.get(address).status_code, [], []
    if status != 200:
        print(f"{address}: {status}", file=sys.stderr)
        continue
    for number in range(6):
        began = time.process_time()
        with connection.execute_wrapper(lambda execute, *given: queries.append(number) or execute(*given)):
            desk.get(address)
        taken.append(time.process_time() - began)
    found[name] = 1000 * statistics.median(taken), queries.count(5)
print(json.dumps({"pictures": Entry.objects.count(), "found": found}))
"""


def main() -> bool:
    figures, rounds = Figures(), []
    with site() as environment:
        for _round in range(ROUNDS):
            said = run([sys.executable, "-c", MEASURE, json.dumps(LISTINGS)], environment)
            rounds.append(json.loads(said.splitlines()[-1]))
    print(f"       with {rounds[0]['pictures']:,} pictures")
    for name in rounds[0]["found"]:
        found = [one["found"][name] for one in rounds]
        figures.say(f"{name}, {found[0][1]} queries", [one[0] for one in found], "ms")
    return figures.all_met


if __name__ == "__main__":
    sys.exit(0 if main() else 1)
