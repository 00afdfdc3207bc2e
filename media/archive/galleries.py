"""Galleries: pictures in an order that tells something."""

import re
from dataclasses import dataclass

from django.db import models
from django.db.models.functions import TruncDate
from django.http import Http404
from django.template.response import TemplateResponse
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    MultiFieldPanel,
    TitleFieldPanel,
)
from wagtail.models import Orderable
from wagtail.search import index
from wagtail.url_routing import RouteResult

from media.archive.catalogue import Entry
from media.archive.page_lists import PageList, YearFacet
from media.archive.related import related_pages
from media.descriptions.rules import CAPTION_FEATURES
from media.descriptions.text_fields import MarkupField, ProseField
from media.pages.prepared import prepared
from media.pages.subjected import (
    IllustratedPage,
    SubjectedPage,
    SubjectedPageForm,
    SubjectedPageManager,
)
from media.pictures.images import ImagePage
from media.pictures.panels import PicturesPanel

GALLERIES_ON_A_PAGE = 12
# The date that visitors see.
SHOWN = TruncDate("first_published_at")

# In addresses: 12, not 012 or ١٢.
PLACE = re.compile(r"[1-9][0-9]{0,5}")


@dataclass
class Step:
    """One place on the way through a gallery."""

    gallery: "GalleryPage"
    # Counted from 1.
    place: int
    items: list["GalleryItem"]

    @property
    def previous(self) -> "Entry | None":
        return self.items[self.place - 2].entry if self.place > 1 else None

    @property
    def next(self) -> "Entry | None":
        return self.items[self.place].entry if self.place < len(self.items) else None

    @property
    def caption(self) -> str:
        """What is said about the picture in this gallery alone."""
        return self.items[self.place - 1].caption


class GalleryForm(SubjectedPageForm):
    """The form of a gallery: a new one begins without a row, since several are added at once."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        items = self.formsets["items"]
        if not self.is_bound:
            items.min_num = 0
        items.error_messages["too_few_forms"] = "A gallery needs a picture at least: add one."


class GalleryPage(IllustratedPage):
    """A collection of released pictures in an editor's order, with words of its own."""

    introduction = MarkupField(
        features=CAPTION_FEATURES,
        blank=True,
        help_text="What ties these pictures together.",
    )

    objects = SubjectedPageManager()
    base_form_class = GalleryForm

    answers_below = True
    type_label = "Gallery"
    type_key = "gallery"
    card_shows = (*IllustratedPage.card_shows, "size")
    # How many pictures it has, where a list has counted them.
    size: int | None = None
    parent_page_types = ["media.GalleryIndexPage"]
    subpage_types = []
    page_description = "Pictures in an order that tells something."

    content_panels = [
        TitleFieldPanel("title"),
        FieldPanel("summary"),
        FieldPanel("lead_image", heading="Cover", help_text="Left empty, the first picture."),
        FieldPanel("introduction"),
        PicturesPanel(
            "items", chooser_field_name="image", heading="Pictures", label="Picture", min_num=1
        ),
        FieldPanel("subjects"),
    ]
    search_fields = IllustratedPage.search_fields + [
        index.SearchField("introduction"),
        index.AutocompleteField("introduction"),
    ]

    class Meta:
        verbose_name = "gallery"

    def clean(self):
        super().clean()
        if not self.lead_image_id and (first := self.items.first()):
            self.lead_image_id = first.image_id

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context["items"] = self.released_items()
        context["related"] = related_pages(
            [subject.pk for subject in context["subjects"]], apart_from=self, each=3
        )
        return context

    def route(self, request, path_components):
        match path_components:
            case [number] if self.is_visible and PLACE.fullmatch(number):
                return RouteResult(self, kwargs={"place": int(number)})
        return super().route(request, path_components)

    def serve(self, request, *args, place=None, **kwargs):
        """`place` counts from 1: the picture that stands there, with the way on through the gallery."""
        if place is None:
            return super().serve(request, *args, **kwargs)
        items = self.released_items()
        if place > len(items):
            raise Http404(f"“{self}” has {len(items)} pictures.")
        image = ImagePage.objects.with_files().get(pk=items[place - 1].image_id)
        context = image.get_context(request)
        context["step"] = Step(self, place, items)
        return TemplateResponse(request, image.get_template(request), context)

    def released_items(self) -> list["GalleryItem"]:
        """The items whose picture visitors may see, each with its files at hand."""
        items = list(self.items.all())
        wanted = sorted({item.image_id for item in items})
        shown = {entry.page_id: entry for entry in entries_with_captions(wanted)}
        for item in items:
            item.entry = shown.get(item.image_id)
        return [item for item in items if item.entry]


@prepared
def entries_with_captions(keys: list[int]):
    """The entries of pages, with their files and captions."""
    entries = Entry.objects.with_files().annotate(caption=models.F("page__caption"))
    return entries.filter(page__in=keys).order_by()


class GalleryItem(Orderable):
    """One picture's place in a gallery, with what is to be said about it here."""

    gallery = ParentalKey(GalleryPage, on_delete=models.CASCADE, related_name="items")
    image = models.ForeignKey(ImagePage, on_delete=models.CASCADE, related_name="gallery_items")
    caption = ProseField(
        blank=True, help_text="Said in this gallery only; left empty, the picture's own caption."
    )

    panels = [FieldRowPanel([FieldPanel("image"), FieldPanel("caption")])]

    class Meta(Orderable.Meta):
        constraints = [
            models.UniqueConstraint(fields=["gallery", "image"], name="gallery_item_once")
        ]

    def __str__(self) -> str:
        return f"{self.image} in {self.gallery}"


class GalleryIndexPage(SubjectedPage):
    """All galleries, newest first."""

    introduction = ProseField(blank=True, max_length=500)

    objects = SubjectedPageManager()

    max_count_per_parent = 1
    subpage_types = ["media.GalleryPage"]
    page_description = "The list of all galleries."

    content_panels = [MultiFieldPanel([TitleFieldPanel("title"), FieldPanel("introduction")])]

    class Meta:
        verbose_name = "gallery list"

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        items = GalleryItem.objects.filter(gallery=models.OuterRef("pk")).order_by()
        size = items.values("gallery").annotate(number=models.Count("pk")).values("number")
        galleries = (
            GalleryPage.objects.visible().listed_below(self).annotate(size=models.Subquery(size))
        )
        newest_first = galleries.order_by("-first_published_at", "-pk")
        chosen = PageList.read(request.GET, newest_first, [YearFacet("year", "Year", SHOWN)])
        context.update(chosen.context(request.GET, GALLERIES_ON_A_PAGE))
        return context
