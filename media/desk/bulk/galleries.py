"""Adding many pictures to a gallery."""

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from wagtail import hooks

from media.archive.galleries import GalleryItem, GalleryPage
from media.desk.bulk.facts import ChangeForm
from media.desk.bulk.pictures import PictureBulkAction, pictures
from media.desk.permissions import galleries_of, may_publish
from media.desk.refusals import sentences
from media.pages.drafts import DraftLocked, change_draft


class GalleryForm(ChangeForm):
    """Which gallery."""

    gallery = forms.ModelChoiceField(GalleryPage.objects.none())
    field_order = ("gallery", "publish")

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["gallery"].queryset = galleries_of(user)


@hooks.register("register_bulk_action")
class AddToGallery(PictureBulkAction):
    """Adds each at the end of a gallery's draft, in the order of choosing; none stands there twice."""

    display_name = "Add to a gallery"
    action_type = "add_to_gallery"
    aria_label = "Add selected pictures to a gallery"
    action_priority = 40
    form_class = GalleryForm
    question = "Add these pictures at the end of a gallery."
    submit_label = "Add"

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "user": self.request.user}

    def why_not(self, page) -> str:
        return ""  # the gallery is changed, not the picture

    @classmethod
    def execute_action(cls, objects, action, cleaned, **kwargs):
        gallery, new = cleaned["gallery"], []

        def append(draft: GalleryPage) -> None:
            # Judged under the draft's lock: somebody else may add the same pictures just now.
            there = {item.image_id for item in draft.items.all()}
            last = max((item.sort_order or 0 for item in draft.items.all()), default=-1)
            new.extend(page for page in objects if page.pk not in there)
            if not new:
                raise ValidationError("It has all of these pictures already.")
            for place, page in enumerate(new, start=last + 1):
                draft.items.add(GalleryItem(image=page, sort_order=place))

        user = action.request.user
        publish = cleaned["publish"] and may_publish(user, gallery)
        try:
            with transaction.atomic():
                change_draft(gallery, append, user, publish=publish)
        except DraftLocked as error:
            action.leave_out(gallery, str(error))
            return 0, 0
        except ValidationError as error:
            action.leave_out(gallery, " ".join(sentences(error)))
            return 0, 0
        return len(new), 0

    def done(self, number: int) -> str:
        return f"Added {pictures(number)} to “{self.cleaned_form.cleaned_data['gallery']}”."
