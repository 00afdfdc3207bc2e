"""What a process keeps of what all visitors are shown alike: made once, until anything of it changes.

While a request is answered, a shelf is at hand (`portal.page_cache.shelves` says which): everything on
it was made from the database as it is now, or was within the same generation and on the same day.
"""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from django.db import connection

# More are not kept; a portal has some dozens.
MOST = 1_000

T = TypeVar("T")
Shelf = dict[Hashable, Any]
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
    shelf = _shelf.get()
    if key not in shelf:
        made = make()
        if len(shelf) >= MOST:
            return made
        shelf[key] = made
    return shelf[key]


@contextmanager
def keeping_on(shelf: Shelf | None) -> Iterator[None]:
    token = _shelf.set(shelf)
    try:
        yield
    finally:
        _shelf.reset(token)
