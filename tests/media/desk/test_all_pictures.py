"""All pictures as a page: what is shown, to whom, and what can be done with many."""

import re

import pytest

from media.models import GalleryIndexPage, ImageIndexPage, ImagePage
from tests.drafts import make_draft
from tests.people import client_of
from tests.quick_releases import make_shown_image

pytestmark = pytest.mark.django_db

ADDRESS = "/admin/archive/"


def titles(client, **asked) -> list[str]:
    return [one["title"] for one in client.get(ADDRESS, asked).context["pictures"]]


def test_all_pictures_are_met_newest_first_in_a_grid_or_a_list_that_keep_what_was_asked(
    site, admin, subtests
):
    shown, draft = make_shown_image("Shown"), make_draft("Draft", kind=ImagePage.Kind.MAP)
    assert titles(admin) == ["Draft", "Shown"]
    assert titles(admin, kind="map", released="no", q="draf") == ["Draft"]
    assert titles(admin, kind="none of these") == []
    for view in ("grid", "list"):
        with subtests.test(view=view):
            answer = admin.get(ADDRESS, {"view": view, "q": "r", "p": 1})
            assert "picture-mark" in answer.text and f"/admin/pages/{draft.pk}/edit/" in answer.text
            keys = re.findall('data-bulk-action-checkbox data-object-id="([0-9]+)"', answer.text)
            assert keys == [str(draft.pk), str(shown.pk)]
            addresses = {name: address for name, address, _is_shown in answer.context["shapes"]}
            assert addresses["List"] == f"{ADDRESS}?view=list&q=r"


def test_who_may_not_change_a_picture_cannot_tick_it_and_does_not_see_it_under_embargo(site):
    shown = make_shown_image("Shown")
    make_draft("Draft")
    client = client_of((GalleryIndexPage.objects.get(), "change"))
    assert titles(client) == ["Shown"]
    said = client.get(ADDRESS).text
    assert "data-bulk-action-checkbox" not in said and f'href="/id/{shown.identifier}"' in said


def test_every_matching_picture_is_what_was_searched_for_and_no_other(site, admin):
    make_draft("A crater")
    make_draft("A comet", kind=ImagePage.Kind.MAP)
    address = "/admin/bulk/media/imagepage/set_rights/?id=all&next=/admin/archive/&view=grid"
    for asked, number in [("q=comet", 1), ("kind=map&q=", 1), ("mine=on", 0), ("released=no", 2)]:
        answer = admin.get(f"{address}&{asked}")
        assert len(answer.context["items"]) == number, asked
    answer = admin.get(f"{address}&kind=nonsense", follow=True)
    assert "filters hold no longer" in answer.text


def test_the_menu_leads_there_for_those_who_choose_pictures(site, admin):
    assert f'"{ADDRESS}"' in admin.get("/admin/").text
    assert client_of().get(ADDRESS).status_code == 302
    assert ImageIndexPage.objects.exists()
