"""How pictures, subjects and licences appear in the admin, and which doors are closed."""

from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import redirect
from django.urls import path
from wagtail import hooks
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.documents.wagtail_hooks import DocumentsSummaryItem
from wagtail.images.wagtail_hooks import ImagesSummaryItem
from wagtail.models import Page
from wagtail.snippets.models import register_snippet

from media.archive.index import ImageIndexPage
from media.desk import description_hooks, menus, reports  # noqa: F401
from media.desk.acts import hooks as act_hooks  # noqa: F401
from media.desk.bulk import (
    facts,  # noqa: F401
    galleries,  # noqa: F401
    publishing,  # noqa: F401
    schedule,  # noqa: F401
)
from media.desk.choosing.viewset import picture_chooser
from media.desk.coverage import hooks as coverage_hooks  # noqa: F401
from media.desk.uploading import UploadView
from media.desk.vocabulary import LicenceViewSet, SubjectViewSet
from media.pages.deletion import refusal
from media.pages.subjects import Subject
from media.pictures.assets import ImageAsset
from media.pictures.images import ImagePage
from media.pictures.licences import Licence
from media.stories.links import VisiblePageLinkHandler

ASSETS_STAY = (
    "A picture file is never deleted here: image pages and their earlier versions name it. "
    "Unpublish or delete its image page instead."
)

register_snippet(SubjectViewSet)
register_snippet(LicenceViewSet)


# --- The archive of image pages is the one place for pictures ---------------------------------


@hooks.register("construct_main_menu")
def hide_image_menu(request, items):
    items[:] = [item for item in items if item.name not in ("images", "documents")]


@hooks.register("construct_homepage_summary_items")
def hide_file_summaries(request, items):
    hidden = (ImagesSummaryItem, DocumentsSummaryItem)
    items[:] = [item for item in items if not isinstance(item, hidden)]


@hooks.register("after_publish_page")
def say_that_files_are_being_made(request, page):
    if isinstance(page, ImagePage) and not page.releases.public().exists():
        messages.info(
            request, "The public files are being made: visitors see the picture within a minute."
        )


def open_archive(request):
    """Lead to the listing of the first image archive."""
    archive = ImageIndexPage.objects.first()
    if archive is None:
        return redirect("wagtailadmin_home")
    return redirect("wagtailadmin_explore", archive.pk)


@hooks.register("register_rich_text_features", order=1)
def replace_page_links(features):
    features.register_link_type(VisiblePageLinkHandler)


# --- Deletion ---------------------------------------------------------------------------------


def refuse_asset_deletion(request, image_id: int):
    messages.error(request, ASSETS_STAY)
    return redirect("wagtailimages:edit", image_id)


def refuse_asset_deletion_in_upload(request, image_id: int):
    return JsonResponse({"success": False, "image_id": image_id, "error": ASSETS_STAY}, status=403)


@hooks.register("register_admin_urls", order=-1)
def register_archive_urls():
    """Stand before Wagtail's own addresses for the deletion of picture files."""
    return [
        path("archive/", open_archive, name="image_archive"),
        path("archive/upload/", UploadView.as_view(), name="upload_pictures"),
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


# --- The menu “Pictures” ----------------------------------------------------------------------

hooks.register("register_admin_menu_item", menus.pictures_menu)
hooks.register(menus.PICTURES_MENU, menus.archive_item)
hooks.register(menus.PICTURES_MENU, menus.upload_item)
hooks.register("register_page_header_buttons", menus.upload_button)


# --- Reports about descriptions ---------------------------------------------------------------

hooks.register("register_admin_urls", reports.report_addresses)
hooks.register("register_reports_menu_item", reports.report_menu_item)
hooks.register("after_publish_page", reports.mark_ticked_reports)


@hooks.register("construct_homepage_summary_items")
def say_how_many_reports_wait(request, items):
    items.append(reports.OpenReportsItem(request))


# --- Choosing pictures ------------------------------------------------------------------------


@hooks.register("register_admin_viewset")
def register_picture_chooser():
    return picture_chooser
