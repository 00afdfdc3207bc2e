"""The dialogue in which an editor chooses pictures: the grid, its pages, the choice, an upload."""

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic.base import View
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.modal_workflow import render_modal_workflow
from wagtail.admin.views.generic.chooser import (
    BaseChooseView,
    ChooseResultsViewMixin,
    ChooseViewMixin,
    ChosenMultipleViewMixin,
    ChosenResponseMixin,
    ChosenViewMixin,
    CreateViewMixin,
    CreationFormMixin,
)

from media.desk.choosing.search import PictureFilterForm
from media.desk.choosing.standing import standing, with_standing
from media.desk.choosing.upload import UploadForm, notes_on
from media.desk.choosing.widgets import chosen_value, picture, pictures
from media.desk.permissions import archive_for, may_choose
from media.desk.sight import pictures_seen_by
from media.intake.incoming import HERE_BUT_UNSEEN
from media.pages.keys import key_in, keys_in
from media.pages.sight import sees
from media.pictures.images import ImagePage
from media.pictures.thumbnails import thumbnail_of, with_thumbnails

PICTURES_ON_A_PAGE = 24


class EditorsOnlyMixin:
    """Lets in who may choose pictures."""

    def dispatch(self, request, *args, **kwargs):
        if not may_choose(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class UploadMixin(CreationFormMixin):
    """The upload beside the grid, for those who may add to the archive."""

    creation_form_class = UploadForm
    creation_form_template_name = "media/choosing/upload.html"
    creation_tab_id = "upload"

    @cached_property
    def archive(self):
        return archive_for(self.request.user)

    def can_create(self) -> bool:
        return self.archive is not None


class GridMixin(EditorsOnlyMixin):
    """Pictures, newest first, twenty-four at a time."""

    per_page = PICTURES_ON_A_PAGE
    # The key follows the order in which pages were made, and is indexed.
    ordering = "-pk"
    template_name = "media/choosing/modal.html"
    results_template_name = "media/choosing/results.html"

    def get_object_list(self):
        return with_thumbnails(with_standing(pictures_seen_by(self.request.user)))

    def get_filter_form(self):
        return PictureFilterForm(self.request.GET, user=self.request.user)

    def filter_object_list(self, objects):
        if not self.filter_form.is_valid():  # an address made by hand
            return objects.none()
        return super().filter_object_list(objects)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        context["pictures"] = [
            {
                "page": page,
                "title": page.get_admin_display_title(),
                "thumbnail": thumbnail_of(page.asset),
                "standing": standing(page),
                "chosen_url": self.append_preserved_url_parameters(
                    reverse(self.chosen_url_name, args=(page.pk,))
                ),
            }
            for page in context["results"]
        ]
        return context


class ChooseView(GridMixin, ChooseViewMixin, UploadMixin, BaseChooseView):
    """The whole dialogue."""


class ChooseResultsView(GridMixin, ChooseResultsViewMixin, UploadMixin, BaseChooseView):
    """The grid alone, after a search or on another page."""


class ChosenPictureMixin(EditorsOnlyMixin, ChosenResponseMixin):
    """Answers what the form shows of a chosen picture."""

    def get_chosen_response_data(self, item, notes=()):
        edit_url = AdminURLFinder(user=self.request.user).get_edit_url(item)
        return {**chosen_value(item, edit_url), "notes": list(notes)}


class ChosenView(ChosenPictureMixin, ChosenViewMixin, View):
    """One picture was chosen."""

    def get_object(self, pk: str) -> ImagePage:
        page = picture(key_in(pk))
        if page is None:
            raise ObjectDoesNotExist
        return page


class ChosenMultipleView(ChosenPictureMixin, ChosenMultipleViewMixin, View):
    """Several pictures were chosen; they stay in the order in which they were."""

    def get_objects(self, pks: list[str]) -> list[ImagePage]:
        return list(pictures(keys_in(pks)).values())


class UploadView(ChosenPictureMixin, CreateViewMixin, UploadMixin, View):
    """Takes a picture in and chooses it at once."""

    def post(self, request):
        self.form = self.get_creation_form()
        taken = self.form.is_valid() and self.form.take_in(self.archive, request.user)
        if taken and not sees(request.user, taken.page.pk):
            self.form.add_error("file", HERE_BUT_UNSEEN)
            taken = None
        if not taken:
            return self.get_reshow_creation_form_response()
        page = picture(taken.page.pk)
        notes = notes_on(taken, request.user)
        if request.GET.get("multiple"):
            return self.add_to_the_chosen(page, notes)
        return self._wrap_chosen_response_data(self.get_chosen_response_data(page, notes))

    def add_to_the_chosen(self, page: ImagePage, notes: list[str]):
        """Leave the dialogue open: others may be chosen and uploaded beside this one."""
        context = {
            "view": self,
            "uploaded": page,
            "notes": notes,
            **self.get_creation_form_context_data(UploadForm()),
        }
        html = render_to_string(self.creation_form_template_name, context, self.request)
        result = self.get_chosen_response_data(page)
        return render_modal_workflow(
            self.request,
            None,
            None,
            None,
            json_data={"step": "uploaded", "result": result, "htmlFragment": html},
        )
