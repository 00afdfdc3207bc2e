"""The field of a form that holds a chosen picture, in pages and in stories."""

from dataclasses import asdict

from django import forms
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.telepath import register
from wagtail.admin.widgets import BaseChooser, BaseChooserAdapter
from wagtail.images.widgets import AdminImageChooser
from wagtail.log_actions import get_active_log_context

from media.desk.choosing.standing import standing, with_standing
from media.desk.sight import pictures_seen_by
from media.pages.keys import key_in, keys_in
from media.pictures.images import ImagePage
from media.pictures.thumbnails import thumbnail_of, with_thumbnails

OURS = forms.Media(
    js=[
        "wagtailadmin/js/chooser-modal.js",
        "media/admin/js/choosing.js",
        forms.Script("media/admin/js/grid.js", type="module"),
    ],
    css={"all": ["media/admin/css/choosing.css"]},
)


def pictures(keys: list[int]) -> dict[int, ImagePage]:
    """Those of `keys` that there are, in the order of `keys`, with thumbnail and standing at hand.

    Within the admin, those that the account sees: a form that is refused shows what was sent. A widget
    knows no request; Wagtail's log does.
    """
    user = get_active_log_context().user
    seen = pictures_seen_by(user) if user else ImagePage.objects.all()
    found = with_thumbnails(with_standing(seen)).in_bulk(keys)
    return {key: found[key] for key in keys if key in found}


def picture(key: int | None) -> ImagePage | None:
    return None if key is None else pictures([key]).get(key)


def chosen_value(page: ImagePage, edit_url: str | None) -> dict:
    """What the form shows of a chosen picture; the script of the field reads the same keys."""
    where = standing(page)
    return {
        "id": page.pk,
        "title": page.get_admin_display_title(),
        "edit_url": edit_url or "",
        "preview": asdict(thumbnail_of(page.asset)),
        "default_alt_text": page.alt_text,
        "mark": where.mark if where else "",
        "meaning": where.meaning if where else "",
    }


class PictureChooser(BaseChooser):
    """Shows the chosen picture with its title and, if visitors do not see it, a mark.

    `at_hand`, where it is set, holds every picture by key that the field can show.
    """

    template_name = "media/choosing/widget.html"
    classname = "image-chooser picture-field"
    js_constructor = "PictureChooser"
    at_hand: dict[int, ImagePage] | None = None

    def get_instance(self, value):
        key = key_in(value.pk if isinstance(value, ImagePage) else value)
        if self.at_hand is not None:
            return self.at_hand.get(key)
        return picture(key)

    def pictures_named(self, values) -> dict[int, ImagePage]:
        """The pictures that these values of fields name, in one query: the `at_hand` of each."""
        return pictures(keys_in(values))

    def get_value_data_from_instance(self, instance):
        return chosen_value(instance, AdminURLFinder().get_edit_url(instance))

    def get_context(self, name, value_data, attrs):
        context = super().get_context(name, value_data, attrs)
        return {**context, "chosen": value_data}

    @property
    def media(self):
        # Wagtail's own field for picture files brings the thumbnail; ours adds the rest.
        return AdminImageChooser().media + OURS


class PictureChooserAdapter(BaseChooserAdapter):
    """Tells the scripts of StreamField and of galleries how to make the field."""

    js_constructor = "media.PictureChooser"

    @property
    def media(self):
        return AdminImageChooser().media + OURS


register(PictureChooserAdapter(), PictureChooser)
