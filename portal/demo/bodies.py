"""Markdown bodies as the blocks of a story, or as rich text."""

from collections.abc import Callable

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

from portal.demo.documents import ContentError, Document

markdown = MarkdownIt("commonmark")  # HTML is recognised, to be refused

# Turns an address such as missions/smile into the number of its page; None if there is none.
Resolve = Callable[[str], int | None]


def story(document: Document, resolve: Resolve) -> list[dict]:
    """The body as the raw data of a StreamField. Raises ContentError."""
    blocks: list[dict] = []
    prose: list[Token] = []

    def close_prose() -> None:
        if prose:
            blocks.append({"type": "prose", "value": rendered(prose, document, resolve)})
            prose.clear()

    for group in top_level(markdown.parse(document.body)):
        block = directive(group, document, resolve)
        if block is None:
            prose.extend(group)
        else:
            close_prose()
            blocks.append(block)
    close_prose()
    return blocks


def check(document: Document, resolve: Resolve) -> None:
    """Read the body as its kind of page will. Raises ContentError."""
    if document.kind == "home" and document.body:
        raise ContentError(document.path, document.body_line, "the home page has no body")
    read = rich_text if document.kind in ("images", "topics", "galleries") else story
    read(document, resolve)


def rich_text(document: Document, resolve: Resolve) -> str:
    """The body as rich text alone; directives are refused. Raises ContentError."""
    for group in top_level(markdown.parse(document.body)):
        if directive(group, document, resolve) is not None:
            raise error(document, group[0], "only text and links can stand here")
    return rendered(markdown.parse(document.body), document, resolve)


def inline_rich_text(text: str, document: Document, line: int, resolve: Resolve) -> str:
    """One line of Markdown as rich text. Raises ContentError."""
    tokens = markdown.parse(text)
    for token in tokens:
        token.map = [line - document.body_line, line - document.body_line]
    return rendered(tokens, document, resolve)


def top_level(tokens: list[Token]) -> list[list[Token]]:
    """The tokens of each paragraph, heading, list, quotation or fence that stands for itself."""
    groups, depth = [], 0
    for token in tokens:
        if depth == 0:
            groups.append([])
        groups[-1].append(token)
        depth += token.nesting
    return groups


def directive(group: list[Token], document: Document, resolve: Resolve) -> dict | None:
    """The block that a group of tokens stands for; None if it is prose."""
    first = group[0]
    if first.type == "fence" and first.info.strip() == "facts":
        return facts(first, document)
    if first.type == "blockquote_open":
        return quotation(group, document)
    if first.type == "heading_open" and first.tag not in ("h2", "h3"):
        raise error(document, first, "headings begin at ## and end at ###")
    if first.type == "paragraph_open" and is_lone_image(group[1]):
        return picture(group[1].children[0], first, document, resolve)
    if first.type in ("fence", "code_block", "hr", "html_block"):
        raise error(document, first, f"a {first.type.replace('_', ' ')} cannot stand here")
    return None


def is_lone_image(inline: Token) -> bool:
    children = inline.children or []
    return len(children) == 1 and children[0].type == "image"


def picture(image: Token, first: Token, document: Document, resolve: Resolve) -> dict:
    kind, _, name = image.attrs["src"].partition(":")
    folder = {"image": "images", "gallery": "galleries"}.get(kind)
    if folder is None:
        raise error(document, first, "a picture is written ![…](image:identifier)")
    number = known(f"{folder}/{name}", first, document, resolve)
    if kind == "gallery":
        return {"type": "gallery", "value": {"gallery": number}}
    line = document.body_line + first.map[0]
    caption = inline_rich_text(image.content, document, line, resolve) if image.content else ""
    value = {"image": number, "caption": caption, "alt_text": "", "decorative": False}
    return {"type": "figure", "value": value}


def quotation(group: list[Token], document: Document) -> dict:
    text = "\n".join(token.content for token in group if token.type == "inline")
    words, dash, source = text.rpartition("\n— ")
    if not dash:
        raise error(document, group[0], "a quotation ends with a line “— Who, where”")
    return {"type": "quote", "value": {"text": words.strip(), "source": source.strip()}}


def facts(fence: Token, document: Document) -> dict:
    try:
        box = yaml.safe_load(fence.content)
        items = [{"label": item["label"], "value": str(item["value"])} for item in box["items"]]
    except (yaml.YAMLError, KeyError, TypeError):
        raise error(
            document, fence, "facts need a `title` and `items` of label and value"
        ) from None
    return {"type": "facts", "value": {"title": box.get("title", "Facts"), "facts": items}}


def rendered(tokens: list[Token], document: Document, resolve: Resolve) -> str:
    """The tokens as Wagtail's rich text, with links to pages by their number."""
    at = tokens[0] if tokens else None
    for token in tokens:
        at = token if token.map else at
        if token.type == "html_block":
            raise error(document, at, "HTML cannot stand in the text")
        for child in token.children or []:
            if child.type == "link_open":
                link(child, at, document, resolve)
            elif child.type in ("image", "html_inline", "code_inline"):
                raise error(document, at, "pictures, code and HTML cannot stand in the text")
    return markdown.renderer.render(tokens, markdown.options, {}).strip()


def link(token: Token, at: Token, document: Document, resolve: Resolve) -> None:
    address = str(token.attrs["href"])
    if address.startswith("page:"):
        number = known(address.removeprefix("page:"), at, document, resolve)
        token.attrs = {"linktype": "page", "id": str(number)}
    elif not address.startswith(("https://", "http://", "mailto:")):
        raise error(document, at, f"“{address}” is neither page:… nor a whole address")


def known(address: str, at: Token, document: Document, resolve: Resolve) -> int:
    number = resolve(address)
    if number is None:
        raise error(document, at, f"there is no page “{address}”")
    return number


def error(document: Document, at: Token, what: str) -> ContentError:
    line = document.body_line + (at.map[0] if at.map else 0)
    return ContentError(document.path, line, what)
