"""What the form of an image page asks for while words are written: remarks, and a confirmation."""

import json
from dataclasses import asdict

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, Subquery
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.views.decorators.http import require_POST
from wagtail import hooks

from media.archive.index import ImageIndexPage
from media.descriptions.approvals import OWN_WORDS, DescriptionApprovalTask, authors_since_approval
from media.descriptions.languages import name_of
from media.descriptions.remarks import remarks_on
from media.descriptions.statuses import Description
from media.descriptions.words import LABELS
from media.desk.history import tell_in_history
from media.desk.permissions import may_edit
from media.desk.sight import files_seen_by
from media.pages.keys import key_in
from media.pictures import ledger
from media.pictures.images import ImagePage
from media.pictures.packets import plain

FIELDS = ("title", "alt_text", "long_description", "language")
LONGEST = 50_000

REPLACED_ONCE_MORE = "The file was replaced once more. Look at this one."


@require_POST
def remark(request: HttpRequest) -> HttpResponse:
    """Judge the words of one language as they stand in the form; nothing is kept."""
    values = {name: request.POST.get(name, "")[:LONGEST] for name in FIELDS}
    values["caption"] = plain_caption(request.POST.get("caption", ""))
    values["file_name"] = file_name_of(request.POST.get("asset", ""), request.user)
    return JsonResponse({"remarks": [asdict(one) for one in remarks_on(**values)]})


def plain_caption(value: str) -> str:
    """The text in what a rich text field sends."""
    try:
        blocks = json.loads(value)["blocks"]
        return " ".join(str(block["text"]) for block in blocks)
    except (ValueError, KeyError, TypeError, RecursionError):
        return ""


def file_name_of(key: str, user) -> str:
    """The name of a file that `user` sees; empty for any other."""
    found = files_seen_by(user).filter(pk=key_in(key))
    return found.values_list("title", flat=True).first() or ""


@require_POST
def confirm(request: HttpRequest, page_id: int) -> HttpResponse:
    """Note that a stale description fits the new file as it is."""
    page = get_object_or_404(ImagePage, pk=page_id)
    if not may_edit(request.user, page):
        raise PermissionDenied
    if ledger.confirm(page.pk, request.user, asset_pk=key_in(request.GET.get("asset"))):
        messages.success(request, "Noted: alt text and image description fit this file.")
    else:
        messages.error(request, REPLACED_ONCE_MORE)
    return redirect("wagtailadmin_pages:edit", page.pk)


# --- Remarks on saving, for those without script ------------------------------------------------


@hooks.register("after_create_page")
@hooks.register("after_edit_page")
def say_remarks(request, page):
    """Say the advice on what was just saved; Wagtail saves by itself without showing messages."""
    if not request.accepts("text/html"):
        return
    for sentence in page.specific_deferred.changed_characters:
        messages.warning(request, sentence)
    parent = page.get_parent()
    if page.approved_schedule and not parent.live:
        messages.warning(
            request,
            f"It waits for the page above it, “{parent.get_admin_display_title()}”: at the moment that "
            "you set, or once that is published, whichever is later.",
        )
    if not isinstance(page, ImagePage):
        return
    for sentence in advice_on(page):
        messages.warning(request, sentence)
    if is_refused_approval(request, page):
        messages.error(request, OWN_WORDS)


def advice_on(page: ImagePage) -> list[str]:
    """The remarks on the page's words in every language, as sentences that stand for themselves."""
    found = [
        (None, remark)
        for remark in remarks_on(
            alt_text=page.alt_text,
            long_description=page.long_description,
            title=page.title,
            file_name=page.file_name,
            caption=plain(page.caption),
        )
    ]
    for text in page.texts.all():
        found += [
            (text.language, remark)
            for remark in remarks_on(
                alt_text=text.alt_text,
                long_description=text.long_description,
                title=text.title,
                caption=plain(text.caption),
                language=text.language,
            )
        ]
    return [
        f"{LABELS[remark.field].capitalize()}{f' ({name_of(language)})' if language else ''}: "
        f"{remark.sentence}"
        for language, remark in found
    ]


def is_refused_approval(request, page) -> bool:
    """Whether somebody sent the form with an approval of their own words; Wagtail saved a draft."""
    return (
        request.POST.get("workflow-action-name") == "approve"
        and bool(request.POST.get("action-workflow-action"))
        and isinstance(page.current_workflow_task, DescriptionApprovalTask)
        and request.user.pk in authors_since_approval(page.pk)
    )


# --- Where Wagtail meets it -------------------------------------------------------------------


@hooks.register("register_admin_urls")
def remark_addresses():
    return [
        path("descriptions/remarks/", remark, name="description_remarks"),
        path("descriptions/<key:page_id>/confirm/", confirm, name="description_confirm"),
    ]


@hooks.register("construct_explorer_page_queryset")
def show_description_status(parent_page, pages, request):
    """Leave each picture's status on its row, without a query of its own."""
    if not isinstance(parent_page, ImageIndexPage):
        return pages
    status = Description.objects.filter(page=OuterRef("pk")).values("status")
    return pages.annotate(description_status=Subquery(status))


tell_in_history(
    ledger.CONFIRMED,
    "Description confirmed",
    lambda data: "Confirmed that the description fits the new file",
)
