"""`manage.py import_api`: a draft image page for every picture that another portal offers."""

import sys
from collections import Counter
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from media.archive.index import ImageIndexPage
from media.intake.fetching import Fetcher, FetchFailed
from media.intake.many_files import Outcome, counted
from media.intake.portals import nasa, perigee
from media.intake.portals.offers import BrokenEntry, Listing, Taking

# After so many failures to fetch, one after the other, the server is left in peace.
MOST_FAILURES = 10


class Command(BaseCommand):
    """Takes in every picture that the API of another portal lists, with its words, credit, licence and subjects.

    URL is the list of another Perigee (https://…/api/v1/images; its home page will do), or a search of
    NASA's image library or of a portal that answers as it does (https://images-api.nasa.gov/search?q=…).
    Nothing is published. It may be stopped and started again: what is here already is not asked for.
    The exit code is 1 if anything could not be taken in, 130 if it was stopped.
    """

    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("url", help="where the list or the search begins")
        parser.add_argument(
            "--per-second", type=float, default=2.0, help="questions a second at most (default: 2)"
        )
        parser.add_argument("--limit", type=int, help="stop after so many pictures of the list")
        parser.add_argument(
            "--megabytes",
            type=int,
            default=settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE // 2**20,
            help="the largest file that is taken (default: PERIGEE_UPLOAD_MB)",
        )
        parser.add_argument(
            "--seconds",
            type=float,
            default=300.0,
            help="the longest a file may take (default: 300)",
        )
        parser.add_argument(
            "--allow-http", action="store_true", help="also ask servers that do not encrypt"
        )
        parser.add_argument(
            "--allow-private",
            action="store_true",
            help="also ask servers of an own network, at addresses that are not public",
        )

    def handle(self, *args, url: str, **options):
        archive = ImageIndexPage.objects.first()
        if archive is None:
            raise CommandError("There is no image archive yet. Make one in the admin first.")
        for name, most in (("per_second", 50), ("seconds", 3600), ("megabytes", 4096)):
            if not 0 < options[name] <= most:
                option = name.replace("_", "-")
                raise CommandError(f"--{option} is a number above 0, up to {most}.")
        if options["limit"] is not None and options["limit"] < 1:
            raise CommandError("--limit is a number of pictures, 1 or more.")
        with Fetcher(
            allows_http=options["allow_http"],
            allows_private=options["allow_private"],
            per_second=options["per_second"],
        ) as fetcher:
            try:
                listing = self.listing(fetcher, url)
            except FetchFailed as error:
                raise CommandError(str(error)) from None
            most_bytes = options["megabytes"] * 2**20
            self.taking = Taking(fetcher, archive, most_bytes, options["seconds"])
            self.take_each(listing, options["limit"], quietly=not options["verbosity"])

    def listing(self, fetcher: Fetcher, url: str) -> Listing:
        """What is listed there, by whichever of the dialects it answers in."""
        if "://" in url and urlsplit(url).path in ("", "/"):
            url = f"{url.partition('?')[0].rstrip('/')}{perigee.LIST}"
        first = fetcher.document(url)
        for dialect in (perigee, nasa):
            if dialect.is_list(first):
                return dialect.listing(fetcher, url, first)
        raise CommandError(
            f"{url} is neither a list of pictures of a Perigee (…{perigee.LIST}) nor a search of NASA's "
            "image library (…/search?q=…)."
        )

    def take_each(self, listing: Listing, limit: int | None, quietly: bool) -> None:
        counts: Counter[Outcome] = Counter()
        total = min(filter(None, (listing.total, limit)), default=None)
        problem, code = "", 1
        try:
            with tqdm(
                total=total, desc="Pictures", unit="", file=sys.stderr, disable=quietly
            ) as bar:
                for number, listed in enumerate(listing.pictures):
                    if number == limit:
                        break
                    row = self.taking.take(listed)
                    counts[row.outcome] += 1
                    for sentence in filter(None, [row.sentence, *row.notes]):
                        tqdm.write(printable(f"{listed.name}: {sentence}"), file=self.stderr)
                    bar.update()
                    if self.taking.failures == MOST_FAILURES:
                        problem = "Nothing comes from there any more. Run the command again later."
                        break
        except (FetchFailed, BrokenEntry) as error:
            problem = f"The list broke off: {error} Run the command again to go on."
        except KeyboardInterrupt:
            problem, code = "Stopped. Run the command again to go on.", 130
        self.stdout.write(f"{counted(counts)}.")
        if counts[Outcome.REFUSED] and not problem:
            problem = "Not everything came in; what failed, and why, stands above."
        if problem:
            raise CommandError(problem, returncode=code)


def printable(text: str) -> str:
    """What others wrote, as a terminal can show it: nothing in it steers the terminal."""
    return "".join(sign if sign.isprintable() else " " for sign in text)
