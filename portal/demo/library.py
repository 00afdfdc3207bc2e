"""The content folder as a whole: everything in it, checked."""

from collections.abc import Iterator
from pathlib import Path

from portal.demo import bodies
from portal.demo.documents import ContentError, Document, address, read_list, read_page
from portal.demo.schema import problems

OWN_CONTENT = Path(__file__).parent / "content"
OWN_PICTURES = Path(__file__).parent / "pictures"
# Kinds of pages in the order in which they need each other.
PAGE_KINDS = ("images", "topics", "missions", "member-states", "galleries", "stories", "pages")


def turn(document: Document) -> tuple:
    """When a page has its turn among those of its kind: pictures by date, others by number."""
    fields = document.fields
    return (str(fields.get("published", "")), fields.get("order", 0))


class Library:
    """All documents of a content folder; the pictures lie in `pictures` beside it."""

    def __init__(self, folder: Path = OWN_CONTENT):
        self.folder = folder
        self.pictures = folder.parent / "pictures"
        self.errors: list[ContentError] = []
        self.licences = self.read(lambda: read_list(folder / "licences.yaml", "licences", "key"))
        self.subjects = self.read(lambda: read_list(folder / "subjects.yaml", "subjects", "name"))
        self.home = self.read(lambda: [read_page(folder / "home.md", "home")])
        self.pages: list[Document] = []
        for kind in PAGE_KINDS:
            read = [
                document
                for path in sorted((folder / kind).glob("*.md"))
                for document in self.read(lambda path=path, kind=kind: [read_page(path, kind)])
            ]
            self.pages += sorted(read, key=turn)
        self.check()

    def read(self, reading) -> list[Document]:
        try:
            return reading()
        except ContentError as error:
            self.errors.append(error)
        except FileNotFoundError as error:
            self.errors.append(ContentError(Path(error.filename), 1, "the file is missing"))
        return []

    @property
    def everything(self) -> list[Document]:
        return [*self.licences, *self.subjects, *self.home, *self.pages]

    def check(self) -> None:
        """Note every error in every file.

        Whatever names a file that cannot be read is not blamed for it: only that file is.
        """
        unread = {error.path for error in self.errors}
        names: dict[str, set[str]] = {}
        for kind in PAGE_KINDS:
            names[kind] = {path.stem for path in unread if path.parent == self.folder / kind}
        for document in self.everything:
            names.setdefault(document.kind, set()).add(document.slug)
        addresses = {address(kind, name) for kind in PAGE_KINDS for name in names[kind]}
        for kind in ("licences", "subjects"):
            if self.folder / f"{kind}.yaml" in unread:
                names.pop(kind, None)
        for document in self.everything:
            self.errors += problems(document, names, self.pictures)
            try:
                bodies.check(document, lambda name: 1 if name in addresses else None)
            except ContentError as error:
                self.errors.append(error)
        self.errors += repetitions(self.everything)

    def of_kind(self, kind: str) -> list[Document]:
        return [document for document in self.pages if document.kind == kind]


def repetitions(documents: list[Document]) -> Iterator[ContentError]:
    """What only one entry may have: a name in a list, the code of a state, a subject presented."""
    seen: dict[tuple, Document] = {}
    for document in documents:
        own = [("name", document.slug)] if document.kind in ("licences", "subjects") else []
        own += [(key, document.fields.get(key)) for key in ("iso", "presents")]
        for key, value in own:
            if not isinstance(value, str):
                continue
            place = (document.kind if key == "name" else key, value)
            other = seen.setdefault(place, document)
            if other is not document:
                where = (
                    f"{other.path.name}:{other.lines.get((), 1)}"
                    if key == "name"
                    else other.address
                )
                yield document.error(f"“{value}” stands in {where} already", key)
