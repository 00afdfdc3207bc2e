"""The form in which one picture after the other is described."""

from django import forms
from wagtail.admin.widgets import AdminAutoHeightTextInput

from media.descriptions.rules import check_alt_text
from media.descriptions.words import LABELS, Said
from media.pages.drafts import edition_of
from media.pictures.images import ImagePage

CHANGED_MEANWHILE = (
    "Somebody saved this picture while you wrote. Their words stand below the fields; save again "
    "to put yours in their place."
)


class DescribingForm(forms.Form):
    """Title, alt text and image description in one language; words may be left for later.

    `said` is what the draft says now, `draft` the page it stands on.
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
    title = forms.CharField(
        max_length=ImagePage._meta.get_field("title").max_length,
        help_text="A short name for the picture, not a sentence.",
    )
    # The edition that the person saw; another one means that somebody else was quicker.
    edition = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data=None, *, said: Said, draft: ImagePage):
        self.said, self.draft = said, draft
        super().__init__(
            data,
            initial={
                "alt_text": said.alt_text,
                "long_description": said.long_description,
                "title": said.title,
                "edition": edition_of(draft),
            },
        )
        for field in self.visible_fields():
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
        return words.title != self.said.title or words.fingerprint != self.said.fingerprint

    def demand_words(self) -> None:
        """Note an error at each field that is empty: nothing goes further without its words."""
        for name in ("alt_text", "long_description"):
            if not self.cleaned_data.get(name) and name not in self.errors:
                self.add_error(name, "Write this before the picture goes further.")

    def written(self) -> Said:
        """The words as they were typed."""
        cleaned = self.cleaned_data
        return Said(
            self.said.language,
            cleaned["title"],
            cleaned["alt_text"],
            cleaned["long_description"].replace("\r\n", "\n"),
        )
