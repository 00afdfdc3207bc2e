"""The six kinds of block of which stories are made."""

from django.utils.functional import cached_property
from wagtail import blocks
from wagtail.admin.forms.models import formfield_for_dbfield

from media.archive.galleries import GalleryItem, GalleryPage
from media.descriptions.lengths import LONGEST_ALT_TEXT
from media.pictures.images import ImagePage
from media.stories.references import at_hand, references_at_hand

PROSE_FEATURES = ["h2", "h3", "bold", "italic", "link", "ol", "ul", "superscript", "subscript"]


class ReleasedImageBlock(blocks.ChooserBlock):
    """A chosen image page, with its public files; one query for all figures of a story."""

    target_model = "media.ImagePage"

    @cached_property
    def widget(self):
        # As in every form for a key of an image page: the desk says which field that is.
        return formfield_for_dbfield(GalleryItem._meta.get_field("image")).widget

    def bulk_to_python(self, values):
        keys = {value for value in values if value}
        found = at_hand("images", keys)
        if found is None:
            found = ImagePage.objects.with_files().in_bulk(keys)
        return [found.get(value) for value in values]


class FigureBlock(blocks.StructBlock):
    """A picture in the flow of a story."""

    image = ReleasedImageBlock(help_text="A released picture. Its credit and licence come with it.")
    caption = blocks.RichTextBlock(
        features=["bold", "italic", "link"],
        required=False,
        help_text="What the picture adds here; left empty, its title stands below it.",
    )
    alt_text = blocks.CharBlock(
        required=False,
        max_length=LONGEST_ALT_TEXT,
        help_text="Only if this story needs other words than the picture's own alt text.",
    )
    decorative = blocks.BooleanBlock(
        required=False, help_text="It adds nothing here that the text does not say."
    )

    class Meta:
        icon = "image"
        template = "media/blocks/figure.html"
        label_format = "{image}"


class IllustratedGalleryBlock(blocks.PageChooserBlock):
    """A chosen gallery, with its cover; one query for all galleries of a story."""

    def __init__(self, **kwargs):
        super().__init__(page_type="media.GalleryPage", **kwargs)

    def bulk_to_python(self, values):
        keys = {value for value in values if value}
        found = at_hand("pages", keys)
        if found is None:
            found = GalleryPage.objects.in_bulk(keys)
        return [found.get(value) for value in values]


class GalleryBlock(blocks.StructBlock):
    """A gallery, shown as a card."""

    gallery = IllustratedGalleryBlock()

    class Meta:
        icon = "media"
        template = "media/blocks/gallery.html"


class QuoteBlock(blocks.StructBlock):
    """Somebody's words."""

    text = blocks.TextBlock()
    source = blocks.CharBlock(help_text="Who said it, where and when.")

    class Meta:
        icon = "openquote"
        template = "media/blocks/quote.html"


class FactBlock(blocks.StructBlock):
    """One fact: what it is about, and the fact."""

    label = blocks.CharBlock(max_length=80)
    value = blocks.CharBlock(max_length=250)


class FactsBlock(blocks.StructBlock):
    """Facts at a glance."""

    title = blocks.CharBlock(required=False, default="Facts")
    facts = blocks.ListBlock(FactBlock(), min_num=1)

    class Meta:
        icon = "list-ul"
        template = "media/blocks/facts.html"


class LinkBlock(blocks.StructBlock):
    """Where to find out more."""

    title = blocks.CharBlock(max_length=150)
    url = blocks.URLBlock(label="Address")


class EmbedBlock(blocks.StructBlock):
    """A film from elsewhere, opened there, with its content in words."""

    address = blocks.URLBlock(help_text="The page on which the film is shown.")
    title = blocks.CharBlock()
    transcript = blocks.RichTextBlock(
        features=["bold", "italic", "link", "ul"],
        help_text="What is said and shown, for those who cannot hear or see it.",
    )

    class Meta:
        icon = "media"
        template = "media/blocks/embed.html"


class StoryBlock(blocks.StreamBlock):
    """The body of stories and missions."""

    prose = blocks.RichTextBlock(
        features=PROSE_FEATURES, icon="pilcrow", template="media/blocks/prose.html"
    )
    figure = FigureBlock()
    gallery = GalleryBlock()
    quote = QuoteBlock()
    facts = FactsBlock()
    embed = EmbedBlock()

    class Meta:
        template = "media/blocks/story.html"

    def render(self, value, context=None):
        with references_at_hand(value.raw_data):
            return super().render(value, context)
