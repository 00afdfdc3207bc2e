"""Agreements that end: how the desk is warned thirty days ahead."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.utils import timezone
from wagtail.models import GroupPagePermission

from media.models import ImageIndexPage
from tests.factories import make_image
from tests.quick_releases import make_shown_image, small_asset

pytestmark = pytest.mark.django_db

REPORT = "/admin/agreements/"


def in_days(days: int):
    return timezone.localdate() + timedelta(days=days)


@pytest.fixture
def pictures(site):
    """{name: page}, by when the agreement to show each ends."""
    ends = {"Today": 0, "Tomorrow": 1, "Last": 30, "Later": 31}
    shown = {name: make_shown_image(name, use_until=in_days(days)) for name, days in ends.items()}
    make_shown_image("Endless")
    make_image("Draft", publish=False, asset=small_asset(), use_until=in_days(3))
    return shown


def test_the_report_names_what_ends_within_thirty_days_the_next_first(pictures, admin):
    said = admin.get(REPORT).content.decode()
    places = [said.index(f">{name}</a>") for name in ("Today", "Tomorrow", "Last")]
    assert places == sorted(places)
    for name in ("Later", "Endless", "Draft"):
        assert f">{name}</a>" not in said
    for words in ("today is the last day", "tomorrow is the last day", "30 days"):
        assert words in said
    assert f"{in_days(30):%-d %B %Y}" in said
    assert f'href="/admin/pages/{pictures["Last"].pk}/edit/"' in said


def test_the_home_of_the_admin_says_how_many(pictures, admin):
    home = admin.get("/admin/").content.decode()
    assert "3 agreements end within 30 days" in home
    assert f'href="{REPORT}"' in home
    for name in ("Today", "Last"):
        pictures[name].unpublish()
    assert "1 agreement ends within 30 days" in admin.get("/admin/").content.decode()
    pictures["Tomorrow"].unpublish()
    assert "within 30 days" not in admin.get("/admin/").content.decode()
    assert "No agreement ends within 30 days" in admin.get(REPORT).content.decode()


def test_the_desk_hears_only_of_what_it_may_change(pictures):
    group = Group.objects.create(name="Elsewhere")
    group.permissions.set(Group.objects.get(name="Editors").permissions.all())
    elsewhere = ImageIndexPage(title="Elsewhere", slug="elsewhere")
    ImageIndexPage.objects.get().get_parent().add_child(instance=elsewhere)
    change = GroupPagePermission.objects.filter(permission__codename="change_page").first()
    GroupPagePermission.objects.create(group=group, page=elsewhere, permission=change.permission)
    person = User.objects.create_user("person")
    person.groups.add(group)
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    assert ">Today</a>" not in client.get(REPORT).content.decode()
    assert "within 30 days</a>" not in client.get("/admin/").content.decode()
    nobody = Client().get(REPORT)
    assert nobody.status_code == 302


def test_the_report_asks_few_questions_however_much_ends(
    pictures, admin, django_assert_max_num_queries
):
    for number in range(20):
        make_shown_image(f"Soon {number}", use_until=in_days(5))
    admin.get(REPORT)  # makes the thumbnails, as no worker did
    with django_assert_max_num_queries(25):
        admin.get(REPORT)
