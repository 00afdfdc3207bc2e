"""The ways to the archive in the admin: the menu “Pictures”, and buttons in the archive's header."""

from django.urls import reverse
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from media.archive.index import ImageIndexPage
from media.desk.permissions import archive_for, may_choose, may_upload

# What the menu “Pictures” holds: functions that register a MenuItem under this name.
PICTURES_MENU = "register_pictures_menu_item"


class ArchiveMenuItem(MenuItem):
    """Leads to all pictures, once there is an archive, for those who may choose them."""

    def is_shown(self, request) -> bool:
        return may_choose(request.user) and ImageIndexPage.objects.exists()


class UploadMenuItem(MenuItem):
    """Leads to the upload, for those who may add pictures."""

    def is_shown(self, request) -> bool:
        return archive_for(request.user) is not None


@hooks.register("register_admin_menu_item")
def pictures_menu() -> SubmenuMenuItem:
    return SubmenuMenuItem(
        "Pictures",
        Menu(register_hook_name=PICTURES_MENU),
        name="archive",
        icon_name="image",
        order=150,
    )


@hooks.register(PICTURES_MENU)
def archive_item() -> ArchiveMenuItem:
    return ArchiveMenuItem("All pictures", reverse("image_archive"), icon_name="image", order=100)


@hooks.register(PICTURES_MENU)
def upload_item() -> UploadMenuItem:
    return UploadMenuItem(
        "Upload pictures", reverse("upload_pictures"), icon_name="upload", order=200
    )


@hooks.register("register_page_header_buttons")
def upload_button(page: Page, user, view_name: str, next_url: str | None = None):
    """The button in the header of the archive's listing and form."""
    if isinstance(page, ImageIndexPage) and may_upload(user, page):
        yield Button(
            "Upload pictures", url=reverse("upload_pictures"), icon_name="upload", priority=5
        )
