"""Deletion through every door of the admin: refused with a sentence, or done; drafts still open."""

import pytest
from django.contrib.auth.models import Group, User
from django.db.models import Q
from wagtail.models import Page

from media.desk.policies import ASSETS_STAY
from media.models import GalleryItem, GalleryPage, ImageAsset, ImagePage, Licence, Subject
from missions.models import MissionPage
from portal.models import HomePage, StoryPage
from tests.factories import (
    make_gallery,
    make_image,
    make_licence,
    make_mission,
    make_state,
    make_story,
    make_subject,
    make_topic,
    merge,
)
from tests.quick_releases import small_asset

pytestmark = pytest.mark.django_db

HOME = "/admin/"


def figure(image: ImagePage) -> dict:
    value = {"image": image.pk, "caption": "", "alt_text": "", "decorative": False}
    return {"type": "figure", "value": value}


def link_to(page: Page) -> dict:
    return {"type": "prose", "value": f'<p>See <a linktype="page" id="{page.pk}">this</a>.</p>'}


def picture(title: str, **fields) -> ImagePage:
    return make_image(title, release=False, asset=small_asset(), **fields)


def delete(admin, page: Page):
    return admin.post(f"/admin/pages/{page.pk}/delete/", follow=True)


def delete_in_bulk(admin, model: str, *items, next_page: str = HOME):
    query = "&".join(f"id={item.pk}" for item in items)
    return admin.post(f"/admin/bulk/{model}/delete/?next={next_page}&{query}", follow=True)


def says(response, *words: str) -> bool:
    """Whether the page, reached without an error, holds all of `words`."""
    assert response.status_code == 200
    said = response.content.decode()
    return all(word in said for word in words)


def every_draft_opens(admin) -> bool:
    """Whether the home page and whatever lies below the lists can be edited and previewed."""
    for page in Page.objects.filter(Q(depth=2) | Q(depth__gt=3)):
        for address in (f"/admin/pages/{page.pk}/edit/", f"/admin/pages/{page.pk}/view_draft/"):
            response = admin.get(address)
            assert response.status_code == 200, f"{page.specific_class.__name__}: {address}"
    return True


# --- Picture files ----------------------------------------------------------------------------


@pytest.mark.parametrize("used", [True, False])
def test_a_picture_file_is_deleted_by_no_door(site, admin, used):
    asset = picture("Used").asset if used else small_asset()
    for address in (
        f"/admin/images/{asset.pk}/delete/",
        f"/admin/images/{asset.pk}/delete/?next=/",
    ):
        for send in (admin.get, admin.post):
            assert says(send(address, follow=True), ASSETS_STAY)
    response = admin.post(
        f"/admin/images/multiple/{asset.pk}/delete/", headers={"X-Requested-With": "XMLHttpRequest"}
    )
    assert (response.status_code, response.json()["error"]) == (403, ASSETS_STAY)
    assert says(delete_in_bulk(admin, "media/imageasset", asset), ASSETS_STAY)
    assert ImageAsset.objects.filter(pk=asset.pk).exists()
    assert asset.file.storage.exists(asset.file.name)


def test_an_editor_without_all_rights_deletes_no_picture_file_either(site, client):
    user = User.objects.create_user("writer", password="a long secret")
    user.groups.set(Group.objects.filter(name__in=["Editors", "Moderators"]))
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    asset = small_asset()
    client.post(f"/admin/images/{asset.pk}/delete/")
    client.post(f"/admin/bulk/media/imageasset/delete/?next=/admin/&id={asset.pk}")
    assert ImageAsset.objects.filter(pk=asset.pk).exists()


# --- Image pages ------------------------------------------------------------------------------


def users_of(image: ImagePage) -> dict[str, callable]:
    """Ways in which another page can need an image."""
    return {
        "as a lead image": lambda: make_story("The user", lead_image=image),
        "as a figure": lambda: make_story("The user", body=[figure(image)]),
        "in a link": lambda: make_story("The user", body=[link_to(image)]),
        "in a gallery": lambda: make_gallery("The user", [image]),
        "as a cover": lambda: make_gallery("The user", [picture("Other")], lead_image=image),
        "in a mission": lambda: make_mission("The user", story=[figure(image)]),
        "in a state": lambda: make_state("The user", lead_image=image),
        "in a topic": lambda: make_topic("The user", lead_image=image),
    }


@pytest.mark.parametrize("use", list(users_of(None)))
def test_an_image_that_another_page_needs_is_not_deleted(site, admin, use):
    image = picture("The needed")
    users_of(image)[use]()
    for response in (
        admin.get(f"/admin/pages/{image.pk}/delete/", follow=True),
        delete(admin, image),
        delete_in_bulk(admin, "wagtailcore/page", image),
    ):
        assert says(response, "“The needed” cannot be deleted: needed by “The user”.")
    assert ImagePage.objects.filter(pk=image.pk).exists()


