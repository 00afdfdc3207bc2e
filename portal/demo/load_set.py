"""A load set: as many released pictures as somebody wants to measure with, made of words of our own.

Each has its page, words, subjects, licence and release; the files are those of one picture that is
there, shared by all. The worker would give each files of its own: it is not run over a load set.
"""

import random
import uuid
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache, cached_property
from itertools import accumulate

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import F, Max, Model, QuerySet
from django.utils import timezone
from wagtail.models import Locale, Page

from media.archive.catalogue import Entry, EntrySubject, EntryWords
from media.archive.changes import Change, note_changes
from media.archive.keeping import Row, count, wanted_row
from media.archive.search.documents import COLUMNS, Document, Said, count_words, names_of_subjects
from media.models import (
    GalleryIndexPage,
    GalleryItem,
    GalleryPage,
    ImageIndexPage,
    ImagePage,
    ImageText,
    Licence,
    LikeCount,
    PageSubject,
    Release,
    Subject,
)
from media.pages.dates import first_day, last_day
from portal.demo.fast_rows import FastRows

PREFIX = "load-"
# Identifiers count in so many digits, so that the last by name has the highest number.
DIGITS = 7
MOST = 10**DIGITS - 1
OWN = f"^{PREFIX}[0-9]{{{DIGITS}}}$"
AT_ONCE = 1000
# Words of a language, of which the n-th is said about 1/n as often as the first.
WORDS = 20_000
SUBJECTS = 1_500
SYLLABLES = [
    a + b for a in "bcdfghjklmnprstvz" for b in ("a", "e", "i", "o", "u", "an", "er", "is")
]
FIRST_DAY = datetime(1966, 1, 1, tzinfo=UTC)
GALLERIES = 3  # of a thousand pictures
PICTURES_IN_A_GALLERY = 12


class NothingToShare(Exception):
    """There is no released picture whose files the load set could share."""


