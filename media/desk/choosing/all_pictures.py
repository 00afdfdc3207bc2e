"""All pictures as a page of the admin: the chooser's grid, or a list, with the acts on many."""

from django.http import QueryDict
from django.urls import path, reverse
from django.utils.functional import cached_property
from wagtail import hooks
from wagtail.admin.views.generic.base import BaseListingView

from media.archive.index import ImageIndexPage
from media.desk.choosing.search import PictureFilterForm
from media.desk.choosing.standing import standing, with_standing
from media.desk.choosing.views import EditorsOnlyMixin
from media.desk.permissions import archive_for, changeable_pages
from media.desk.sight import pictures_seen_by
from media.pictures.images import ImagePage
from media.pictures.thumbnails import thumbnail_of, with_thumbnails

PICTURES_ON_A_PAGE = 48
GRID, LIST = "grid", "list"


class AllPicturesView(EditorsOnlyMixin, BaseListingView):
    """Every picture that the person may see, newest first; those that they may change can be ticked."""

    template_name = "media/admin/all_pictures/page.html"
    page_title = "All pictures"
    header_icon = "image"
    model = ImagePage
    index_url_name = "image_archive"
    paginate_by = PICTURES_ON_A_PAGE

    @cached_property
    def filter_form(self) -> PictureFilterForm:
        return PictureFilterForm(self.request.GET, user=self.request.user)

    @property
    def shape(self) -> str:
        return LIST if self.request.GET.get("view") == LIST else GRID

    def get_queryset(self):
        pictures = with_thumbnails(with_standing(pictures_seen_by(self.request.user)))
        pictures = pictures.select_related("licence", "latest_revision").order_by("-pk")
        if not self.filter_form.is_valid():  # an address made by hand
            return pictures.none()
        return self.filter_form.filter(pictures)

    def address(self, **changes: str) -> str:
        """This page with another shape: what was asked for stays, the first page of it comes."""
        query = QueryDict(self.request.META["QUERY_STRING"], mutable=True)
        query.pop(self.page_kwarg, None)
        for name, value in changes.items():
            query[name] = value
        return f"{self.index_url}?{query.urlencode()}"

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        user, shown = self.request.user, list(context["page_obj"])
        own = changeable_pages(user).filter(pk__in=[page.pk for page in shown])
        changeable = set(own.values_list("pk", flat=True))
        context.update(
            pictures=[
                {
                    "page": page,
                    "title": page.get_admin_display_title(),
                    "thumbnail": thumbnail_of(page.asset),
                    "standing": standing(page),
                    "may_change": page.pk in changeable,
                    "address": self.address_of(page, page.pk in changeable),
                }
                for page in shown
            ],
            filter_form=self.filter_form,
            is_list=self.shape == LIST,
            shapes=[
                ("Grid", self.address(view=GRID), self.shape == GRID),
                ("List", self.address(view=LIST), self.shape == LIST),
            ],
            may_upload=archive_for(user) is not None,
            archive=ImageIndexPage.objects.first(),
        )
        return context

    @staticmethod
    def address_of(page: ImagePage, may_change: bool) -> str:
        """Where a picture leads: to its form, to its public page, or nowhere."""
        if may_change:
            return reverse("wagtailadmin_pages:edit", args=[page.pk])
        return f"/id/{page.identifier}" if page.is_visible else ""


@hooks.register("register_admin_urls")
def archive_addresses():
    return [path("archive/", AllPicturesView.as_view(), name="image_archive")]
