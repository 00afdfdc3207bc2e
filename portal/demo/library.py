"""The content folder as a whole: everything in it, checked."""

from pathlib import Path

from portal.demo import bodies
from portal.demo.documents import ContentError, Document, read_list, read_page
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
        """Note every error in every file."""
        names: dict[str, set[str]] = {kind: set() for kind in PAGE_KINDS}
        for document in self.everything:
            names.setdefault(document.kind, set()).add(document.slug)
        addresses = {document.address for document in self.pages}
        for document in self.everything:
            self.errors += problems(document, names, self.pictures)
            try:
                bodies.story(document, lambda address: 1 if address in addresses else None)
            except ContentError as error:
                self.errors.append(error)

    def of_kind(self, kind: str) -> list[Document]:
        return [document for document in self.pages if document.kind == kind]
