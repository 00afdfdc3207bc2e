"""The copy is made: all pages are asked, public files are put beside them, links lead from file to file."""

import re
from collections.abc import Iterator
from html import escape
from pathlib import Path
from urllib.parse import urlsplit

from django.core.files.storage import storages
from django.urls import reverse
from wagtail.models import Page, Site

from media.archive.catalogue import Entry
from media.pages.visibility import visible
from portal.mirror.asking import NEVER_ASKED, Visitor, fixed_addresses
from portal.mirror.documents import HTML, SCRIPTS, links_in, rewritten, whole
from portal.mirror.folder import Folder
from portal.mirror.places import address_within, as_address, file_of, relative
from portal.page_cache.generation import read_generation

AT_ONCE = 200
REDIRECTS = (301, 302, 307, 308)
MOVED = (
    '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>Moved</title>\n'
    '<meta http-equiv="refresh" content="0; url={link}">\n<link rel="canonical" href="{link}">\n</head>\n'
    '<body><p>This is at <a href="{link}">{link}</a>.</p></body>\n</html>\n'
)

# What stands in `/id/…` as it is.
NAME = re.compile(r"[A-Za-z0-9_-]+")


class Unanswered(Exception):
    """The site cannot be asked at all; the text says why and what to do."""


class Export:
    """One run. Each step yields (what it is, how many are done, how many there are so far)."""

    def __init__(self, folder: Folder, base: str, served_at: str = ""):
        self.folder, self.served_at = folder, served_at
        self.base = base.rstrip("/")
        site = Site.objects.filter(is_default_site=True).first()
        self.origins = tuple(
            dict.fromkeys(filter(None, [origin(base), site and origin(site.root_url)]))
        )
        self.visitor = Visitor(base)
        self.written = self.removed = self.pages = 0
        # Whether anything that visitors see changed meanwhile.
        self.has_moved = False
        self.problems: list[str] = []
        # Of each picture whose files were put: the folder of its files, and what it is called, its
        # identifier first.
        self.taken: dict[int, tuple[str, list[str]]] = {}

    def steps(self) -> Iterator[tuple[str, int, int]]:
        began = read_generation()
        yield from self.ask_all()
        yield from self.put_files()
        self.leave_out_what_went()
        yield from self.write_pages()
        self.leave_out_what_went()
        self.has_moved = read_generation() != began
        self.removed = self.folder.remove_the_rest()
        self.folder.finish()

    # --- Asking -------------------------------------------------------------------------------

    def ask_all(self) -> Iterator[tuple[str, int, int]]:
        for address in ["/", *fixed_addresses()]:
            self.folder.want(address)
        known, asked = self.folder.count()
        while (address := self.folder.next_to_ask()) is not None:
            known += self.ask(address)
            asked += 1
            if not asked % AT_ONCE:
                self.folder.save()
            yield "Pages", asked, known
        self.folder.save()

    def ask(self, address: str) -> int:
        """Take the answer, and have asked what it links to; answers how many of these are new."""
        answer = self.visitor.ask(address)
        if address == "/" and answer.status != 200:
            raise Unanswered(
                f"The home page answers {answer.status} at {self.base}: PERIGEE_BASE_URL must name the site, "
                "and PERIGEE_HOSTS its host."
            )
        if answer.status >= 500:
            self.folder.fail(address)
            self.problems.append(
                f"{address} could not be drawn; what an earlier run has of it stays."
            )
            return 0
        self.folder.take(address, answer, self.free_path(address, answer.media_type, answer.status))
        if answer.status in REDIRECTS:
            links = [answer.target]
        elif answer.status == 200:
            text = answer.body.decode("utf-8", "replace")
            links = links_in(answer.media_type, text, self.origins)
        else:
            return 0
        new = 0
        for link in links:
            found = address_within(self.origins, self.base + address, link)
            if found and not found[0].startswith(NEVER_ASKED):
                new += self.folder.want(found[0])
        return new

    def free_path(self, address: str, media_type: str, status: int) -> str:
        path = file_of(address, "text/html" if status in REDIRECTS else media_type)
        while self.folder.holder_of(path) not in (None, address):
            path = f"-{path}" if "/" not in path else path.replace("/", "/-", 1)
        return path

    # --- Public files -------------------------------------------------------------------------

    def put_files(self) -> Iterator[tuple[str, int, int]]:
        """Files, downloads and identifiers of every picture that is in the catalogue."""
        store = Path(storages["public"].location)
        total = Entry.objects.count()
        for number, entry in enumerate(
            Entry.objects.with_files().iterator(chunk_size=500), start=1
        ):
            release = entry.release
            # An alias that is no name for a folder leads on at the site only.
            aliases = [name for name in entry.aliases if NAME.fullmatch(name)]
            self.taken[release.pk] = (release.folder, [entry.identifier, *aliases])
            for file in release.files:
                self.put(store, f"{release.folder}/{file['name']}")
            for file in release.downloads:
                args = [entry.identifier, file["size"], file["extension"]]
                address = reverse("download", args=args)
                self.put(store, f"{release.folder}/{file['name']}", address.lstrip("/"))
            if release.tiles_url:
                for path in sorted((store / release.tiles_folder).rglob("*")):
                    if path.is_file() and not path.name.startswith("."):
                        self.put(store, path.relative_to(store).as_posix())
            for name in self.taken[release.pk][1]:
                self.lead_on(reverse("identifier", args=[name]), entry.get_url() or "/")
            if not number % AT_ONCE:
                self.folder.save()
            yield "Files", number, max(total, number)
        self.folder.save()

    def put(self, store: Path, name: str, path: str = "") -> None:
        try:
            self.written += self.folder.put(path or f"files/{name}", store / name)
        except FileNotFoundError:
            self.folder.forget(path or f"files/{name}")
            self.problems.append(f"files/{name} is missing in the public store.")

    def lead_on(self, address: str, target: str) -> None:
        """A small page at `address` that leads to the copy of `target`."""
        path = file_of(address, "text/html")
        if link := self.resolve(address, path, target):
            self.written += self.folder.write(path, MOVED.format(link=escape(link)).encode())

    # --- Writing ------------------------------------------------------------------------------

    def write_pages(self) -> Iterator[tuple[str, int, int]]:
        total = self.folder.count()[0]
        for number, (address, kind, target, path, body) in enumerate(self.folder.pages(), start=1):
            if target:
                self.lead_on(address, target)
            else:
                self.written += self.folder.write(path, self.in_copy(address, kind, path, body))
            if not number % AT_ONCE:
                self.folder.save()
            self.pages = number
            yield "Writing", number, max(total, number)

    def in_copy(self, address: str, kind: str, path: str, body: bytes) -> bytes:
        if not (
            kind in HTML | SCRIPTS or kind.startswith("text/") or kind.endswith(("json", "xml"))
        ):
            return body
        try:
            text = body.decode()
        except UnicodeDecodeError:
            return body

        def resolve(link: str) -> str | None:
            return self.resolve(address, path, link)

        return rewritten(kind, text, resolve, self.elsewhere).encode()

    def resolve(self, address: str, path: str, link: str) -> str | None:
        """What a link in the file `path` shall be; None if the copy has nothing there."""
        if link.startswith("#"):
            return link
        found = address_within(self.origins, self.base + address, link)
        if found is None:
            return link
        target = self.path_of(found[0])
        return None if target is None else relative(path, target, found[1])

    def path_of(self, address: str) -> str | None:
        """The file of an address, behind all redirects."""
        passed = set()
        while address not in passed:
            passed.add(address)
            if address.startswith(("/files/", "/download/")):
                path = file_of(address, "")
                return path if self.folder.has(path) else None
            if address.startswith("/id/"):
                path = file_of(address, "text/html")
                return path if self.folder.has(path) else None
            page = self.folder.page_at(address)
            if page is None or page[0] not in (200, -1, *REDIRECTS):
                return None
            status, target, path = page
            if status not in REDIRECTS:
                return path
            if (found := address_within(self.origins, self.base + address, target)) is None:
                return path
            address = found[0]
        return None

    def elsewhere(self, text: str) -> str:
        """Whole addresses of the site, which others read: those of the copy, if it is known where it will be."""
        if not self.served_at:
            return text

        def replaced(found) -> str:
            said = found[0]
            within = address_within(self.origins, self.base, said.replace("&amp;", "&"))
            path = self.path_of(within[0]) if within else None
            return as_address(self.served_at, path) if path else said

        return whole(self.origins).sub(replaced, text)

    def leave_out_what_went(self) -> None:
        """What was withdrawn or unpublished while this ran is not in the copy."""
        there = set(Entry.objects.values_list("release_id", flat=True))
        for key in self.taken.keys() - there:
            folder, names = self.taken.pop(key)
            self.folder.forget(f"files/{folder}/")
            self.folder.forget(f"download/{names[0]}/")
            for name in names:
                self.folder.forget(f"id/{name}/")
        root = Site.objects.get(is_default_site=True).root_page
        unseen = Page.objects.exclude(visible()).filter(url_path__startswith=root.url_path)
        for path in unseen.values_list("url_path", flat=True).iterator():
            self.folder.drop(f"/{path.removeprefix(root.url_path)}")
        self.folder.save()


def origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
