"""What a process keeps of what all visitors are shown alike: made once, until anything of it changes.

While a request is answered, a shelf is at hand (`portal.page_cache.shelves` says which): everything on
it was made from the database as it is now, or was within the same generation and on the same day.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from copy import copy
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db import connection

# More are not kept; a portal has some dozens.
MOST = 1_000
# Pages and entries, of a few kilobytes each.
MOST_ROWS = 2_000

T = TypeVar("T")


@dataclass
class Shelf:
    """What was kept: values by their keys, rows by their kind and key."""

    values: dict[Hashable, Any] = field(default_factory=dict)
    rows: dict[tuple[str, int], Any] = field(default_factory=dict)


_shelf: ContextVar[Shelf | None] = ContextVar("shelf", default=None)


def may_stay() -> bool:
    """Whether what is made now is what everybody sees: within a transaction it may be otherwise."""
    return not connection.in_atomic_block


def is_keeping() -> bool:
    return _shelf.get() is not None and may_stay()


def kept(key: Hashable, make: Callable[[], T]) -> T:
    """What `make` gave to whoever asked first; nobody changes it.

    It must follow from the database, the day and `key` alone: not from who asks, nor from likes.
    """
    if not is_keeping():
        return make()
    values = _shelf.get().values
    if key not in values:
        made = make()
        if len(values) >= MOST:
            return made
        values[key] = made
    return values[key]


def kept_rows(
    kind: str, keys: Iterable[int], find: Callable[[list[int]], dict[int, T]]
) -> dict[int, T]:
    """{key: its row}, of those that are there; `find` is asked for what nobody asked for before.

    Each is a copy, so that what one page does to it no other one shows.
    """
    wanted = sorted(set(keys))
    if not is_keeping():
        return find(wanted)
    rows = _shelf.get().rows
    known = {key: rows[kind, key] for key in wanted if (kind, key) in rows}
    if missing := [key for key in wanted if key not in known]:
        found = find(missing)
        known |= {key: found.get(key) for key in missing}
        if len(rows) < MOST_ROWS:
            rows.update({(kind, key): copy(known[key]) for key in missing})
    return {key: copy(row) for key, row in known.items() if row is not None}


@contextmanager
def keeping_on(shelf: Shelf | None) -> Iterator[None]:
    token = _shelf.set(shelf)
    try:
        yield
    finally:
        _shelf.reset(token)
