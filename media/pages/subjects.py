"""Subjects: the controlled vocabulary that ties pages together across the rooms."""

import re
import unicodedata

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.text import slugify
from django.utils.translation import get_language
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from taggit.models import ItemBase, TagBase
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.search import index

from media.descriptions.lengths import LONGEST_LANGUAGE
from media.descriptions.text_fields import LineField, gated
from media.pages.visibility import visible

# What tells things of one name apart, behind the name: “Euclid (mission)”, “Mercury (planet)”. Other
# brackets belong to the name: “Comet C/2023 A3 (Tsuchinshan–ATLAS)”.
QUALIFIERS = [
    *("activity", "agency", "asteroid", "astronaut", "asteroid belt", "catalogue", "city", "comet"),
    *("constellation", "continent", "country", "crater", "dwarf planet", "engineer", "event"),
    *("exoplanet", "experiment", "galaxy", "galaxy cluster", "instrument", "island", "keyword"),
    *("lander", "launcher", "lunar crater", "meteorite", "mission", "moon", "mountain", "nebula"),
    *("observatory", "ocean", "orbiter", "organisation", "person", "place", "planet", "probe"),
    *("programme", "region", "river", "rocket", "rover", "satellite", "scientist", "sea"),
    *("space station", "space telescope", "spacecraft", "star", "star cluster", "state"),
    *("supernova", "system", "target", "telescope", "topic", "town", "volcano"),
]
QUALIFIER = re.compile(rf" \(({'|'.join(QUALIFIERS)})\)$", re.IGNORECASE)


LONGEST_FOLDED = 400
QUOTED = re.compile(r'"([^"]*)"')
SAME_SIGNS = dict.fromkeys(map(ord, "“”„«»"), '"') | dict.fromkeys(map(ord, "‘’‚"), "'")


def folded(name: str) -> str:
    """A name as it is compared: case, blanks and forms of quotation marks make no difference."""
    words = gated(name, is_line=True).text.translate(SAME_SIGNS).split()
    text = unicodedata.normalize("NFKC", " ".join(words))
    return text.casefold()[:LONGEST_FOLDED]


def as_kept(name: str) -> str:
    """A name past the gate, and without straight quotation marks, by which forms tell names apart."""
    return QUOTED.sub(r"“\1”", gated(name, is_line=True).text).replace('"', "”")


class FoldedField(models.CharField):
    """The `name` of the same row as it is compared; right in whatever way the row is inserted."""

    def __init__(self, **options):
        super().__init__(**{"max_length": LONGEST_FOLDED, "editable": False, **options})

    def pre_save(self, model_instance, add):
        setattr(model_instance, self.attname, folded(model_instance.name))
        return super().pre_save(model_instance, add)


def label_of(name: str, preferred: str | None) -> str:
    """What visitors read: the preferred name in their language, else the key name without qualifier."""
    return preferred or QUALIFIER.sub("", name)


class SubjectQuerySet(models.QuerySet):
    def named(self, name: str) -> "Subject | None":
        """The subject that goes by this name, else by this alias; of a merged one the whole."""
        same = folded(name)
        found = self.filter(folded=same).first()
        found = found or self.filter(names__folded=same).order_by("kind", "pk").first()
        return (found.merged_into or found) if found else None

    def get(self, *args, **kwargs):
        # So taggit asks for the subject of a word that somebody typed.
        if (name := kwargs.pop("name__iexact", None)) is None:
            return super().get(*args, **kwargs)
        if found := self.filter(*args, **kwargs).named(name):
            return found
        raise self.model.DoesNotExist(f"No subject goes by “{name}”.")

    def current(self):
        """Subjects that were not merged into another."""
        return self.filter(merged_into=None)

    def public(self):
        """Subjects that a visitor may meet: taken in, and whatever presents them is visible."""
        return self.current().filter(Q(page=None) | visible("page__"), is_proposed=False)

    def meant_by(self, named: Q):
        """What subjects that fit `named` stand for: themselves, or the whole that they were merged into."""
        fitting = Subject.objects.filter(named).order_by()
        return self.filter(pk__in=fitting.values_list(Coalesce("merged_into", "pk")))

    def propose(self, names, user) -> None:
        """Keep apart what `user` typed and nobody knew, unless the vocabulary is theirs to change."""
        if not user.has_perm("media.change_subject"):
            for name in names:
                if self.named(name) is None:
                    self.create(name=name, is_proposed=True)

    def with_labels(self, language: str | None = None):
        """With each label at hand, in the visitor's language or another, without a further query."""
        names = SubjectName.objects.filter(
            subject=models.OuterRef("pk"), preferred=True, language=language or current_language()
        )
        return self.annotate(preferred_name=models.Subquery(names.values("name")[:1]))


def current_language() -> str:
    return get_language() or settings.LANGUAGE_CODE


