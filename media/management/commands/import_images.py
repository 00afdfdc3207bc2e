"""`manage.py import_images`: a draft image page for every picture in a folder."""

from collections import Counter
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from media.archive.galleries import GalleryIndexPage, GalleryItem, GalleryPage
from media.archive.index import ImageIndexPage
from media.files.formats import SUFFIXES
from media.intake.incoming import Incoming
from media.intake.sheets import BrokenSheet, read_sheet
from media.intake.taking_in import take_in
from media.pages.drafts import DraftLocked, change_draft
from media.pictures.images import ImagePage

ENDINGS = {suffix for suffixes in SUFFIXES.values() for suffix in suffixes}


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
        paths = [path for path in sorted(directory.rglob("*")) if path.is_file()]
        pictures = [path for path in paths if path.suffix.lower().lstrip(".") in ENDINGS]
        said = self.read(csv, directory, pictures) if csv else {}
        self.counts: Counter[str] = Counter()
        keys = []  # not the pages, of which there may be thousands
        try:
            for path in tqdm(pictures, desc="Pictures", unit="", disable=options["verbosity"] == 0):
                name = path.relative_to(directory).as_posix()
                if page := self.take(path, name, said.get(name)):
                    keys.append(page.pk)
        except KeyboardInterrupt:
            self.stderr.write("Stopped. Run the command again to go on.")
        if gallery and keys and not self.is_rehearsal:
            self.fill(gallery, keys)
        self.sum_up(ignored=len(paths) - len(pictures) - bool(csv and csv in paths))

    def read(self, csv: Path, directory: Path, pictures: list[Path]) -> dict:
        try:
            said = read_sheet(csv)
        except (BrokenSheet, OSError) as error:
            raise CommandError(f"{csv}: {error}") from None
        there = {path.relative_to(directory).as_posix() for path in pictures}
        for name in sorted(said.keys() - there):
            self.stderr.write(f"{name}: named in {csv.name}, but not in the folder.")
        return said

    def take(self, path: Path, name: str, says) -> ImagePage | None:
        with path.open("rb") as source:
            incoming = Incoming(File(source, name=path.name))
            try:
                if self.is_rehearsal:
                    incoming.judge()
                    page = incoming.page_here()
                    self.counts["already here" if page else "would be taken in"] += 1
                    return page
                taken = take_in(incoming, self.archive, says=says)
            except ValidationError as error:
                self.counts["refused"] += 1
                tqdm.write(f"{name}: {error.messages[0]}", file=self.stderr)
                return None
        self.counts["taken in" if taken.is_new else "already here"] += 1
        for note in taken.notes:
            tqdm.write(f"{name}: {note}", file=self.stderr)
        return taken.page

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

    def sum_up(self, ignored: int) -> None:
        order = ("taken in", "would be taken in", "already here", "refused")
        said = [f"{self.counts[name]} {name}" for name in order if self.counts[name]]
        said += [f"{ignored} other files ignored"] if ignored else []
        self.stdout.write(f"{', '.join(said) or 'No pictures'}.")
