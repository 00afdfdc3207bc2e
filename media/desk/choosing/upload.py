"""Uploading a picture from where it is to be chosen: the file becomes a draft image page."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import lazy

from media.archive.index import ImageIndexPage
from media.descriptions.words import LABELS
from media.files.inspection import what_is_taken
from media.intake.incoming import Incoming
from media.intake.taking_in import Taken, take_in
from media.pictures.images import ImagePage
from media.pictures.panels import look_alikes_shown
from media.release.waking import look_for_releases

WHAT_IS_MISSING = {
    "alt_text": f"an {LABELS['alt_text']}",
    "long_description": f"an {LABELS['long_description']}",
    "credit": "a credit",
    "licence": "a licence",
}


def what_is_said() -> str:
    return (
        f"{what_is_taken()} It becomes a draft in the archive, filled with what the file says "
        "about itself."
    )


class UploadForm(forms.Form):
    """One picture file; whether it is a sound picture is judged when it is taken in."""

    file = forms.FileField(
        label="Picture file",
        help_text=lazy(what_is_said, str)(),
        widget=forms.FileInput(attrs={"accept": "image/*"}),
    )

    # Not those of the page's form, nor of the search beside it.
    prefix = "picture-upload"

    def take_in(self, archive: ImageIndexPage, user) -> Taken | None:
        """The page of the uploaded file; None if it is no sound picture, which `errors` then says."""
        try:
            taken = take_in(Incoming(self.cleaned_data["file"]), archive, user=user)
        except ValidationError as error:
            self.add_error("file", error)
            return None
        look_for_releases.enqueue()
        return taken


def notes_on(taken: Taken, user) -> list[str]:
    """What an editor should know about a picture that was just uploaded, in sentences."""
    if not taken.is_new:
        return [f"This file is already here: its page “{taken.page.title}” was chosen."]
    alike = look_alikes_shown(taken.page, user)
    titles = ", ".join(f"“{page.get_admin_display_title()}”" for page in alike)
    warning = [f"It looks like {titles}. If it is the same, do not publish it twice."]
    return [what_remains(taken.page), *(warning if alike else []), *taken.notes]


def what_remains(page: ImagePage) -> str:
    missing = [words for field, words in WHAT_IS_MISSING.items() if not getattr(page, field)]
    if not missing:
        return "A draft was made. Look through its words, then publish it."
    listed = " and ".join(filter(None, [", ".join(missing[:-1]), missing[-1]]))
    return f"A draft was made. Before it can be published it needs {listed}."