def test_the_featured_image_is_not_deleted(site, admin):
    image = picture("The needed")
    home = HomePage.objects.get()
    home.featured_image = image
    home.save_revision().publish()
    assert says(delete(admin, image), "needed by “Example agency”")
    assert ImagePage.objects.filter(pk=image.pk).exists()


def test_the_refusal_names_three_pages_and_counts_the_others(site, admin):
    image = picture("The needed")
    for number in range(5):
        make_story(f"Story {number}", lead_image=image)
    assert says(delete(admin, image), "and 2 more. Take it out there first")


def test_an_image_that_nothing_needs_is_deleted(site, admin):
    for way in (
        lambda image: delete(admin, image),
        lambda image: delete_in_bulk(admin, "wagtailcore/page", image),
    ):
        image = picture("The unneeded")
        assert admin.get(f"/admin/pages/{image.pk}/delete/").status_code == 200
        assert way(image).status_code == 200
        assert not ImagePage.objects.exists()
        assert every_draft_opens(admin)


def test_of_many_chosen_pages_none_is_deleted_when_one_is_needed(site, admin):
    needed, other = picture("The needed"), picture("The other")
    make_story("The user", lead_image=needed)
    response = delete_in_bulk(admin, "wagtailcore/page", needed, other)
    assert says(response, "“The needed” cannot be deleted")
    assert ImagePage.objects.count() == 2


def test_a_refusal_without_a_page_to_return_to_is_no_error(site, admin):
    needed = picture("The needed")
    make_story("The user", lead_image=needed)
    response = admin.post(f"/admin/bulk/wagtailcore/page/delete/?id={needed.pk}", follow=True)
    assert says(response, "“The needed” cannot be deleted")


def test_an_image_and_the_page_that_needs_it_cannot_go_in_one_step(site, admin):
    needed = picture("The needed")
    user = make_story("The user", lead_image=needed)
    delete_in_bulk(admin, "wagtailcore/page", needed, user)
    assert Page.objects.filter(pk__in=[needed.pk, user.pk]).count() == 2
    assert delete(admin, user).status_code == 200
    assert delete(admin, needed).status_code == 200
    assert not Page.objects.filter(pk__in=[needed.pk, user.pk]).exists()


# --- Parents, galleries, the home page --------------------------------------------------------


def test_a_parent_of_needed_pages_is_not_deleted(site, admin):
    image = picture("The needed")
    make_story("The user", lead_image=image)
    archive = image.get_parent()
    for response in (delete(admin, archive), delete_in_bulk(admin, "wagtailcore/page", archive)):
        assert says(response, "“Images” or pages below it cannot be deleted: needed by “The user”.")
    assert ImagePage.objects.exists()


def test_a_parent_of_pages_that_need_only_each_other_is_deleted(site, admin):
    stories = make_story("First").get_parent()
    make_story("Second", body=[link_to(Page.objects.get(title="First"))])
    assert delete(admin, stories).status_code == 200
    assert not StoryPage.objects.exists()
    assert every_draft_opens(admin)


def test_a_gallery_that_a_story_shows_is_not_deleted_and_another_is(site, admin):
    image = picture("Shown")
    needed, other = make_gallery("Needed", [image]), make_gallery("Other", [image])
    make_story("The user", body=[{"type": "gallery", "value": {"gallery": needed.pk}}])
    assert says(delete(admin, needed), "“Needed” cannot be deleted: needed by “The user”.")
    assert delete(admin, other).status_code == 200
    assert GalleryPage.objects.get().pk == needed.pk
    assert every_draft_opens(admin)


def test_the_home_page_is_not_deleted(site, admin):
    for response in (
        delete(admin, site),
        admin.get(f"/admin/pages/{site.pk}/delete/", follow=True),
        delete_in_bulk(admin, "wagtailcore/page", site),
    ):
        assert says(response, "“Example agency” is the site itself and cannot be deleted.")
    assert HomePage.objects.exists()


def test_the_page_that_presents_a_subject_can_be_deleted(site, admin):
    mission = make_mission("Smile")
    subject = mission.presents
    make_story("About it", subjects=[subject])
    assert delete(admin, mission).status_code == 200
    assert not MissionPage.objects.exists()
    assert Subject.objects.get(pk=subject.pk).page is None
    assert every_draft_opens(admin)


# --- Subjects ---------------------------------------------------------------------------------


