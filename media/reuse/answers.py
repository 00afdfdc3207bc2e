"""What programs are answered: documents that any site may read, and in words why there is none."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from media.archive.catalogue import Entry
from media.reuse.records import Record, base_of, records_of
from media.visitors.files import withdrawal_of


class Refusal(Exception):
    """Why a program gets no document: a sentence, and the status that goes with it."""

    def __init__(self, reason: str, status: int = 400):
        super().__init__(reason)
        self.reason, self.status = reason, status


def document(content, media_type: str = "application/json", status: int = 200) -> HttpResponse:
    """`content` as JSON, with its letters as they are."""
    return JsonResponse(
        content,
        safe=False,
        status=status,
        content_type=media_type,
        json_dumps_params={"ensure_ascii": False},
    )


def for_programs(show: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let scripts of any site read what `show` answers; a `Refusal` becomes {"reason": sentence}."""

    @require_safe
    @wraps(show)
    def view(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        try:
            response = show(request, *args, **kwargs)
        except Refusal as refusal:
            response = document({"reason": refusal.reason}, status=refusal.status)
        response["Access-Control-Allow-Origin"] = "*"
        return response

    return view


def shown_record(request: HttpRequest, identifier: str) -> Record:
    """The record of the picture with this identifier; a refusal where visitors see none."""
    entries = Entry.objects.with_files().filter(identifier=identifier)[:1]
    if records := records_of(entries, base_of(request)):
        return records[0]
    if withdrawal := withdrawal_of(identifier):
        raise Refusal(
            f"This picture was withdrawn on {withdrawal.withdrawn_at:%Y-%m-%d}: {withdrawal.reason}",
            410,
        )
    raise Refusal(f"No released picture has the identifier “{identifier}”.", 404)
