"""What every page type of the portal shares: subjects, a visible state, a lead image, a card."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.functional import cached_property
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.models import get_all_child_relations
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.forms.pages import CopyForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page, PageManager, PageViewRestriction
from wagtail.query import PageQuerySet
from wagtail.search import index

from media.descriptions.text_fields import ProseField, changed_characters, gated
from media.pages.draft_references import references_in
from media.pages.prepared import prepared
from media.pages.reserved_slugs import reserved_slugs
from media.pages.sight import unseen_by
from media.pages.subjects import PageSubject, Subject, SubjectName, current_language


class SubjectedPageQuerySet(PageQuerySet):
    """Words that hold for pages of every type."""

    def visible(self):
        """Those that visitors may see (`media.pages.visibility`)."""
        return self.filter(live=True, **self.model.visible_with)

    def listed_below(self, page: Page):
        """Those that stand directly below `page`; none while it is new and nowhere itself."""
        return self.child_of(page) if page.path else self.none()

    def about(self, *subjects: Subject):
        """Pages about any of `subjects`, or about one that was merged into them."""
        wanted = [subject.pk for subject in subjects]
        return self.filter(
            Q(page_subjects__tag__in=wanted) | Q(page_subjects__tag__merged_into__in=wanted)
        ).distinct()


SubjectedPageManager = PageManager.from_queryset(SubjectedPageQuerySet)


IN_THE_HEADER = "Only for pages right below the home page: lists them in the site's header."


def check_address(slug: str, parent: Page | None) -> dict[str, str]:
    """What is wrong with a slug below `parent`, as {field: sentence}.

    Pages right below the home page (depth 2) share its level with the site's own addresses.
    """
    if parent and parent.depth == 2 and slug in reserved_slugs():
        return {"slug": f"“{slug}” is an address of the site itself. Choose another slug."}
    return {}


def check_place(parent: Page | None) -> None:
    """Raises ValidationError where no page can be live: below one that is not."""
    if parent and not parent.live:
        raise ValidationError(
            f"The page above it, “{parent.get_admin_display_title()}”, is not published. Publish that "
            "first, or set a moment for this one: then it waits.",
            code="parent_not_live",
        )


UNSEEN = (
    "This page would name a picture that is not released and that you may not edit. "
    "Choose another one, or ask the editors of the archive."
)


# Of what people write, that which stands in Wagtail's own fields; none has several lines.
WRITTEN_FIELDS_OF_WAGTAIL = ("title", "seo_title", "search_description")


class SubjectedPageForm(WagtailAdminPageForm):
    """The editing form of every page type."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("go_live_at", "expire_at"):
            if name in self.fields:
                zone = timezone.get_current_timezone_name()
                self.fields[name].help_text = f"Times are in {zone}, the time zone of your account."

    def clean_title(self):
        return gated(self.cleaned_data["title"], is_line=True).text

    def clean_seo_title(self):
        return gated(self.cleaned_data["seo_title"], is_line=True).text

    def clean_search_description(self):
        return gated(self.cleaned_data["search_description"], is_line=True).text

    def clean(self):
        cleaned = super().clean()
        self.instance.changed_characters = changed_characters(self)
        for field, sentence in check_address(cleaned.get("slug", ""), self.parent_page).items():
            self.add_error(field, sentence)
        if self.names_what_is_unseen(cleaned):
            self.add_error(None, UNSEEN)
        if self.data.get("action-publish") and not self.is_scheduling(cleaned):
            try:
                check_place(self.parent_page)
            except ValidationError as error:
                self.add_error(None, error)
        return cleaned

    def is_scheduling(self, cleaned: dict) -> bool:
        """Whether *Publish* would only set a moment."""
        moment = cleaned.get("go_live_at")
        return bool(moment) and moment > timezone.now()

    def names_what_is_unseen(self, cleaned: dict) -> bool:
        """Whether the page would name a picture that the person may not see, and did not before.

        No chooser offers one. By naming it in a page of their own they would come to see it.
        """
        named = {key for key, _field in references_in(type(self.instance), self.content(cleaned))}
        if self.for_user is None or not named:
            return False
        unseen = set(unseen_by(self.for_user).filter(pk__in=named).values_list("pk", flat=True))
        if not unseen or not self.instance.pk:
            return bool(unseen)
        row = Page.objects.get(pk=self.instance.pk).specific
        before = references_in(type(row), row.serializable_data())
        return bool(unseen - {key for key, _field in before})

    def content(self, cleaned: dict) -> dict:
        """What was typed, in the form in which a version keeps it, with the rows that belong to it."""
        typed = {name: getattr(value, "pk", value) for name, value in cleaned.items()}
        for relation in get_all_child_relations(type(self.instance)):
            name = relation.get_accessor_name()
            forms = self.formsets[name].forms if name in self.formsets else []
            rows = [form.cleaned_data for form in forms if form.is_valid()]
            typed[name] = [
                {key: getattr(value, "pk", value) for key, value in row.items()}
                for row in rows
                if not row.get("DELETE")
            ]
        return typed

    @transaction.atomic
    def save(self, commit=True):
        """Write the row of a page that is not live; a live page keeps its row until publication.

        Wagtail judges that by the page as it was when the request began. An autosave that was
        still on its way while somebody published would set the page back to a draft.
        """
        if self.for_user is not None:
            Subject.objects.propose(self.cleaned_data.get("subjects") or (), self.for_user)
        # Locked by its key and judged afterwards: what another publishes meanwhile is waited for.
        row = Page.objects.select_for_update().filter(pk=self.instance.pk).first()
        return super().save(commit=commit and not (row and row.live))


