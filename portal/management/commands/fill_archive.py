"""`manage.py fill_archive N`: makes released pictures to measure with, and takes them away again."""

import sys

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from tqdm import tqdm

from portal.demo.load_set import MOST, LoadSet, NothingToShare


class Command(BaseCommand):
    """Goes on where it was stopped. The files of all are those of one released picture that is there."""

    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument(
            "number", type=int, nargs="?", default=0, help="how many there shall be"
        )
        parser.add_argument("--remove", action="store_true", help="take all of them away")

    def handle(self, *args, number: int, remove: bool, **options):
        if not settings.DEMO:
            raise CommandError(
                "A load set is made in a demonstration only, never among an agency's own pictures: set "
                "PERIGEE_DEMO=1 and let PERIGEE_DATA_DIR or DATABASE_URL name a database for it."
            )
        if not 0 <= number <= MOST:
            raise CommandError(f"A load set has 0 to {MOST:,} pictures, not {number:,}.")
        load_set = LoadSet()
        there = load_set.count()
        if remove:
            steps, total = load_set.remove(), there
        else:
            steps, total = load_set.make(number), max(number - there, 0)
        try:
            with tqdm(total=total, desc="Load set", unit="", file=sys.stderr, leave=True) as bar:
                for done in steps:
                    bar.update(done)
        except NothingToShare:
            raise CommandError(
                "There is no released picture whose files could be shared: run `manage.py demo` first."
            ) from None
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        self.stdout.write(f"{load_set.count()} pictures of the load set are there.")
