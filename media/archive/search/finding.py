"""What is found: pictures in the catalogue, pages of every type, suggestions and other spellings."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL

from media.archive.catalogue import Entry, EntrySubject, among
from media.archive.search.documents import Document, Vocabulary
from media.archive.search.engine import KNOWN, best, newest, subquery
from media.archive.search.questions import KINDS, Question, Term, years_in
from media.archive.search.tokens import tokens
from media.pages.subjects import PageSubject, Subject, SubjectName, folded
from media.pages.visibility import visible
from media.pictures.aliases import ImageAlias, folded_alias
from media.pictures.images import ImagePage
from media.pictures.licences import Licence

# Nobody turns to the page after.
RANKED = 500
# So many pages of one title lead what was found.
CALLED_SO = 20
# Two words are spelled alike from here on (0 to 1, by `difflib`).
ALIKE = 0.75
# So many words of one beginning are compared.
COMPARED = 5000


@dataclass(frozen=True)
class Number:
    """How many there are, or more than that."""

    number: int
    is_capped: bool = False

    def __str__(self) -> str:
        return f"more than {self.number:,}" if self.is_capped else f"{self.number:,}"


# --- Pictures -----------------------------------------------------------------------------------


def matching(question: Question, entries: QuerySet) -> QuerySet:
    """Those of `entries` that fit the question: words, what must not be there, and fields."""
    places = newest(question, [ImagePage.type_key]) if question.wanted else []
    if question.wanted and len(places) <= KNOWN:
        entries = entries.filter(pk__in=among(places))
    elif question.wanted:
        entries = entries.filter(pk__in=RawSQL(*subquery(question)))  # noqa: S611
    else:
        for term in question.unwanted:
            entries = entries.exclude(pk__in=RawSQL(*subquery(question.about(term))))  # noqa: S611
    for name, value in question.fields:
        entries = entries.filter(field_of_entry(name, value))
    return entries


def field_of_entry(name: str, value: str) -> Q:
    """What mission:smile, licence:cc-by or taken:2015 ask of an entry."""
    if name in KINDS:
        about = EntrySubject.objects.filter(entry=OuterRef("pk"), subject__in=subjects(name, value))
        return Q(Exists(about))
    if name == "kind":
        said = value.casefold()
        return Q(
            kind__in=[
                key for key, label in ImagePage.Kind.choices if said in (key, label.casefold())
            ]
        )
    if name == "licence":
        named = Q(spdx__iexact=value) | Q(short_name__iexact=value) | Q(name__iexact=value)
        return Q(licence__in=Licence.objects.filter(named).values("pk"))
    if name == "taken":
        first, last = years_in(value)
        return Q(taken_first__gte=first, taken_last__lte=last)
    known_as = ImageAlias.objects.filter(folded=folded_alias(value))
    return Q(identifier=value.casefold()) | Q(page__in=known_as.values("page"))


def subjects(kind: str, value: str) -> QuerySet:
    """The public subjects of a kind that go by a name, an alias or a slug; "subject" is any kind.

    The names of what was merged into one are names of it. “smile” means “Smile (mission)”, too.
    """
    same = folded(value)
    named = SubjectName.objects.filter(folded=same).values("subject")
    called = Q(folded=same) | Q(folded__startswith=f"{same} (") | Q(slug=value)
    found = Subject.objects.public().meant_by(called | Q(pk__in=named))
    return (found if kind == "subject" else found.filter(kind=kind)).values("pk")


def best_first(question: Question, limit: int = RANKED) -> list[int]:
    """The positions of pictures that hold the words: one of just this title, then the best."""
    types = [ImagePage.type_key]
    return title_first(question, best(question, types, limit), types)


def title_first(question: Question, places: list[int], types: Iterable[str]) -> list[int]:
    """The places, led by those of the pages that are called just so, however many hits are newer."""
    if not question.title:
        return places
    called = Document.objects.filter(called=question.title)
    if types := list(types):
        called = called.filter(type_key__in=types)
    first = list(called.order_by("-place").values_list("place", flat=True)[:CALLED_SO])
    return first + [place for place in places if place not in first]


# --- Pages of every type ------------------------------------------------------------------------


@dataclass(frozen=True)
class Found:
    """The keys of the pages that fit, best first, and how many there are."""

    keys: list[int]
    number: Number


def found(question: Question, types: Iterable[str] = ()) -> Found:
    """The visible pages that fit a question; `types` are the keys of the types that are wanted."""
    types = list(types)
    if not question:
        return Found([], Number(0))
    documents = documents_with_fields(question, types)
    if not question.wanted:
        keys = list(documents.order_by("-place").values_list("page", flat=True)[: KNOWN + 1])
        return Found(keys[:KNOWN], Number(min(len(keys), KNOWN), is_capped=len(keys) > KNOWN))
    places = newest(question, types)
    if question.fields:
        within = among(places) if len(places) <= KNOWN else RawSQL(*subquery(question))  # noqa: S611
        fitting = documents.filter(place__in=within).order_by("-place")
        places = list(fitting.values_list("place", flat=True)[: KNOWN + 1])
    number = Number(min(len(places), KNOWN), is_capped=len(places) > KNOWN)
    ranked = title_first(
        question, best(question, types, KNOWN if question.fields else RANKED), types
    )
    if question.fields:
        # What stands behind the newest hits has no rank; it follows, the newest first.
        fits = dict.fromkeys(places)
        ranked = list(dict.fromkeys([*(place for place in ranked if place in fits), *places]))
    keys = dict(documents.filter(place__in=among(ranked)).values_list("place", "page"))
    return Found([keys[place] for place in ranked if place in keys], number)


def documents_with_fields(question: Question, types: list[str]) -> QuerySet:
    """The documents of visible pages that fit all that is asked but the words that are wanted."""
    documents = Document.objects.filter(visible("page__"))
    if types:
        documents = documents.filter(type_key__in=types)
    for name, value in question.fields:
        documents = documents.filter(field_of_page(name, value))
    for term in () if question.wanted else question.unwanted:
        documents = documents.exclude(pk__in=RawSQL(*subquery(question.about(term))))  # noqa: S611
    return documents


def documents_that_fit(question: Question, types: Iterable[str]) -> QuerySet:
    """The documents of all visible pages of these types that fit a question, in no order.

    For types of which there are few: what fits is not known one by one.
    """
    documents = documents_with_fields(question, list(types))
    if question.wanted:
        documents = documents.filter(pk__in=RawSQL(*subquery(question)))  # noqa: S611
    return documents


def field_of_page(name: str, value: str) -> Q:
    if name not in KINDS:
        return Q(page__in=Entry.objects.filter(field_of_entry(name, value)).values("page"))
    wanted = subjects(name, value)
    about = PageSubject.objects.filter(
        Q(tag__in=wanted) | Q(tag__merged_into__in=wanted), content_object=OuterRef("page")
    )
    return Q(Exists(about)) | Q(page__presented_subject__in=wanted)


# --- While somebody types, and when nothing was found ---------------------------------------------


def suggestions(question: Question, limit: int = 8) -> tuple[list[Subject], list[int]]:
    """Subjects that begin so, and the keys of the newest pages in whose titles the words stand."""
    typed = folded(question.text)
    if not typed or not question.wanted:
        return [], []
    named = SubjectName.objects.filter(folded__startswith=typed).values("subject")
    begin = Q(folded__startswith=typed) | Q(pk__in=named)
    public = Subject.objects.public().meant_by(begin)
    offered = public.with_labels().select_related("page")
    offered = list(offered.order_by("name")[: limit // 2])
    terms = [
        Term(term.words, is_phrase=term.is_phrase, is_prefix=term.is_prefix, column="title")
        for term in question.wanted
    ]
    places = newest(question.about(*terms), limit=limit - len(offered))
    keys = Document.objects.filter(visible("page__"), place__in=places).order_by("-place")
    return offered, list(keys.values_list("page", flat=True))


def did_you_mean(question: Question) -> str:
    """The question with its unknown words spelled as titles and names have them; "" if none is."""
    corrected, has_changed = question.text, False
    for word in dict.fromkeys(question.words):
        if Vocabulary.objects.filter(word=word, number__gt=0).exists():
            continue
        if better := spelled(word):
            before = next((part for part in corrected.split() if word in tokens(part)), word)
            corrected, has_changed = corrected.replace(before, better), True
    return corrected if has_changed else ""


def spelled(word: str) -> str:
    """The known word that is most like this one, of equals the more frequent; "" for none."""
    if len(word) < 4:
        return ""
    near = Vocabulary.objects.filter(number__gt=0, word__startswith=word[0])
    # Words of about its length; the first letter is seldom the wrong one.
    lengths = {"word__regex": rf"^.{{{len(word) - 2},{len(word) + 2}}}$"}
    numbers = dict(
        near.filter(**lengths).order_by("-number").values_list("word", "number")[:COMPARED]
    )
    alike = get_close_matches(word, numbers, n=3, cutoff=ALIKE)
    return alike[0] if alike else ""
