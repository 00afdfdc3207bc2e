"""What an editor can do about public files that could not be made."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.views.decorators.http import require_POST
from wagtail import hooks

from media.desk.permissions import may_edit
from media.pictures.images import ImagePage
from media.release import retrying


@require_POST
def try_again(request: HttpRequest, page_id: int) -> HttpResponse:
    """Have the files of a page made once more, and say so."""
    page = get_object_or_404(ImagePage, pk=page_id)
    if not may_edit(request.user, page):
        raise PermissionDenied
    if retrying.try_again(page):
        messages.success(
            request, "The files are made once more. Look at “Public files” again in a minute."
        )
    else:
        messages.info(request, "Nothing has failed, so there is nothing to make once more.")
    return redirect("wagtailadmin_pages:edit", page.pk)


# --- Where Wagtail meets it -------------------------------------------------------------------


@hooks.register("register_admin_urls")
def retry_addresses():
    return [path("pages/<key:page_id>/make-files/", try_again, name="make_files_again")]


@hooks.register("after_publish_page")
def say_that_files_are_being_made(request, page):
    if isinstance(page, ImagePage) and not page.releases.public().exists():
        messages.info(
            request, "The public files are being made: visitors see the picture within a minute."
        )
