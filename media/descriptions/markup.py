"""HTML as plain text, or as the markup that captions may have; numbers keep their meaning."""

import re
from dataclasses import dataclass, field
from html import escape

from media.descriptions.elements import (
    BLOCKS,
    CELLS,
    LAID_OUT,
    LINES,
    TAIL,
    decoded,
    has_markup,
    tags,
    without_comments,
)
from media.descriptions.figures import MARKS, RAISED, UNCLOSED, marked, small_figures

HREF = re.compile(r"""\bhref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)

# The markup of captions, by what others call it.
ALLOWED = {"b": "b", "strong": "b", "i": "i", "em": "i", "cite": "i", "dfn": "i", "var": "i"}
ALLOWED |= {name: name for name in ("a", "sup", "sub")}
EMPTY = re.compile(r"<(b|i|sup|sub|a)\b[^>]*>(\s*)</\1>")
BULLET = "•"
# More elements within each other say nothing.
DEEP = 12


def plain(text: str) -> str:
    """HTML as text: a blank line between blocks, powers as small figures. Text stays as it is."""
    if not has_markup(text):
        return text
    page = read_as(text, Plain())
    said = "".join(page.pieces)
    said = re.sub(r"[ \t]*\n[ \t]*", "\n", re.sub(r"[ \t]{2,}", " ", said))
    return re.sub(r"\n{3,}", "\n\n", said).strip()


def rich(text: str) -> str:
    """HTML or plain text as paragraphs with the markup that captions may have."""
    page = read_as(text, Rich())
    page.paragraph()
    return "".join(page.paragraphs)


def read_as(text: str, page):
    """Write the parts of `text` on `page`."""
    if not tags(text) and tags(decoded(text)):  # escaped as a whole
        text = decoded(text)
    text = without_comments(text)
    if tags(text):
        text = TAIL.sub("", text)
    if LAID_OUT.search(text):  # where lines end says nothing
        text = text.replace("\n", " ")
    text = UNCLOSED.sub(lambda found: MARKS[found[1].lower()], text)
    text = RAISED.sub(lambda found: page.raised(found[1].lower(), found[2]), text)
    position = 0
    for tag in tags(text):
        page.say(decoded(text[position : tag.start()]))
        page.turn(tag[2].lower(), is_end=bool(tag[1]), attributes=tag[3])
        position = tag.end()
    page.say(decoded(text[position:]))
    return page


@dataclass
class Lists:
    """The lists that are open, each with the number of its last item; None if it has none."""

    counts: list[int | None] = field(default_factory=list)

    def turn(self, name: str, is_end: bool) -> str:
        """What stands before what comes next: the bullet or the number of an item."""
        if name in ("ul", "ol"):
            if not is_end:
                self.counts.append(0 if name == "ol" else None)
            elif self.counts:
                self.counts.pop()
        if name != "li" or is_end:
            return ""
        if self.counts and self.counts[-1] is not None:
            self.counts[-1] += 1
            return f"{self.counts[-1]}. "
        return f"{BULLET} "


class Plain:
    """A page of plain text."""

    def __init__(self):
        self.pieces: list[str] = []
        self.lists = Lists()
        self.is_new_line = True

    def raised(self, name: str, inside: str) -> str:
        return small_figures(name, inside) or marked(name, inside)

    def say(self, text: str) -> None:
        self.pieces.append(text)
        self.is_new_line = self.is_new_line and not text.strip()

    def end_line(self, breaks: str) -> None:
        self.pieces.append(breaks)
        self.is_new_line = True

    def turn(self, name: str, *, is_end: bool, attributes: str) -> None:
        before = self.lists.turn(name, is_end)
        if name in CELLS:
            self.pieces.append(" ")
        elif name in LINES:
            self.end_line("" if self.is_new_line else "\n")
            self.pieces.append(before)
        elif name in BLOCKS or name == "br":
            self.end_line("\n" if name == "br" else "\n\n")


class Rich:
    """A page of paragraphs, each whole in itself."""

    def __init__(self):
        self.paragraphs: list[str] = []
        self.pieces: list[str] = []
        # The elements that are open, from the outside: name and start tag.
        self.open: list[tuple[str, str]] = []
        self.lists = Lists()

    def raised(self, name: str, inside: str) -> str:
        return small_figures(name, inside) or f"<{name}>{inside}</{name}>"

    def say(self, text: str) -> None:
        first, *others = text.split("\n")
        self.pieces.append(escape(first, quote=False))
        for line in others:
            self.paragraph()
            self.pieces.append(escape(line, quote=False))

    def turn(self, name: str, *, is_end: bool, attributes: str) -> None:
        before = self.lists.turn(name, is_end)
        if name in CELLS:
            self.pieces.append(" ")
        elif name in BLOCKS | LINES or name == "br":
            self.paragraph()
            self.pieces.append(before)
        elif is_end:
            self.close(ALLOWED.get(name, ""))
        elif (
            name in ALLOWED
            and len(self.open) < DEEP
            and (start := start_tag(ALLOWED[name], attributes))
        ):
            self.open.append((ALLOWED[name], start))
            self.pieces.append(start)

    def close(self, name: str) -> None:
        """Close an element, and those within it, which go on behind it."""
        names = [opened for opened, _start in self.open]
        if name not in names:
            return
        place = len(names) - 1 - names[::-1].index(name)
        within = self.open[place + 1 :]
        self.pieces += [f"</{opened}>" for opened in reversed(names[place:])]
        self.pieces += [start for _opened, start in within]
        self.open = self.open[:place] + within

    def paragraph(self) -> None:
        """End the paragraph, and open in the next what is open in this one."""
        said = "".join([*self.pieces, *(f"</{name}>" for name, _start in reversed(self.open))])
        while (whole := EMPTY.sub(r"\2", said)) != said:
            said = whole
        said = re.sub(r"[ \t]{2,}", " ", said).strip()
        if said.strip(f"{BULLET} "):
            self.paragraphs.append(f"<p>{said}</p>")
        self.pieces = [start for _name, start in self.open]


def start_tag(name: str, attributes: str) -> str:
    """The start tag as captions have it; "" for a link that leads nowhere from here."""
    if name != "a":
        return f"<{name}>"
    found = HREF.search(attributes or "")
    address = decoded(next(filter(None, found.groups()), "")).strip() if found else ""
    is_safe = re.match(r"https?://[^\s/]+\.[^\s]+$", address, re.IGNORECASE)
    return f'<a href="{escape(address)}">' if is_safe else ""
