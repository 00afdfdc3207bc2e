"""What each visible page says, in the form in which it is searched: one row a page, of whatever type."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from html import unescape
from typing import Self

from django.conf import settings
from django.db import connection, models, transaction
from django.db.models import Q
from django.utils.html import strip_tags
from wagtail.models import Page
from wagtail.search.index import RelatedFields, SearchField

from media.archive.catalogue import Entry, EntryWords, PlaceField, position_of
from media.archive.search.tokens import LONGEST, stems, tokens
from media.pages.subjected import SubjectedPage
from media.pages.subjects import PageSubject, Subject, SubjectName
from media.pages.visibility import visible
from media.pictures.images import ImagePage

AT_ONCE = 200
# PostgreSQL keeps the place of a word up to here; of longer texts the beginning is searched.
MOST_WORDS = 8000
# Between two texts, so that no phrase reaches across: longer than a word can be, so that none is like it.
GAP = "0" * (LONGEST + 1)


class Document(models.Model):
    """One page's words, folded and divided by blanks; the engine's index follows by itself."""

    # As the key of an entry: the newer the page, the higher.
    place = PlaceField(primary_key=True)
    page = models.OneToOneField(Page, on_delete=models.CASCADE, related_name="document")
    type_key = models.CharField(max_length=20)
    # The title in the site's language alone, for pages that are called just as was asked.
    called = models.CharField(max_length=255, db_index=True)
    # In every language, as everything below.
    title = models.TextField()
    # Subjects with their aliases, the identifiers, the name of the file.
    names = models.TextField(blank=True)
    credit = models.TextField(blank=True)
    # Everything else that visitors read on the page.
    words = models.TextField(blank=True)
    # The stems of all of it, for each language by its own rules.
    stems = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["type_key", "-place"], name="document_type")]

    def __str__(self) -> str:
        return self.called

    @classmethod
    def saying(cls, key: int, called: str, said: "Said", place: int, type_key: str) -> Self:
        """The document of the page with this key and title."""
        titles = [(language, tokens(text)) for language, text in said.titles]
        texts = [(language, tokens(text)) for language, text in said.texts]
        title = [word for _language, said_words in titles for word in [*said_words, GAP]]
        words = [word for _language, said_words in texts for word in [*said_words, GAP]]
        names = [word for name in said.names for word in [*tokens(name), GAP]]
        spoken = defaultdict(set)
        for language, said_words in [*titles, *texts, (settings.LANGUAGE_CODE, names)]:
            spoken[language].update(said_words)
        found = set()
        for language, different in spoken.items():
            found.update(stems(different - {GAP}, language))
        return cls(
            place=place,
            page_id=key,
            type_key=type_key,
            called=" ".join(tokens(called))[:255],
            title=" ".join(title),
            names=" ".join(names),
            credit=" ".join([*tokens(said.credit), GAP]),
            words=" ".join(words[:MOST_WORDS]),
            stems=" ".join(sorted(found)),
        )

    @property
    def vocabulary(self) -> set[str]:
        """The words by which a spelling is judged."""
        return {word for word in f"{self.title} {self.names}".split() if word.isalpha()}


class Vocabulary(models.Model):
    """In how many documents a word stands among titles and names; kept for suggestions of a spelling."""

    word = models.CharField(max_length=60, primary_key=True)
    number = models.IntegerField()

    def __str__(self) -> str:
        return f"{self.word}: {self.number}"


class Said:
    """The texts of one page: (language, text) for titles and texts, and names."""

    def __init__(self):
        self.titles: list[tuple[str, str]] = []
        self.texts: list[tuple[str, str]] = []
        self.names: list[str] = []
        self.credit = ""


# --- Keeping them right -------------------------------------------------------------------------

COLUMNS = [one.attname for one in Document._meta.concrete_fields]


@transaction.atomic
def keep_documents(keys: Iterable[int]) -> list[str]:
    """Make the documents of the pages with these keys right; the titles of those that were not."""
    keys = sorted(set(keys))
    changed = []
    for start in range(0, len(keys), AT_ONCE):
        some = keys[start : start + AT_ONCE]
        before = {one.page_id: one for one in Document.objects.filter(page__in=some)}
        after = wanted_documents(some)
        wrong = [key for key in some if columns(before.get(key)) != columns(after.get(key))]
        if wrong:
            put_in_place(wrong, before, after)
            changed += [(after.get(key) or before[key]).called for key in wrong]
    return changed


def columns(document: Document | None) -> list:
    return [getattr(document, name) for name in COLUMNS] if document else []


def put_in_place(keys: list[int], before: dict, after: dict) -> None:
    Document.objects.filter(page__in=keys).delete()
    new = [after[key] for key in keys if key in after]
    Document.objects.bulk_create(new)
    changes = Counter(word for document in new for word in document.vocabulary)
    old = [before[key] for key in keys if key in before]
    changes.subtract(word for document in old for word in document.vocabulary)
    count_words(changes)


ADD = """
    INSERT INTO media_vocabulary (word, number) VALUES {rows}
    ON CONFLICT (word) DO UPDATE SET number = media_vocabulary.number + excluded.number
