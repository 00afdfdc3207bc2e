"""Giving many pictures the same subjects, credit or licence."""

from django import forms
from django.core.exceptions import ValidationError
from wagtail import hooks
from wagtail.admin.forms.tags import TagField

from media.desk.bulk.pictures import PictureBulkAction, pictures
from media.desk.permissions import may_publish
from media.pages.drafts import change_draft
from media.pages.subjects import Subject, folded
from media.pictures.images import ImagePage
from media.pictures.licences import Licence


class ChangeForm(forms.Form):
    """What all changes of drafts ask: whether visitors are to see them at once."""

    publish = forms.BooleanField(
        label="Publish the change at once",
        required=False,
        help_text="Where nothing else waits to be published. The others keep it in their drafts.",
    )


class ChangePictures(PictureBulkAction):
    """Changes the latest draft of each."""

    def needs(self, draft: ImagePage, cleaned: dict) -> bool:
        """Whether there is anything to change in this draft."""
        raise NotImplementedError

    def change(self, draft: ImagePage, cleaned: dict) -> None:
        raise NotImplementedError

    def do(self, page: ImagePage, cleaned: dict) -> bool:

        def alter(draft: ImagePage) -> None:
            if not self.needs(draft, cleaned):
                raise ValidationError("It has all of this already.")
            self.change(draft, cleaned)

        user = self.request.user
        publish = cleaned["publish"] and may_publish(user, page)
        change_draft(page, alter, user, publish=publish)
        return True

    def done(self, number: int) -> str:
        return f"Changed {pictures(number)}."


class SubjectsForm(ChangeForm):
    """The subjects to add; who may not add to the vocabulary takes those that are in it."""

    subjects = TagField(tag_model=Subject)
    field_order = ("subjects", "publish")

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_subjects(self) -> list[str]:
        """The names of the subjects that were meant, by whatever alias; new words as they are."""
        typed = self.cleaned_data["subjects"]
        known = {name: Subject.objects.named(name) for name in typed}
        new = [name for name, subject in known.items() if subject is None]
        if new and not self.user.has_perm("media.add_subject"):
            raise ValidationError(
                f"The vocabulary has no subject “{'”, “'.join(new)}”, and you may not add to it. "
                "Choose from its list, or ask somebody who looks after the subjects."
            )
        return [subject.name if subject else name for name, subject in known.items()]


@hooks.register("register_bulk_action")
class AddSubjects(ChangePictures):
    """Adds subjects to those that each picture has."""

    display_name = "Add subjects"
    action_type = "add_subjects"
    aria_label = "Add subjects to selected pictures"
    action_priority = 20
    form_class = SubjectsForm
    question = "Add subjects to these pictures; those that they have stay."
    submit_label = "Add subjects"

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "user": self.request.user}

    def needs(self, draft: ImagePage, cleaned: dict) -> bool:
        own = {folded(name) for name in draft.subjects.names()}
        return any(folded(name) not in own for name in cleaned["subjects"])

    def change(self, draft: ImagePage, cleaned: dict) -> None:
        draft.subjects.add(*cleaned["subjects"])


class RightsForm(ChangeForm):
    """Credit and licence; what is left empty stays as it is."""

    credit = forms.CharField(
        max_length=ImagePage._meta.get_field("credit").max_length,
        required=False,
        help_text="Whom to name, as they want to be named. Left empty, each keeps its own.",
    )
    licence = forms.ModelChoiceField(
        Licence.objects.order_by("name"), required=False, empty_label="Each keeps its own"
    )
    field_order = ("credit", "licence", "publish")

    def clean(self):
        cleaned = super().clean()
        cleaned["credit"] = cleaned.get("credit", "").strip()
        if not self.errors and not (cleaned["credit"] or cleaned["licence"]):
            raise ValidationError("Write a credit or choose a licence.")
        return cleaned


@hooks.register("register_bulk_action")
class SetRights(ChangePictures):
    """Sets credit, licence or both."""

    display_name = "Credit and licence"
    action_type = "set_rights"
    aria_label = "Set credit and licence of selected pictures"
    action_priority = 30
    form_class = RightsForm
    question = "Set credit and licence of these pictures."
    submit_label = "Set"

    def needs(self, draft: ImagePage, cleaned: dict) -> bool:
        credit, licence = cleaned["credit"], cleaned["licence"]
        return bool(
            (credit and draft.credit != credit) or (licence and draft.licence_id != licence.pk)
        )

    def change(self, draft: ImagePage, cleaned: dict) -> None:
        draft.credit = cleaned["credit"] or draft.credit
        draft.licence = cleaned["licence"] or draft.licence
