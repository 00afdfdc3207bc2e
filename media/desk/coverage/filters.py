"""What the coverage desk can be narrowed to."""

import django_filters
from django import forms
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import Exists, OuterRef, Q
from wagtail.admin.filters import WagtailFilterSet

from media.descriptions.languages import name_of
from media.descriptions.statuses import Description, DescriptionLanguage
from media.desk.coverage.pictures import further_languages
from media.pages.subjects import Subject
from media.pages.visibility import is_visible
from media.pictures.assets import ImageAsset
from media.pictures.images import ImagePage
from media.pictures.releases import Release
from media.visitors.reports import DescriptionReport

REPORTED = [("yes", "With open reports")]
WITHOUT, WITH = "without", "with"
MISSING = "missing"


def subjects_of(kind: Subject.Kind):
    """The subjects of one kind that some picture is about, for a filter."""

    def queryset(request):
        return Subject.objects.current().filter(kind=kind).order_by("name")

    return queryset


def years() -> list[tuple[str, str]]:
    """The years in which pictures were taken, the newest first."""
    taken = ImagePage.objects.exclude(taken_first=None).order_by().distinct()
    spans = taken.values_list("taken_first__year", "taken_last__year")
    # A decade is ten of them; what has no end within reason is not in any.
    found = {year for first, last in spans if last - first < 100 for year in range(first, last + 1)}
    return [(str(year), str(year)) for year in sorted(found, reverse=True)]


def languages() -> list[tuple[str, str]]:
    """Each further language twice: the pictures without words in it, and those with."""
    codes = [(code, name_of(code)) for code in further_languages()]
    return [
        *((f"{WITHOUT}:{code}", f"Not in {name}") for code, name in codes),
        *((f"{WITH}:{code}", f"In {name}") for code, name in codes),
    ]


def uploaders(request):
    """The accounts by which some picture file came in."""
    files = ImageAsset.objects.filter(uploaded_by_user=OuterRef("pk"))
    return get_user_model().objects.filter(Exists(files)).order_by("username")


def asking_for_language(code: str) -> str:
    """The value of the filter for pictures without words in one language."""
    return f"{WITHOUT}:{code}"


class ForVisitors(models.TextChoices):
    """Where a picture stands for visitors."""

    YES = "yes", "Released"
    NO = "no", "Not released"
    SCHEDULED = "scheduled", "Scheduled"
    PREPARING = "preparing", "Being prepared"
    FAILED = "failed", "Files failed"

    def of(self, pictures):
        """Those of `pictures` that stand so."""
        unseen = pictures.filter(~is_visible())
        failed = Exists(Release.objects.filter(page=OuterRef("pk"), state=Release.State.FAILED))
        match self:
            case ForVisitors.YES:
                return pictures.filter(is_visible())
            case ForVisitors.NO:
                return unseen
            case ForVisitors.SCHEDULED:
                return (
                    unseen.filter(live=False)
                    .annotate_approved_schedule()
                    .filter(_approved_schedule=True)
                )
            case ForVisitors.PREPARING:
                return unseen.filter(~failed, live=True, asset__encoding_error="")
            case ForVisitors.FAILED:
                return pictures.filter(failed | Q(live=True) & ~Q(asset__encoding_error=""))


class CoverageFilterSet(WagtailFilterSet):
    """By where the description stands, what the picture is about, its year, language, uploader."""

    status = django_filters.MultipleChoiceFilter(
        label="Description",
        field_name="description__status",
        choices=Description.Status.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    mission = django_filters.ModelChoiceFilter(
        label="Mission", queryset=subjects_of(Subject.Kind.MISSION), method="about"
    )
    topic = django_filters.ModelChoiceFilter(
        label="Topic", queryset=subjects_of(Subject.Kind.TOPIC), method="about"
    )
    year = django_filters.ChoiceFilter(label="Taken in", choices=years, method="taken_in")
    language = django_filters.ChoiceFilter(
        label="Further language", choices=languages, method="in_language"
    )
    uploader = django_filters.ModelChoiceFilter(
        label="Uploaded by", field_name="asset__uploaded_by_user", queryset=uploaders
    )
    released = django_filters.ChoiceFilter(
        label="Release", choices=ForVisitors.choices, method="which_stand_so"
    )
    licence = django_filters.ChoiceFilter(
        label="Licence", choices=[(MISSING, "Missing")], method="without_licence"
    )
    reported = django_filters.ChoiceFilter(
        label="Reports", choices=REPORTED, method="with_open_reports"
    )

    class Meta:
        model = ImagePage
        fields = []

    def about(self, pictures, name, subject):
        return pictures.filter(pk__in=ImagePage.objects.about(subject).values("pk"))

    def taken_in(self, pictures, name, year):
        """Those that may have been taken in the year."""
        return pictures.filter(taken_first__year__lte=int(year), taken_last__year__gte=int(year))

    def in_language(self, pictures, name, value):
        words = Exists(
            DescriptionLanguage.objects.filter(
                description=OuterRef("pk"), language=language_in(value)
            )
        )
        return pictures.filter(~words if value.startswith(WITHOUT) else words)

    def which_stand_so(self, pictures, name, value):
        return ForVisitors(value).of(pictures)

    def without_licence(self, pictures, name, value):
        return pictures.filter(licence=None)

    def with_open_reports(self, pictures, name, value):
        return pictures.filter(Exists(DescriptionReport.objects.open().filter(page=OuterRef("pk"))))


def language_in(value: str) -> str:
    """The language that a value of the filter names; the source language for none."""
    return value.partition(":")[2] or settings.LANGUAGE_CODE
