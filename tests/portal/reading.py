"""The demonstration's content as text: what its readers see."""

import re
from functools import cache

from markdown_it import MarkdownIt

from portal.demo.documents import Document
from portal.demo.library import Library

markdown = MarkdownIt("commonmark")


@cache
def library() -> Library:
    """The content that comes with the portal; read once, and only if a test asks for it."""
    return Library()


def plain(text: str) -> list[str]:
    """The texts of a Markdown body that readers see: a string for each paragraph or item."""
    said = []
    for token in markdown.parse(text):
        if token.type == "inline":
            said.append("".join(map(visible, token.children)))
        elif token.type == "fence":
            said += re.findall(r'"([^"]*)"', token.content)
    return said


def visible(token) -> str:
    if token.type == "image":
        return token.content
    return " " if token.type in ("softbreak", "hardbreak") else token.content


def body(document: Document) -> str:
    return "\n".join(plain(document.body))


def sentences(text: str) -> list[str]:
    return [said for said in re.split(r"(?<=[.!?])\s+", text.strip()) if said]


def words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+(?:[’'][^\W\d_]+)*", text)


# Names of files and of other entries, addresses, codes, dates, and words of the format.
NOT_PROSE = {
    "file", "kind", "taken", "published", "licence", "date", "launch", "order", "status", "accent",
    "presents", "subjects", "lead_image", "cover", "image", "featured_image", "url", "iso", "from",
    "to", "cospar", "norad", "official_site", "key", "spdx", "may_use", "may_adapt",
    "may_use_commercially", "language", "names", "demonstration",
}  # fmt: skip


def prose(value, name: str = "") -> list[str]:
    """All that is written for people in a field, and in the fields below it."""
    if name in NOT_PROSE:
        return []
    if isinstance(value, dict):
        return [said for key, below in value.items() for said in prose(below, key)]
    if isinstance(value, list):
        return [said for below in value for said in prose(below, name)]
    return [value] if isinstance(value, str) else []
