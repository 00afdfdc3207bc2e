"""The list of all missions."""

from django.core.paginator import Paginator
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, TitleFieldPanel

from media.archive.cards import with_pictures
from media.descriptions.text_fields import ProseField
from media.pages.subjected import SubjectedPage, SubjectedPageManager
from media.pages.subjects import Subject
from missions.models.missions import MissionPage
from missions.models.statuses import Stage

MISSIONS_ON_A_PAGE = 24


class MissionIndexPage(SubjectedPage):
    """All missions, by what they are doing and by topic."""

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
        stage, topic = request.GET.get("stage", ""), request.GET.get("topic", "")
        topics = list(Subject.objects.public().filter(kind=Subject.Kind.TOPIC).with_labels())
        missions = MissionPage.objects.visible().listed_below(self).order_by("title")
        if stage in Stage.values:
            missions = missions.in_stage(stage)
        chosen = next((subject for subject in topics if subject.slug == topic), None)
        if chosen:
            missions = missions.about(chosen)
        results = Paginator(missions, MISSIONS_ON_A_PAGE).get_page(request.GET.get("page"))
        context.update(
            stages=Stage.choices,
            topics=topics,
            asked={
                "stage": stage if stage in Stage.values else "",
                "topic": topic if chosen else "",
            },
            results=results,
            pages=with_pictures(results),
        )
        return context
