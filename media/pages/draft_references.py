"""Which pages the drafts name: looked up by key, where Wagtail's own index knows published rows only."""

from collections.abc import Iterator

from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.signals import post_save
from django.dispatch import receiver
from modelcluster.models import get_all_child_relations
from wagtail.models import Page, Revision

from media.pages.keys import key_in


class DraftReferenceQuerySet(models.QuerySet):
    def waiting(self):
        """Those of versions that visitors may come to see: drafts of now, and what is scheduled."""
        return self.filter(
            Q(page__has_unpublished_changes=True, page__latest_revision=F("revision"))
            | Q(revision__approved_go_live_at__isnull=False)
        )


class DraftReference(models.Model):
    """That one version of a page names another page, in one of its fields.

    An extract of the version, written whenever that is saved; it can be made anew at any time.
    """

    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="+")
    # Whose version it is.
    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+")
    # The key of the other page; a draft may go on naming one that was deleted.
    named = models.IntegerField(db_index=True)
    field = models.CharField(max_length=255)

    objects = DraftReferenceQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["revision", "named", "field"], name="draft_reference_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.page} names {self.named} ({self.field})"


@receiver(post_save, sender=Revision)
def note_references(sender, instance: Revision, raw: bool = False, **kwargs) -> None:
    """Write what a version names in place of what it named, and of what earlier drafts did."""
    model = instance.content_type.model_class()
    if raw or model is None or not issubclass(model, Page):
        return
    page_pk = int(instance.object_id)
    earlier = Q(page=page_pk, revision__lt=instance.pk, revision__approved_go_live_at=None)
    with transaction.atomic():
        DraftReference.objects.filter(Q(revision=instance) | earlier).delete()
        DraftReference.objects.bulk_create(
            DraftReference(revision=instance, page_id=page_pk, named=named, field=field)
            for named, field in references_of(instance)
        )


def waiting_versions():
    """The latest drafts, and what is scheduled."""
    drafts = Page.objects.filter(has_unpublished_changes=True).values("latest_revision")
    waiting = Revision.page_revisions.filter(
        Q(pk__in=drafts) | Q(approved_go_live_at__isnull=False)
    )
    return waiting.select_related("content_type").order_by("pk")


def note_anew(revision: Revision) -> str:
    """Make the rows of one version right; a sentence if they were not."""
    rows = DraftReference.objects.filter(revision=revision)
    if set(rows.values_list("named", "field")) == references_of(revision):
        return ""
    note_references(Revision, revision)
    return f"Noted anew what the draft of “{revision.object_str}” names."


def note_all_references() -> Iterator[str]:
    """Make the rows of every waiting version right; a sentence for each that was not."""
    yield from filter(None, map(note_anew, waiting_versions().iterator(chunk_size=100)))


def references_of(revision: Revision) -> set[tuple[int, str]]:
    """What a version names: the key of each other page, with the field in which it stands."""
    model = revision.content_type.model_class()
    own = int(revision.object_id)
    return {(key, field) for key, field in references_in(model, revision.content) if key != own}


def references_in(model: type[models.Model], content: dict) -> Iterator[tuple[int, str]]:
    """The same of one row as a version keeps it, with the rows that belong to it."""
    for column in model._meta.concrete_fields:
        value, label = content.get(column.name), str(column.verbose_name).capitalize()
        if not value:
            continue
        if column.many_to_one and issubclass(column.related_model, Page):
            yield value, label
        elif hasattr(column, "extract_references"):
            for named, key, *_paths in column.extract_references(column.to_python(value)):
                if issubclass(named, Page) and (found := key_in(key)) is not None:
                    yield found, label
    for relation in get_all_child_relations(model):
        for row in content.get(relation.get_accessor_name()) or []:
            yield from references_in(relation.related_model, row)
