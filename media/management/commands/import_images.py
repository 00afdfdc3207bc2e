"""`manage.py import_images`: a draft image page for every picture in a folder."""

from collections import Counter
from pathlib import Path

from django.core.files import File
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from media.archive.galleries import GalleryIndexPage, GalleryItem, GalleryPage
from media.archive.index import ImageIndexPage
from media.files.folders import why_left_out
from media.files.metadata.carried import Carried
from media.intake.incoming import Incoming
from media.intake.many_files import Outcome, Row, counted, rehearse, take
from media.intake.sheets import BrokenSheet, composed, read_sheet
from media.pages.drafts import DraftLocked, change_draft


class Command(BaseCommand):
    """Takes in every picture below a folder; those that are here already are left alone.

    It may be stopped and started again: each picture is taken in whole or not at all.
    """

    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("directory", type=Path)
        parser.add_argument("--csv", type=Path, help="a table of words, a line for each file")
        parser.add_argument("--gallery", help="put the pictures into the gallery of this title")
        parser.add_argument("--dry-run", action="store_true", help="only say what would be done")

    def handle(self, *args, directory: Path, csv: Path | None, gallery: str | None, **options):
        self.is_rehearsal = options["dry_run"]
        if not directory.is_dir():
            raise CommandError(f"{directory} is no folder.")
        self.archive = ImageIndexPage.objects.first()
        if self.archive is None:
            raise CommandError("There is no image archive yet. Make one in the admin first.")
        paths = {
            path.relative_to(directory).as_posix(): path
            for path in sorted(directory.rglob("*"))
            if not path.is_dir() and path != csv
        }
        reasons = {name: why_left_out(path.relative_to(directory)) for name, path in paths.items()}
        pictures = {name: path for name, path in paths.items() if not reasons[name]}
        said = self.read(csv, pictures) if csv else {}
        keys = self.take_each(pictures, said, quietly=not options["verbosity"])
        for name, reason in reasons.items():
            self.say(name, f"Left out ({reason})." if reason else "")
        if gallery and keys and not self.is_rehearsal:
            self.fill(gallery, keys)
        left_out = len(paths) - len(pictures)
        total = counted(self.counts, is_rehearsal=self.is_rehearsal)
        self.stdout.write(f"{total}, {left_out} left out." if left_out else f"{total}.")

    def read(self, csv: Path, pictures: dict[str, Path]) -> dict:
        try:
            said = read_sheet(csv)
        except (BrokenSheet, OSError) as error:
            raise CommandError(f"{csv}: {error}") from None
        for name in sorted(said.keys() - {composed(name) for name in pictures}):
            self.stderr.write(f"{name}: named in {csv.name}, but not in the folder.")
        return said

    def take_each(self, pictures: dict[str, Path], said: dict, quietly: bool) -> list[int]:
        """Take in pictures until somebody stops it; answers the keys of their pages."""
        self.counts: Counter[Outcome] = Counter()
        keys = []  # not the pages, of which there may be thousands
        try:
            for name in tqdm(pictures, desc="Pictures", unit="", disable=quietly):
                row = self.take(pictures[name], said.get(composed(name)))
                self.counts[row.outcome] += 1
                if row.page:
                    keys.append(row.page.pk)
                self.say(name, row.sentence, *row.notes)
        except KeyboardInterrupt:
            self.stderr.write("Stopped. Run the command again to go on.")
        return keys

    def take(self, path: Path, says: Carried | None) -> Row:
        if not path.is_file():
            return Row(path.name, Outcome.REFUSED, "This is no file, or leads to none.")
        try:
            source = path.open("rb")
        except OSError as error:
            return Row(path.name, Outcome.REFUSED, f"It cannot be read: {error.strerror}.")
        with source:
            incoming = Incoming(File(source, name=path.name))
            return (
                rehearse(incoming) if self.is_rehearsal else take(incoming, self.archive, says=says)
            )

    def say(self, name: str, *sentences: str) -> None:
        for sentence in filter(None, sentences):
            tqdm.write(f"{name}: {sentence}", file=self.stderr)

    def fill(self, title: str, keys: list[int]) -> None:
        """Add pictures to the end of a gallery's draft; the gallery is made if there is none."""
        gallery = GalleryPage.objects.filter(title=title).first()
        if gallery is None:
            gallery = GalleryPage(title=title, live=False)
            GalleryIndexPage.objects.get().add_child(instance=gallery)
        items: list[GalleryItem] = []

        def append(draft: GalleryPage) -> None:
            items.extend(draft.items.all())
            there = {item.image_id for item in items}
            items.extend(GalleryItem(image_id=key) for key in keys if key not in there)
            draft.items = items

        try:
            change_draft(gallery, append, user=None)
        except DraftLocked as error:
            raise CommandError(f"The pictures are in, but not in “{title}”. {error}") from None
        self.stdout.write(f"The draft of “{title}” holds {len(items)} pictures.")
