"""What documents link to, and the same documents with links that lead to files of the copy."""

import json
import re
from collections.abc import Callable, Iterator
from html import escape, unescape
from html.parser import HTMLParser
from urllib.parse import parse_qsl

# A document's own link as it stands there → what shall stand there; None if the copy has no such file.
Resolve = Callable[[str], str | None]

HTML = {"text/html", "application/xhtml+xml"}
SCRIPTS = {"text/javascript", "application/javascript"}
MANIFEST = "application/manifest+json"
VOID = {
    "area",
    "base",
    "br",
    "col",
    "embed",
    "hr",
    "img",
    "input",
    "link",
    "meta",
    "source",
    "track",
    "wbr",
}
ADDRESSES = {"href", "src", "poster", "data", "xlink:href", "data-tiles", "data-viewer"}
# What asks the server for a choice, by the class of its element.
CHOICES = {"facets", "archive__tools", "narrowed__jump"}
SENTENCE = '<p role="note">This is a copy of the site. Searching and narrowing down need the site itself.</p>'
# Absolute addresses that are meant for others, who have no use for a relative one.
FOR_OTHERS = {"canonical"}
CSS_LINK = re.compile(
    r"""url\(\s*(["']?)(?P<url>[^"')]+)\1\s*\)|@import\s+(["'])(?P<import>[^"']+)\3"""
)
JS_IMPORT = re.compile(r"""(?:\bfrom|\bimport)\s*\(?\s*(["'])(?P<link>\.{0,2}/[^"']+)\1""")
CANDIDATE = re.compile(r"(\S+)(\s+[0-9.]+[wx])?\s*(?:,\s*|\Z)")
EMPTIED = re.compile(r"<p>\s*</p>")
PAGING = {"after", "before", "cursor", "offset", "page", "part", "start"}


def is_machine_document(media_type: str) -> bool:
    return (
        media_type
        in ("application/json", "application/xml", "text/xml", "text/plain", "text/calendar")
        or media_type.endswith(("+json", "+xml"))
    ) and media_type not in HTML | {"image/svg+xml", MANIFEST}


# --- Links to follow ------------------------------------------------------------------------------


def links_in(media_type: str, text: str, origins: tuple[str, ...]) -> Iterator[str]:
    """The links of a document that a crawler would follow, as they stand there."""
    if media_type in HTML:
        page = Links()
        page.feed(text)
        page.close()
        yield from page.found
    elif media_type == "text/css":
        yield from (found["url"] or found["import"] for found in CSS_LINK.finditer(text))
    elif media_type in SCRIPTS:
        yield from (found["link"] for found in JS_IMPORT.finditer(text))
    elif media_type == MANIFEST:
        yield from (said for said in strings_in(read_json(text)) if said.startswith("/"))
    elif is_machine_document(media_type):
        for link in own_addresses(text, origins):
            names = {name for name, _value in parse_qsl(link.partition("?")[2])}
            if "{" not in link and names <= PAGING:
                yield link


class Links(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag, attrs):
        given = {name: value or "" for name, value in attrs}
        if tag in ("form", "meta") or "nofollow" in given.get("rel", "").split():
            return
        self.found += [given[name] for name in ADDRESSES & given.keys()]
        self.found += [found[1] for found in CANDIDATE.finditer(given.get("srcset", ""))]


def own_addresses(text: str, origins: tuple[str, ...]) -> Iterator[str]:
    """Whole addresses of the site in a document for machines."""
    for found in whole(origins).finditer(text):
        yield unescape(found[0])


def whole(origins: tuple[str, ...]) -> re.Pattern:
    hosts = "|".join(re.escape(origin) for origin in origins)
    return re.compile(rf"(?:{hosts})(?![\w.:-])[^\s\"'<>\\)\]]*")


def read_json(text: str) -> object:
    try:
        return json.loads(text)
    except ValueError:
        return None


def strings_in(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, (dict, list)):
        for below in value.values() if isinstance(value, dict) else value:
            yield from strings_in(below)


# --- The same document in the copy ----------------------------------------------------------------


def rewritten(media_type: str, text: str, resolve: Resolve, elsewhere: Callable[[str], str]) -> str:
    """The document with links to files of the copy; `elsewhere` changes whole addresses for others."""
    if media_type in HTML:
        page = Rewriting(resolve, elsewhere)
        page.feed(text)
        page.close()
        return EMPTIED.sub("", "".join(page.pieces))
    if media_type == "text/css":
        return CSS_LINK.sub(lambda found: in_style_sheet(found, resolve), text)
    if media_type == MANIFEST:
        return json.dumps(with_links(read_json(text), resolve), ensure_ascii=False)
    return elsewhere(text) if is_machine_document(media_type) else text


