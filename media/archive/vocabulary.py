"""The subjects that visitors can look up, with how many pictures are about each."""

import unicodedata

from django.db.models import CharField, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Cast, Coalesce

from media.archive.catalogue import FacetCount
from media.pages.subjects import PageSubject, Subject
from media.pages.visibility import visible

# Under which stands what begins with no letter.
NO_LETTER = "0–9"


def with_pictures_counted(subjects: QuerySet) -> QuerySet:
    """Each with its number of `pictures` in the catalogue, in the same query."""
    key = Cast(OuterRef("pk"), CharField())
    kept = FacetCount.objects.filter(facet="subject", value=key).values("number")
    return subjects.annotate(pictures=Coalesce(Subquery(kept), 0, output_field=IntegerField()))


def looked_up() -> QuerySet:
    """The subjects about which visitors find something: a page that presents it, pictures or others."""
    told = PageSubject.objects.filter(visible("content_object__"))
    of_its_own, of_its_parts = (
        Exists(told.filter(**{way: OuterRef("pk")})) for way in ("tag", "tag__merged_into")
    )
    subjects = with_pictures_counted(Subject.objects.public().with_labels())
    return subjects.filter(
        Q(pictures__gt=0) | Q(page__isnull=False) | of_its_own | of_its_parts
    ).select_related("page")


def first_letter(label: str) -> str:
    """The letter under which a label stands: É with E; what begins with a figure stands apart."""
    letters = unicodedata.normalize("NFKD", label.strip()).upper()
    sign = next((sign for sign in letters if sign.isalnum()), "")
    return sign if sign.isalpha() else NO_LETTER
