"""What Wagtail offers and this portal does not: its menus for files, and deletion of what is needed."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, re_path, reverse
from django.views.generic import RedirectView
from wagtail import hooks
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.documents.wagtail_hooks import DocumentsSummaryItem
from wagtail.images.views.images import IndexView
from wagtail.images.wagtail_hooks import ImagesSummaryItem
from wagtail.models import Page

from media.desk.permissions import archive_for
from media.desk.policies import ASSETS_STAY
from media.pages.deletion import refusal
from media.pages.subjects import Subject
from media.pages.uses import uses_of
from media.pictures.assets import ImageAsset
from media.pictures.images import ImagePage
from media.pictures.licences import Licence

# --- The archive of image pages is the one place for pictures ---------------------------------


@hooks.register("construct_main_menu")
def hide_image_menu(request, items):
    items[:] = [item for item in items if item.name not in ("images", "documents")]


@hooks.register("construct_homepage_summary_items")
def hide_file_summaries(request, items):
    hidden = (ImagesSummaryItem, DocumentsSummaryItem)
    items[:] = [item for item in items if not isinstance(item, hidden)]


@hooks.register("register_admin_urls", order=-1)
def own_upload_instead():
    """Wagtail's pages for one file and for many make files of which no page speaks."""
    upload = RedirectView.as_view(pattern_name="upload_pictures")
    return [
        path("images/", FilesView.as_view()),
        path("images/results/", FilesView.as_view(results_only=True)),
        path("images/add/", upload),
        path("images/multiple/add/", upload),
    ]


class FilesView(IndexView):
    """Wagtail's listing of picture files; its button leads to our upload, for whom that is open."""

    def get_add_url(self) -> str | None:
        return reverse("upload_pictures") if archive_for(self.request.user) else None


@hooks.register("register_admin_urls", order=-1)
def no_documents():
    """Documents would be files without description, credit or release."""
    return [re_path(r"^documents/", closed)]


def closed(request: HttpRequest, *args, **kwargs) -> HttpResponse:
    raise Http404("There is no such page here.")


@hooks.register("construct_search")
def hide_searches_of_files(request, areas):
    areas[:] = [area for area in areas if area.name not in ("images", "documents")]


# --- Deletion ---------------------------------------------------------------------------------


@hooks.register("before_delete_page")
def refuse_deletion_of_needed_page(request, page):
    if sentence := refusal(page):
        messages.error(request, sentence)
        return redirect("wagtailadmin_explore", page.get_parent().pk)


@hooks.register("before_bulk_action")
def refuse_bulk_deletion(request, action_type, objects, action):
    if action_type != "delete":
        return None
    sentences = [sentence for item in objects if (sentence := why_it_stays(item))]
    if issubclass(action.model, ImageAsset):  # the policy has left none of them
        sentences = [ASSETS_STAY]
    if not sentences:
        return None
    for sentence in dict.fromkeys(sentences):
        messages.error(request, sentence)
    return redirect(get_valid_next_url_from_request(request) or "wagtailadmin_home")


def why_it_stays(item) -> str:
    """Why one of several chosen objects cannot be deleted; empty if it can."""
    if isinstance(item, Licence):
        return f"“{item}” stays: files and drafts name it."
    if isinstance(item, Subject) and item.is_in_use:
        return f"“{item}” is in use and cannot be deleted. Merge it into another subject instead."
    return refusal(item) if isinstance(item, Page) else ""


@hooks.register("before_delete_page")
def warn_of_drafts(request, page):
    """Live pages that need a picture refuse its deletion; drafts lose it, and so we say which."""
    page = page.specific_deferred
    if request.method != "GET" or not isinstance(page, ImagePage):
        return
    titles = [f"“{use.page.get_admin_display_title()}”" for use in uses_of(page)]
    if titles:
        messages.warning(request, f"Drafts that name this picture lose it: {', '.join(titles)}.")