"""


def count_words(changes: Counter) -> None:
    """Add to the kept numbers, always in the same order: two never wait in a ring."""
    changed = [(word, number) for word, number in sorted(changes.items()) if number]
    for start in range(0, len(changed), AT_ONCE):
        some = changed[start : start + AT_ONCE]
        with connection.cursor() as cursor:
            rows = ", ".join(["(%s, %s)"] * len(some))
            cursor.execute(ADD.format(rows=rows), [value for row in some for value in row])


def remove_documents(keys: Iterable[int]) -> None:
    """Let the pages with these keys be found no more."""
    keys = list(keys)
    before = {one.page_id: one for one in Document.objects.filter(page__in=keys)}
    put_in_place(list(before), before, {})


def keep_all_documents() -> Iterator[str]:
    """Make every document right, whoever changed what behind it; "" for each batch."""
    last = 0
    while keys := list(pages_after(last)[:AT_ONCE]):
        last = keys[-1]
        yield from (
            f"The search had not noticed what “{title}” says." for title in keep_documents(keys)
        )
        yield ""


def pages_after(last: int):
    """The keys of pages that are, or should be, found, in their order after `last`."""
    pages = Page.objects.filter(Q(live=True) | Q(document__isnull=False), pk__gt=last, depth__gt=1)
    return pages.order_by("pk").values_list("pk", flat=True)


# --- What they have to say ----------------------------------------------------------------------


def wanted_documents(keys: list[int]) -> dict[int, Document]:
    """{key of a page: its document} for those that visitors may see."""
    names = names_of_subjects(keys)
    documents = documents_of_images(keys, names)
    others = Page.objects.filter(visible(), pk__in=set(keys) - documents.keys())
    for page in others.specific():
        if isinstance(page, SubjectedPage):
            said = said_on(page)
            said.names += names[page.pk]
            documents[page.pk] = Document.saying(
                page.pk, page.title, said, position_of(page), page.type_key
            )
    return documents


def names_of_subjects(keys: list[int]) -> dict[int, list[str]]:
    """{key of a page: all names of its public subjects, in every language}, in four queries.

    What was merged into a subject gives it its names: people go on asking by them.
    """
    tags = PageSubject.objects.filter(content_object__in=keys).values_list("content_object", "tag")
    told = [(page, tag) for page, tag in tags]
    wanted = {tag for _page, tag in told}
    roots = dict(Subject.objects.filter(pk__in=wanted).values_list("pk", "merged_into"))
    public = Subject.objects.public().filter(Q(pk__in=wanted) | Q(merged__in=wanted)).values("pk")
    same = Subject.objects.filter(Q(pk__in=public) | Q(merged_into__in=public))
    whole, named = {}, defaultdict(list)
    for subject, merged_into, name in same.values_list("pk", "merged_into", "name"):
        whole[subject] = merged_into or subject
        named[whole[subject]].append(name)
    for subject, name in SubjectName.objects.filter(subject__in=whole).values_list(
        "subject", "name"
    ):
        named[whole[subject]].append(name)
    found = defaultdict(list)
    for page, tag in told:
        found[page] += sorted(named.get(roots.get(tag) or tag, []))
    return found


def documents_of_images(keys: list[int], names: dict[int, list[str]]) -> dict[int, Document]:
    entries = {one.pk: one for one in Entry.objects.filter(page__in=keys)}
    files = dict(ImagePage.objects.filter(pk__in=keys).values_list("pk", "asset__title"))
    said = defaultdict(Said)
    for words in EntryWords.objects.filter(entry__in=entries).order_by("entry", "language"):
        one = said[words.entry_id]
        one.titles.append((words.language, words.title))
        for text in (words.alt_text, words.long_description, words.caption):
            one.texts.append((words.language, text))
    documents = {}
    for place, entry in entries.items():
        one = said[place]
        one.credit = entry.credit
        file = files.get(entry.page_id) or ""
        one.names = [*names[entry.page_id], entry.identifier, *entry.aliases, file]
        documents[entry.page_id] = Document.saying(
            entry.page_id, entry.title, one, place, ImagePage.type_key
        )
    return documents


def said_on(page: SubjectedPage) -> Said:
    """What a page of any other type says: the fields that it gives to the search."""
    said = Said()
    said.titles.append((settings.LANGUAGE_CODE, page.title))
    for field in type(page).get_search_fields():
        for text in texts_of(page, field):
            said.texts.append((settings.LANGUAGE_CODE, text))
    return said


def texts_of(row, field) -> Iterator[str]:
    """The texts in one field of a page or of a row that belongs to it."""
    if isinstance(field, RelatedFields):
        if field.field_name == "subjects":
            return
        for related in getattr(row, field.field_name).all():
            for inner in field.fields:
                yield from texts_of(related, inner)
    elif isinstance(field, SearchField) and field.field_name != "title":
        value = field.get_value(row)
        for text in value if isinstance(value, list) else [value]:
            yield unescape(strip_tags(str(text or "").replace("<", " <")))
