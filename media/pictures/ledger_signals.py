"""What changes a description's row: every way in which a page, a file or an approval is saved."""

from django.db.models.signals import post_save, pre_save
from django.dispatch import receiver
from wagtail.models import Page, TaskState

from media.descriptions.approvals import (
    DescriptionApproval,
    DescriptionApprovalTask,
    approve,
    is_described,
)
from media.pictures.assets import ImageAsset
from media.pictures.images import ImagePage
from media.pictures.ledger import refresh, refresh_for_file


@receiver(post_save, sender=ImagePage)
def follow_saved_image(sender, instance, raw, update_fields, **kwargs):
    if not raw:
        refresh(instance if update_fields is None else ImagePage.objects.get(pk=instance.pk))


@receiver(post_save, sender=Page)
def follow_image_saved_as_page(sender, instance, raw, **kwargs):
    if (
        not raw
        and is_described(instance)
        and (page := ImagePage.objects.filter(pk=instance.pk).first())
    ):
        refresh(page)


@receiver(post_save, sender=ImageAsset)
def follow_replaced_file(sender, instance, raw, created, **kwargs):
    if not raw and not created:
        refresh_for_file(instance)


@receiver(post_save, sender=DescriptionApproval)
def follow_approval(sender, instance, raw, **kwargs):
    if not raw and instance.page_id:
        refresh(instance.page)


@receiver(pre_save, sender=TaskState)
def record_approval(sender, instance, raw, **kwargs):
    """An approved task of ours leaves a record, or is refused, whoever saves it and how."""
    if raw or instance.status != TaskState.STATUS_APPROVED:
        return
    if not isinstance(instance.task.specific, DescriptionApprovalTask):
        return
    if TaskState.objects.filter(pk=instance.pk, status=TaskState.STATUS_APPROVED).exists():
        return
    page = instance.revision.content_object
    if is_described(page):
        approve(page, instance.finished_by, instance.comment)
