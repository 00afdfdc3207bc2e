"""`manage.py rebuild_descriptions`: makes the table of descriptions right, whatever happened."""

from django.core.management.base import BaseCommand

from media.descriptions.statuses import Description
from media.pictures.ledger import refresh_all


class Command(BaseCommand):
    """The worker does the same every hour; to run it twice changes nothing."""

    help = __doc__

    def handle(self, *args, **options):
        for sentence in refresh_all():
            self.stdout.write(sentence)
        counts = Description.objects.counts()
        labels = dict(Description.Status.choices)
        for status, number in counts.items():
            self.stdout.write(f"{number:6}  {labels[status]}")
