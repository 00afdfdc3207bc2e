"""Places in lists by what stands there, not by number: nothing is skipped or told twice when something comes in between."""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Model, Q, QuerySet

# A place is what follows behind a row, or what stands before one.
BEHIND, BEFORE = "n", "v"
LARGEST_KEY = 2**63 - 1


@dataclass(frozen=True)
class Column:
    """One thing by which a list is ordered: a column that is never null, or an annotation."""

    name: str
    # Makes the value of what a cursor says. Raises ValueError.
    read: Callable[[Any], Any]
    is_falling: bool = False


# The columns of an order; what they say together, no two rows say.
Order = Sequence[Column]


class NoPlace(ValueError):
    """A cursor that no list gave."""


@dataclass(frozen=True)
class Part:
    """The rows of one page, and the cursors of those beside it; None where there is none."""

    rows: list
    previous: str | None
    next: str | None
    # How many there are on all pages, where that was counted.
    total: int = 0


def text(said: Any) -> str:
    if not isinstance(said, str) or "\x00" in said:
        raise ValueError("no text")
    return said


def number(said: Any) -> int:
    if type(said) is not int or abs(said) > LARGEST_KEY:
        raise ValueError("no number")
    return said


def day(said: Any) -> date:
    return date.fromisoformat(text(said))


def moment(said: Any) -> datetime:
    found = datetime.fromisoformat(text(said))
    if found.tzinfo is None:
        raise ValueError("a moment without its zone")
    return found


def part_of(rows: QuerySet, order: Order, cursor: str, limit: int) -> Part:
    """The page of `rows` to which a cursor leads, in one query; "" leads to the first. Raises NoPlace."""
    way, edge = cursor[:1], read(order, cursor)
    is_back = way == BEFORE
    found = rows.order_by(*ordering(order, is_back))
    if edge:
        found = found.filter(beyond(order, edge, is_back))
    found = list(found[: limit + 1])
    has_more, found = len(found) > limit, found[:limit]
    if is_back:
        found.reverse()
    first, last = (found[0], found[-1]) if found else (None, None)
    previous, following = edge and cursor_to(BEFORE, order, first, edge), None
    if is_back:
        previous = previous if has_more else None
        following = cursor_to(BEHIND, order, last, edge)
    elif has_more:
        following = cursor_to(BEHIND, order, last, edge)
    return Part(found, previous or None, following)


def ordering(order: Order, is_back: bool) -> list[str]:
    return [f"{'-' if one.is_falling != is_back else ''}{one.name}" for one in order]


def beyond(order: Order, edge: list, is_back: bool) -> Q:
    """What stands behind a place, or before it: the first column that differs decides."""
    found, same = Q(), {}
    for one, value in zip(order, edge, strict=True):
        side = "lt" if one.is_falling != is_back else "gt"
        found |= Q(**same, **{f"{one.name}__{side}": value})
        same[one.name] = value
    return found


# --- Cursors ------------------------------------------------------------------------------------


def cursor_to(way: str, order: Order, row: Model | None, edge: list) -> str:
    """The cursor for what stands beyond a row; where there is none, beyond the edge itself."""
    values = [getattr(row, one.name) for one in order] if row is not None else edge
    said = json.dumps(values, default=lambda value: value.isoformat(), ensure_ascii=False)
    return way + base64.urlsafe_b64encode(said.encode()).decode().rstrip("=")


def read(order: Order, cursor: str) -> list:
    """The values of a cursor; [] for none. Raises NoPlace."""
    if not cursor:
        return []
    packed = cursor[1:]
    try:
        said = json.loads(base64.b64decode(packed + "=" * (-len(packed) % 4), b"-_", validate=True))
        if cursor[0] not in (BEHIND, BEFORE) or not isinstance(said, list):
            raise NoPlace
        return [one.read(value) for one, value in zip(order, said, strict=True)]
    except (ValueError, RecursionError, binascii.Error) as error:
        raise NoPlace from error
