"""What Wagtail offers and this portal does not: its menus for files, and deletion of what is needed."""

from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import redirect
from django.urls import path
from wagtail import hooks
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.documents.wagtail_hooks import DocumentsSummaryItem
from wagtail.images.wagtail_hooks import ImagesSummaryItem
from wagtail.models import Page

from media.pages.deletion import refusal
from media.pages.subjects import Subject
from media.pages.uses import uses_of
from media.pictures.assets import ImageAsset
from media.pictures.images import ImagePage
from media.pictures.licences import Licence

ASSETS_STAY = (
    "A picture file is never deleted here: image pages and their earlier versions name it. "
    "Unpublish or delete its image page instead."
)

# --- The archive of image pages is the one place for pictures ---------------------------------


@hooks.register("construct_main_menu")
def hide_image_menu(request, items):
    items[:] = [item for item in items if item.name not in ("images", "documents")]


@hooks.register("construct_homepage_summary_items")
def hide_file_summaries(request, items):
    hidden = (ImagesSummaryItem, DocumentsSummaryItem)
    items[:] = [item for item in items if not isinstance(item, hidden)]


# --- Deletion ---------------------------------------------------------------------------------


def refuse_asset_deletion(request, image_id: int):
    messages.error(request, ASSETS_STAY)
    return redirect("wagtailimages:edit", image_id)


def refuse_asset_deletion_in_upload(request, image_id: int):
    return JsonResponse({"success": False, "image_id": image_id, "error": ASSETS_STAY}, status=403)


@hooks.register("register_admin_urls", order=-1)
def asset_deletion_addresses():
    """Stand before Wagtail's own addresses for the deletion of picture files."""
    return [
        path("images/<int:image_id>/delete/", refuse_asset_deletion),
        path("images/multiple/<int:image_id>/delete/", refuse_asset_deletion_in_upload),
    ]


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
    if not sentences:
        return None
    for sentence in dict.fromkeys(sentences):
        messages.error(request, sentence)
    return redirect(get_valid_next_url_from_request(request) or "wagtailadmin_home")


def why_it_stays(item) -> str:
    """Why one of several chosen objects cannot be deleted; empty if it can."""
    if isinstance(item, ImageAsset):
        return ASSETS_STAY
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
