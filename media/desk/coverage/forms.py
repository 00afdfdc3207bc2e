"""The form in which one picture after the other is described."""

from django import forms
from django.conf import settings
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from wagtail.admin.forms.tags import TagField
from wagtail.admin.widgets import AdminAutoHeightTextInput

from media.descriptions.lengths import too_long
from media.descriptions.rules import check_alt_text
from media.descriptions.words import LABELS, Said
from media.desk.refusals import said_of
from media.pages.drafts import edition_of
from media.pages.subjects import NAME_CHARACTERS, Subject
from media.pictures.images import ImagePage
from media.pictures.licences import WHAT_THEY_ALLOW, Licence

CHANGED_MEANWHILE = (
    "Somebody saved this picture while you wrote. Their words stand below the fields; save again "
    "to put yours in their place."
)
SURE = (
    "Yours would take the place of what stands below. Save once more if that is what you want, or "
    "keep theirs."
)
NEEDED = "Write this before the picture goes further."
# Why a model refuses an empty field, in Django's words for programs.
EMPTY = {"blank", "null", "required"}


class SubjectsField(TagField):
    """Names of subjects with commas between them, refused in a sentence of our own."""

    def __init__(self, **options):
        super().__init__(tag_model=Subject, required=False, **options)

    def clean(self, value):
        try:
            return super().clean(value)
        except ValidationError as error:
            raise ValidationError(
                f"A subject's name has at most {NAME_CHARACTERS} characters. Put commas between them."
            ) from error


class DescribingForm(forms.Form):
    """Title, alt text and image description in one language; words may be left for later.

    Beside the words in the source language stand credit, licence and subjects, which hold for the
    picture in every language. `said` is what the draft says now, `draft` the page it stands on.
    """

    alt_text = ImagePage._meta.get_field("alt_text").formfield(
        required=False,
        help_text="What the picture shows, in one sentence.",
        widget=AdminAutoHeightTextInput(attrs={"rows": 2, "autofocus": True}),
    )
    long_description = forms.CharField(
        label=LABELS["long_description"].capitalize(),
        required=False,
        help_text="Everything a sighted visitor takes from the picture, in plain paragraphs.",
        widget=AdminAutoHeightTextInput(attrs={"rows": 9}),
    )
    title = ImagePage._meta.get_field("title").formfield(
        help_text="A short name for the picture, not a sentence.",
        error_messages={
            "required": "Give the picture a title.",
            "max_length": too_long("The title"),
        },
    )
    credit = ImagePage._meta.get_field("credit").formfield(
        required=False, error_messages={"max_length": too_long("The credit")}
    )
    licence = forms.ModelChoiceField(
        Licence.objects.order_by("name"),
        required=False,
        empty_label="None yet",
        help_text=WHAT_THEY_ALLOW,
        error_messages={"invalid_choice": "Choose a licence from the list."},
    )
    subjects = SubjectsField(help_text=ImagePage._meta.get_field("subjects").help_text)
    # The edition that the person saw; another one means that somebody else was quicker.
    edition = forms.CharField(widget=forms.HiddenInput, required=False)

    of_the_picture = ("credit", "licence", "subjects")

    def __init__(self, data=None, *, said: Said, draft: ImagePage):
        self.said, self.draft = said, draft
        super().__init__(
            data,
            initial={
                "alt_text": said.alt_text,
                "long_description": said.long_description,
                "title": said.title,
                "edition": edition_of(draft),
                "credit": draft.credit,
                "licence": draft.licence_id,
                "subjects": list(draft.subjects.all()),
            },
        )
        for name in self.of_the_picture:
            # A form that was sent without one leaves it as it is.
            if said.language != settings.LANGUAGE_CODE or (data is not None and name not in data):
                del self.fields[name]
        for field in self.visible_fields():
            if field.name in LABELS:
                field.field.widget.attrs["lang"] = said.language

    def clean(self):
        cleaned = super().clean()
        refused = check_alt_text(
            cleaned.get("alt_text", ""),
            title=cleaned.get("title", ""),
            file_name=self.draft.file_name,
        )
        for field, sentence in refused.items():
            self.add_error(field, sentence)
        return cleaned

    @property
    def says_something_new(self) -> bool:
        """Whether other words were typed than the draft has; kinds of line breaks do not count."""
        words = self.written()
        return (
            words.title != self.said.title
            or words.fingerprint != self.said.fingerprint
            or any(name in self.changed_data for name in self.of_the_picture)
        )

    def demand_words(self) -> None:
        """Note an error at each field that is empty: nothing goes further without its words."""
        for name in ("alt_text", "long_description", "credit", "licence"):
            if name in self.fields and name not in self.errors and not self.cleaned_data.get(name):
                self.add_error(name, NEEDED)

    def note(self, refused: list[tuple[str, str]]) -> None:
        """Say each sentence at its field; what has none here is said above all."""
        for name, sentence in refused:
            is_here = name in self.fields
            self.add_error(
                name if is_here else None, sentence if is_here else said_of(name, sentence)
            )

    def refusals(self) -> list[dict]:
        """Every sentence with what it is about: label, and the id of its field; none of the whole."""
        return [
            {
                "label": self[name].label if name in self.fields else "",
                "id": self[name].id_for_label if name in self.fields else "",
                "sentence": sentence,
            }
            for name, sentences in self.errors.items()
            for sentence in sentences
        ]

    def written(self) -> Said:
        """The words as they were typed."""
        cleaned = self.cleaned_data
        return Said(
            self.said.language,
            cleaned["title"],
            cleaned["alt_text"],
            cleaned["long_description"].replace("\r\n", "\n"),
        )

    def put_into_picture(self, draft: ImagePage) -> None:
        """Put credit, licence and subjects into a draft, where they stood in the form."""
        cleaned = self.cleaned_data
        draft.credit = cleaned.get("credit", draft.credit)
        draft.licence = cleaned.get("licence", draft.licence)
        if "subjects" in self.changed_data:
            draft.subjects.set(cleaned["subjects"])


def refused_fields(error: ValidationError) -> list[tuple[str, str]]:
    """(field, sentence) for each thing that a page found wrong with itself."""
    if not hasattr(error, "error_dict"):
        return [(NON_FIELD_ERRORS, sentence) for sentence in error.messages]
    return [
        (name, NEEDED if one.code in EMPTY else sentence)
        for name, found in error.error_dict.items()
        for one in found
        for sentence in one.messages
    ]
