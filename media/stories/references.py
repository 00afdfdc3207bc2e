"""What a story refers to (pictures, galleries, linked pages), fetched for all its blocks at once."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from media.archive.cards import visible_pages_for_cards
from media.pages.kept import kept_rows
from media.pages.keys import keys_in
from media.pages.prepared import prepared
from media.pictures.images import ImagePage

LINKED_PAGE = re.compile(r'linktype="page"[^>]*\bid="([0-9]+)"|\bid="([0-9]+)"[^>]*linktype="page"')

# {"images": {key: image page}, "pages": {key: page, None if visitors cannot see it}} while a
# story is being rendered.
_at_hand: ContextVar[dict | None] = ContextVar("references_at_hand", default=None)


@contextmanager
def references_at_hand(raw_data):
    """Fetch what the raw data of a StreamField refers to, in two queries, for the time of a block."""
    blocks = [block["value"] for block in raw_data]
    images = {value["image"] for value in blocks if isinstance(value, dict) and value.get("image")}
    galleries = {v["gallery"] for v in blocks if isinstance(v, dict) and v.get("gallery")}
    wanted = galleries | set(linked_pages(blocks))
    found = visible_pages_for_cards(wanted)
    pages = dict.fromkeys(wanted) | found
    covers = {found[key].lead_image_id for key in galleries & found.keys()} - {None}
    pictures = kept_rows("picture with files", images | covers, find_pictures)
    for key in galleries & found.keys():
        found[key].card_image = pictures.get(pages[key].lead_image_id)
    token = _at_hand.set({"images": pictures, "pages": pages})
    try:
        yield
    finally:
        _at_hand.reset(token)


def find_pictures(keys: list[int]) -> dict[int, ImagePage]:
    return {image.pk: image for image in pictures_with_files(keys)}


@prepared
def pictures_with_files(keys: list[int]):
    return ImagePage.objects.with_files().filter(pk__in=keys).order_by()


def linked_pages(value) -> Iterator[int]:
    """The keys of the pages to which the rich text in raw block values links."""
    if isinstance(value, str):
        yield from keys_in(first or second for first, second in LINKED_PAGE.findall(value))
    elif isinstance(value, dict):
        for item in value.values():
            yield from linked_pages(item)
    elif isinstance(value, list):
        for item in value:
            yield from linked_pages(item)


def at_hand(kind: str, keys) -> dict | None:
    """Those of `keys` that are at hand; None if one is not, or no story is being rendered."""
    stock = _at_hand.get()
    if stock is None or not stock[kind].keys() >= set(keys):
        return None
    return {key: stock[kind][key] for key in keys}
