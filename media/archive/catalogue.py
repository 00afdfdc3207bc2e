"""The catalogue: a row for every picture that visitors may see, from which everything public is read.

It repeats what other tables say, so that a list, a search or a machine asks one narrow table.
`media.archive.keeping` writes it and nothing else does. What is not in it is not shown.
"""

import json
from datetime import UTC, datetime, time, timedelta

from django.db import connection, models
from django.db.models import Q
from django.db.models.expressions import RawSQL
from django.utils.functional import cached_property
from wagtail.models import Page

from media.descriptions.lengths import LONGEST_LANGUAGE
from media.pages.dates import LONGEST, date_in_words
from media.pages.kept import kept_rows
from media.pages.prepared import prepared
from media.pages.subjects import Subject
from media.pictures.images import ImagePage
from media.pictures.licences import Licence
from media.pictures.releases import Release

# Wider or higher than this, compared with the other side, is more than nearly square.
NEARLY_SQUARE = 1.1
# Megapixels of which people ask for at least so many.
SIZES = (2, 8, 24, 60)
# Of 63 bits 30 are for the page's key, which tells pictures of one second apart; 33 for seconds reach
# from the year 1697 to 2242.
BITS_OF_KEY, BITS_OF_SECONDS = 30, 33
# Numbers are kept of spans of about a quarter of a year: 2 to the power of 23 seconds.
BITS_OF_SPAN = BITS_OF_KEY + 23
# For what was never published but by a program.
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
LAST_SECOND = (1 << BITS_OF_SECONDS) - 1


def position_of(page: Page) -> int:
    """Where a picture, or any page, stands among all: the later the date that visitors see, the higher.

    What has a day of its own stands at its beginning, anything else at its first publication.
    """
    moment = page.first_published_at or LONG_AGO
    if day := getattr(page, "published_on", None):
        moment = datetime.combine(day, time(), UTC)
    second = max(-LAST_SECOND, min(int(moment.timestamp()), LAST_SECOND))
    return (second << BITS_OF_KEY) | (page.pk % (1 << BITS_OF_KEY))


def moment_at(position: int) -> datetime:
    """The moment by which a picture stands where it does, to the second."""
    return LONG_AGO + timedelta(seconds=position >> BITS_OF_KEY)


class Orientation(models.TextChoices):
    LANDSCAPE = "landscape", "Landscape"
    PORTRAIT = "portrait", "Portrait"
    SQUARE = "square", "Square"

    @classmethod
    def of(cls, width: int, height: int) -> "Orientation":
        if width > height * NEARLY_SQUARE:
            return cls.LANDSCAPE
        return cls.PORTRAIT if height > width * NEARLY_SQUARE else cls.SQUARE


class PlaceField(models.BigIntegerField):
    """A place as a key: on SQLite the number of the row itself, so that a walk needs no index beside."""

    def db_type(self, connection):
        if connection.vendor == "sqlite" and self.primary_key:
            return "integer"
        return super().db_type(connection)


def among(places: list[int]) -> RawSQL:
    """These places as one parameter, for `…__in`: thousands of parameters cost more than the query."""
    if connection.vendor == "postgresql":
        return RawSQL("SELECT unnest(%s::bigint[])", [places])
    return RawSQL("SELECT value FROM json_each(%s)", [json.dumps(places)])


class EntryQuerySet(models.QuerySet):
    def newest_first(self):
        return self.order_by("-position")

    def with_files(self):
        """With the public files and the licence of each at hand, without a further query."""
        return self.select_related("release", "licence")


