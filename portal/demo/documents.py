"""Readable content files: YAML front matter, a Markdown body, and the line of everything."""

from dataclasses import dataclass, field
from pathlib import Path

import yaml


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
        """How other files name it: missions/smile; standard pages have no folder."""
        return self.slug if self.kind == "pages" else f"{self.kind}/{self.slug}"

    def error(self, what: str, *keys) -> ContentError:
        """An error at the value with the path `keys`, or at the nearest line known."""
        while keys and keys not in self.lines:
            keys = keys[:-1]
        return ContentError(self.path, self.lines.get(keys, 1), what)


def read_page(path: Path, kind: str) -> Document:
    """Read a file of front matter and body. Raises ContentError."""
    text = path.read_text(encoding="utf-8")
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
    entries, lines = read_yaml(path.read_text(encoding="utf-8"), path, first_line=1)
    documents = []
    for number, entry in enumerate(entries or []):
        own = {keys[1:]: line for keys, line in lines.items() if keys and keys[0] == number}
        if not isinstance(entry, dict) or key not in entry:
            raise ContentError(path, lines.get((number,), 1), f"this entry has no `{key}`")
        documents.append(Document(path, kind, entry[key], entry, own))
    return documents


def read_yaml(text: str, path: Path, *, first_line: int):
    """The data of a YAML text, and the line of every value by its path. Raises ContentError."""
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        data = yaml.safe_load(text)
    except yaml.MarkedYAMLError as error:
        line = (error.problem_mark or error.context_mark).line + first_line
        raise ContentError(path, line, f"this is not YAML: {error.problem}") from None
    lines: dict[tuple, int] = {}
    note_lines(node, (), lines, first_line)
    return data, lines


def note_lines(node, keys: tuple, lines: dict, first_line: int) -> None:
    if node is None:
        return
    lines[keys] = node.start_mark.line + first_line
    if isinstance(node, yaml.MappingNode):
        for name, value in node.value:
            note_lines(value, (*keys, name.value), lines, first_line)
            lines[(*keys, name.value)] = name.start_mark.line + first_line
    elif isinstance(node, yaml.SequenceNode):
        for number, value in enumerate(node.value):
            note_lines(value, (*keys, number), lines, first_line)
