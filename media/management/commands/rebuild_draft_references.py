"""`manage.py rebuild_draft_references`: makes the index of what drafts name right again."""

from django.core.management.base import BaseCommand

from media.pages.draft_references import note_all_references


class Command(BaseCommand):
    """For after a restore or a load of content; the worker does the same once an hour."""

    help = __doc__

    def handle(self, *args, **options):
        for sentence in note_all_references():
            self.stdout.write(sentence)
