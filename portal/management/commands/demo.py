"""`manage.py demo`: the demonstration's content, its pictures' public files, logins of each job."""

import sys
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from tqdm import tqdm

from media.models import ImagePage
from media.pictures.workers import beating
from media.release.opening import release_live_pages
from portal.demo.library import OWN_CONTENT, Library
from portal.demo.loader import Loader
from portal.demo.people import ADMINISTRATOR, PEOPLE, let_chief_editors_approve, make_people
from portal.kept_secrets import kept_secret


class Command(BaseCommand):
    """Loads the content; what an editor changed or deleted stays as it is.

    The logins are made only where PERIGEE_DEMO is set.
    """

    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("--content", type=Path, default=OWN_CONTENT, help="another folder")
        parser.add_argument(
            "--check", action="store_true", help="only say what is wrong in the files"
        )

    def handle(self, *args, content: Path, check: bool, **options):
        library = Library(content)
        if library.errors:
            for error in library.errors:
                self.stderr.write(str(error))
            raise CommandError(f"{len(library.errors)} errors in {content}; nothing was loaded.")
        if check:
            self.stdout.write(f"{len(library.everything)} entries, no errors.")
            return
        loader = Loader(library)
        self.show(loader.load(), total=loader.steps, what="Content")
        # Thumbnails of the admin and tiles for deep zoom follow as soon as the worker runs.
        wanted = ImagePage.objects.live().count() - ImagePage.objects.visible().count()
        with beating():
            self.show(release_live_pages(), total=wanted, what="Pictures")
        call_command("update_index", verbosity=0)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        if settings.DEMO:
            self.say_where()

    def show(self, steps, *, total: int | None, what: str) -> None:
        for _step in tqdm(steps, total=total, desc=what, unit="", file=sys.stderr, leave=True):
            pass

    def say_where(self) -> None:
        """Make the accounts at the first run, and say how to get in."""
        password_file = settings.DATA_DIR / "editor_password"
        password = kept_secret(password_file, length=12)
        make_people(password)
        let_chief_editors_approve()
        self.stdout.write(
            f"\n  The portal   {settings.BASE_URL}/\n"
            f"  The admin    {settings.BASE_URL}/admin/\n"
            f"  Log in as    {ADMINISTRATOR} (may do everything), {', '.join(PEOPLE)}\n"
            f"  Password     {password}   (of all; kept in {password_file})\n"
        )
