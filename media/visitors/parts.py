"""Parts of files: what a reader asks for by `Range`, as RFC 9110 says (section 14)."""

import re
from dataclasses import dataclass
from typing import BinaryIO

from media.pages.keys import LARGEST_KEY, key_in

# One range; of several the whole file is an allowed answer.
RANGE = re.compile(r"bytes=\s*([0-9]*)\s*-\s*([0-9]*)\s*", re.IGNORECASE)


class NoSuchPart(Exception):
    """The file ends before the part begins."""


@dataclass(frozen=True)
class Span:
    """From the first byte to the last, both within it."""

    first: int
    last: int

    @property
    def length(self) -> int:
        return self.last - self.first + 1


def span_asked(header: str, size: int) -> Span | None:
    """The part that the header names; None for what is no single range, which is to be ignored.

    Raises NoSuchPart for one that begins beyond the end.
    """
    match = RANGE.fullmatch(header)
    first, last = (number(digits) for digits in match.groups()) if match else (None, None)
    if first is None and last is None:
        return None
    if first is None:  # so many of the last bytes
        first, last = max(0, size - last), size - 1 if last else -1
    elif last is None:
        last = size - 1
    elif last < first:
        return None
    if first >= size or last < 0:
        raise NoSuchPart
    return Span(first, min(last, size - 1))


def number(digits: str) -> int | None:
    """Of more digits than keys have: beyond the end of every file."""
    return None if not digits else LARGEST_KEY if key_in(digits) is None else key_in(digits)


class Part:
    """A file of which only one part can be read."""

    def __init__(self, file: BinaryIO, span: Span):
        self.file, self.left = file, span.length
        file.seek(span.first)

    def read(self, size: int = -1) -> bytes:
        wanted = self.left if size < 0 else min(size, self.left)
        data = self.file.read(wanted)
        self.left -= len(data)
        return data

    def close(self) -> None:
        self.file.close()