def uses_of(subject: Subject) -> dict[str, callable]:
    return {
        "a page is about it": lambda: make_story(subjects=[subject]),
        "a page presents it": lambda: make_mission(presents=subject),
        "another was merged into it": lambda: merge(make_subject("Luna"), subject),
    }


@pytest.mark.parametrize("use", list(uses_of(None)))
def test_a_subject_in_use_is_not_deleted(site, admin, use):
    subject = make_subject("Moon")
    uses_of(subject)[use]()
    address = f"/admin/snippets/media/subject/delete/{subject.pk}/"
    for response in (
        admin.get(address, follow=True),
        admin.post(address, follow=True),
        delete_in_bulk(admin, "media/subject", subject),
    ):
        assert says(response, "“Moon” is in use and cannot be deleted")
    assert Subject.objects.filter(pk=subject.pk).exists()


def test_a_subject_that_nothing_names_is_deleted(site, admin):
    first, second = make_subject("Moon"), make_subject("Mars")
    address = f"/admin/snippets/media/subject/delete/{first.pk}/"
    assert admin.get(address).status_code == 200
    assert admin.post(address, follow=True).status_code == 200
    assert delete_in_bulk(admin, "media/subject", second).status_code == 200
    assert not Subject.objects.exists()


def test_of_many_chosen_subjects_none_is_deleted_when_one_is_in_use(site, admin):
    used, unused = make_subject("Moon"), make_subject("Mars")
    make_story(subjects=[used])
    assert says(delete_in_bulk(admin, "media/subject", used, unused), "“Moon” is in use")
    assert Subject.objects.count() == 2


# --- Licences ---------------------------------------------------------------------------------


@pytest.mark.parametrize("used", [True, False])
def test_a_licence_is_deleted_by_no_door(site, admin, used):
    licence = make_licence()
    if used:
        picture("Licensed", licence=licence)
    address = f"/admin/snippets/media/licence/delete/{licence.pk}/"
    for response in (
        admin.get(address, follow=True),
        admin.post(address, follow=True),
        delete_in_bulk(admin, "media/licence", licence),
    ):
        assert response.status_code in (200, 403)
    assert Licence.objects.exists()


# --- Drafts that name what is gone ------------------------------------------------------------


def test_drafts_that_name_a_deleted_image_still_open(site, admin):
    kept, gone = picture("Kept"), picture("Gone")
    gallery = make_gallery("A gallery", [kept])
    gallery.items.add(GalleryItem(image=gone))
    gallery.lead_image = gone
    gallery.save_revision()
    story = make_story("A story")
    story.body = [figure(gone), figure(kept), link_to(gone)]
    story.lead_image = gone
    story.save_revision()
    mission = make_mission("A mission")
    mission.story = [figure(gone)]
    mission.save_revision()
    site.featured_image = gone
    site.save_revision()
    assert delete(admin, gone).status_code == 200
    assert not ImagePage.objects.filter(pk=gone.pk).exists()
    assert every_draft_opens(admin)
    draft = gallery.get_latest_revision_as_object()
    assert [item.image for item in draft.items.all()] == [kept]
    assert draft.lead_image is None
    gallery.get_latest_revision().publish()
    assert GalleryPage.objects.get().items.count() == 1


def test_a_draft_that_names_a_deleted_gallery_still_opens(site, admin):
    gallery = make_gallery("Gone", [picture("Kept")])
    story = make_story("A story")
    story.body = [{"type": "gallery", "value": {"gallery": gallery.pk}}]
    story.save_revision()
    assert delete(admin, gallery).status_code == 200
    assert every_draft_opens(admin)


def test_drafts_that_name_a_deleted_subject_still_open(site, admin):
    gone = make_subject("Gone")
    mission = make_mission("A mission")
    mission.presents = gone
    mission.subjects.add(gone)
    mission.save_revision()
    story = make_story("A story")
    story.subjects.add(gone)
    story.save_revision()
    address = f"/admin/snippets/media/subject/delete/{gone.pk}/"
    assert admin.post(address, follow=True).status_code == 200
    assert not Subject.objects.filter(pk=gone.pk).exists()
    assert every_draft_opens(admin)
    assert mission.get_latest_revision_as_object().presents is None
    assert list(story.get_latest_revision_as_object().subjects.all()) == []


def test_a_draft_whose_file_and_licence_are_gone_still_opens(site, admin):
    image = make_image(publish=False, asset=small_asset())
    ImageAsset.objects.all().delete()
    Licence.objects.all().delete()
    assert every_draft_opens(admin)
    draft = image.get_latest_revision_as_object()
    assert (draft.asset, draft.licence) == (None, None)
