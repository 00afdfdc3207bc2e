"""Drafts of pictures, as an upload or an editor leaves them."""

from media.models import ImagePage, ImageText
from tests.factories import make_image
from tests.quick_releases import small_asset


def make_draft(title: str, **fields) -> ImagePage:
    fields.setdefault("asset", small_asset())
    page = make_image(title, publish=False, **fields)
    page.save_revision(clean=False)
    return page


def make_bare(title: str, **fields) -> ImagePage:
    """A draft without a word about what it shows, as an upload leaves it."""
    return make_draft(title, alt_text="", long_description="", caption="", **fields)


def add_french(page: ImagePage, *, publish: bool = True) -> None:
    page.texts.add(
        ImageText(
            language="fr",
            title="Un cratère",
            alt_text="Un cratère gris au bord clair.",
            long_description="Un cratère rond remplit toute l'image.",
        )
    )
    revision = page.save_revision()
    if publish:
        revision.publish()
