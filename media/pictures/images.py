"""Image pages: the publication of one picture with its words, and the archive of all of them."""

import re
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.dispatch import Signal
from django.http import Http404
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import slugify
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    TitleFieldPanel,
)
from wagtail.admin.widgets import AdminAutoHeightTextInput
from wagtail.models import PageManager
from wagtail.search import index
from wagtail.url_routing import RouteResult

from media.descriptions.gate import Described
from media.descriptions.lengths import LONG_ALT_TEXT, AltTextField
from media.descriptions.markup import plain
from media.descriptions.rules import CAPTION_FEATURES, check_alt_text, check_caption
from media.descriptions.text_fields import LineField, MarkupField, ProseField
from media.descriptions.words import LABELS, source_of
from media.pages.date_fields import FirstDay, LastDay, ReducedDateField
from media.pages.dates import date_in_words
from media.pages.prepared import prepared
from media.pages.subjected import SubjectedPage
from media.pictures.aliases import ImageAlias, folded_alias
from media.pictures.assets import ImageAsset
from media.pictures.form import ImagePageForm
from media.pictures.licences import WHAT_THEY_ALLOW, Licence
from media.pictures.observations import Observed
from media.pictures.packets import packet_hash
from media.pictures.panels import (
    DescriptionPanel,
    DescriptionReportsPanel,
    FoundPanel,
    LookAlikesPanel,
    PressLinksPanel,
    ReleasePanel,
    UsesPanel,
    VersionsPanel,
    WithdrawalPanel,
)
from media.pictures.queries import ImagePageQuerySet
from media.pictures.releases import Release
from media.pictures.withdrawn import show_withdrawn

NO_PART = re.compile(r"[\W_]+")
# Sent when a page and all its rows are saved; Django's own signal comes before the rows.
image_saved = Signal()
SEARCHED = ("alt_text", "long_description", "caption", "credit", "identifier")


