"""What the press sees at its links: the page as of one revision, and the files made for that."""

from collections.abc import Callable
from functools import wraps

from django.core.files.storage import default_storage, storages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from media.pictures.images import ImagePage
from media.pictures.licences import Licence
from media.pictures.releases import Release
from media.release.preparations import Preparation
from media.release.press_addresses import link_of
from media.release.press_links import PressLink

RETRY_AFTER = 15  # seconds: the worker looks that often


class Preview:
    """One link with what it opens: the page as of its revision, and the files, if there are."""

    def __init__(self, link: PressLink, token: str):
        self.link = link
        self.page: ImagePage = link.revision.as_object()
        made = Preparation.objects.filter(revision=link.revision).select_related("release").first()
        self.release: Release | None = made.release if made else None
        if self.release:
            self.release.read_at = reverse("press_preview", args=[token])

    @property
    def has_files(self) -> bool:
        return self.release is not None and self.release.state in Release.State.with_files()

    @property
    def has_failed(self) -> bool:
        return self.release is not None and self.release.state == Release.State.FAILED

    @property
    def downloads(self) -> list[dict]:
        """The files to keep, each with its `url`; none if the licence does not let them be shown."""
        licence = self.page.licence
        if not licence or licence.may_use != Licence.Answer.YES:
            return []
        return [{**file, "url": self.release.url_of(file)} for file in self.release.downloads]

    def file_named(self, name: str) -> dict | None:
        """The file of that name, if this link gives it away."""
        offered = [*self.release.manifest["responsive"], *self.downloads]
        return next((file for file in offered if file["name"] == name), None)

    def open(self, file: dict):
        """The bytes of a file, from whichever store it lies in."""
        if self.release.state == Release.State.PREPARED:
            return default_storage.open(f"{self.release.private_folder}/{file['name']}")
        return storages["public"].open(f"{self.release.folder}/{file['name']}")


def for_the_press(show: Callable) -> Callable:
    """Hand a valid link's preview to `show`; answer otherwise. No answer is kept or indexed.

    404 for an address that is none, 410 once the link has ended, a redirect once everybody can see
    the picture, 503 with Retry-After while its files are being made.
    """

    @require_safe
    @wraps(show)
    def view(request: HttpRequest, token: str, **kwargs) -> HttpResponse:
        link = link_of(token)
        if link is None:
            raise Http404("There is no such press link.")
        response = answer(request, link, token, kwargs)
        response["Cache-Control"] = "private, no-store"
        response["X-Robots-Tag"] = "noindex, nofollow"
        response["Referrer-Policy"] = "no-referrer"
        return response

    def answer(request: HttpRequest, link: PressLink, token: str, kwargs: dict) -> HttpResponse:
        if not link.is_valid or link.is_agreement_over:
            return render(request, "media/press/ended.html", {"link": link}, status=410)
        if is_released(link):
            return redirect(link.page.get_url(request))
        preview = Preview(link, token)
        if not preview.has_files:
            response = render(request, "media/press/waiting.html", {"preview": preview}, status=503)
            response["Retry-After"] = str(RETRY_AFTER)
            return response
        return show(request, preview, **kwargs)

    return view


def is_released(link: PressLink) -> bool:
    """Whether everybody can see the version that the link shows, or a later one."""
    page = link.page
    shown = page.live_revision_id or 0
    return page.is_visible and shown >= link.revision_id


@for_the_press
def show_preview(request: HttpRequest, preview: Preview) -> HttpResponse:
    """The page of the picture as of the link's revision, under a banner that says so."""
    if request.method == "GET":
        PressLink.objects.filter(pk=preview.link.pk).note_opened()
    scheduled = preview.link.page.scheduled_revision
    context = {
        "preview": preview,
        "image": preview.page,
        "release": preview.release,
        "go_live_at": scheduled.approved_go_live_at if scheduled else None,
    }
    return render(request, "media/press/preview.html", context)


@for_the_press
def serve_file(request: HttpRequest, preview: Preview, name: str) -> HttpResponse:
    """One file of the preview: part of its page, or a download."""
    file = preview.file_named(name)
    if file is None:
        raise Http404("The preview has no such file.")
    try:
        opened = preview.open(file)
    except FileNotFoundError:
        raise Http404("The file is being moved. Open the preview again.") from None
    response = FileResponse(
        opened, as_attachment="url" in file, filename=name, content_type=f"image/{file['format']}"
    )
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