class DraftCopyForm(CopyForm):
    """Copies one page as a draft: its identifier or subject must differ before it goes live."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("copy_subpages", "publish_copies", "alias"):
            self.fields.pop(name, None)


class SubjectedPage(Page):
    """A page of any type; it can be about subjects and can be liked."""

    subjects = ClusterTaggableManager(
        through=PageSubject,
        blank=True,
        verbose_name="subjects",
        help_text="What this page is about: missions, targets, people, places, systems. "
        "Type to choose. A new word is proposed, or becomes a keyword if you may change the subjects.",
    )

    # Whether it has addresses of its own below it, which are no pages.
    answers_below = False
    # What a page of this type is asked with when it is shown, by `select_related`.
    shown_with: Sequence[str] = ()
    # The name by which visitors know this type, in the singular and as a key for filters.
    type_label = "Page"
    type_key = "page"
    card_template = "components/card.html"
    # What the template of its card may read, beside its address and its picture.
    card_shows: tuple[str, ...] = ("type_label", "title", "summary")
    summary = ""
    # Its picture as visitors may see it, where that was fetched.
    card_image = None
    # What its card shows beside the columns of `Page` (see `media.archive.cards`).
    card_fields: tuple[str, ...] = ()
    # What the gate of text changed in the form that was just sent, as sentences.
    changed_characters: Sequence[str] = ()
    # The rows below the page that its card reads.
    card_rows: tuple[str, ...] = ()
    # Whether it stands among related pages only as the page that presents what they are about.
    related_as_presented = False
    # What a page of this type must have, beside being live, to be seen: {path from its row: value}.
    visible_with: dict[str, object] = {}
    # A page presents what happens here; view restrictions would not cover its public files.
    private_page_options = []

    search_fields = Page.search_fields + [
        index.RelatedFields(
            "subjects", [index.SearchField("name"), index.AutocompleteField("name")]
        ),
        # For the admin's search; visitors' search knows aliases by itself.
        index.AutocompleteField("names_of_subjects"),
    ]
    promote_panels = [
        MultiFieldPanel(
            [
                FieldPanel("slug"),
                FieldPanel("seo_title"),
                FieldPanel("search_description"),
                FieldPanel("show_in_menus", heading="In the header", help_text=IN_THE_HEADER),
            ],
            heading="Address and search engines",
        )
    ]

    base_form_class = SubjectedPageForm
    copy_form_class = DraftCopyForm

    class Meta:
        abstract = True

    def full_clean(self, *args, **kwargs):
        for name in WRITTEN_FIELDS_OF_WAGTAIL:
            setattr(self, name, gated(getattr(self, name), is_line=True).text)
        super().full_clean(*args, **kwargs)

    def clean(self):
        super().clean()
        if not self.path:
            return
        parent = self.get_parent()
        if errors := check_address(self.slug, parent):
            raise ValidationError(errors)
        if self.live:
            check_place(parent)

    @classmethod
    def clean_parent_page_models(cls):
        """Nothing stands directly under the tree's root unless its type says so."""
        models_allowed = super().clean_parent_page_models()
        if getattr(cls, "parent_page_types", None) is not None:
            return models_allowed
        return [model for model in models_allowed if model is not Page]

    @property
    def kind_in_words(self) -> str:
        """What stands above its title in a list of pages of several types."""
        return self.type_label

    @property
    def names_of_subjects(self) -> str:
        """The further names of its subjects, in every language, as the index of the search has them."""
        names = SubjectName.objects.filter(subject__in=[one.pk for one in self.subjects.all()])
        return " ".join(names.values_list("name", flat=True))

    @cached_property
    def is_visible(self) -> bool:
        """Whether visitors may see this page: as `visible_with` says, without a query if it can."""
        return self.live

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        is_preview = getattr(request, "is_preview", False)
        context["subjects"] = self.public_subjects(of_draft=is_preview)
        return context

    def get_view_restrictions(self):
        """None: they are not offered, and looking for them costs two queries a page."""
        return PageViewRestriction.objects.none()

    def public_subjects(self, *, of_draft: bool = False) -> list[Subject]:
        """The subjects on this page's chips, each once, in the order of their labels.

        `of_draft` reads the page's own relation, so that a preview shows what is not saved yet.
        """
        if of_draft:
            keys = [row.tag_id for row in self.page_subjects.all()]
            named = Subject.objects.filter(pk__in=keys)
            wholes = named.annotate(whole=Coalesce("merged_into", "pk")).order_by()
        else:
            found = subjects_of(self.pk or 0, current_language())
            return sorted(found, key=lambda subject: subject.label.casefold())
        subjects = Subject.objects.public().filter(pk__in=wholes.values("whole"))
        found = subjects.with_labels().select_related("page")
        return sorted(found, key=lambda subject: subject.label.casefold())


