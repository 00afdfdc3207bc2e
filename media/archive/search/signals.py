"""What changes a document beside the catalogue: pages of other types, and the names of subjects."""

from django.db import transaction
from django.db.models import Q
from django.db.models.signals import post_delete, post_save, pre_delete
from django.dispatch import receiver
from django_tasks import task
from wagtail.models import Page
from wagtail.signals import page_published, page_unpublished

from media.archive.search.documents import Document, keep_documents, remove_documents
from media.pages.subjects import PageSubject, Subject, SubjectName
from media.pictures.images import ImagePage

# Of a subject with more pages the worker writes the documents anew.
AT_ONCE = 100


@receiver(page_published)
def find_published_page(sender, instance, **kwargs):
    if not isinstance(instance, ImagePage):  # the catalogue takes care of these
        keep_documents([instance.pk])


@receiver(page_unpublished)
def find_unpublished_page_no_more(sender, instance, **kwargs):
    remove_documents([instance.pk])


@receiver(pre_delete, sender=Page)
def find_deleted_page_no_more(sender, instance, **kwargs):
    if Document.objects.filter(page=instance.pk).exists():
        remove_documents([instance.pk])


@receiver(post_save, sender=Subject)
@receiver(post_save, sender=SubjectName)
@receiver(post_delete, sender=SubjectName)
def follow_names(sender, instance, raw=False, **kwargs):
    """Let pages about a subject be found by its names of today."""
    subject = instance.subject_id if sender is SubjectName else instance.pk
    if raw or not (keys := about(subject)):
        return
    if len(keys) <= AT_ONCE:
        keep_documents(keys)
    else:
        transaction.on_commit(lambda: follow_names_of.enqueue(subject))


@task()
def follow_names_of(subject: int) -> None:
    """The same for a subject that many pages are about."""
    keep_documents(about(subject))


def about(subject: int) -> list[int]:
    """The keys of the pages about a subject, about the whole that it was merged into, or any part of it."""
    into = Subject.objects.filter(pk=subject).values_list("merged_into", flat=True).first()
    same = Q(tag=into or subject) | Q(tag__merged_into=into or subject)
    rows = PageSubject.objects.filter(same, content_object__document__isnull=False)
    return list(rows.values_list("content_object", flat=True).distinct())
