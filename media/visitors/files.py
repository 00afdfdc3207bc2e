"""Files for everybody: the public ones, downloads by name, pictures by identifier."""

import os
from mimetypes import guess_type
from typing import BinaryIO
from urllib.parse import unquote

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import storages
from django.db.models import Q, QuerySet
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
    HttpResponseRedirect,
)
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from media.pictures.aliases import ImageAlias, addresses_of, folded_alias
from media.pictures.images import ImagePage
from media.pictures.withdrawn import show_withdrawn
from media.release.withdrawals import Withdrawal
from media.visitors.parts import NoSuchPart, Part, span_asked

A_YEAR = 365 * 24 * 60 * 60


@require_safe
def serve_public_file(request: HttpRequest, path: str) -> HttpResponse:
    """A file of a released image, or a part of it. In production the web server answers before this is asked."""
    try:
        file = storages["public"].open(path)
        about = os.fstat(file.fileno())
    except (OSError, ValueError, SuspiciousFileOperation):  # none, a folder, or no name at all
        raise Http404("There is no such file.") from None
    # As nginx makes it, so that a file has one tag whoever serves it.
    etag, changed = f'"{int(about.st_mtime):x}-{about.st_size:x}"', int(about.st_mtime)
    kind, packed = guess_type(path)
    # An export is sent as the packed file that it is.
    response = FileResponse(file.file, content_type="application/gzip" if packed else kind)
    response["Accept-Ranges"] = "bytes"
    response["ETag"], response["Last-Modified"] = etag, http_date(changed)
    response = part_of(request, response, file.file, about.st_size)
    found, response = response, get_conditional_response(request, etag, changed, response)
    if response is not found:  # the reader has it already
        found.close()
    if response.status_code in (200, 206, 304):
        response["Cache-Control"] = f"public, max-age={A_YEAR}, immutable"
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    # Nothing in a picture may ever run, whatever it holds.
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def part_of(request: HttpRequest, whole: FileResponse, file: BinaryIO, size: int) -> HttpResponse:
    """The part of a file that the request asks for, else the whole of it."""
    asked, still = request.headers.get("Range", ""), request.headers.get("If-Range")
    is_same = still in (None, whole["ETag"], whole["Last-Modified"])
    try:
        span = span_asked(asked, size) if request.method == "GET" and is_same else None
    except NoSuchPart:
        whole.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    if span is None:
        return whole
    part = FileResponse(Part(file, span), status=206, content_type=whole["Content-Type"])
    for name in ("Accept-Ranges", "ETag", "Last-Modified", "Content-Disposition"):
        part[name] = whole[name]
    part["Content-Range"] = f"bytes {span.first}-{span.last}/{size}"
    part["Content-Length"] = str(span.length)
    return part


@require_safe
def download(request: HttpRequest, identifier: str, size: str, extension: str) -> HttpResponse:
    """Lead to the current file of a size: small, large, full or original, by identifier or alias.

    This address never changes.
    """
    images = ImagePage.objects.visible().with_files()
    image = images.filter(identifier=identifier).first()
    if image is None:
        image = images.filter(pk=page_called(identifier)).first()
    if image is None:
        return show_withdrawn_or_nothing(request, identifier)
    for file in image.release.downloads:
        if (file["size"], file["extension"]) == (size, extension):
            response = HttpResponseRedirect(image.release.url_of(file))
            # As the file itself: other sites may show and read it.
            response["Access-Control-Allow-Origin"] = "*"
            response["Cross-Origin-Resource-Policy"] = "cross-origin"
            return response
    raise Http404(f"There is no download of the size “{size}” as {extension}.")


@require_safe
def show_identified(request: HttpRequest, identifier: str) -> HttpResponse:
    """Lead to the page of the picture with this identifier, or with this alias."""
    image = ImagePage.objects.visible().filter(identifier=identifier).first()
    if image:
        return HttpResponseRedirect(image.get_url(request))
    by_alias = answer_by_alias(request, [folded_alias(identifier)], HttpResponseRedirect)
    return by_alias or show_withdrawn_or_nothing(request, identifier)


def page_called(name: str) -> int | None:
    """The key of the page that has this alias; None for none."""
    return page_with_alias([folded_alias(name)])


def page_with_alias(folded: list[str]) -> int | None:
    """The key of the page that has one of these folded aliases; None for none."""
    return ImageAlias.objects.filter(folded__in=folded).values_list("page", flat=True).first()


def answer_by_alias(
    request: HttpRequest, names: list[str], way: type[HttpResponse]
) -> HttpResponse | None:
    """The `way` to the picture that has one of these folded aliases, or its tombstone; None for neither."""
    page = page_with_alias(names)
    if page is None:
        return None
    if image := ImagePage.objects.visible().filter(pk=page).first():
        return way(image.get_url(request))
    withdrawal = standing_withdrawals().filter(page=page).first()
    return show_withdrawn(request, withdrawal) if withdrawal else None


def answer_for_old_address(request: HttpRequest) -> HttpResponse | None:
    """What is said where nothing is found, but a picture was once; None where none was."""
    if request.method not in ("GET", "HEAD"):
        return None
    paths = {request.path, unquote(request.get_full_path())}
    names = [name for path in paths for name in addresses_of(request.get_host(), path)]
    return answer_by_alias(request, names, HttpResponsePermanentRedirect)


def show_withdrawn_or_nothing(request: HttpRequest, identifier: str) -> HttpResponse:
    """Say that the picture with this identifier was withdrawn, or that there is none."""
    withdrawal = withdrawal_of(identifier)
    if withdrawal is None:
        raise Http404("No released picture has this identifier.")
    return show_withdrawn(request, withdrawal)


def withdrawal_of(identifier: str) -> Withdrawal | None:
    """Why visitors see the picture with this identifier, or this alias, no more, if it was withdrawn."""
    meant = Q(page__identifier=identifier) | Q(page=page_called(identifier))
    return standing_withdrawals().select_related("page").filter(meant).first()


def standing_withdrawals() -> QuerySet:
    return Withdrawal.objects.standing().filter(page__live=False)
