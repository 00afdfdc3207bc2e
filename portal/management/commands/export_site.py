"""`manage.py export_site`: the public site as plain files in a folder."""

import logging
import sqlite3
import sys
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from portal.mirror.export import Export, Unanswered
from portal.mirror.folder import Folder, UnfitFolder

PROBLEMS_SAID = 50


class Command(BaseCommand):
    """Writes every page that a visitor without an account may see, with its pictures, into DIRECTORY.

    Any web server or archive can serve the files, at any address; pages can also be opened from the disk.
    Search, likes and reports need the site itself and are left out. A run that was stopped goes on; a
    further run brings the copy up to date, and removes what the site has no more. The folder must be
    new, empty, or one that this command made. The exit code is 1 if anything is missing, 130 if it was stopped.
    """

    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("directory", type=Path)
        parser.add_argument(
            "--base-url",
            default="",
            help="where the copy will be served: written where others read whole addresses (feeds, sitemap, "
            "canonical links), which else name the site itself",
        )

    def handle(self, *args, directory: Path, base_url: str, **options):
        if base_url and (
            urlsplit(base_url).scheme not in ("http", "https") or not urlsplit(base_url).netloc
        ):
            raise CommandError("--base-url is a whole address: https://pictures.example/archive/")
        stores = [settings.STATIC_ROOT, settings.DATA_DIR / "public", settings.DATA_DIR / "private"]
        if any(directory.resolve().is_relative_to(Path(store).resolve()) for store in stores):
            raise CommandError(
                f"{directory} lies where the portal keeps its own files. Name another."
            )
        # An address that is not there is no fault here.
        requests = logging.getLogger("django.request")
        level = requests.level
        requests.setLevel(logging.ERROR)
        try:
            folder = Folder(directory, settings.BASE_URL)
        except UnfitFolder as error:
            raise CommandError(str(error)) from None
        except OSError as error:
            raise CommandError(f"{directory} cannot be written: {error.strerror}.") from None
        else:
            self.export(folder, base_url, quietly=not options["verbosity"])
        finally:
            requests.setLevel(level)

    def export(self, folder: Folder, base_url: str, quietly: bool) -> None:
        if folder.goes_on:
            self.stderr.write("An earlier run did not come to its end: this one goes on.")
        export = Export(folder, settings.BASE_URL, base_url)
        try:
            self.show(export, quietly)
        except KeyboardInterrupt:
            raise CommandError("Stopped. Run the command again to go on.", returncode=130) from None
        except (Unanswered, UnfitFolder) as error:
            raise CommandError(str(error)) from None
        except (OSError, sqlite3.Error) as error:
            raise CommandError(
                f"The folder cannot be written: {error}. Run the command again to go on."
            ) from None
        finally:
            folder.close()
        for problem in export.problems[:PROBLEMS_SAID]:
            self.stderr.write(problem)
        self.stdout.write(
            f"{export.pages} pages and {len(export.taken)} pictures are in {folder.place}: {export.written} files "
            f"written, {export.removed} removed."
        )
        if export.has_moved:
            self.stdout.write(
                "The site was changed meanwhile. Run the command again to bring it up to date."
            )
        if number := len(export.problems):
            raise CommandError(
                f"{number} problem{'s' if number > 1 else ''}; what is missing stands above."
            )

    def show(self, export: Export, quietly: bool) -> None:
        bar, shown = None, ""
        try:
            for what, done, total in export.steps():
                if what != shown:
                    if bar is not None:
                        bar.close()
                    bar = tqdm(desc=what, unit="", file=sys.stderr, disable=quietly)
                    shown = what
                bar.total = total
                bar.update(done - bar.n)
        finally:
            if bar is not None:
                bar.close()
