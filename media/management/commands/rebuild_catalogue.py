"""`manage.py rebuild_catalogue`: makes the catalogue of public pictures right, whatever happened."""

import sys

from django.core.management.base import BaseCommand
from tqdm import tqdm

from media.archive.catalogue import Entry
from media.archive.keeping import AT_ONCE, keep_all
from media.pictures.images import ImagePage


class Command(BaseCommand):
    """In batches, while the site runs; stopped and begun again it finds the rest.

    The worker does the same every hour; to run it twice changes nothing.
    """

    help = __doc__

    def handle(self, *args, **options):
        total = ImagePage.objects.live().count()
        with tqdm(total=total, desc="Catalogue", unit="", file=sys.stderr, leave=True) as bar:
            for sentence in keep_all():
                if sentence:
                    self.stdout.write(sentence)
                else:
                    bar.update(min(AT_ONCE, total - bar.n))
        self.stdout.write(f"{Entry.objects.count()} pictures are in the catalogue.")
