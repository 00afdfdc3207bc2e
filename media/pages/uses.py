"""Where a picture is used: the pages that show it or link to it, live or in a draft."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, Q, TextField
from django.db.models.functions import Cast
from modelcluster.models import get_all_child_relations
from wagtail.models import Page, ReferenceIndex, Revision


@dataclass
class Use:
    """One page that uses a picture, and in which of its fields."""

    page: Page
    # What visitors see, or would see if the page were live.
    fields: list[str] = field(default_factory=list)
    # What stands only in a draft or a scheduled revision of a live page.
    drafted: list[str] = field(default_factory=list)

    @property
    def is_shown(self) -> bool:
        """Whether visitors meet the picture there now."""
        return self.page.live and bool(self.fields)

    @property
    def in_words(self) -> str:
        return ", ".join(dict.fromkeys(self.fields or self.drafted))


def uses_of(image: Page) -> list[Use]:
    """Every page that names `image`, those that visitors see first, then by title."""
    found: dict[int, Use] = {}
    page_type = ContentType.objects.get_for_model(Page)
    references = ReferenceIndex.get_references_to(image).filter(base_content_type=page_type)
    named: dict[int, list[str]] = {}
    for reference in references.exclude(object_id=str(image.pk)):
        named.setdefault(int(reference.object_id), []).append(reference.describe_source_field())
    for page in Page.objects.filter(pk__in=named).select_related("content_type"):
        found[page.pk] = Use(page, fields=named[page.pk])
    for draft in drafts_that_may_name(image):
        if labels := list(labels_naming(draft, image)):
            found.setdefault(draft.pk, Use(draft)).drafted += labels
    return sorted(found.values(), key=lambda use: (not use.is_shown, use.page.title.casefold()))


def drafts_that_may_name(image: Page) -> Iterator[Page]:
    """Unpublished states of live pages in which the picture's key stands somewhere.

    Wagtail's index of references knows the rows of pages, and so the drafts of pages that are not
    live: their form saves the row.
    """
    waiting = Page.objects.live().filter(has_unpublished_changes=True).exclude(pk=image.pk)
    revisions = Revision.page_revisions.filter(
        Q(pk__in=waiting.values("latest_revision")) | Q(approved_go_live_at__isnull=False)
    ).annotate(text=Cast("content", TextField()))
    for revision in revisions.filter(text__contains=str(image.pk)):
        page = revision.as_object()
        if page.pk != image.pk:
            yield page


def labels_naming(item: Model, image: Page) -> Iterator[str]:
    """The names of the fields of `item`, and of the rows that belong to it, that name `image`."""
    for column in item._meta.concrete_fields:
        if column.many_to_one and issubclass(column.related_model, Page):
            if getattr(item, column.attname) == image.pk and not column.remote_field.parent_link:
                yield str(column.verbose_name).capitalize()
        elif hasattr(column, "extract_references"):
            value = column.value_from_object(item)
            for model, key, _model_path, _content_path in column.extract_references(value):
                if issubclass(model, Page) and str(key) == str(image.pk):
                    yield str(column.verbose_name).capitalize()
    for relation in get_all_child_relations(item):
        rows = getattr(item, relation.get_accessor_name()).all()
        own = relation.field.attname
        for row in rows:
            if getattr(row, own) != image.pk:
                yield from labels_naming(row, image)
