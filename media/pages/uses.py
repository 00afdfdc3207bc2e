"""Where a picture is used: the pages that show it or link to it, live or in a draft."""

from dataclasses import dataclass, field

from django.contrib.contenttypes.models import ContentType
from django.db.models import BigIntegerField
from django.db.models.functions import Cast
from wagtail.models import Page, ReferenceIndex

from media.pages.draft_references import DraftReference


@dataclass
class Use:
    """One page that uses a picture, and in which of its fields."""

    page: Page
    # What visitors see, or would see if the page were live.
    fields: list[str] = field(default_factory=list)
    # What stands in a draft or a scheduled version.
    drafted: list[str] = field(default_factory=list)

    @property
    def is_shown(self) -> bool:
        """Whether visitors meet the picture there now."""
        return self.page.live and bool(self.fields)

    @property
    def fields_in_words(self) -> str:
        return ", ".join(dict.fromkeys(self.fields or self.drafted))


def showing(image: Page):
    """The keys of the pages whose rows name `image`, as a query; itself left out."""
    page_type = ContentType.objects.get_for_model(Page)
    references = ReferenceIndex.get_references_to(image).filter(base_content_type=page_type)
    keys = references.exclude(object_id=str(image.pk)).annotate(
        key=Cast("object_id", BigIntegerField())
    )
    return keys.values("key")


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
    waiting = DraftReference.objects.waiting().filter(named=image.pk).order_by("pk")
    for draft in waiting.select_related("page__content_type"):
        found.setdefault(draft.page_id, Use(draft.page)).drafted.append(draft.field)
    return sorted(found.values(), key=lambda use: (not use.is_shown, use.page.title.casefold()))
