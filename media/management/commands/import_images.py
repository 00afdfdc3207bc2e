"""`manage.py import_images`: a draft image page for every picture in a folder, or on saved pages."""

from collections import Counter
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from django.core.files import File
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from media.archive.galleries import GalleryIndexPage, GalleryItem, GalleryPage
from media.archive.index import ImageIndexPage
from media.files.folders import why_left_out
from media.files.metadata.carried import Carried
from media.intake.aliases import give_aliases
from media.intake.incoming import Incoming
from media.intake.many_files import Outcome, Row, counted, rehearse, take
from media.intake.saved_pages.site import SavedSite
from media.intake.sheets import BrokenSheet, composed, read_sheet
from media.pages.drafts import DraftLocked, change_draft


class Command(BaseCommand):
    """Takes in every picture below a folder; those that are here already are left alone.

    With --from-site the folder holds pages of a site, saved as HTML with their pictures: each picture
    that a page captions is taken with the title, the alt text, the caption, the credit and the
    “[Image description: …]” that stand there. Nothing is published.
    It may be stopped and started again: each picture is taken in whole or not at all.
    """

    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("directory", type=Path, nargs="?", help="a folder of pictures")
        parser.add_argument(
            "--from-site",
            type=Path,
            metavar="DIRECTORY",
            help="a folder of saved pages, whose captions hold “[Image description: …]”",
        )
        parser.add_argument("--csv", type=Path, help="a table of words, a line for each file")
        parser.add_argument("--gallery", help="put the pictures into the gallery of this title")
        parser.add_argument("--dry-run", action="store_true", help="only say what would be done")

    def handle(
        self, *args, directory: Path | None, csv: Path | None, gallery: str | None, **options
    ):
        self.is_rehearsal, saved = options["dry_run"], options["from_site"]
        if (directory is None) == (saved is None):
            raise CommandError(
                "Name one folder: of pictures, or behind --from-site of saved pages."
            )
        if saved and csv:
            raise CommandError(
                "--csv goes with a folder of pictures: saved pages have their own words."
            )
        if not (directory or saved).is_dir():
            raise CommandError(f"{directory or saved} is no folder.")
        self.archive = ImageIndexPage.objects.first()
        if self.archive is None:
            raise CommandError("There is no image archive yet. Make one in the admin first.")
        if saved:
            self.take_site(SavedSite(saved), gallery, quietly=not options["verbosity"])
            return
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

    def take_site(self, site: SavedSite, gallery: str | None, quietly: bool) -> None:
        """Read all pages, then take each picture with the words of the page that says most about it."""
        self.counts, keys = Counter(), []
        pages = site.pages()
        if not pages:
            raise CommandError(f"There is no saved page (.html) in {site.folder}.")
        try:
            best = site.best_pages(tqdm(pages, desc="Pages", unit="", disable=quietly))
            for name, sentence in site.problems:
                self.say(name, sentence)
            number = sum(map(len, best.values()))
            with tqdm(total=number, desc="Pictures", unit="", disable=quietly) as bar:
                for page, files in best.items():
                    for shown in site.words(page, files):
                        names = [shown.came_from] if shown.came_from else []
                        row = self.take(shown.path, shown.says, aliases=names)
                        self.note(f"{site.name(page)}, {site.name(shown.path)}", row, keys)
                        bar.update()
        except KeyboardInterrupt:
            self.stderr.write("Stopped. Run the command again to go on.")
        if gallery and keys and not self.is_rehearsal:
            self.fill(gallery, keys)
        total = counted(self.counts, is_rehearsal=self.is_rehearsal)
        problems = len(site.problems)
        said = f", {problems} {'problem' if problems == 1 else 'problems'} on pages"
        self.stdout.write(f"{total}{said if problems else ''}, from {len(pages)} saved pages.")

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
                self.note(name, row, keys)
        except KeyboardInterrupt:
            self.stderr.write("Stopped. Run the command again to go on.")
        return keys

    def take(self, path: Path, says: Carried | None, aliases: Sequence[str] = ()) -> Row:
        if not path.is_file():
            return Row(path.name, Outcome.REFUSED, "This is no file, or leads to none.")
        try:
            source = path.open("rb")
        except OSError as error:
            return Row(path.name, Outcome.REFUSED, f"It cannot be read: {error.strerror}.")
        with source:
            incoming = Incoming(File(source, name=path.name))
            if self.is_rehearsal:
                return rehearse(incoming)
            finish = partial(give_aliases, names=[*aliases])
            return take(incoming, self.archive, says=says, finish=finish)

    def note(self, name: str, row: Row, keys: list[int]) -> None:
        self.counts[row.outcome] += 1
        if row.page:
            keys.append(row.page.pk)
        self.say(name, row.sentence, *row.notes)

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
