"""What happens to files and subjects when Wagtail says that a page went live or away."""

from django.db import transaction
from django.db.models.signals import post_delete
from django.dispatch import receiver
from wagtail.signals import page_published, page_unpublished, pre_page_move

from media.pages.subjected import SubjectPresenter, check_place
from media.pages.subjects import Subject
from media.pictures.images import ImagePage
from media.release.closing import close_page, withdraw_deleted_pages, withdraw_page
from media.release.waking import look_for_releases
from media.release.withdrawing import end_withdrawal


@receiver(page_published)
def wake_the_releaser(sender, instance, **kwargs):
    if isinstance(instance, ImagePage):
        transaction.on_commit(look_for_releases.enqueue)


@receiver(page_published)
def let_page_present_its_subject(sender, instance, **kwargs):
    if isinstance(instance, SubjectPresenter):
        Subject.objects.filter(page=instance.page_ptr).exclude(pk=instance.presents_id).update(
            page=None
        )
        Subject.objects.filter(pk=instance.presents_id, page=None).update(page=instance.page_ptr)


@receiver(pre_page_move)
def refuse_place_below_what_is_not_live(sender, instance, parent_page_after, **kwargs):
    # Wagtail moves a bare Page: no method of ours is asked.
    if instance.live:
        check_place(parent_page_after)


@receiver(page_unpublished)
def withdraw_files_at_once(sender, instance, **kwargs):
    if isinstance(instance, ImagePage):
        close_page(instance.pk)
        transaction.on_commit(lambda: withdraw_page(instance.pk), robust=True)
        instance.press_links.all().revoke()


@receiver(page_unpublished)
def take_descendants_along(sender, instance, **kwargs):
    """What lies below a page that is no longer there must not stay reachable."""
    for page in instance.get_descendants().live().specific():
        page.unpublish()


@receiver(post_delete, sender=ImagePage)
def withdraw_files_of_deleted_page(sender, instance, **kwargs):
    # The release keeps its row until its files are gone: the worker finds what this cannot do.
    transaction.on_commit(withdraw_deleted_pages, robust=True)


@receiver(page_published)
def end_withdrawal_of_published_page(sender, instance, **kwargs):
    # Wagtail sends this for a page that is only scheduled, too.
    if isinstance(instance, ImagePage) and instance.live:
        end_withdrawal(instance)
