"""Pictures as pages draw them: each drawn once by every process, for the same files and words."""

import threading
from collections import OrderedDict

from django.template.loader import get_template
from django.utils.safestring import SafeString

from media.pictures.releases import Release

# About a kilobyte each.
MOST = 8000


def markup(**drawn) -> SafeString:
    """The element of a picture; `drawn` is what `media/picture.html` names."""
    return get_template("media/picture.html").render(drawn)


class Drawn:
    """The elements that were drawn last, by all that they depend on: they need no look at what changed."""

    def __init__(self):
        self.lock = threading.Lock()
        self.elements: OrderedDict[tuple, SafeString] = OrderedDict()

    def of(self, release: Release, *, width: int, **own) -> SafeString:
        """The picture of a release whose fallback is at least `width` pixels wide.

        A release's files never change under its folder, which is made of what they hold.
        """
        key = (release.folder, release.read_at, width, *own.values())
        with self.lock:
            if key in self.elements:
                self.elements.move_to_end(key)
                return self.elements[key]
        fallback = release.fallback(width)
        element = markup(
            avif=release.source_set("avif"),
            jpeg=release.source_set("jpeg"),
            source=release.url_of(fallback),
            width=fallback["width"],
            height=fallback["height"],
            **own,
        )
        with self.lock:
            self.elements[key] = element
            while len(self.elements) > MOST:
                self.elements.popitem(last=False)
        return element

    def clear(self) -> None:
        with self.lock:
            self.elements.clear()


drawn = Drawn()
