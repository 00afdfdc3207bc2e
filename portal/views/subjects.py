"""Subjects: all of them by kind and letter, and what is about one that no page presents."""

from itertools import groupby

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe
from wagtail.models import Page

from media.archive.cards import as_cards
from media.archive.related import related_pages
from media.archive.vocabulary import first_letter, looked_up, with_pictures_counted
from media.models import PageSubject, Subject
from media.pages.visibility import visible

# Of each type of page so many are shown; the archive has all pictures.
SHOWN = 12
# So many stand on one page; of more the letters lead to pages of their own.
ON_A_PAGE = 300


@require_safe
def subject_list(request: HttpRequest) -> HttpResponse:
    """The subjects of one kind, under their letters; of very many only those of one letter."""
    kind, letter = request.GET.get("kind", ""), request.GET.get("letter", "")
    subjects = sorted(looked_up(), key=lambda subject: subject.label.casefold())
    kinds = {
        key: label for key, label in Subject.Kind.choices if any(s.kind == key for s in subjects)
    }
    if kind not in kinds:
        kind = next(iter(kinds), "")
    subjects = [subject for subject in subjects if subject.kind == kind]
    letters = sorted({first_letter(subject.label) for subject in subjects})
    if letter not in letters:
        letter = letters[0] if len(subjects) > ON_A_PAGE else ""
    if letter:
        subjects = [subject for subject in subjects if first_letter(subject.label) == letter]
    by_letter = sorted(subjects, key=lambda subject: first_letter(subject.label))
    return render(
        request,
        "portal/subject_list.html",
        {
            "asked": {"kind": kind if request.GET.get("kind") else "", "letter": letter},
            "kind": kind,
            "kinds": kinds,
            "letters": letters,
            "groups": [
                (sign, list(found))
                for sign, found in groupby(by_letter, lambda subject: first_letter(subject.label))
            ],
        },
    )


def about(subject: Subject) -> Q:
    told = PageSubject.objects.filter(Q(tag=subject) | Q(tag__merged_into=subject))
    return Q(pk__in=told.values("content_object"))


@require_safe
def subject(request: HttpRequest, slug: str) -> HttpResponse:
    """What is about a subject; one that a page presents, or that was merged, is shown there."""
    merged = Subject.objects.filter(slug=slug).exclude(merged_into=None).first()
    if merged:
        return redirect(reverse("subject", args=[merged.merged_into.slug]), permanent=True)
    subjects = with_pictures_counted(Subject.objects.public().with_labels())
    found = get_object_or_404(subjects.select_related("page"), slug=slug)
    if found.page:
        return HttpResponsePermanentRedirect(found.page.get_url(request))
    related = related_pages([found.pk], apart_from=Page(), each=SHOWN)
    # Pages of types that are never related, such as states, are all that is left to show then.
    others = [] if related else as_cards(Page.objects.filter(visible(), about(found))[:SHOWN])
    if not related and not others:
        raise Http404("Nothing that visitors may see is about this subject.")
    names = found.names.exclude(name=found.label).order_by("name").values_list("name", flat=True)
    return render(
        request,
        "portal/subject.html",
        {
            "subject": found,
            "aliases": list(dict.fromkeys(names)),
            "related": related,
            "others": others,
            "all_pictures": f"?{urlencode({'subject': found.slug})}",
            "more_text": f"All {found.pictures} pictures",
        },
    )
