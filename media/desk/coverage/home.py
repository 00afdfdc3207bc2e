"""What the home of the admin says about descriptions: how many wait, and how far each language is."""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import urlencode
from wagtail import hooks
from wagtail.admin.ui.components import Component

from media.descriptions.languages import name_of
from media.descriptions.statuses import Description
from media.desk.coverage.filters import asking_for_language
from media.desk.coverage.pictures import further_languages
from media.desk.coverage.queue import WAITING
from media.desk.permissions import may_use_desk, pictures_of
from media.pictures.images import ImagePage
from media.pictures.translations import ImageText


@dataclass(frozen=True)
class Share:
    """How many of the released pictures are described in one language."""

    name: str
    described: int
    released: int
    address: str

    @property
    def percent(self) -> int:
        """Rounded down: 100 means all."""
        return self.described * 100 // self.released


def shares(user) -> list[Share]:
    """The share of the released pictures that is described in each language, the source first.

    Of those that `user` may change. The source language counts what nobody has to look at again:
    released pictures always have words, but those may have been written for an earlier file.
    """
    released = pictures_of(user).visible()
    number = released.count()
    if not number:
        return []
    # The status is that of the draft; where a draft waits, visitors see the words before it.
    stale = released.filter(has_unpublished_changes=False).described_as(Description.Status.STALE)
    stale = stale.count()
    texts = ImageText.objects.filter(page__in=released.values("pk")).order_by()
    counts = dict(texts.values_list("language").annotate(Count("page")))
    desk = reverse("coverage")
    found = [
        Share(
            name_of(settings.LANGUAGE_CODE),
            number - stale,
            number,
            f"{desk}?{urlencode({'released': 'yes', 'status': Description.Status.STALE})}",
        )
    ]
    for code in further_languages():
        query = urlencode({"released": "yes", "language": asking_for_language(code)})
        found.append(Share(name_of(code), counts.get(code, 0), number, f"{desk}?{query}"))
    return found


class CoveragePanel(Component):
    """How many descriptions wait, by where they stand, and the share described per language."""

    order = 50
    template_name = "media/admin/coverage/home_panel.html"

    class Media:
        css = {"all": ["media/admin/css/coverage-panel.css"]}

    def __init__(self, user):
        self.user = user

    @cached_property
    def counts(self) -> dict[str, int]:
        own = pictures_of(self.user).values("pk")
        return Description.objects.filter(page__in=own).counts()

    def get_context_data(self, parent_context):
        return {
            "statuses": [
                (status.label, self.counts[status], f"{reverse('coverage')}?status={status}")
                for status in Description.Status
            ],
            "waiting": sum(self.counts[status] for status in WAITING),
            "shares": shares(self.user),
        }


@hooks.register("construct_homepage_panels")
def add_panel(request, panels) -> None:
    """Add the panel for those who may change pages, once there is a picture."""
    if may_use_desk(request.user) and ImagePage.objects.exists():
        panels.append(CoveragePanel(request.user))
