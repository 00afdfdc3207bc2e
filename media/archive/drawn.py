"""Pictures and cards as pages draw them: each drawn once by every process, for the same files and words.

What is drawn is kept by all that it depends on. So it needs no look at what changed: what differs has
another key, and what nobody asks for any more makes room.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from types import SimpleNamespace

from django.template.loader import get_template
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from media.pictures.releases import Release

# About a kilobyte each.
MOST = 12_000


def markup(**drawn) -> SafeString:
    """The element of a picture; `drawn` is what `media/picture.html` names."""
    return get_template("media/picture.html").render(drawn)


def card_markup(template: str, **drawn) -> SafeString:
    """A card; `drawn` is what every card's template names."""
    return get_template(template).render(drawn)


class Drawn:
    """The elements that were drawn last, by all that they depend on."""

    def __init__(self):
        self.lock = threading.Lock()
        self.elements: OrderedDict[Hashable, SafeString] = OrderedDict()

    def kept(self, key: Hashable, draw: Callable[[], SafeString]) -> SafeString:
        with self.lock:
            if key in self.elements:
                self.elements.move_to_end(key)
                return self.elements[key]
        element = draw()
        with self.lock:
            self.elements[key] = element
            while len(self.elements) > MOST:
                self.elements.popitem(last=False)
        return element

    def picture(self, release: Release, *, width: int, **own) -> SafeString:
        """The picture of a release whose fallback is at least `width` pixels wide.

        A release's files never change under its folder, which is made of what they hold.
        """

        def draw() -> SafeString:
            fallback = release.fallback(width)
            return markup(
                avif=release.source_set("avif"),
                jpeg=release.source_set("jpeg"),
                source=release.url_of(fallback),
                width=fallback["width"],
                height=fallback["height"],
                **own,
            )

        return self.kept((release.folder, release.read_at, width, *own.values()), draw)

    def card(self, page, address: str, **own) -> SafeString:
        """The card of a page, or of an entry of the catalogue.

        Its template meets nothing but what the type names in `card_shows`, the `address`, the picture
        and what is its `own` here: by that the card is kept.
        """
        shown = {name: value_of(page, name) for name in page.card_shows}
        picture = page.card_image.release if page.card_image else None
        files = (picture.folder, picture.read_at) if picture else None
        key = (page.card_template, get_language(), address, files, *own.values(), *shown.values())
        shown["card_image"] = page.card_image
        return self.kept(
            key,
            lambda: card_markup(
                page.card_template, page=SimpleNamespace(**shown), address=address, **own
            ),
        )

    def clear(self) -> None:
        with self.lock:
            self.elements.clear()


def value_of(page, name: str):
    """An attribute as a template meets it."""
    value = getattr(page, name)
    return value() if callable(value) else value


drawn = Drawn()
