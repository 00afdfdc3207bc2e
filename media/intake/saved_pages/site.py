"""A folder of saved pages: which pictures are to be taken from it, and from which page their words come."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

from media.files.folders import is_hidden
from media.intake.saved_pages.elements import tree_of
from media.intake.saved_pages.pictures import Rank, Shown, pictures_on

PAGES = {".htm", ".html", ".xhtml"}
# A page of this size holds something else than words.
PAGE_BYTES = 20 * 2**20

# What browsers write into a page that they save.
SAVED_FROM = re.compile(rb"<!--\s*saved from url=\([0-9]+\)(https?://[^/\s]+/\S+)\s*-->")


@dataclass
class SavedSite:
    """The pages below a folder. Nothing outside of the folder is read, whatever pages name."""

    folder: Path
    # What was passed over, as (name, sentence).
    problems: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self):
        self.folder = self.folder.resolve()

    def pages(self) -> list[Path]:
        return [
            path
            for path in sorted(self.folder.rglob("*"))
            if path.suffix.lower() in PAGES
            and path.is_file()
            and not any(map(is_hidden, path.relative_to(self.folder).parts))
        ]

    def name(self, path: Path) -> str:
        return path.relative_to(self.folder).as_posix()

    def best_pages(self, pages) -> dict[Path, list[Path]]:
        """{page: the files whose words come from it}: each file is taken once, from where most is said.

        Copies of a file under other names are the same file.
        """
        best: dict[str, tuple[Rank, Path, Path]] = {}
        digests: dict[Path, str] = {}
        for page in pages:
            for shown in self.pictures(page):
                if shown.path is None:
                    if shown.rank > Rank.BARE:
                        self.problems.append(
                            (self.name(page), f"“{shown.address}” does not lie in the folder.")
                        )
                    continue
                if shown.path not in digests:
                    digests[shown.path] = digest_of(shown.path)
                known = best.get(digests[shown.path])
                if known is None or shown.rank > known[0]:
                    best[digests[shown.path]] = (shown.rank, page, shown.path)
        found: dict[Path, list[Path]] = {}
        for _rank, page, path in best.values():
            found.setdefault(page, []).append(path)
        return found

    def words(self, page: Path, files: list[Path]) -> Iterator[Shown]:
        """These files as the page shows them, each once, where the page says most."""
        shown = sorted(self.pictures(page), key=lambda one: -one.rank)
        for path in files:
            if found := next((one for one in shown if one.path == path), None):
                yield found

    def pictures(self, page: Path) -> list[Shown]:
        try:
            if page.stat().st_size > PAGE_BYTES:
                raise ValueError(f"it is larger than {PAGE_BYTES // 2**20} MB")
            markup = page.read_bytes()
            found = pictures_on(tree_of(markup), lambda address: self.find(page, address))
            saved_from = SAVED_FROM.search(markup[:2000])
            if len(found) == 1 and saved_from and not found[0].came_from:
                found[0].came_from = saved_from[1].decode(errors="replace")
            return found
        except (OSError, ValueError, RecursionError) as error:
            problem = (self.name(page), f"The page cannot be read: {error}.")
            if problem not in self.problems:
                self.problems.append(problem)
            return []

    def find(self, page: Path, address: str) -> Path | None:
        """The file of the folder that an address means, as pages are saved by browsers and by mirrors."""
        try:
            parts = urlsplit(address)
            if parts.scheme not in ("", "http", "https"):
                return None
            host, path = parts.hostname or "", unquote(parts.path)
        except ValueError:
            return None
        if "\0" in path or not path:
            return None
        own = path.lstrip("/")
        if host:
            places = [self.folder / host / own, self.folder / own]
        elif path.startswith("/"):
            first = page.relative_to(self.folder).parts[0]
            places = [self.folder / own, self.folder / first / own]
        else:
            places = [page.parent / own]
        for place in places:
            try:
                found = place.resolve()
                if found.is_relative_to(self.folder) and found.is_file():
                    return found
            except OSError:  # a name too long for the file system, or a circle of links
                continue
        return None


def digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
