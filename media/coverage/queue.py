"""The pictures that one editor describes one after the other."""

from django.conf import settings
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.functional import cached_property

from media.coverage.filters import CoverageFilterSet, language_in
from media.coverage.pictures import pictures_of
from media.models import Description, ImagePage

# What an editor must look at, unless they ask for something else.
WAITING = [Description.Status.MISSING, Description.Status.STALE]


class Queue:
    """What the desk's filters leave, oldest first; without filters on words, what waits for them.

    The words are written in the language that the filters name, else in the source language.
    """

    def __init__(self, request: HttpRequest):
        self.user = request.user
        self.filters = CoverageFilterSet(request.GET, request=request)
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
        return language_in("".join(self.asked["language"][:1]))

    @cached_property
    def pictures(self):
        pictures = pictures_of(self.user)
        if self.filters.is_valid():
            pictures = self.filters.filter_queryset(pictures)
        if self.language == settings.LANGUAGE_CODE and not any(
            any(self.asked[name]) for name in ("status", "reported")
        ):
            pictures = pictures.filter(description__status__in=WAITING)
        return pictures.order_by("pk")

    @property
    def left(self) -> int:
        return self.pictures.count()

    def after(self, pk: int) -> ImagePage | None:
        """The next picture behind the one with this key; 0 for the first."""
        return self.pictures.filter(pk__gt=pk).select_related("asset").first()
