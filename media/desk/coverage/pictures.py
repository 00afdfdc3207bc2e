"""The pictures that an editor looks after, with all that the desk says about each."""

from django.conf import settings
from django.db.models import Count, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce

from media.descriptions.languages import name_of
from media.descriptions.statuses import DescriptionLanguage
from media.descriptions.words import Words, words_in, words_of
from media.desk.choosing.standing import with_standing
from media.pictures.images import ImagePage
from media.pictures.thumbnails import with_thumbnails
from media.pictures.translations import ImageText
from media.visitors.likes import like_count
from media.visitors.reports import DescriptionReport


def with_facts(pictures):
    """`pictures` with what a row of the desk shows, in two further queries for all of them."""
    reports = DescriptionReport.objects.open().filter(page=OuterRef("pk")).order_by()
    counted = reports.values("page").annotate(number=Count("pk")).values("number")
    return (
        with_thumbnails(with_standing(pictures))
        .with_description()
        .select_related("latest_revision", "asset__uploaded_by_user", "licence")
        .prefetch_related("texts", "description__languages")
        .annotate(
            likes=Coalesce(like_count(), 0),
            open_reports=Coalesce(Subquery(counted, output_field=IntegerField()), 0),
        )
    )


def words_of_draft(page: ImagePage) -> Words:
    """The words in the latest draft, from a revision that is at hand already."""
    if page.has_unpublished_changes and page.latest_revision:
        return words_in(page.latest_revision.content)
    return words_of(page)


def further_languages() -> list[str]:
    """The languages beside the source in which pictures are, or are to be, described; sorted."""
    drafted = DescriptionLanguage.objects.order_by().values_list("language", flat=True)
    shown = ImageText.objects.order_by().values_list("language", flat=True)
    codes = {*settings.DESCRIPTION_LANGUAGES, *drafted.union(shown)}
    return sorted(codes - {settings.LANGUAGE_CODE}, key=lambda code: name_of(code).casefold())
