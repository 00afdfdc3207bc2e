"""Refusals that Wagtail's admin has no words for: a sentence instead of an error page."""

import logging

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.datastructures import MultiValueDictKeyError
from wagtail.models import Page, TaskState

from media.descriptions.approvals import OWN_WORDS, DescriptionApprovalTask, authors_since_approval
from media.descriptions.words import LABELS
from media.desk.policies import ASSETS_STAY

logger = logging.getLogger("perigee.refusals")

# Where Wagtail says no more than that somebody lacks a permission, which nobody has.
DELETIONS_OF_FILES = {"wagtailimages:delete", "wagtailimages:delete_multiple"}
WORKFLOW_ADDRESSES = {
    "wagtailadmin_pages:workflow_action",
    "wagtailadmin_pages:collect_workflow_action_data",
}


class RefusalMiddleware:
    """Leads editors back to the page with the reason.

    Wagtail answers 500 when a publication is refused behind the form: at the end of a workflow,
    from the dashboard, for several pages at once. Whatever was typed was saved as a draft before.
    """

    def __init__(self, respond):
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.respond(request)

    def process_view(self, request, view, args, kwargs):
        """Tell why somebody may not do what Wagtail would only refuse."""
        name = request.resolver_match.view_name
        if name in DELETIONS_OF_FILES and request.user.has_perm("wagtailadmin.access_admin"):
            return file_stays(request, **kwargs)
        if name not in WORKFLOW_ADDRESSES or kwargs["action_name"] != "approve":
            return None
        state = TaskState.objects.filter(pk=kwargs["task_state_id"]).first()
        if not state or not isinstance(state.task.specific, DescriptionApprovalTask):
            return None
        if request.user.pk in authors_since_approval(kwargs["page_id"]):
            return refused(request, [OWN_WORDS])
        return None

    def process_exception(self, request, exception):
        is_admin = request.path.startswith(reverse("wagtailadmin_home"))
        if not is_admin or request.method != "POST":
            return None
        if came_empty(request, exception):
            logger.warning("Refused %s: the form arrived without its fields", request.path)
            return HttpResponseBadRequest("The form arrived without its fields. Open it again.")
        if not isinstance(exception, ValidationError):
            return None
        logger.warning("Refused %s: %s", request.path, "; ".join(exception.messages))
        return refused(request, sentences(exception))


def came_empty(request: HttpRequest, exception: Exception) -> bool:
    """Whether a view of Wagtail's fails because what it reads from its form was not sent."""
    sent = {*request.POST, *request.FILES} - {"csrfmiddlewaretoken"}
    return isinstance(exception, MultiValueDictKeyError) or (
        isinstance(exception, KeyError | AttributeError) and not sent
    )


def file_stays(request: HttpRequest, image_id: int) -> HttpResponse:
    """Say at the form of a picture file that it is not deleted; in JSON to the upload's script."""
    if request.resolver_match.view_name == "wagtailimages:delete_multiple":
        refusal = {"success": False, "image_id": image_id, "error": ASSETS_STAY}
        return JsonResponse(refusal, status=403)
    messages.error(request, ASSETS_STAY)
    return redirect("wagtailimages:edit", image_id)


def sentences(error: ValidationError) -> list[str]:
    """One sentence for each thing that is wrong, with the name of its field before it."""
    if not hasattr(error, "error_dict"):
        return error.messages
    return [
        said_of(field, message) for field, found in error.message_dict.items() for message in found
    ]


def said_of(field: str, sentence: str) -> str:
    """A sentence about a field that is not in sight, with the field's name before it."""
    if field == NON_FIELD_ERRORS:
        return sentence
    return f"{LABELS.get(field, field.replace('_', ' ')).capitalize()}: {sentence}"


def refused(request: HttpRequest, said: list[str]) -> HttpResponse:
    """Say why at the top of the page that it is about; a dialogue leads there, too."""
    for sentence in said:
        messages.error(request, sentence)
    page = Page.objects.filter(pk=request.resolver_match.kwargs.get("page_id")).first()
    target = (
        reverse("wagtailadmin_pages:edit", args=[page.pk]) if page else reverse("wagtailadmin_home")
    )
    if request.headers.get("x-requested-with") == "XMLHttpRequest":
        return JsonResponse({"step": "success", "redirect": target})
    return redirect(target)