class Entry(models.Model):
    """One picture that visitors may see, with what cards, lists and filters ask of it."""

    position = PlaceField(primary_key=True)
    page = models.OneToOneField(ImagePage, on_delete=models.CASCADE, related_name="entry")
    release = models.OneToOneField(Release, on_delete=models.CASCADE, related_name="entry")
    # The page of the archive below which it stands.
    parent = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+", db_index=False)
    translation_key = models.UUIDField(db_index=True)
    identifier = models.CharField(max_length=80)
    # What it was called elsewhere, in the editors' order.
    aliases = models.JSONField(default=list, blank=True)
    url_path = models.TextField()
    title = models.CharField(max_length=255)
    alt_text = models.TextField()
    kind = models.CharField(max_length=12, choices=ImagePage.Kind)
    credit = models.CharField(max_length=250)
    licence = models.ForeignKey(
        Licence, on_delete=models.CASCADE, related_name="entries", db_index=False
    )
    shown_on = models.DateField()
    taken_on = models.CharField(max_length=LONGEST, blank=True)
    taken_first = models.DateField(null=True)
    taken_last = models.DateField(null=True)
    # Of the largest public file, in pixels.
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    pixels = models.PositiveBigIntegerField()
    orientation = models.CharField(max_length=9, choices=Orientation)
    has_zoom = models.BooleanField()
    # When anything that visitors read about it last changed.
    changed_at = models.DateTimeField()

    objects = EntryQuerySet.as_manager()

    # As pages have them, so that a card asks no matter of what.
    type_label, type_key = ImagePage.type_label, ImagePage.type_key
    card_template, card_shows = ImagePage.card_template, ImagePage.card_shows
    is_visible = True
    get_url, get_full_url = Page.get_url, Page.get_full_url
    get_url_parts = Page.get_url_parts
    _get_relevant_site_root_paths = Page._get_relevant_site_root_paths
    _get_site_root_paths = Page._get_site_root_paths

    class Meta:
        verbose_name = "entry of the catalogue"
        verbose_name_plural = "entries of the catalogue"
        indexes = [
            models.Index(fields=["parent", "-position"], name="entry_parent"),
            models.Index(fields=["kind", "-position"], name="entry_kind"),
            models.Index(fields=["licence", "-position"], name="entry_licence"),
            models.Index(fields=["orientation", "-position"], name="entry_orientation"),
            models.Index(fields=["has_zoom", "-position"], name="entry_zoom"),
            models.Index(fields=["taken_first", "taken_last"], name="entry_taken"),
            models.Index(fields=["-pixels", "-position"], name="entry_pixels"),
            models.Index(fields=["identifier"], name="entry_identifier"),
        ]
        constraints = [
            models.CheckConstraint(
                name="entry_says_all",
                condition=~Q(title="") & ~Q(alt_text="") & ~Q(credit="") & ~Q(url_path=""),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def card_image(self) -> "Entry":
        return self

    @property
    def kind_in_words(self) -> str:
        return self.type_label

    @cached_property
    def summary(self) -> str:
        """What a list says about it, unless something else is set."""
        return self.alt_text

    @property
    def taken_in_words(self) -> str:
        return date_in_words(self.taken_on)


@prepared
def entries_of(keys: list[int]):
    """The entries of pages, with their files."""
    return Entry.objects.with_files().filter(page__in=keys).order_by()


@prepared
def entries_at(places: list[int]):
    """The entries at positions, with their files."""
    return Entry.objects.with_files().filter(pk__in=places).order_by()


def by_page(keys) -> dict[int, Entry]:
    """{key of its page: entry}, with their files; keys of other pages, and None, are nobody's."""

    def find(wanted: list[int]) -> dict[int, Entry]:
        return {entry.page_id: entry for entry in entries_of(wanted)}

    return kept_rows("entry", filter(None, keys), find)


class EntryWords(models.Model):
    """What is said about a picture in one language, whole."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="words")
    language = models.CharField(max_length=LONGEST_LANGUAGE)
    title = models.CharField(max_length=255)
    alt_text = models.TextField()
    long_description = models.TextField()
    # Without markup.
    caption = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["language", "-entry"], name="entry_words_language")]
        constraints = [
            models.UniqueConstraint(fields=["entry", "language"], name="entry_words_once"),
            models.CheckConstraint(
                name="entry_words_are_whole",
                condition=~Q(title="") & ~Q(alt_text="") & ~Q(long_description=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.language})"


class EntrySubject(models.Model):
    """That a picture is about a subject; of a merged one, about the whole.

    The entry's key is its place in the list, so that a subject's newest pictures are one walk.
    """

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="about")
    subject = models.ForeignKey(
        Subject, on_delete=models.CASCADE, related_name="entries", db_index=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject", "entry"], name="entry_subject_once")
        ]

    def __str__(self) -> str:
        return f"{self.entry} is about {self.subject}"


class FacetCount(models.Model):
    """How many pictures have one value of a facet: kept, because counting them takes long."""

    facet = models.CharField(max_length=12)
    value = models.CharField(max_length=40)
    number = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["facet", "value"], name="facet_count_once")]

    def __str__(self) -> str:
        return f"{self.facet} {self.value}: {self.number}"
