"""`manage.py export_catalogue`: makes the whole export anew, as the worker does once a day."""

from django.core.management.base import BaseCommand
from tqdm import tqdm

from media.archive.catalogue import Entry
from media.reuse.exports import make_export


class Command(BaseCommand):
    """Writes every picture that visitors may see into public files: JSON Lines and CSV."""

    help = __doc__

    def handle(self, *args, verbosity: int = 1, **options):
        number = Entry.objects.count()
        with tqdm(total=number, unit=" pictures", disable=not verbosity) as bar:
            export = make_export(bar.update)
        self.stdout.write(f"{export.images} pictures exported.")
        for file in export.files.values():
            self.stdout.write(
                f"  {file['name']}: {file['bytes']:,} bytes, SHA-256 {file['sha256']}"
            )
