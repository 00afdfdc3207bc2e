"""What an editor can ask for when choosing a picture: words and filters."""

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from wagtail.admin.forms.choosers import BaseFilterForm

from media.archive.catalogue import Entry
from media.archive.search.engine import keys_of_pages
from media.archive.search.questions import Question, Term
from media.archive.search.tokens import tokens
from media.archive.vocabulary import with_pictures_counted
from media.pages.subjects import PageSubject, Subject, folded
from media.pictures.aliases import ImageAlias
from media.pictures.images import ImagePage

# Names in the list below the field; any other name or alias can be typed.
SUBJECTS_OFFERED = 200
# More words than that do not make a search narrower, only slower.
WORDS = 12

AT_ONCE = {"data-chooser-modal-search-filter": True}


def asked_in(question: str) -> list[str]:
    """What is asked for, part by part: identifiers and file names keep their signs."""
    return [part for part in question.split() if tokens(part)][:WORDS]


def saying(words: list[str]) -> Q:
    """Pictures in which every one of `words` begins a word that they say, or a name that they have.

    What visitors see is found in the index of the search, beside it the subjects that visitors do
    not meet. Pictures that they do not see have no index, are few, and are read through: there a
    word may also stand within another.
    """
    unseen = ImagePage.objects.exclude(pk__in=Entry.objects.values("page"))
    for word in words:
        unseen = unseen.filter(holding(word))
    found, said = list(unseen.order_by().values_list("pk", flat=True)), Q()
    for word in words:
        asked = Question(wanted=(Term(tuple(tokens(word)), is_prefix=True),))
        said &= Q(pk__in=keys_of_pages(asked, [*found, *about_the_unmet(word)]))
    return said


def about_the_unmet(word: str) -> list[int]:
    """The keys of pages about subjects with such a name that visitors do not meet."""
    public = Subject.objects.public().order_by().values("pk")
    unmet = list(with_parts(Subject.objects.meant_by(called(word)).exclude(pk__in=public)))
    told = PageSubject.objects.filter(tag__in=unmet) if unmet else PageSubject.objects.none()
    return list(told.order_by().values_list("content_object", flat=True).distinct())


def holding(word: str) -> Q:
    """Pictures in whose words, file name or subjects `word` occurs."""
    fields = ["title", "alt_text", "long_description", "caption", "identifier", "asset__title"]
    said = Q()
    for field in fields:
        said |= Q(**{f"{field}__icontains": word})
    known_as = ImageAlias.objects.filter(name__icontains=word)
    said |= Q(pk__in=known_as.order_by().values("page"))
    return said | about(called(word))


def called(word: str) -> Q:
    """Subjects in whose names `word` occurs."""
    return Q(folded__contains=folded(word)) | Q(names__folded__contains=folded(word))


def about(named: Q) -> Q:
    """Pages about a subject that is `named` so, or was before it was merged into another."""
    told = PageSubject.objects.filter(tag__in=with_parts(Subject.objects.meant_by(named)))
    return Q(pk__in=told.order_by().values("content_object"))


def with_parts(subjects: QuerySet[Subject]) -> QuerySet[Subject]:
    """The keys of these subjects and of what was merged into them."""
    keys = subjects.order_by().values("pk")
    same = Subject.objects.filter(Q(pk__in=keys) | Q(merged_into__in=keys))
    return same.order_by().values_list("pk", flat=True)


class PictureFilterForm(BaseFilterForm):
    """Words, kind, subject, whether it is released, who uploaded it."""

    q = forms.CharField(
        label="Search",
        required=False,
        max_length=200,
        help_text="In titles, alt texts, descriptions, captions, subjects and file names.",
    )
    kind = forms.ChoiceField(
        required=False,
        choices=[("", "All kinds"), *ImagePage.Kind.choices],
        widget=forms.Select(attrs=AT_ONCE),
    )
    subject = forms.CharField(
        label="Subject",
        required=False,
        max_length=200,
        widget=forms.TextInput(
            attrs={**AT_ONCE, "list": "picture-filter-subjects", "placeholder": "Any subject"}
        ),
    )
    released = forms.ChoiceField(
        label="Release",
        required=False,
        choices=[("", "All"), ("yes", "Released"), ("no", "Not released")],
        widget=forms.Select(attrs=AT_ONCE),
    )
    mine = forms.BooleanField(
        label="Uploaded by me", required=False, widget=forms.CheckboxInput(attrs=AT_ONCE)
    )

    def __init__(self, *args, user, **kwargs):
        # The page's own form has fields called kind and subjects.
        super().__init__(*args, auto_id="picture-filter-%s", **kwargs)
        self.user = user

    def filter(self, objects):
        asked = self.cleaned_data
        self.search_query = asked["q"].strip()
        self.is_searching = any(asked.values())
        if words := asked_in(self.search_query):
            objects = objects.filter(saying(words))
        if asked["kind"]:
            objects = objects.filter(kind=asked["kind"])
        if name := asked["subject"].strip():
            objects = objects.filter(about(self.subjects_called(name)))
        if asked["released"]:
            shown = Q(pk__in=Entry.objects.values("page"))
            objects = objects.filter(shown if asked["released"] == "yes" else ~shown)
        if asked["mine"]:
            objects = objects.filter(asset__uploaded_by_user=self.user)
        return objects

    @staticmethod
    def subjects_called(name: str) -> Q:
        """Subjects with just this name or alias; while it is being typed, those it may become."""
        exact = Q(folded=folded(name)) | Q(names__folded=folded(name))
        if Subject.objects.filter(exact).exists():
            return exact
        return called(name)

    def subjects_offered(self):
        """The names of subjects that pages are about, those of most public pictures first."""
        used = Exists(PageSubject.objects.filter(tag=OuterRef("pk")))
        counted = with_pictures_counted(Subject.objects.current().filter(used))
        names = counted.order_by("-pictures", "name").values_list("name", flat=True)
        return names[:SUBJECTS_OFFERED]
