"""The pictures that one editor describes one after the other."""

from django.conf import settings
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.functional import cached_property

from media.descriptions.languages import name_of
from media.descriptions.statuses import Description
from media.desk.coverage.filters import CoverageFilterSet, asking_for_language, language_in
from media.desk.permissions import pictures_of
from media.pictures.images import ImagePage

# What an editor must look at, unless they ask for something else.
WAITING = [Description.Status.MISSING, Description.Status.STALE]


class Queue:
    """What the desk's filters leave, oldest first; without filters on words, what waits for them.

    The words are written in the language that the filters name, else in the source language.
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
        query.update(more)
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
        return pictures.order_by("pk")

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
        return self.pictures.filter(pk__gt=pk).select_related("asset").first()
