"""What the form of an image page asks for while words are written: remarks, and a confirmation."""

import json
from dataclasses import asdict

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from media.descriptions.remarks import remarks_on
from media.descriptions.statuses import Description
from media.pictures import ledger as descriptions
from media.pictures.assets import ImageAsset
from media.pictures.images import ImagePage

FIELDS = ("title", "alt_text", "long_description", "language")
LONGEST = 50_000


@require_POST
def remark(request: HttpRequest) -> HttpResponse:
    """Judge the words of one language as they stand in the form; nothing is kept."""
    values = {name: request.POST.get(name, "")[:LONGEST] for name in FIELDS}
    values["caption"] = plain_caption(request.POST.get("caption", ""))
    values["file_name"] = file_name_of(request.POST.get("asset", ""))
    return JsonResponse({"remarks": [asdict(one) for one in remarks_on(**values)]})


def plain_caption(value: str) -> str:
    """The text in what a rich text field sends."""
    try:
        blocks = json.loads(value)["blocks"]
        return " ".join(str(block["text"]) for block in blocks)
    except (ValueError, KeyError, TypeError, RecursionError):
        return ""


def file_name_of(key: str) -> str:
    if not (key.isascii() and key.isdigit() and len(key) < 19):
        return ""
    return ImageAsset.objects.filter(pk=key).values_list("title", flat=True).first() or ""


@require_POST
def confirm(request: HttpRequest, page_id: int) -> HttpResponse:
    """Note that a stale description fits the new file as it is."""
    page = get_object_or_404(ImagePage, pk=page_id)
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    row = get_object_or_404(Description, page=page)
    if request.GET.get("asset") != str(row.asset_id):
        messages.error(request, "The file was replaced once more. Look at this one.")
        return redirect("wagtailadmin_pages:edit", page.pk)
    descriptions.confirm(page.pk, request.user)
    messages.success(request, "Noted: alt text and image description fit this file.")
    return redirect("wagtailadmin_pages:edit", page.pk)
