"""What is mended in every form of Wagtail's: fields without a name, calendars that lie on buttons."""

from django.forms import Script
from django.templatetags.static import static
from django.utils.html import format_html
from wagtail import hooks


@hooks.register("insert_global_admin_js")
def name_the_fields() -> str:
    return Script("media/admin/js/names.js", type="module").__html__()


@hooks.register("insert_global_admin_js")
def make_room_for_calendars() -> str:
    return Script("media/admin/js/dates.js", type="module").__html__()


@hooks.register("insert_global_admin_css")
def room_for_calendars() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("media/admin/css/dates.css"))