class ImagePage(Described, Observed, SubjectedPage):
    """One picture, published: its words, its credit and licence, its place in galleries."""

    class Kind(models.TextChoices):
        PHOTOGRAPH = "photograph", "Photograph"
        OBSERVATION = "observation", "Observation"
        ILLUSTRATION = "illustration", "Illustration"
        SIMULATION = "simulation", "Simulation"
        CHART = "chart", "Chart"
        MAP = "map", "Map"

    identifier = models.CharField(
        max_length=80,
        unique=True,
        blank=True,
        validators=[
            RegexValidator(r"^[a-z0-9-]+\Z", "Use lower-case letters, digits and hyphens only.")
        ],
        help_text="The picture's name for ever, in /id/… and in file names. Given once: it cannot "
        "be changed after the first publication. Left empty, it is made from the title.",
    )
    asset = models.ForeignKey(
        ImageAsset,
        null=True,
        on_delete=models.SET_NULL,
        related_name="image_pages",
        verbose_name="picture",
    )
    alt_text = AltTextField(
        LABELS["alt_text"],
        help_text="What the picture shows, in one sentence, for people who cannot see it. Best "
        f"below {LONG_ALT_TEXT} characters. No “image of”, not the title, not the file name.",
    )
    long_description = ProseField(
        LABELS["long_description"],
        help_text="Everything a sighted visitor takes from the picture: what is where, colours, "
        "sizes, light, text in it. Plain paragraphs; visible to everybody under “Image "
        "description”.",
    )
    caption = MarkupField(
        features=CAPTION_FEATURES,
        blank=True,
        help_text="What the picture is about: the story that goes with it. What it shows belongs "
        "into the image description.",
    )
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.PHOTOGRAPH)
    credit = LineField(
        max_length=250, help_text="Whom to name, as they want to be named: ESA/Hubble & NASA."
    )
    licence = models.ForeignKey(
        Licence, null=True, on_delete=models.SET_NULL, related_name="image_pages"
    )
    taken_on = ReducedDateField("taken on")
    taken_first = FirstDay(of="taken_on")
    taken_last = LastDay(of="taken_on")
    published_on = models.DateField(
        null=True,
        blank=True,
        help_text="The date shown to visitors; left empty, the day of the first publication.",
    )
    use_until = models.DateField(
        null=True,
        blank=True,
        help_text="The last day on which a consent or an agreement lets us show it. The picture "
        "withdraws by itself after that day.",
    )

    objects = PageManager.from_queryset(ImagePageQuerySet)()

    type_label = "Image"
    type_key = "image"
    card_template = "components/image_card.html"
    card_shows = ("title", "get_kind_display", "taken_on", "taken_in_words")
    visible_with = {"entry__isnull": False}
    shown_with = ("entry__release", "entry__licence")
    parent_page_types = ["media.ImageIndexPage"]
    subpage_types = []
    exclude_fields_in_copy = ["identifier", "known_as"]
    base_form_class = ImagePageForm
    page_description = "One picture with its description, credit and licence."

    content_panels = [
        TitleFieldPanel("title", help_text="A short name for the picture, not a sentence."),
        DescriptionReportsPanel(heading="What visitors report"),
        MultiFieldPanel(
            [
                FieldPanel("asset"),
                FieldPanel("alt_text", widget=AdminAutoHeightTextInput(attrs={"rows": 1})),
                FieldPanel("long_description"),
                DescriptionPanel(),
            ],
            heading="The picture and its description",
            help_text="Alt text and image description are needed before the picture can be "
            "published; a draft can be saved without them.",
        ),
        LookAlikesPanel(heading="Pictures that look like this one"),
        FieldPanel("caption"),
        MultiFieldPanel(
            [
                FieldPanel("credit"),
                FieldPanel("licence", help_text=WHAT_THEY_ALLOW),
                FieldRowPanel([FieldPanel("kind"), FieldPanel("taken_on")]),
                FieldRowPanel([FieldPanel("published_on"), FieldPanel("use_until")]),
            ],
            heading="Credit, licence and dates",
        ),
        FieldPanel("subjects"),
        Observed.observation_panel,
        InlinePanel("texts", heading="Other languages", label="Language"),
        FoundPanel(heading="What the file says"),
        InlinePanel("corrections", heading="Corrections", label="Correction"),
        ReleasePanel(heading="Public files"),
        PressLinksPanel(heading="Press links"),
        UsesPanel(heading="Where it is used"),
        VersionsPanel(heading="Earlier files"),
        WithdrawalPanel(heading="Withdrawals"),
    ]
    promote_panels = [
        FieldPanel("identifier"),
        InlinePanel("known_as", heading="Also known as", label="Alias"),
        *SubjectedPage.promote_panels,
    ]
    search_fields = SubjectedPage.search_fields + [
        *(index.SearchField(name) for name in SEARCHED),
        # What the admin's search looks into; visitors do not search by the names of files.
        *(index.AutocompleteField(name) for name in (*SEARCHED, "name_parts")),
        index.FilterField("kind"),
    ]

    class Meta:
        verbose_name = "image"
        constraints = [
            models.CheckConstraint(
                name="image_identifier_given", condition=~models.Q(identifier="")
            )
        ]

    def save(self, *args, **kwargs):
        if not self.identifier:
            self.identifier = self.free_identifier()
        super().save(*args, **kwargs)
        fields = kwargs.get("update_fields")
        image_saved.send(sender=ImagePage, image=self, update_fields=fields)

    def clean(self):
        self.identifier = self.identifier or self.free_identifier()
        super().clean()
        errors = {
            **check_alt_text(self.alt_text, title=self.title, file_name=self.file_name),
            **check_caption(self.caption),
        }
        for field in ("alt_text", "long_description", "credit"):
            if getattr(self, field) and not getattr(self, field).strip():
                errors[field] = "Blank space says nothing. Write words."
        if self.identifier != self.given_identifier(default=self.identifier):
            errors["identifier"] = (
                f"The identifier stays “{self.given_identifier()}”: addresses and downloaded "
                "files name it."
            )
        elif ImageAlias.objects.filter(folded=self.identifier).exclude(page=self.pk).exists():
            errors["identifier"] = "Another picture has this identifier as an alias."
        if errors:
            raise ValidationError(errors)

    def free_identifier(self) -> str:
        """An identifier made from the title that no other picture has."""
        stem = slugify(self.title)[:70].strip("-") or "image"
        taken = set(
            ImagePage.objects.filter(identifier__startswith=stem)
            .exclude(pk=self.pk)
            .values_list("identifier", flat=True)
        )
        aliases = ImageAlias.objects.filter(folded__startswith=stem)
        taken.update(aliases.values_list("folded", flat=True))
        number, candidate = 1, stem
        while candidate in taken:
            number += 1
            candidate = f"{stem}-{number}"
        return candidate

    def given_identifier(self, default: str = "") -> str:
        """The identifier under which the page was first published; `default` before that."""
        published = ImagePage.objects.filter(pk=self.pk, first_published_at__isnull=False)
        return published.values_list("identifier", flat=True).first() or default

    def with_content_json(self, content):
        # The draft of a copied page holds the identifier of the page it was copied from.
        page = super().with_content_json(content)
        others = ImagePage.objects.filter(identifier=page.identifier).exclude(pk=self.pk)
        if not page.identifier or others.exists():
            page.identifier = self.identifier
        page.known_as = self.still_free(page.known_as.all()) if content.get("known_as") else []
        return page

    def still_free(self, drafted: Iterable[ImageAlias]) -> list[ImageAlias]:
        """Those aliases of a draft that no other picture was given meanwhile."""
        rows = list(drafted)
        said = [folded_alias(row.name) for row in rows]
        others = ImageAlias.objects.filter(folded__in=said).exclude(page=self.pk)
        taken = set(others.values_list("folded", flat=True)) if said else set()
        return [row for row, name in zip(rows, said, strict=True) if name not in taken]

    def save_revision(self, *args, overwrite_revision=None, **kwargs):
        # Autosave writes over the revision it made; one that a press link shows stays as it is.
        if overwrite_revision and self.press_links.valid().filter(revision=overwrite_revision):
            overwrite_revision = None
        return super().save_revision(*args, overwrite_revision=overwrite_revision, **kwargs)

    def own_files(self):
        """The files that this page shows, or showed in any draft or earlier version."""
        keys = set(self.revisions.values_list("content__asset", flat=True))
        keys.update(ImagePage.objects.filter(pk=self.pk).values_list("asset", flat=True))
        for pair in self.asset_versions.values_list("asset", "successor"):
            keys.update(pair)
        return ImageAsset.objects.filter(pk__in=keys - {None})

    def look_alikes(self):
        """Other pages whose picture is this one or looks nearly the same."""
        if not self.asset:
            return ImagePage.objects.none()
        alike = [self.asset.pk, *self.asset.look_alikes()]
        pages = ImagePage.objects.filter(asset__in=alike).exclude(pk=self.pk)
        return pages.select_related("asset").order_by("-live", "pk")

    @property
    def name_parts(self) -> str:
        """The parts of identifiers and file name: PostgreSQL takes “lunar-4711” for a word and a number below zero."""
        return NO_PART.sub(" ", " ".join([self.identifier, self.file_name, *self.other_names]))

    @property
    def other_names(self) -> list[str]:
        """Its aliases (Wagtail has another use for that word): what it was called elsewhere, and where it was, as the editors arranged it."""
        return [row.name for row in self.known_as.all()]

    @property
    def file_name(self) -> str:
        return self.asset.title if self.asset else ""

    @cached_property
    def release(self) -> Release | None:
        """The release that visitors see, if there is one."""
        if "entry" in self._state.fields_cache:
            return getattr(self, "entry", None) and self.entry.release
        if hasattr(self, "release_key"):
            if self.release_key is None:
                return None
            return Release(
                pk=self.release_key,
                page_id=self.pk,
                identifier=self.identifier,
                asset_hash=self.asset_hash,
                packet_hash=self.released_packet_hash,
                manifest=self.manifest,
                tiles=self.tiles,
                state=Release.State.PUBLIC,
            )
        found = public_release_of(self.pk or 0)
        return found[0] if found else None

    @cached_property
    def is_visible(self) -> bool:
        return self.live and self.release is not None

    @property
    def offers_original(self) -> bool:
        """Whether re-users may have the pixels as they came in, where that is without loss."""
        return bool(self.licence) and self.licence.may_use == Licence.Answer.YES

    @property
    def packet_hash(self) -> str:
        return packet_hash(self)

    @property
    def is_ready_for_release(self) -> bool:
        """Whether everything is there that a public file must carry."""
        return bool(
            self.asset
            and self.asset.sha256
            and source_of(self).is_whole
            and self.credit
            and self.licence_id
        )

    @property
    def last_change(self):
        """When the words, the picture or the licence of the live page last changed."""
        moments = [self.last_published_at, self.asset.changed_at, self.licence.changed_at]
        return max(moment for moment in moments if moment)

    @property
    def summary(self) -> str:
        """The caption without markup, for cards and search results."""
        return " ".join(plain(self.caption).split()) or self.long_description

    def corrections_newest_first(self) -> list:
        """The notes on what was put right; sorted here, so that a preview shows unsaved ones."""
        notes = enumerate(self.corrections.all())
        return [note for _, note in sorted(notes, key=lambda n: (n[1].made_on, n[0]), reverse=True)]

    @property
    def taken_in_words(self) -> str:
        return date_in_words(self.taken_on)

    @property
    def shown_date(self):
        """The date visitors see beside the picture."""
        if self.published_on:
            return self.published_on
        return self.first_published_at or timezone.now()

    def route(self, request, path_components):
        is_away = not self.live and not path_components
        if is_away and (withdrawal := self.withdrawals.standing().first()):
            return RouteResult(self, kwargs={"withdrawal": withdrawal})
        if self.live and not path_components and not self.is_visible:
            raise Http404("The files of this image are not released.")
        return super().route(request, path_components)

    def serve(self, request, *args, withdrawal=None, **kwargs):
        if withdrawal:
            return show_withdrawn(request, withdrawal)
        return super().serve(request, *args, **kwargs)

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context.update(galleries=self.galleries(), corrections=self.corrections_newest_first())
        return context

    def galleries(self) -> list[SubjectedPage]:
        """The galleries in which visitors meet the picture, by title."""
        if not self.pk:  # the preview of a page that was never saved
            return []
        return [item.gallery for item in items_of(self.pk) if item.gallery.is_visible]


@prepared
def items_of(picture: int):
    """Its places in galleries, by their titles."""
    items = ImagePage._meta.get_field("gallery_items").related_model.objects
    return items.filter(image=picture).select_related("gallery").order_by("gallery__title")


@prepared
def public_release_of(page: int):
    return Release.objects.filter(entry__page=page).select_related("entry__licence").order_by()
