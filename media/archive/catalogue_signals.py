"""What changes the catalogue beside a release: every way in which a page or a subject is saved."""

from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Concat, Substr
from django.db.models.signals import post_delete, post_save, pre_delete
from django.dispatch import receiver
from wagtail.models import Page
from wagtail.signals import post_page_move

from media.archive.catalogue import Entry, EntrySubject, FacetCount
from media.archive.changes import Change, note_changes
from media.archive.keeping import COLUMNS, NEEDED, keep, recount, remove
from media.pages.subjects import PageSubject, Subject, SubjectName
from media.pictures.images import ImagePage, image_saved
from media.pictures.licences import Licence

# A save of nothing but other columns changes nothing here: that of a draft, for one.
FOLLOWED = {"live", "licence", "published_on", "first_published_at", *NEEDED, *COLUMNS}


@receiver(image_saved)
def follow_saved_image(sender, image, update_fields, **kwargs):
    if update_fields is not None and not FOLLOWED & set(update_fields):
        return
    if image.live or Entry.objects.filter(page=image.pk).exists():
        keep([image.pk])


@receiver(pre_delete, sender=ImagePage)
def remove_deleted_image(sender, instance, **kwargs):
    remove(Entry.objects.filter(page=instance.pk))


@receiver(post_save)
def follow_new_slug(sender, instance, raw, **kwargs):
    if raw or not isinstance(instance, Page) or not instance.numchild:
        return
    # Wagtail renames what stands below after this signal: one of them says what it was called.
    below = Entry.objects.filter(page__path__startswith=instance.path).exclude(page=instance.pk)
    found = below.values_list("url_path", flat=True)[:1]
    if found and not found[0].startswith(instance.url_path):
        before = "/".join(found[0].split("/")[: instance.depth])
        follow_new_address(f"{before}/", instance)


@receiver(post_page_move)
def follow_moved_page(sender, instance, url_path_before, **kwargs):
    page = Page.objects.get(pk=instance.pk)
    follow_new_address(url_path_before, page)
    keep(Entry.objects.filter(page=page.pk).values_list("page", flat=True))


def follow_new_address(before: str, page: Page) -> None:
    """Let the pictures below `page`, which was at `before`, have their addresses of today."""
    below = Entry.objects.filter(page__path__startswith=page.path).exclude(page=page.pk)
    rest = Substr("url_path", len(before) + 1)
    below.update(url_path=Concat(Value(page.url_path), rest))
    note_updated(below)


def note_updated(entries: QuerySet) -> None:
    """Let mirrors ask anew about these: what their rows repeat is the same, what stands beside it is not."""
    identifiers = entries.order_by("position").values_list("identifier", flat=True)
    note_changes((identifier, Change.Kind.UPDATED) for identifier in identifiers)


@receiver(post_save, sender=Subject)
def follow_merged_subject(sender, instance, raw, created, **kwargs):
    """Let the pictures about a subject, and about what was merged into it, count as about the whole."""
    if raw or created:
        return
    whole = instance.merged_into_id or instance.pk
    parts = Q(merged_into=whole) | Q(pk=instance.pk)
    subjects = list(Subject.objects.filter(parts).values_list("pk", flat=True))
    known = EntrySubject.objects.filter(entry__page=OuterRef("content_object"), subject=whole)
    told = PageSubject.objects.filter(~Exists(known), tag__in=subjects)
    pictures = told.filter(content_object__imagepage__entry__isnull=False)
    parted = EntrySubject.objects.filter(subject__in={*subjects} - {whole})
    keep(
        {
            *pictures.values_list("content_object", flat=True),
            *parted.values_list("entry__page", flat=True),
        }
    )
    note_updated(Entry.objects.filter(about__subject=whole))


@receiver([post_save, post_delete], sender=SubjectName)
def note_renamed_subject(sender, instance, **kwargs):
    subjects = Subject.objects.meant_by(Q(pk=instance.subject_id))
    note_updated(Entry.objects.filter(about__subject__in=subjects.values("pk")))


@receiver(post_save, sender=Licence)
def note_changed_licence(sender, instance, raw, created, **kwargs):
    if not raw and not created:
        note_updated(Entry.objects.filter(licence=instance))


@receiver(post_delete, sender=Subject)
def forget_deleted_subject(sender, instance, **kwargs):
    FacetCount.objects.filter(facet="subject", value=str(instance.pk)).delete()


@receiver(post_delete, sender=Licence)
def count_without_deleted_licence(sender, instance, **kwargs):
    recount()
