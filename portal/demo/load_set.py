"""A load set: as many released pictures as somebody wants to measure with, made of words of our own.

Each has its page, words, subjects, licence and release; the files are those of one picture that is
there, shared by all. The worker would give each files of its own: it is not run over a load set.
"""

import random
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cached_property
from itertools import accumulate

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.db.models import F, Max, QuerySet
from django.utils import timezone
from wagtail.models import Locale, Page

from media.archive.keeping import keep
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

PREFIX = "load-"
# Identifiers count in so many digits, so that the last by name has the highest number.
DIGITS = 7
MOST = 10**DIGITS - 1
OWN = f"^{PREFIX}[0-9]{{{DIGITS}}}$"
AT_ONCE = 500
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
        for number, name in enumerate(names):
            if name not in there:
                slug = f"{PREFIX}{number}"
                subject = Subject(name=name, slug=slug, kind=kinds[number % len(kinds)])
                Subject.objects.bulk_create([subject])
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
        content_type, locale = ContentType.objects.get_for_model(ImagePage), Locale.get_default()
        pages = [
            Page(
                path=Page._get_path(archive.path, archive.depth + 1, step + 1 + place),
                depth=archive.depth + 1,
                title=one.title,
                draft_title=one.title,
                slug=one.identifier,
                url_path=f"{archive.url_path}{one.identifier}/",
                content_type=content_type,
                locale=locale,
                translation_key=one.translation_key,
                live=True,
                first_published_at=one.published_at,
                last_published_at=one.published_at,
            )
            for place, one in enumerate(pictures)
        ]
        Page.objects.bulk_create(pages)
        Page.objects.filter(pk=archive.pk).update(numchild=archive.numchild + number)
        keys = dict(
            Page.objects.filter(path__in=[page.path for page in pages]).values_list("path", "pk")
        )
        for page, one in zip(pages, pictures, strict=True):
            one.key = keys[page.path]
        insert_images([one.image(page) for page, one in zip(pages, pictures, strict=True)])
        ImageText.objects.bulk_create(text for one in pictures for text in one.texts())
        PageSubject.objects.bulk_create(
            PageSubject(content_object_id=one.key, tag_id=subject)
            for one in pictures
            for subject in one.subjects
        )
        Release.objects.bulk_create(one.release() for one in pictures)
        LikeCount.objects.bulk_create(
            LikeCount(translation_key=one.translation_key, count=one.likes)
            for one in pictures
            if one.likes
        )
        keep(one.key for one in pictures)

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


class Picture:
    """One picture of the load set, by its number."""

    key: int

    def __init__(self, load_set: LoadSet, number: int):
        self.load_set, self.number = load_set, number
        dice = self.dice = random.Random(number)  # noqa: S311
        self.identifier = f"{PREFIX}{number:0{DIGITS}}"
        self.translation_key = uuid.UUID(int=dice.getrandbits(128), version=4)
        self.title = self.said(dice.randint(2, 5)).capitalize()
        days = (timezone.now() - FIRST_DAY).days
        self.published_at = FIRST_DAY + timedelta(
            days=dice.randrange(days), seconds=dice.randrange(86_400)
        )
        chosen = dice.choices(
            load_set.subjects, cum_weights=load_set.subject_weights, k=dice.randint(3, 8)
        )
        self.subjects = sorted(set(chosen))
        self.likes = int(dice.paretovariate(1.1)) if dice.random() < 0.3 else 0

    def said(self, words: int) -> str:
        return " ".join(
            self.dice.choices(self.load_set.vocabulary, cum_weights=self.load_set.weights, k=words)
        )

    def image(self, page: Page) -> ImagePage:
        taken = self.published_at - timedelta(days=self.dice.randrange(2000))
        form = self.dice.choice(("%Y-%m-%d", "%Y-%m", "%Y", ""))
        return ImagePage(
            page_ptr=page,
            identifier=self.identifier,
            asset_id=self.load_set.shared.page.asset_id,
            alt_text=f"{self.said(12).capitalize()}.",
            long_description=f"{self.said(70).capitalize()}.",
            caption=f"<p>{self.said(20).capitalize()}.</p>",
            kind=self.dice.choice(ImagePage.Kind.values),
            credit=f"{self.dice.choice(('ESA', 'NASA', 'ESO'))}/{self.said(1).capitalize()}",
            licence_id=self.dice.choice(self.load_set.licences),
            taken_on=taken.strftime(form) if form else "",
        )

    def texts(self) -> Iterator[ImageText]:
        for language, every in (("fr", 4), ("de", 10)):
            if self.number % every == 0:
                yield ImageText(
                    page_id=self.key,
                    language=language,
                    title=self.said(3).capitalize(),
                    alt_text=f"{self.said(12).capitalize()}.",
                    long_description=f"{self.said(60).capitalize()}.",
                )

    def release(self) -> Release:
        shared = self.load_set.shared
        return Release(
            page_id=self.key,
            identifier=self.identifier,
            asset_hash=shared.asset_hash,
            packet_hash=shared.packet_hash,
            words_hash=shared.words_hash,
            state=Release.State.PUBLIC,
            manifest=shared.manifest,
            started_at=self.published_at,
            confirmed_at=timezone.now(),
            opened_at=self.published_at,
        )


def insert_images(images: list[ImagePage]) -> None:
    """Write the rows of image pages whose rows of `Page` are there: Django does that one by one only."""
    fields = ImagePage._meta.local_concrete_fields
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column) for field in fields)
    holes = ", ".join(["%s"] * len(fields))
    for image in images:
        image.page_ptr_id = image.page_ptr.pk
    rows = [
        [field.get_db_prep_save(field.pre_save(image, True), connection) for field in fields]
        for image in images
    ]
    with connection.cursor() as cursor:
        table = quote(ImagePage._meta.db_table)
        cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({holes})", rows)  # noqa: S608
