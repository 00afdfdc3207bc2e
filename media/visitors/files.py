"""Files for everybody: the public ones, downloads by name, pictures by identifier."""

from django.core.files.storage import storages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_safe
from django.views.static import serve

from media.pictures.images import ImagePage
from media.pictures.withdrawn import show_withdrawn
from media.release.withdrawals import Withdrawal

A_YEAR = 365 * 24 * 60 * 60


@require_safe
def serve_public_file(request: HttpRequest, path: str) -> HttpResponse:
    """A file of a released image. In production the web server answers before this is asked."""
    try:
        response = serve(request, path, document_root=storages["public"].location)
    except OSError:  # a name too long for the file system
        raise Http404("There is no such file.") from None
    if response.headers.pop("Content-Encoding", ""):  # an export is sent as the file that it is
        response["Content-Type"] = "application/gzip"
    response["Cache-Control"] = f"public, max-age={A_YEAR}, immutable"
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    # Nothing in a picture may ever run, whatever it holds.
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@require_safe
def download(request: HttpRequest, identifier: str, size: str, extension: str) -> HttpResponse:
    """Lead to the current file of a size: small, large, full or original. This address never changes."""
    image = ImagePage.objects.visible().with_files().filter(identifier=identifier).first()
    if image is None:
        return show_withdrawn_or_nothing(request, identifier)
    for file in image.release.downloads:
        if (file["size"], file["extension"]) == (size, extension):
            return HttpResponseRedirect(image.release.url_of(file))
    raise Http404(f"There is no download of the size “{size}” as {extension}.")


@require_safe
def show_identified(request: HttpRequest, identifier: str) -> HttpResponse:
    """Lead to the page of the picture with this identifier."""
    image = ImagePage.objects.visible().filter(identifier=identifier).first()
    if image is None:
        return show_withdrawn_or_nothing(request, identifier)
    return HttpResponseRedirect(image.get_url(request))


def show_withdrawn_or_nothing(request: HttpRequest, identifier: str) -> HttpResponse:
    """Say that the picture with this identifier was withdrawn, or that there is none."""
    standing = Withdrawal.objects.standing().filter(page__live=False)
    withdrawal = standing.filter(page__identifier=identifier).first()
    if withdrawal is None:
        raise Http404("No released picture has this identifier.")
    return show_withdrawn(request, withdrawal)
