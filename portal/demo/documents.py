"""Readable content files: YAML front matter, a Markdown body, and the line of everything."""

from dataclasses import dataclass, field
from pathlib import Path

import yaml


def address(kind: str, slug: str) -> str:
    """How files name a page: missions/smile; standard pages have no folder."""
    return slug if kind == "pages" else f"{kind}/{slug}"


@dataclass(eq=False)
class ContentError(Exception):
    """What is wrong in a content file, and where."""

    path: Path
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.what}"


@dataclass
class Document:
    """One entry of the content: a page's file, or one item of a list file.

    `lines` holds the line of each value by its path in `fields`, such as ("items", 2, "image").
    """

    path: Path
    kind: str
    slug: str
    fields: dict
    lines: dict = field(default_factory=dict)
    body: str = ""
    body_line: int = 1

    @property
    def address(self) -> str:
        """How other files name it."""
        return address(self.kind, self.slug)

    def error(self, what: str, *keys) -> ContentError:
        """An error at the value with the path `keys`, or at the nearest line known."""
        while keys and keys not in self.lines:
            keys = keys[:-1]
        return ContentError(self.path, self.lines.get(keys, 1), what)


def read_page(path: Path, kind: str) -> Document:
    """Read a file of front matter and body. Raises ContentError."""
    text = read_text(path)
    if not text.startswith("---\n") or "\n---" not in text[4:]:
        raise ContentError(path, 1, "the file must begin with front matter between two --- lines")
    end = text.index("\n---", 3)
    fields, lines = read_yaml(text[4 : end + 1], path, first_line=2)
    if not isinstance(fields, dict):
        raise ContentError(path, 2, "the front matter must be `name: value` lines")
    rest = text[end + 4 :]
    body = rest.lstrip("\n -")
    body_line = text[: len(text) - len(body)].count("\n") + 1
    return Document(path, kind, path.stem, fields, lines, body.strip(), body_line)


def read_list(path: Path, kind: str, key: str) -> list[Document]:
    """Read a file that is a list of entries, each named by its `key`. Raises ContentError."""
    entries, lines = read_yaml(read_text(path), path, first_line=1)
    if not isinstance(entries, list):
        raise ContentError(
            path, 1, "the file must be a list: entries that begin with “- ”; [] if empty"
        )
    documents = []
    for number, entry in enumerate(entries):
        own = {keys[1:]: line for keys, line in lines.items() if keys and keys[0] == number}
        if not isinstance(entry, dict) or key not in entry:
            raise ContentError(path, lines.get((number,), 1), f"this entry has no `{key}`")
        documents.append(Document(path, kind, entry[key], entry, own))
    return documents


def read_text(path: Path) -> str:
    """The text of a file, with or without a byte order mark. Raises ContentError."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise ContentError(path, line, "this is not UTF-8; save the file as UTF-8") from None


def read_yaml(text: str, path: Path, *, first_line: int):
    """The data of a YAML text, and the line of every value by its path. Raises ContentError."""
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        data = yaml.safe_load(text)
    except yaml.MarkedYAMLError as error:
        line = (error.problem_mark or error.context_mark).line + first_line
        raise ContentError(path, line, f"this is not YAML: {error.problem}") from None
    lines: dict[tuple, int] = {}
    twice = note_lines(node, (), lines, first_line)
    if twice:
        raise ContentError(path, lines[twice], f"`{twice[-1]}` stands here a second time")
    return data, lines


def note_lines(node, keys: tuple, lines: dict, first_line: int) -> tuple:
    """Note the line of every value in `lines`; answers the path of a name that stands twice."""
    if node is None:
        return ()
    lines[keys] = node.start_mark.line + first_line
    twice: tuple = ()
    if isinstance(node, yaml.MappingNode):
        for name, value in node.value:
            below = (*keys, name.value)
            twice = twice or (below if below in lines else ())
            twice = note_lines(value, below, lines, first_line) or twice
            lines[below] = name.start_mark.line + first_line
    elif isinstance(node, yaml.SequenceNode):
        for number, value in enumerate(node.value):
            twice = note_lines(value, (*keys, number), lines, first_line) or twice
    return twice
