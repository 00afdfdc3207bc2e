"""The archive: every released picture, to browse, filter and search."""

from django.core.paginator import Paginator
from django.db.models import Count, Q
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, TitleFieldPanel

from media.archive.catalogue import Entry
from media.archive.search.finding import matching
from media.archive.search.questions import read
from media.descriptions.text_fields import ProseField
from media.pages.subjected import SubjectedPage, SubjectedPageManager
from media.pages.subjects import Subject
from media.pages.visibility import visible
from media.pictures.images import ImagePage

IMAGES_ON_A_PAGE = 24
SUBJECTS_OFFERED = 40


class ImageIndexPage(SubjectedPage):
    """The archive of all released pictures."""

    introduction = ProseField(blank=True, max_length=500)

    objects = SubjectedPageManager()

    max_count_per_parent = 1
    subpage_types = ["media.ImagePage"]
    page_description = "The archive of all pictures."

    content_panels = [MultiFieldPanel([TitleFieldPanel("title"), FieldPanel("introduction")])]

    class Meta:
        verbose_name = "image archive"

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        asked = {name: request.GET.get(name, "").strip() for name in ("q", "kind", "subject")}
        images, chosen = self.matching(**asked)
        paginator = Paginator(images.with_files(), IMAGES_ON_A_PAGE)
        context.update(
            asked=asked,
            chosen_subject=chosen,
            kinds=ImagePage.Kind.choices,
            subjects_offered=self.subjects_offered(),
            results=paginator.get_page(request.GET.get("page")),
        )
        return context

    def matching(self, *, q: str, kind: str, subject: str):
        """The released pictures that fit the filters, and the subject filtered by."""
        images = ImagePage.objects.visible().listed_below(self).newest_first()
        if kind in ImagePage.Kind.values:
            images = images.filter(kind=kind)
        chosen = Subject.objects.public().filter(slug=subject).first() if subject else None
        if chosen:
            images = images.about(chosen)
        if q:
            images = images.filter(pk__in=matching(read(q), Entry.objects.all()).values("page"))
        return images, chosen

    def subjects_offered(self):
        """The subjects of most pictures, for the filter."""
        about = "page_subjects__content_object__"
        images = visible(about) & Q(**{f"{about}imagepage__isnull": False})
        return (
            Subject.objects.public()
            .annotate(images=Count("page_subjects", filter=images, distinct=True))
            .filter(images__gt=0)
            .order_by("-images", "name")
            .with_labels()[:SUBJECTS_OFFERED]
        )
