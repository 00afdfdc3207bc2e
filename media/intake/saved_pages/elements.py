"""A saved page as a tree of elements, however its HTML was closed."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser

from media.descriptions.elements import BLOCKS, CELLS, LINES

VOID = {
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr",
}  # fmt: skip
# What ends an element that was left open.
ENDED_BY = {name: (BLOCKS | LINES) - {"img"} for name in ("p",)}
ENDED_BY |= {
    "li": {"li"},
    "dt": {"dt", "dd"},
    "dd": {"dt", "dd"},
    "td": CELLS | LINES,
    "th": CELLS | LINES,
}
# What is no part of what a page says.
SILENT = {
    "button",
    "form",
    "iframe",
    "noscript",
    "object",
    "script",
    "select",
    "style",
    "svg",
    "template",
}
CHARSET = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
# Deeper than that no page is built on purpose.
DEEPEST = 500


@dataclass(eq=False)
class Element:
    """One element, with the elements and texts in it, in their order."""

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    parent: "Element | None" = None
    children: list["Element | str"] = field(default_factory=list)

    def walk(self) -> Iterator["Element"]:
        """All elements below it, in the order of the page."""
        waiting = list(reversed(self.children))
        while waiting:
            child = waiting.pop()
            if isinstance(child, Element):
                yield child
                waiting += reversed(child.children)

    def above(self) -> Iterator["Element"]:
        """The elements around it, from the inside."""
        element = self.parent
        while element is not None:
            yield element
            element = element.parent

    def markup(self, without: frozenset["Element"] = frozenset()) -> str:
        """What stands in it as HTML, but for what is silent and those elements."""
        pieces: list[str] = []
        waiting: list[Element | str | None] = list(reversed(self.children))
        closing: list[str] = []
        while waiting:
            child = waiting.pop()
            if child is None:
                pieces.append(closing.pop())
            elif isinstance(child, str):
                pieces.append(escape(child, quote=False))
            elif child not in without and child.name not in SILENT:
                given = child.attributes.get("href", "")
                pieces.append(
                    f'<{child.name} href="{escape(given)}">' if given else f"<{child.name}>"
                )
                if child.name not in VOID:
                    closing.append(f"</{child.name}>")
                    waiting += [None, *reversed(child.children)]
        return "".join(pieces)

    def text(self) -> str:
        """What stands in it as one line."""
        pieces: list[str] = []
        waiting: list[Element | str] = list(reversed(self.children))
        while waiting:
            child = waiting.pop()
            if isinstance(child, str):
                pieces.append(child)
            elif child.name not in SILENT:
                pieces.append(" " if child.name in BLOCKS | CELLS | LINES | {"br"} else "")
                waiting += reversed(child.children)
        return " ".join("".join(pieces).split())


class Tree(HTMLParser):
    """Builds the tree while it reads."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.root = self.open = Element("")
        self.depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        while tag in ENDED_BY.get(self.open.name, ()):
            self.close()
        element = Element(tag, {name: value or "" for name, value in attrs}, self.open)
        self.open.children.append(element)
        if tag not in VOID and self.depth < DEEPEST:
            self.open, self.depth = element, self.depth + 1

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        # In HTML the slash closes nothing; in what was XHTML it does.
        self.handle_starttag(tag, attrs)
        if tag not in VOID and self.open.name == tag:
            self.close()

    def handle_endtag(self, tag: str) -> None:
        if tag == self.open.name or any(one.name == tag for one in self.open.above()):
            while self.open.name != tag:
                self.close()
            self.close()

    def handle_data(self, data: str) -> None:
        self.open.children.append(data)

    def close(self) -> None:
        """Close the element that is open, or, as its parser calls it at the end, nothing."""
        if self.open.parent is not None:
            self.open, self.depth = self.open.parent, self.depth - 1


def tree_of(data: bytes) -> Element:
    """The page that these bytes are."""
    tree = Tree()
    tree.feed(decoded(data))
    HTMLParser.close(tree)
    return tree.root


def decoded(data: bytes) -> str:
    """The letters of a page: by its mark, by what it declares, as UTF-8, else as Windows wrote."""
    declared = CHARSET.search(data[:4096])
    names = [declared[1].decode("ascii", "replace")] if declared else []
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        names.insert(0, "utf-16")
    elif data.startswith(codecs.BOM_UTF8):
        names.insert(0, "utf-8-sig")
    for name in [*names, "utf-8"]:
        # Pages that declare Latin-1 are in Windows' alphabet (WHATWG Encoding Standard).
        name = "cp1252" if name.lower() in ("iso-8859-1", "latin-1", "latin1", "us-ascii") else name
        try:
            return data.decode(name)
        except (LookupError, UnicodeError, ValueError):
            continue
    return data.decode("cp1252", errors="replace")
