"""The elements and entities of HTML, as far as others leave them in words."""

import re
from html import unescape
from html.entities import html5

INLINE = {
    "a", "abbr", "acronym", "b", "big", "cite", "code", "del", "dfn", "em", "font", "i", "ins",
    "kbd", "mark", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time",
    "tt", "u", "var", "wbr",
}  # fmt: skip
BLOCKS = {
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details",
    "div", "dl", "dt", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6",
    "head", "header", "hr", "html", "iframe", "img", "main", "nav", "ol", "p", "pre", "section",
    "summary", "table", "tbody", "tfoot", "thead", "ul",
}  # fmt: skip
LINES, CELLS = {"li", "tr"}, {"td", "th"}
NAMES = "|".join(sorted(INLINE | BLOCKS | LINES | CELLS | {"br"}))
ATTRIBUTES = r"""(?:\s+[\w:-]+\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'<>]+))*\s*"""
# Known elements only: “T<600 K” and “<this>” are text, and so is “a<b>c” if nothing closes it.
TAG = re.compile(rf"<(/?)({NAMES})({ATTRIBUTES})/?>", re.IGNORECASE)
LAID_OUT = re.compile(rf"<(p|div|li|td|tr|h[1-6]){ATTRIBUTES}>", re.IGNORECASE)
# What is left of a tag where a text was cut.
TAIL = re.compile(rf"</?(?:{NAMES})\b[^<>]*$", re.IGNORECASE)
LETTERS = ("a", "b", "i", "q", "s", "u")
ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")


def has_markup(text: str) -> bool:
    return bool(tags(text) or ENTITY.search(text) or "<!--" in text)


def tags(text: str) -> list[re.Match]:
    closed = {name for name in LETTERS if re.search(rf"</{name}\s*>", text, re.IGNORECASE)}
    return [
        tag
        for tag in TAG.finditer(text)
        if tag[2].lower() in closed or tag[2].lower() not in LETTERS
    ]


def without_comments(text: str) -> str:
    start = text.find("<!--")
    while start >= 0 and (end := text.find("-->", start)) >= 0:
        text = text[:start] + text[end + 3 :]
        start = text.find("<!--", start)
    return text


def decoded(text: str) -> str:
    """Text without entities, however many times programs have escaped it."""
    for _time in range(3):
        found = ENTITY.sub(letter, text)
        if found == text:
            break
        text = found
    return text


def letter(entity: re.Match) -> str:
    return unescape(entity[0]) if entity[0][1:] in html5 or entity[0][1] == "#" else entity[0]
