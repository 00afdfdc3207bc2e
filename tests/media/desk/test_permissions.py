"""Who may do what at the desk: a table of people and rules."""

import pytest
from django.contrib.auth.models import AnonymousUser, Group, User
from django.test import Client
from wagtail.models import Page

from media.desk import permissions
from media.models import GalleryIndexPage, ImageIndexPage
from tests.drafts import make_draft
from tests.factories import make_gallery, make_licence, make_press_link
from tests.people import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def picture(site):
    return make_draft("A crater at noon")


def user_of(client: Client) -> User:
    return User.objects.get(pk=client.session["_auth_user_id"])


def person(name: str) -> User:
    """Somebody of one of Wagtail's groups, or with single permissions."""
    match name:
        case "superuser":
            return User.objects.create_superuser("root", password="a long secret")
        case "moderator" | "editor":
            user = User.objects.create_user(name, password="a long secret")
            user.groups.set(Group.objects.filter(name=f"{name.capitalize()}s"))
            return user
        case "uploader":
            return user_of(client_of((ImageIndexPage.objects.get(), "add")))
        case "gallerist":
            return user_of(client_of((GalleryIndexPage.objects.get(), "change")))
        case "publisher":
            return user_of(client_of((ImageIndexPage.objects.get(), "publish")))
        case "stranger":
            return User.objects.create_user(name, password="a long secret")
        case "gone":
            user = User.objects.create_superuser(name, password="a long secret")
            user.is_active = False
            user.save()
            return user


# Which rules hold for whom; every other one does not.
ALL = {"edit", "replace", "publish", "withdraw", "give_to_press", "upload", "desk", "choose"}
MAY = {
    "superuser": ALL,
    "moderator": ALL,
    "editor": {"edit", "replace", "upload", "desk", "choose"},
    "uploader": {"upload", "desk", "choose"},
    "gallerist": {"desk", "choose"},
    "publisher": {"publish", "withdraw", "give_to_press", "choose"},
    "stranger": set(),
    "gone": set(),
}


@pytest.mark.parametrize("name", MAY)
def test_everybody_may_do_what_the_table_says(picture, name):
    user, page = person(name), Page.objects.get(pk=picture.pk)
    archive = ImageIndexPage.objects.get()
    answers = {
        "edit": permissions.may_edit(user, page),
        "replace": permissions.may_replace(user, page),
        "publish": permissions.may_publish(user, page),
        "withdraw": permissions.may_withdraw(user, page),
        "give_to_press": permissions.may_give_to_press(user, page),
        "upload": permissions.may_upload(user, archive),
        "desk": permissions.may_use_desk(user),
        "choose": permissions.may_choose(user),
    }
    assert {rule for rule, may in answers.items() if may} == MAY[name]
    assert permissions.archive_for(user) == (archive if "upload" in MAY[name] else None)


@pytest.mark.parametrize("name", MAY)
def test_the_pictures_that_are_listed_are_those_that_one_may_edit(picture, name):
    user = person(name)
    listed = list(permissions.pictures_of(user))
    assert listed == ([picture] if permissions.may_edit(user, picture) else [])


def test_nobody_who_is_not_signed_in_may_do_anything(picture):
    nobody = AnonymousUser()
    assert not permissions.may_use_desk(nobody)
    assert not permissions.may_edit(nobody, picture)
    assert not permissions.pictures_of(nobody)


def test_an_uploader_edits_their_own_pictures_and_no_others(picture):
    user = person("uploader")
    own = make_draft("Their own", owner=user)
    assert permissions.may_edit(user, own)
    assert list(permissions.pictures_of(user)) == [own]


def test_galleries_are_offered_to_who_may_change_them_by_title(site):
    second, first = make_gallery("Moons"), make_gallery("Craters")
    assert list(permissions.galleries_of(person("gallerist"))) == [first, second]
    assert not permissions.galleries_of(person("stranger"))


@pytest.mark.parametrize("name", ["moderator", "editor"])
def test_the_form_lists_press_links_to_who_may_make_them(picture, client, name):
    user = person(name)
    make_press_link(picture)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    form = client.get(f"/admin/pages/{picture.pk}/edit/").text
    assert ("Kim Doe" in form) == permissions.may_give_to_press(user, picture)


def test_who_chooses_licences_can_read_what_they_allow(site):
    licence = make_licence("CC0")
    page = make_draft("Crater")
    client = client_of((ImageIndexPage.objects.get(), "change"))
    listed = "/admin/snippets/media/licence/"
    for address in (f"/admin/pages/{page.pk}/edit/", f"/admin/coverage/describe/{page.pk}/"):
        assert f'<a href="{listed}"' in client.get(address).text, address
    said = client.get(listed).text
    assert "Use it commercially" in said and "Ask first" in said
    inspected = f"{listed}inspect/{licence.pk}/"
    assert inspected in said and client.get(inspected).status_code == 200
    assert client.get(f"{listed}edit/{licence.pk}/").status_code == 302
