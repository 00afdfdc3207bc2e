"""Where the admin shows the life of a description: form, listing, history, messages on saving."""

from django.contrib import messages
from django.db.models import F
from django.urls import path
from wagtail import hooks
from wagtail.log_actions import LogFormatter

from media.archive.index import ImageIndexPage
from media.descriptions.approvals import OWN_WORDS, DescriptionApprovalTask, authors_since_approval
from media.descriptions.languages import name_of
from media.descriptions.remarks import remarks_on
from media.desk import remarks as descriptions
from media.pictures.images import ImagePage
from media.pictures.ledger import CONFIRMED
from media.pictures.packets import plain

FIELD_NAMES = {"alt_text": "Alt text", "long_description": "Image description"}


@hooks.register("register_admin_urls")
def register_description_urls():
    return [
        path("descriptions/remarks/", descriptions.remark, name="description_remarks"),
        path(
            "descriptions/<int:page_id>/confirm/", descriptions.confirm, name="description_confirm"
        ),
    ]


@hooks.register("register_log_actions")
def register_confirmation(actions):
    @actions.register_action(CONFIRMED)
    class ConfirmationFormatter(LogFormatter):
        label = "Description confirmed"

        def format_message(self, log_entry):
            return "Confirmed that the description fits the new file"


# --- Remarks on saving, for those without script ------------------------------------------------


@hooks.register("after_create_page")
@hooks.register("after_edit_page")
def say_remarks(request, page):
    """Say the advice on what was just saved; Wagtail saves by itself without showing messages."""
    if not isinstance(page, ImagePage) or not request.accepts("text/html"):
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
        f"{FIELD_NAMES[remark.field]}{f' ({name_of(language)})' if language else ''}: "
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


# --- The archive's listing ----------------------------------------------------------------------


@hooks.register("construct_explorer_page_queryset")
def show_description_status(parent_page, pages, request):
    """Leave each picture's status on its row, without a query of its own."""
    if not isinstance(parent_page, ImageIndexPage):
        return pages
    return pages.annotate(description_status=F("imagepage__description__status"))