@prepared
def subjects_of(page: int, language: str):
    """What a live page is about, a merged subject as the whole, with the labels in a language."""
    rows = PageSubject.objects.filter(content_object=page)
    wholes = rows.annotate(whole=Coalesce("tag__merged_into", "tag"))
    subjects = Subject.objects.public().filter(pk__in=wholes.values("whole"))
    return subjects.with_labels(language).select_related("page").order_by()


class IllustratedPage(SubjectedPage):
    """A page with a summary for its card and, if there is one, a lead image."""

    summary = ProseField(
        max_length=300,
        help_text="One or two sentences for cards and search results; 300 characters at most.",
    )
    lead_image = models.ForeignKey(
        "media.ImagePage",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="A released picture; the page is complete without one.",
    )

    card_fields = ("summary", "lead_image_id")
    search_fields = SubjectedPage.search_fields + [
        index.SearchField("summary", boost=2),
        index.AutocompleteField("summary"),
    ]

    class Meta:
        abstract = True

    @property
    def head_image(self):
        """The picture at the head of the page; one that visitors may not see is for previews."""
        return self.card_image or self.lead_image


class SubjectPresenter(models.Model):
    """A page that presents one subject: what is about the subject is shown on the page."""

    presents = models.ForeignKey(
        Subject,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name="presents the subject",
        help_text="Pictures, stories and galleries about this subject appear on this page. "
        "Choose it or create it here.",
    )

    class Meta:
        abstract = True

    @transaction.atomic
    def save(self, *args, **kwargs):
        fields = kwargs.get("update_fields")
        before = self.shown_title() if fields is None or "title" in fields else ""
        super().save(*args, **kwargs)
        if before and before != self.title and self.presents:
            self.presents.rename(before, self.title)

    @cached_property
    def subject_slug(self) -> str:
        """That of its subject, by which addresses name it; "" if it has none."""
        return self.presents.slug if self.presents else ""

    def shown_title(self) -> str:
        """The title under which visitors know the page; "" if they do not."""
        shown = Page.objects.filter(pk=self.pk, live=True) if self.live else Page.objects.none()
        return shown.values_list("title", flat=True).first() or ""

    def clean(self):
        super().clean()
        subject = self.presents
        if subject and subject.merged_into_id:
            raise ValidationError(
                {
                    "presents": f"“{subject}” was merged into “{subject.merged_into}”: choose that one."
                }
            )
        if subject and subject.page_id and subject.page.translation_key != self.translation_key:
            raise ValidationError(
                {
                    "presents": f"The page “{subject.page}” presents this subject already. "
                    "Choose another or create one."
                }
            )
