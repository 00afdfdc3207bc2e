"""The pictures that one editor describes one after the other."""

import re
from datetime import date

from django.conf import settings
from django.db.models import DateField, F, Q, Value
from django.db.models.functions import Coalesce, TruncDate
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.functional import cached_property

from media.descriptions.languages import name_of
from media.descriptions.statuses import Description
from media.desk.coverage.filters import CoverageFilterSet, asking_for_language, language_in
from media.desk.permissions import pictures_of
from media.pictures.assets import ImageAsset
from media.pictures.images import ImagePage

# What an editor must look at, unless they ask for something else.
WAITING = [Description.Status.MISSING, Description.Status.STALE]
# A longer series stands in the order in which its files came: names are sorted here, all at once.
SORTED_BY_NAME = 2_000


def natural(name: str) -> list:
    """What names are sorted by so that “crater 9” stands before “crater 10”."""
    parts = re.split(r"([0-9]+)", name.casefold())
    return [int(part) if place % 2 else part for place, part in enumerate(parts)]


def in_series(pictures):
    """`pictures` with the day on which the file came in, and from whom: together, one series.

    Those without a file make the last one.
    """
    return pictures.annotate(
        day=Coalesce(TruncDate("asset__created_at"), Value(date.max), output_field=DateField()),
        sender=Coalesce(F("asset__uploaded_by_user"), 0),
    )


class Queue:
    """What the desk's filters leave, oldest first; without filters on words, what waits for them.

    What one person sent on one day is a series, in the order of its files' names. The words are written
    in the language that the filters name, else in the source language.
    """

    def __init__(self, request: HttpRequest):
        self.user = request.user
        self.filters = CoverageFilterSet(request.GET, request=request)
        self.is_sound = self.filters.is_valid()
        self.asked = {name: request.GET.getlist(name) for name in self.filters.filters}

    def address(self, name: str, *keys, **more) -> str:
        """The address of a page of the desk, with the filters and `more` as its query."""
        query = QueryDict(mutable=True)
        for parameter, values in self.asked.items():
            if any(values):
                query.setlist(parameter, values)
        for parameter, value in more.items():
            query[parameter] = value
            if value == "":
                del query[parameter]
        return f"{reverse(name, args=keys)}{'?' if query else ''}{query.urlencode()}"

    @property
    def language(self) -> str:
        return language_in(self.filters.form.cleaned_data["language"] if self.is_sound else "")

    @property
    def is_waiting_list(self) -> bool:
        """Whether it holds what waits for words, not what an editor asked to see."""
        in_source = self.language == settings.LANGUAGE_CODE
        return not any(any(self.asked[name]) for name in ("status", "reported")) and (
            in_source or asking_for_language(self.language) in self.asked["language"]
        )

    @cached_property
    def pictures(self):
        pictures = pictures_of(self.user)
        if self.is_sound:
            pictures = self.filters.filter_queryset(pictures)
        if self.is_waiting_list and self.language == settings.LANGUAGE_CODE:
            pictures = pictures.filter(description__status__in=WAITING)
        return pictures

    @property
    def left_in_words(self) -> str:
        """How many pictures are in it, as a sentence."""
        number, language = self.left, name_of(self.language)
        pictures = f"{number} picture{'' if number == 1 else 's'}"
        if self.is_waiting_list:
            return f"{pictures} wait{'s' if number == 1 else ''} for words in {language}."
        return f"{pictures} in this list; the words are in {language}."

    @cached_property
    def left(self) -> int:
        return self.pictures.count()

    def after(self, pk: int) -> ImagePage | None:
        """The next picture behind the one with this key; 0 for the first."""
        ahead = in_series(self.pictures)
        here = in_series(ImagePage.objects.filter(pk=pk)).values_list("day", "sender").first()
        if here:
            day, sender = here
            own = ahead.filter(day=day, sender=sender)
            if found := self.first_of(own, behind=pk):
                return found
            ahead = ahead.filter(Q(day__gt=day) | Q(day=day, sender__gt=sender))
        following = ahead.order_by("day", "sender").values_list("day", "sender").first()
        if following is None:
            return None
        return self.first_of(ahead.filter(day=following[0], sender=following[1]))

    @staticmethod
    def first_of(series, *, behind: int = 0) -> ImagePage | None:
        """The first picture of a series by its file's name, or the first behind the one with a key."""

        def place(row: tuple[int, str | None]) -> tuple:
            return natural(row[1] or ""), row[0]

        rows = list(series.order_by("pk").values_list("pk", "asset__title")[: SORTED_BY_NAME + 1])
        if len(rows) > SORTED_BY_NAME:
            found = series.filter(pk__gt=behind).order_by("pk").values_list("pk").first()
            return found and ImagePage.objects.select_related("asset").get(pk=found[0])
        if behind:
            start = place(
                ImagePage.objects.filter(pk=behind).values_list("pk", "asset__title").get()
            )
            rows = [row for row in rows if place(row) > start]
        found = min(rows, key=place, default=None)
        return found and ImagePage.objects.select_related("asset").get(pk=found[0])

    # --- Whose pictures -----------------------------------------------------------------------

    @cached_property
    def has_own(self) -> bool:
        """Whether the person has sent any file."""
        return ImageAsset.objects.filter(uploaded_by_user=self.user).exists()

    @property
    def is_own(self) -> bool:
        return self.asked["uploader"] == [str(self.user.pk)]

    @property
    def address_of_own(self) -> str:
        return self.address("describe_next", uploader=self.user.pk)

    @property
    def address_of_all(self) -> str:
        return self.address("describe_next", uploader="")
