"""Subjects and licences: the words by which pictures are ordered, and the terms they are offered on."""

from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponsePermanentRedirect
from django.urls import reverse
from ninja import Path, Query, Router

from media.archive.catalogue import Entry, FacetCount
from media.archive.vocabulary import looked_up
from media.models import Licence, Subject
from media.reuse.addresses import absolute
from media.reuse.payloads import LicenceInUse, terms_of
from media.reuse.records import base_of
from portal.api import keysets
from portal.api.keysets import Column
from portal.api.page_payloads import SubjectNamePayload, SubjectPayload, WholeSubject
from portal.api.paging import PageOf, answered, page_of, part_of
from portal.api.parameters import AskedOfPage

router = Router()

BY_SLUG = (Column("slug", keysets.text),)
BY_NAME = (Column("name", keysets.text), Column("pk", keysets.number))


def subject_of(subject: Subject, base: str) -> dict:
    return {
        "slug": subject.slug,
        "label": subject.label,
        "name": subject.name,
        "kind": subject.kind,
        "url": absolute(base, reverse("subject", args=[subject.slug])),
        "api_url": absolute(base, f"/api/v1/subjects/{subject.slug}"),
        "images": subject.pictures,
        "images_url": absolute(base, f"/api/v1/images?subject={subject.slug}"),
    }


@router.get("subjects", response=PageOf[SubjectPayload], operation_id="subjects", tags=["Subjects"])
def subjects(request: HttpRequest, asked: Query[AskedOfPage]):
    """All subjects about which there is something, by slug."""
    part = part_of(looked_up(), BY_SLUG, asked)
    base = base_of(request)
    items = (SubjectPayload(**subject_of(subject, base)) for subject in part.rows)
    return page_of(request, SubjectPayload, items, part)


@router.get("subjects/{slug}", response=WholeSubject, operation_id="subject", tags=["Subjects"])
def subject(request: HttpRequest, slug: Path[str]):
    """One subject with what else it is called; one that was merged leads on (301)."""
    found = looked_up().filter(slug=slug).first()
    if found is None:
        whole = looked_up().filter(merged__slug=slug).first()
        if whole is None:
            raise Http404("Nothing that visitors may see is about such a subject.")
        return HttpResponsePermanentRedirect(f"/api/v1/subjects/{whole.slug}")
    names = [
        SubjectNamePayload(name=one.name, language=one.language, preferred=one.preferred)
        for one in found.names.order_by("language", "-preferred", "name")
    ]
    return answered(WholeSubject(**subject_of(found, base_of(request)), names=names))


@router.get("licences", response=PageOf[LicenceInUse], operation_id="licences", tags=["Licences"])
def licences(request: HttpRequest, asked: Query[AskedOfPage]):
    """The licences of pictures that visitors see, by name."""
    shown = Entry.objects.filter(licence=OuterRef("pk"))
    part = part_of(Licence.objects.filter(Exists(shown)), BY_NAME, asked)
    found = part.rows
    kept = FacetCount.objects.filter(facet="licence", value__in=[str(one.pk) for one in found])
    numbers = dict(kept.values_list("value", "number"))
    items = (LicenceInUse(**terms_of(one), images=numbers.get(str(one.pk), 0)) for one in found)
    return page_of(request, LicenceInUse, items, part)
