"""The list of all missions."""

from django.db.models import Count
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, TitleFieldPanel

from media.archive.page_lists import ChoiceFacet, PageList
from media.descriptions.text_fields import ProseField
from media.pages.subjected import SubjectedPage, SubjectedPageManager
from missions.models.missions import MissionPage
from missions.models.statuses import Stage

MISSIONS_ON_A_PAGE = 24


class StageFacet(ChoiceFacet):
    """What a mission is doing, as visitors ask for it."""

    def labels(self):
        return dict(Stage.choices)

    def narrowed(self, pages, values):
        return pages.filter(
            status__in=[one for value in values for one in Stage(value.name).statuses]
        )

    def numbers(self, pages):
        rows = pages.order_by().values("status").annotate(number=Count("pk"))
        of_status = dict(rows.values_list("status", "number"))
        return {
            stage.value: sum(of_status.get(one, 0) for one in stage.statuses) for stage in Stage
        }


class MissionIndexPage(SubjectedPage):
    """All missions, by their titles."""

    introduction = ProseField(blank=True, max_length=500)

    objects = SubjectedPageManager()

    max_count_per_parent = 1
    subpage_types = ["missions.MissionPage"]
    page_description = "The list of all missions."

    content_panels = [MultiFieldPanel([TitleFieldPanel("title"), FieldPanel("introduction")])]

    class Meta:
        verbose_name = "mission list"

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        missions = MissionPage.objects.visible().listed_below(self).order_by("title")
        chosen = PageList.read(
            request.GET, missions, [StageFacet("stage", "Stage")], presenting="mission"
        )
        context.update(chosen.context(request.GET, MISSIONS_ON_A_PAGE))
        return context