def in_style_sheet(found: re.Match, resolve: Resolve) -> str:
    link = found["url"] or found["import"]
    leads_to = resolve(link)
    return found[0].replace(link, leads_to) if leads_to else found[0]


def with_links(value: object, resolve: Resolve) -> object:
    if isinstance(value, str):
        return (value.startswith("/") and resolve(value)) or value
    if isinstance(value, dict):
        return {name: with_links(below, resolve) for name, below in value.items()}
    return [with_links(below, resolve) for below in value] if isinstance(value, list) else value


class Rewriting(HTMLParser):
    """Writes a page again: byte by byte as it was, but for links, and without what needs a server."""

    def __init__(self, resolve: Resolve, elsewhere: Callable[[str], str]):
        super().__init__(convert_charrefs=False)
        self.resolve, self.elsewhere = resolve, elsewhere
        self.pieces: list[str] = []
        # The element that is left out, and how many of its kind are open in it.
        self.left_out, self.depth = "", 0
        self.has_said_so = self.is_told_to_machines = False

    def say(self, piece: str) -> None:
        if not self.left_out:
            self.pieces.append(piece)

    def handle_starttag(self, tag, attrs):
        if self.left_out:
            self.depth += tag == self.left_out
            return
        given = {name: value or "" for name, value in attrs}
        if self.is_to_be_left_out(tag, given):
            if tag == "search" and not self.has_said_so:
                self.pieces.append(SENTENCE)
                self.has_said_so = True
            if tag not in VOID:
                self.left_out, self.depth = tag, 1
            return
        self.is_told_to_machines = tag == "script" and "json" in given.get("type", "")
        changed = self.changed(tag, given)
        if changed == given:
            self.pieces.append(self.get_starttag_text() or "")
            return
        said = [
            name if value is None else f'{name}="{escape(changed[name])}"'
            for name, value in attrs
            if name in changed
        ]
        self.pieces.append(f"<{' '.join([tag, *said])}>")

    def handle_startendtag(self, tag, attrs):
        is_void = tag in VOID
        self.handle_starttag(tag, attrs)
        if not is_void and not self.left_out and not self.pieces[-1].endswith("/>"):
            self.pieces.append(f"</{tag}>")
        elif not is_void and self.left_out == tag:
            self.handle_endtag(tag)

    def is_to_be_left_out(self, tag: str, given: dict[str, str]) -> bool:
        if tag in ("form", "search") or CHOICES & set(given.get("class", "").split()):
            return True
        link = given.get("href") or given.get("src") or ""
        if tag == "a" and "nofollow" in given.get("rel", "").split():
            return self.resolve(link) is None
        is_for_others = FOR_OTHERS & set(given.get("rel", "").split())
        return (
            tag in ("link", "script")
            and bool(link)
            and not is_for_others
            and self.resolve(link) is None
        )

    def changed(self, tag: str, given: dict[str, str]) -> dict[str, str]:
        """The attributes as they shall be."""
        if tag == "meta" or FOR_OTHERS & set(given.get("rel", "").split()):
            return {name: self.elsewhere(value) for name, value in given.items()}
        changed = dict(given)
        for name in ADDRESSES & given.keys():
            leads_to = self.resolve(given[name])
            if leads_to is not None:
                changed[name] = leads_to
            else:
                del changed[name]  # words without a link
        if "srcset" in given:
            files = [
                (self.resolve(found[1]), found[2] or "")
                for found in CANDIDATE.finditer(given["srcset"])
            ]
            changed["srcset"] = ", ".join(f"{file}{size}" for file, size in files if file)
        return changed

    def handle_endtag(self, tag):
        if not self.left_out:
            self.pieces.append(f"</{tag}>")
            self.is_told_to_machines = False
        elif tag == self.left_out:
            self.depth -= 1
            if not self.depth:
                self.left_out = ""

    def handle_data(self, data):
        self.say(self.elsewhere(data) if self.is_told_to_machines else data)

    def handle_entityref(self, name):
        self.say(f"&{name};")

    def handle_charref(self, name):
        self.say(f"&#{name};")

    def handle_comment(self, data):
        self.say(f"<!--{data}-->")

    def handle_decl(self, decl):
        self.say(f"<!{decl}>")

    def unknown_decl(self, data):
        self.say(f"<![{data}]>")

    def handle_pi(self, data):
        self.say(f"<?{data}>")