class Subject(index.Indexed, ClusterableModel, TagBase):
    """One thing that pages can be about: a topic, a mission, a target, a person, a place …"""

    class Kind(models.TextChoices):
        TOPIC = "topic", "Topic"
        MISSION = "mission", "Mission"
        TARGET = "target", "Target"
        PERSON = "person", "Person"
        PLACE = "place", "Place"
        SYSTEM = "system", "System"
        ACTIVITY = "activity", "Activity"
        KEYWORD = "keyword", "Keyword"

    kind = models.CharField(max_length=10, choices=Kind, default=Kind.KEYWORD)
    folded = FoldedField(unique=True)
    page = models.OneToOneField(
        "wagtailcore.Page",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="presented_subject",
        verbose_name="presented by",
    )
    is_proposed = models.BooleanField(
        "proposed",
        default=False,
        help_text="Typed at a page by somebody who may not change the vocabulary: visitors do not meet "
        "it yet. Untick to take it in, or merge it into another.",
    )
    merged_into = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="merged",
        help_text="Pages about this subject then count as pages about that one. "
        "This entry stays, because drafts may still name it.",
    )

    free_tagging = True
    objects = SubjectQuerySet.as_manager()
    panels = [
        FieldPanel("name", help_text="Unique; add what tells it apart: Euclid (mission)."),
        FieldPanel("kind"),
        FieldPanel("is_proposed"),
        InlinePanel("names", heading="Names and aliases", label="Name"),
        FieldPanel("merged_into"),
    ]
    search_fields = [
        index.SearchField("name", boost=2),
        index.AutocompleteField("name"),
        index.RelatedFields("names", [index.SearchField("name"), index.AutocompleteField("name")]),
        index.FilterField("kind"),
        index.FilterField("is_proposed"),
    ]

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                name="subject_not_merged_into_itself", condition=~Q(merged_into=models.F("id"))
            )
        ]

    @transaction.atomic
    def save(self, *args, **kwargs):
        self.name = as_kept(self.name)
        if self.pk and self.merged_into_id:  # what was merged into this one comes along
            self.merged.update(merged_into=self.merged_into_id)
        super().save(*args, **kwargs)

    @property
    def label(self) -> str:
        """The preferred name in the visitor's language; else the key name without qualifier."""
        if not hasattr(self, "preferred_name"):
            own = Subject.objects.filter(pk=self.pk).with_labels()
            self.preferred_name = own.values_list("preferred_name", flat=True).first()
        return label_of(self.name, self.preferred_name)

    def slugify(self, tag, i=None):
        """As taggit does; a name without letters has a slug, too."""
        if slugify(tag, allow_unicode=True):
            return super().slugify(tag, i)
        return f"subject_{i}" if i else "subject"

    def rename(self, before: str, after: str) -> None:
        """Go by `after`, if `before` is its label, and keep that as an alias.

        The label is the preferred name in the site's language, else the key name without qualifier.
        Nothing changes if another subject goes by the new name.
        """
        own = SubjectName.objects.filter(subject=self, language=settings.LANGUAGE_CODE)
        stem = QUALIFIER.sub("", self.name)
        if stem != before and not own.filter(preferred=True, name=before).exists():
            return
        name = f"{after}{self.name[len(stem) :]}" if stem == before else self.name
        twins = Subject.objects.exclude(pk=self.pk).filter(folded__in=[folded(name), folded(after)])
        if len(name) > NAME_CHARACTERS or twins.exists():
            return
        was_preferred = own.filter(name=before).update(preferred=False)
        if not SubjectName.objects.filter(subject=self, folded=folded(before)).exists():
            SubjectName.objects.create(subject=self, language=settings.LANGUAGE_CODE, name=before)
        if stem != before and was_preferred:
            own.update_or_create(
                name=after,
                defaults={"subject": self, "language": settings.LANGUAGE_CODE, "preferred": True},
            )
        renamed = Subject.objects.get(pk=self.pk)
        renamed.name = name
        renamed.save()

    def clean(self):
        super().clean()
        twins = Subject.objects.exclude(pk=self.pk).filter(folded=folded(self.name or ""))
        if twin := twins.first():
            raise ValidationError(
                {"name": f"The subject “{twin}” is here already; case makes no difference."}
            )
        if self.merged_into and self.merged_into_id == self.pk:
            raise ValidationError(
                {"merged_into": "This is the subject itself. Choose the one it is merged into."}
            )
        if self.merged_into and self.merged_into.merged_into_id:
            raise ValidationError(
                {
                    "merged_into": f"“{self.merged_into}” was itself merged into "
                    f"“{self.merged_into.merged_into}”. Choose that one."
                }
            )
        if self.merged_into and self.page_id:
            raise ValidationError(
                {
                    "merged_into": f"The page “{self.page}” presents this subject. "
                    "Let that page present another subject first."
                }
            )

    @property
    def is_in_use(self) -> bool:
        """Whether a page is about it, presents it, or another subject was merged into it."""
        return bool(self.page_id) or self.page_subjects.exists() or self.merged.exists()


NAME_CHARACTERS = Subject._meta.get_field("name").max_length


class SubjectName(models.Model):
    """A name by which a subject is known in one language: its label there, or an alias."""

    subject = ParentalKey(Subject, on_delete=models.CASCADE, related_name="names")
    language = models.CharField(
        max_length=LONGEST_LANGUAGE,
        default="en",
        help_text="BCP 47 code of the language: en, fr, de …",
    )
    name = LineField(max_length=120)
    folded = FoldedField(db_index=True)
    preferred = models.BooleanField(default=False, help_text="Shown to visitors in this language.")

    panels = [FieldPanel("name"), FieldPanel("language"), FieldPanel("preferred")]

    class Meta:
        ordering = ["-preferred", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "language", "name"], name="subject_name_once_per_language"
            ),
            models.UniqueConstraint(
                fields=["subject", "language"],
                condition=Q(preferred=True),
                name="subject_name_one_preferred_per_language",
            ),
            models.CheckConstraint(name="subject_name_is_folded", condition=~Q(folded="")),
        ]

    def __str__(self) -> str:
        return self.name


class PageSubject(ItemBase):
    """That a page, of whatever type, is about a subject."""

    tag = models.ForeignKey(
        Subject, on_delete=models.CASCADE, related_name="page_subjects", verbose_name="subject"
    )
    content_object = ParentalKey(
        "wagtailcore.Page", on_delete=models.CASCADE, related_name="page_subjects"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tag", "content_object"], name="page_subject_once")
        ]
