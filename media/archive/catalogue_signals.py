"""What changes the catalogue beside a release: every way in which a page or a subject is saved."""

from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.functions import Concat, Substr
from django.db.models.signals import post_delete, post_save, pre_delete
from django.dispatch import receiver
from wagtail.models import Page
from wagtail.signals import page_slug_changed, post_page_move

from media.archive.catalogue import Entry, EntrySubject, FacetCount
from media.archive.keeping import COLUMNS, NEEDED, keep, recount, remove
from media.pages.subjects import PageSubject, Subject
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


@receiver(page_slug_changed)
def follow_new_slug(sender, instance, instance_before, **kwargs):
    follow_new_address(instance_before.url_path, instance)


@receiver(post_page_move)
def follow_moved_page(sender, instance, url_path_before, url_path_after, **kwargs):
    follow_new_address(url_path_before, Page.objects.get(pk=instance.pk))


def follow_new_address(before: str, page: Page) -> None:
    """Let the pictures at and below `page`, which was at `before`, have their addresses of today."""
    below = Entry.objects.filter(url_path__startswith=before).exclude(page=page.pk)
    rest = Substr("url_path", len(before) + 1)
    below.update(url_path=Concat(Value(page.url_path), rest))
    keep(Entry.objects.filter(page=page.pk).values_list("page", flat=True))


@receiver(post_save, sender=Subject)
def follow_merged_subject(sender, instance, raw, created, **kwargs):
    """Let the pictures about a subject, and about what was merged into it, count as about the whole."""
    if raw or created:
        return
    whole = instance.merged_into_id or instance.pk
    known = EntrySubject.objects.filter(entry__page=OuterRef("content_object"), subject=whole)
    told = PageSubject.objects.filter(Q(tag=instance) | Q(tag__merged_into=whole), ~Exists(known))
    pictures = told.filter(content_object__imagepage__entry__isnull=False)
    keep(pictures.values_list("content_object", flat=True))


@receiver(post_delete, sender=Subject)
def forget_deleted_subject(sender, instance, **kwargs):
    FacetCount.objects.filter(facet="subject", value=str(instance.pk)).delete()


@receiver(post_delete, sender=Licence)
def count_without_deleted_licence(sender, instance, **kwargs):
    recount()
