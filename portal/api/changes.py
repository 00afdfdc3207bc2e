"""What changed since somebody last looked, and everything at once as files."""

import hashlib
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.utils.cache import get_conditional_response
from ninja import Query, Router
from pydantic import BaseModel, Field

from media.archive.changes import Change
from media.pages.keys import key_in
from media.reuse.addresses import Addresses
from media.reuse.exports import ExportPayload, export_for, latest
from media.reuse.payloads import ChangePayload, change_of, to_json
from media.reuse.records import base_of
from portal.api.paging import address_with, answered, links_to
from portal.api.parameters import AskedOfChanges
from portal.api.problems import bad_parameter

# So many are held at a time.
AT_ONCE = 100

router = Router(tags=["Whole archive"])

# A plus that was not encoded came as a blank.
ZONE = re.compile(r" ([0-9]{2}:[0-9]{2})$")


class ChangesPayload(BaseModel):
    """The changes in their order, one a picture."""

    items: list[ChangePayload]
    last: int = Field(description="Ask for what is `since` this number the next time.")
    next: str | None = Field(description="Where more changes follow already.")


@router.get("changes", response=ChangesPayload, operation_id="changes")
def changes(request: HttpRequest, asked: Query[AskedOfChanges]):
    """What last happened to each picture, in the order in which visitors could see it.

    A mirror remembers `last`, and asks for what came since: what was `created`, `described` in other
    words or `updated` it fetches, what was `withdrawn` it removes.
    """
    number, rows = rows_since(asked.since)
    numbers = list(rows.values_list("number", flat=True)[: asked.limit + 1])
    has_more, numbers = len(numbers) > asked.limit, numbers[: asked.limit]
    last = numbers[-1] if numbers else number
    onward = address_with(request, since=str(last)) if has_more else None
    # A row that changes has another number: these say all that follows.
    said = f"{base_of(request)} {onward} {last} {numbers}"
    etag = f'"{hashlib.sha256(said.encode()).hexdigest()[:32]}"'
    if known := get_conditional_response(request, etag=etag):
        return known
    shown = rows.filter(number__lte=last) if numbers else rows.none()
    pieces = in_pieces(shown, Addresses(base_of(request)), {"last": last, "next": onward})
    response = StreamingHttpResponse(pieces, content_type="application/json")
    response["ETag"] = etag
    if onward:
        response["Link"] = links_to(onward)
    return response


def in_pieces(rows: QuerySet, addresses: Addresses, end: dict) -> Iterator[bytes]:
    """A `ChangesPayload`, some of its items at a time."""
    yield b'{"items":['
    rows, between = rows.iterator(chunk_size=AT_ONCE), b""
    while some := list(islice(rows, AT_ONCE)):
        yield between + b",".join(to_json(change_of(one, addresses)) for one in some)
        between = b","
    yield b"]," + to_json(end)[1:]


def rows_since(text: str) -> tuple[int, QuerySet]:
    """(the number from which on, the changes that follow in order) for a number or a moment."""
    number = key_in(text)
    if number is not None:
        return number, Change.objects.since(number)
    moment = moment_in(text)
    if moment is None:
        raise bad_parameter(
            "since", "Give the number of a change, or a moment with its zone: 2026-05-04T12:00:00Z."
        )
    rows = Change.objects.filter(changed_at__gte=moment).order_by("number")
    newest = Change.objects.order_by("-number").values_list("number", flat=True).first() or 0
    return newest, rows


def moment_in(text: str) -> datetime | None:
    """The moment in UTC; None for what is none, or says no zone."""
    try:
        moment = datetime.fromisoformat(ZONE.sub(r"+\1", text.upper()))
    except ValueError:
        return None
    if moment.tzinfo is None:
        return None
    try:
        return moment.astimezone(UTC)
    except OverflowError:  # beyond the first or the last year
        edge = datetime.min if moment.year == 1 else datetime.max
        return edge.replace(tzinfo=UTC)


@router.get("export", response=ExportPayload, operation_id="export")
def export(request: HttpRequest):
    """The whole archive as files: JSON Lines, each line as `images/{identifier}` answers, and CSV.

    Made once a day, and anew soon after a picture was withdrawn. Go on with the changes since the
    number that it names.
    """
    found = latest()
    if found is None:
        raise Http404("There is no export at the moment; the worker makes one.")
    response = answered(export_for(found, base_of(request)))
    # Not kept: no change of a page says that there is a newer one.
    response["Cache-Control"] = "no-cache"
    response["ETag"] = f'"{found.digest}"'
    return get_conditional_response(request, etag=response["ETag"], response=response)
