"""What the admin says of pictures that an account may not see: nothing, by whatever door it is asked.

Lists are narrowed where they are made: those of pages in `media.pages.sight`, those of files by the
policy of `media.desk.policies`, those of choosers, of the API and of reports here. An address that
names one page or file is refused before its view.
"""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from wagtail import hooks
from wagtail.admin.auth import permission_denied
from wagtail.admin.rich_text.converters.contentstate import link_entity
from wagtail.admin.rich_text.converters.html_to_contentstate import (
    ExternalLinkElementHandler,
    PageLinkElementHandler,
)
from wagtail.admin.views.bulk_action import BulkAction
from wagtail.admin.views.chooser import ChosenMultipleView
from wagtail.admin.views.reports.page_types_usage import PageTypesUsageReportView
from wagtail.documents.api.admin.views import DocumentsAdminAPIViewSet
from wagtail.images.api.admin.views import ImagesAdminAPIViewSet
from wagtail.log_actions import LogContext, get_active_log_context
from wagtail.models import Page

from media.desk.sight import files_seen_by
from media.pages.keys import key_in, keys_in
from media.pages.sight import seen_by, sees, sees_all
from media.pictures.assets import ImageAsset

# What addresses of the admin, Wagtail's and ours, call the key of a page and of a picture file.
PAGE_KEYS = ("page_id", "parent_page_id", "page_to_move_id", "page_pk")
FILE_KEYS = ("image_id",)


class UnseenMiddleware:
    """Refuses addresses of the admin that name a picture which the account may not see.

    The answer is that of Wagtail to whoever lacks a permission. While an answer is made, templates
    included, Wagtail's log knows the account; fields that show pictures ask it (`desk/choosing`).
    """

    def __init__(self, respond):
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not is_for_admin(request) or not request.user.is_authenticated:
            return self.respond(request)
        with LogContext(user=request.user):
            return self.respond(request)

    def process_view(self, request, view, args, kwargs):
        user = request.user
        if (
            not is_for_admin(request)
            or not user.has_perm("wagtailadmin.access_admin")
            or sees_all(user)
        ):
            return None
        pages = [key for name in PAGE_KEYS if (key := key_in(kwargs.get(name))) is not None]
        files = [key for name in FILE_KEYS if (key := key_in(kwargs.get(name))) is not None]
        if all(sees(user, key) for key in pages) and all(sees_file(user, key) for key in files):
            return None
        return permission_denied(request)


def is_for_admin(request: HttpRequest) -> bool:
    return request.path.startswith(reverse("wagtailadmin_home"))


def sees_file(user, key: int) -> bool:
    """Whether `user` sees the picture file with this key; also if there is none."""
    unseen = ImageAsset.objects.filter(pk=key).exclude(pk__in=files_seen_by(user).values("pk"))
    return not unseen.exists()


# --- Several at once --------------------------------------------------------------------------

wagtails_own = BulkAction.get_actionable_objects


def get_actionable_objects(self):
    """The chosen objects; of those that cannot be taken, which Wagtail names, only what is seen.

    What is no key, which only an address made by hand holds, chooses nothing.
    """
    asked = self.request.GET.copy()
    chosen = asked.getlist("id")
    asked.setlist("id", ["all"] if "all" in chosen else keys_in(chosen))
    if "childOf" in asked and not Page.objects.filter(pk=key_in(asked["childOf"])).exists():
        raise Http404("There is no such page.")
    self.request.GET = asked
    objects, without_access = wagtails_own(self)
    return objects, {kind: those_seen(self, items) for kind, items in without_access.items()}


def those_seen(action: BulkAction, items: list) -> list:
    user, keys = action.request.user, [item.pk for item in items]
    if issubclass(action.model, Page):
        seen = seen_by(user, Page.objects.filter(pk__in=keys))
    elif issubclass(action.model, ImageAsset):
        seen = files_seen_by(user).filter(pk__in=keys)
    else:
        return items
    found = set(seen.values_list("pk", flat=True))
    return [item for item in items if item.pk in found]


BulkAction.get_actionable_objects = get_actionable_objects


# --- Choosing pages ---------------------------------------------------------------------------


@hooks.register("construct_page_chooser_queryset")
def offer_what_is_seen(pages, request):
    return seen_by(request.user, pages)


class SeenChosenMultipleView(ChosenMultipleView):
    """Answers with the chosen pages; Wagtail's would with any whose key is in the address."""

    def dispatch(self, request, *args, **kwargs):
        asked = request.GET.copy()
        chosen = Page.objects.filter(pk__in=keys_in(asked.getlist("id")), depth__gt=1)
        asked.setlist("id", list(seen_by(request.user, chosen).values_list("pk", flat=True)))
        request.GET = asked
        return super().dispatch(request, *args, **kwargs)


# --- Links in rich text -----------------------------------------------------------------------


class SeenLinkHandler(PageLinkElementHandler):
    """A link in the field of rich text: a page that is unseen is like one that is no more.

    A form that is refused shows what was sent, and an address tells much of a title. The key stays.
    """

    def get_attribute_data(self, attrs):
        key, user = key_in(attrs.get("id")), get_active_log_context().user
        if key is None or (user and not sees(user, key)):
            return {"id": key, "url": None, "parentId": None}
        return super().get_attribute_data({**attrs, "id": key})


@hooks.register("register_rich_text_features", order=1)  # after Wagtail's own
def show_links_that_are_seen(features):
    features.register_converter_rule(
        "contentstate",
        "link",
        {
            "from_database_format": {
                "a[href]": ExternalLinkElementHandler("LINK"),
                'a[linktype="page"]': SeenLinkHandler("LINK"),
            },
            "to_database_format": {"entity_decorators": {"LINK": link_entity}},
        },
    )


# --- The API of the admin ---------------------------------------------------------------------


class SeenImagesAPIViewSet(ImagesAdminAPIViewSet):
    """The picture files that the account sees."""

    def get_queryset(self):
        return super().get_queryset().filter(pk__in=files_seen_by(self.request.user).values("pk"))


class NoDocumentsAPIViewSet(DocumentsAdminAPIViewSet):
    """There are no documents here."""

    def get_queryset(self):
        return super().get_queryset().none()


@hooks.register("construct_admin_api", order=1)  # after Wagtail's own
def answer_with_what_is_seen(router):
    router.register_endpoint("images", SeenImagesAPIViewSet)
    router.register_endpoint("documents", NoDocumentsAPIViewSet)


# --- Reports ----------------------------------------------------------------------------------


class SeenPageTypesView(PageTypesUsageReportView):
    """Names the page of each type that was edited last, if it is one that the account sees."""

    def decorate_paginated_queryset(self, page_types):
        page_types = super().decorate_paginated_queryset(page_types)
        named = [item.last_edited_page_id for item in page_types if item.last_edited_page_id]
        seen = seen_by(self.request.user, Page.objects.filter(pk__in=named))
        keys = set(seen.values_list("pk", flat=True))
        for item in page_types:
            if item.last_edited_page_id not in keys:
                item.last_edited_page = None
        return page_types