class LoadSet:
    """Makes and removes the pictures; the same number is always the same picture."""

    @cached_property
    def archive(self) -> ImageIndexPage:
        return ImageIndexPage.objects.order_by("path").first()

    @cached_property
    def shared(self) -> Release:
        own = Release.objects.public().filter(page__live=True)
        found = own.exclude(identifier__regex=OWN).order_by("pk").first()
        if found is None or self.archive is None:
            raise NothingToShare
        return found

    @cached_property
    def vocabulary(self) -> list[str]:
        dice = random.Random(1)  # noqa: S311
        words = {
            "".join(dice.choices(SYLLABLES, k=dice.choice((1, 2, 2, 3, 3, 4))))
            for _ in range(WORDS * 2)
        }
        return sorted(words, key=lambda word: (len(word), word))[:WORDS]

    @cached_property
    def weights(self) -> list[float]:
        return list(accumulate(1 / (rank + 8) for rank in range(len(self.vocabulary))))

    @cached_property
    def subjects(self) -> list[int]:
        """The keys of the subjects, those of most pictures first; those that pages present among them."""
        kinds = [Subject.Kind.TARGET, Subject.Kind.PERSON, Subject.Kind.PLACE, Subject.Kind.SYSTEM]
        names = [
            f"{word.capitalize()} {PREFIX}{number}"
            for number, word in enumerate(self.vocabulary[:SUBJECTS])
        ]
        there = dict(Subject.objects.filter(name__in=names).values_list("name", "pk"))
        Subject.objects.bulk_create(
            Subject(name=name, slug=f"{PREFIX}{number}", kind=kinds[number % len(kinds)])
            for number, name in enumerate(names)
            if name not in there
        )
        own = Subject.objects.filter(name__in=names).order_by("slug").values_list("pk", flat=True)
        presented = Subject.objects.exclude(page=None).order_by("pk").values_list("pk", flat=True)
        return [*presented[:20], *own]

    @cached_property
    def subject_weights(self) -> list[float]:
        return list(accumulate(1 / (rank + 3) for rank in range(len(self.subjects))))

    @cached_property
    def licences(self) -> list[int]:
        return list(Licence.objects.order_by("pk").values_list("pk", flat=True))

    # --- Making -----------------------------------------------------------------------------------

    def pictures(self) -> QuerySet[ImagePage]:
        """Those of the load set, and no picture of somebody's whose name begins like theirs."""
        return ImagePage.objects.filter(identifier__regex=OWN, slug=F("identifier"))

    def count(self) -> int:
        return self.pictures().count()

    def next_number(self) -> int:
        """The number behind the highest that is there: a picture between may have been deleted."""
        last = self.pictures().aggregate(last=Max("identifier"))["last"]
        return int(last.removeprefix(PREFIX)) + 1 if last else 0

    def make(self, wanted: int) -> Iterator[int]:
        """Make pictures until there are `wanted`; yield the number of each batch. A batch is whole or not there.

        Then the galleries, also those that an earlier call did not come to.
        """
        made, following, _shared = self.count(), self.next_number(), self.shared
        while made < wanted:
            number = min(AT_ONCE, wanted - made)
            self.make_batch(following, number)
            made, following = made + number, following + number
            yield number
        self.make_galleries(wanted * GALLERIES // 1000)

    @transaction.atomic
    def make_batch(self, first: int, number: int) -> None:
        archive = Page.objects.select_for_update().get(pk=self.archive.pk)
        last = archive.get_children().order_by("path").values_list("path", flat=True).last()
        step = Page._str2int(last[-Page.steplen :]) if last else 0
        numbers = range(first, first + number)
        pictures = [Picture(self, n) for n in numbers]
        paths = [
            Page._get_path(archive.path, archive.depth + 1, step + 1 + place)
            for place in range(number)
        ]
        same = {
            "depth": archive.depth + 1,
            "content_type_id": ContentType.objects.get_for_model(ImagePage).pk,
            "locale_id": Locale.get_default().pk,
            "live": True,
        }
        self.rows(Page).insert(
            same | one.page_row(archive.url_path) | {"path": path}
            for one, path in zip(pictures, paths, strict=True)
        )
        Page.objects.filter(pk=archive.pk).update(numchild=archive.numchild + number)
        keys = dict(Page.objects.filter(path__in=paths).values_list("path", "pk"))
        for path, one in zip(paths, pictures, strict=True):
            one.pk = keys[path]
        self.rows(ImagePage).insert(one.image_row() for one in pictures)
        self.rows(ImageText).insert(row for one in pictures for row in one.text_rows())
        self.rows(PageSubject).insert(
            {"content_object_id": one.pk, "tag_id": subject}
            for one in pictures
            for subject in one.subjects
        )
        self.rows(Release).insert(one.release_row() for one in pictures)
        self.rows(LikeCount).insert(
            {"translation_key": one.translation_key, "count": one.likes}
            for one in pictures
            if one.likes
        )
        self.enter(pictures, archive)

    def enter(self, pictures: list["Picture"], archive: Page) -> None:
        """Write into the catalogue and the search what `keep` would write there."""
        keys = [one.pk for one in pictures]
        releases = {one.page_id: one for one in Release.objects.public().filter(page__in=keys)}
        rows = [
            wanted_row(one, releases[one.pk], archive.pk, {*one.subjects}, dict(one.words()))
            for one in pictures
        ]
        self.rows(Entry).insert({"position": row.position, **row.entry} for row in rows)
        self.rows(EntryWords).insert(words for row in rows for words in words_in(row))
        self.rows(EntrySubject).insert(
            {"entry_id": row.position, "subject_id": subject}
            for row in rows
            for subject in sorted(row.subjects)
        )
        count(Counter(facet for row in rows for facet in row.facets()))
        note_changes((one.identifier, Change.Kind.CREATED) for one in pictures)
        self.let_be_found(pictures, rows)

    def let_be_found(self, pictures: list["Picture"], rows: list[Row]) -> None:
        """Write the documents that `keep_documents` would make of the catalogue's rows."""
        names = names_of_subjects([one.pk for one in pictures])
        file = self.shared.page.asset.title
        documents = []
        for one, row in zip(pictures, rows, strict=True):
            said = Said()
            said.credit = one.credit
            said.names = [*names[one.pk], one.identifier, file]
            for language, (title, *texts) in sorted(row.words.items()):
                said.titles.append((language, title))
                said.texts += [(language, text) for text in texts]
            documents.append(
                Document.saying(one.pk, one.title, said, row.position, ImagePage.type_key)
            )
        self.rows(Document).insert(
            {name: getattr(document, name) for name in COLUMNS} for document in documents
        )
        count_words(Counter(word for document in documents for word in document.vocabulary))

    @cache  # noqa: B019
    def rows(self, model: type[Model]) -> FastRows:
        return FastRows(model)

    def galleries(self) -> QuerySet[GalleryPage]:
        return GalleryPage.objects.filter(slug__startswith=PREFIX, title__startswith="Load set")

    def make_galleries(self, wanted: int) -> None:
        index = GalleryIndexPage.objects.order_by("path").first()
        made, images = self.galleries().count(), self.pictures().order_by("pk")
        for number in range(made, wanted if index else 0):
            start = number * PICTURES_IN_A_GALLERY % images.count()
            keys = images.values_list("pk", flat=True)[start : start + PICTURES_IN_A_GALLERY]
            now = timezone.now()
            page = GalleryPage(
                title=f"Load set, gallery {number}",
                slug=f"{PREFIX}{number}",
                summary="Pictures of a load set.",
                lead_image_id=keys[0],
                first_published_at=now,
                last_published_at=now,
            )
            page.items = [GalleryItem(image_id=key) for key in keys]
            index.add_child(instance=page)

    # --- Removing ---------------------------------------------------------------------------------

    def remove(self) -> Iterator[int]:
        """Remove everything that `make` made, and nothing else; yield the number of each batch."""
        for gallery in self.galleries():
            gallery.delete()
        while keys := list(self.pictures().order_by("pk").values_list("pk", flat=True)[:AT_ONCE]):
            with transaction.atomic():
                pages = Page.objects.filter(pk__in=keys)
                LikeCount.objects.filter(pk__in=pages.values("translation_key")).delete()
                Release.objects.filter(page__in=keys).delete()
                parents = ImageIndexPage.objects.filter(pk=self.archive.pk)
                pages.delete()
                parent = parents.select_for_update().get()
                parent.numchild = parent.get_children().count()
                Page.objects.filter(pk=parent.pk).update(numchild=parent.numchild)
            yield len(keys)
        Subject.objects.filter(slug__startswith=PREFIX, name__contains=f" {PREFIX}").delete()


def words_in(row: Row) -> Iterator[dict]:
    """The rows of what is said about a picture, one a language."""
    names = ("title", "alt_text", "long_description", "caption")
    for language, said in row.words.items():
        yield {
            "entry_id": row.position,
            "language": language,
            **dict(zip(names, said, strict=True)),
        }


class Picture:
    """One picture of the load set, by its number; for the catalogue it is the page itself."""

    pk: int
    published_on = None
    other_names: list[str] = []

    def __init__(self, load_set: LoadSet, number: int):
        self.load_set, self.number = load_set, number
        dice = self.dice = random.Random(number)  # noqa: S311
        self.identifier = f"{PREFIX}{number:0{DIGITS}}"
        self.translation_key = uuid.UUID(int=dice.getrandbits(128), version=4)
        self.title = self.said(dice.randint(2, 5)).capitalize()
        days = (timezone.now() - FIRST_DAY).days
        self.first_published_at = FIRST_DAY + timedelta(
            days=dice.randrange(days), seconds=dice.randrange(86_400)
        )
        self.last_published_at = self.first_published_at
        chosen = dice.choices(
            load_set.subjects, cum_weights=load_set.subject_weights, k=dice.randint(3, 8)
        )
        self.subjects = sorted(set(chosen))
        self.likes = int(dice.paretovariate(1.1)) if dice.random() < 0.3 else 0
        taken = self.first_published_at - timedelta(days=dice.randrange(2000))
        form = dice.choice(("%Y-%m-%d", "%Y-%m", "%Y", ""))
        self.taken_on = taken.strftime(form) if form else ""
        self.taken_first, self.taken_last = first_day(self.taken_on), last_day(self.taken_on)
        self.alt_text = f"{self.said(12).capitalize()}."
        self.long_description = f"{self.said(70).capitalize()}."
        self.caption = f"{self.said(20).capitalize()}."
        self.kind = dice.choice(ImagePage.Kind.values)
        self.credit = f"{dice.choice(('ESA', 'NASA', 'ESO'))}/{self.said(1).capitalize()}"
        self.licence_id = dice.choice(load_set.licences)
        self.others = {
            language: (
                self.said(3).capitalize(),
                f"{self.said(12).capitalize()}.",
                f"{self.said(60).capitalize()}.",
            )
            for language, every in (("fr", 4), ("de", 10))
            if number % every == 0
        }

    def said(self, words: int) -> str:
        return " ".join(
            self.dice.choices(self.load_set.vocabulary, cum_weights=self.load_set.weights, k=words)
        )

    def page_row(self, above: str) -> dict:
        """That of `Page`, below the address `above`."""
        self.url_path = f"{above}{self.identifier}/"
        return {
            "title": self.title,
            "draft_title": self.title,
            "slug": self.identifier,
            "url_path": self.url_path,
            "translation_key": self.translation_key,
            "first_published_at": self.first_published_at,
            "last_published_at": self.last_published_at,
        }

    def image_row(self) -> dict:
        same = ("identifier", "alt_text", "long_description", "kind", "credit", "licence_id")
        dates = ("taken_on", "taken_first", "taken_last")
        return {
            "page_ptr_id": self.pk,
            "asset_id": self.load_set.shared.page.asset_id,
            "caption": f"<p>{self.caption}</p>",
            **{name: getattr(self, name) for name in (*same, *dates)},
        }

    def text_rows(self) -> Iterator[dict]:
        for language, said in self.others.items():
            names = ("title", "alt_text", "long_description")
            yield {"page_id": self.pk, "language": language, **dict(zip(names, said, strict=True))}

    def words(self) -> Iterator[tuple[str, tuple[str, str, str, str]]]:
        """(language, (title, alt text, image description, caption))"""
        own = (self.title, self.alt_text, self.long_description, self.caption)
        yield settings.LANGUAGE_CODE, own
        for language, said in self.others.items():
            yield language, (*said, "")

    def release_row(self) -> dict:
        shared = self.load_set.shared
        return {
            "page_id": self.pk,
            "identifier": self.identifier,
            "asset_hash": shared.asset_hash,
            "packet_hash": shared.packet_hash,
            "words_hash": shared.words_hash,
            "state": Release.State.PUBLIC,
            "manifest": shared.manifest,
            "started_at": self.first_published_at,
            "confirmed_at": timezone.now(),
            "opened_at": self.first_published_at,
        }
