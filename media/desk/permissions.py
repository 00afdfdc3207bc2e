"""Who may do what at the desk: every rule by its name, and the pages for which it holds."""

from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from media.archive.galleries import GalleryPage
from media.archive.index import ImageIndexPage
from media.pages.drafts import lock_on
from media.pictures.images import ImagePage


class ForEditors:
    """A listing of the admin, for whom `may_use_desk` lets in."""

    permission_policy = page_permission_policy
    permission_required = "change"


# --- Without a page at hand -------------------------------------------------------------------


def may_use_desk(user) -> bool:
    """Whether somebody may change any page at all: what the desk lists is theirs to look after."""
    return page_permission_policy.user_has_permission(user, ForEditors.permission_required)


def may_choose(user) -> bool:
    """Whether somebody has to do with any page: a picture is chosen for a page."""
    return page_permission_policy.user_has_any_permission(user, {"add", "change", "publish"})


def pictures_of(user):
    """The image pages that `user` may change."""
    return changeable(ImagePage, user)


def galleries_of(user):
    """The galleries that `user` may change, by title."""
    return changeable(GalleryPage, user).order_by("title")


def changeable_pages(user):
    """The pages of every type that `user` may change."""
    return page_permission_policy.instances_user_has_permission_for(user, "change")


def changeable(model: type[Page], user):
    return model.objects.filter(pk__in=changeable_pages(user).values("pk"))


def archive_for(user) -> ImageIndexPage | None:
    """The first archive below which `user` may add pictures."""
    archives = ImageIndexPage.objects.all()
    return next((archive for archive in archives if may_upload(user, archive)), None)


# --- For one page -----------------------------------------------------------------------------


def may_edit(user, page: Page) -> bool:
    """Whether `user` may change the page, now or once nothing locks it."""
    return page.permissions_for_user(user).can_edit()


def may_replace(user, page: Page) -> bool:
    """Whether `user` may give a picture another file now."""
    return may_edit(user, page) and not lock_on(page, user)


def may_submit(user, page: Page) -> bool:
    """Whether `user` may hand the draft to those who approve it."""
    return page.permissions_for_user(user).can_submit_for_moderation()


def may_publish(user, page: Page) -> bool:
    """Whether `user` decides what visitors see of the page, and when."""
    return page.permissions_for_user(user).can_publish()


def may_unpublish(user, page: Page) -> bool:
    """Whether there is something to take from the public, and `user` may do it now."""
    return page.permissions_for_user(user).can_unpublish()


def may_withdraw(user, page: Page) -> bool:
    """Whether `user` may publish here; a lock on the words keeps no picture before the public."""
    return may_publish(user, page)


def may_give_to_press(user, page: Page) -> bool:
    """Whether `user` may publish here: who may not release a picture gives it to nobody outside."""
    return may_publish(user, page)


def may_upload(user, archive: ImageIndexPage) -> bool:
    """Whether `user` may add image pages below the archive."""
    return archive.permissions_for_user(user).can_add_subpage()
