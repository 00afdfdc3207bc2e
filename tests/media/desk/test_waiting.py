"""The home of the admin says what waits for the person, and leads there."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.html import strip_tags
from wagtail.models import Page

from media.models import ImagePage, Release, Subject
from tests.drafts import make_draft
from tests.factories import make_gallery, make_image
from tests.people import client_of
from tests.quick_releases import make_shown_image

pytestmark = pytest.mark.django_db


def panel(client) -> str:
    said = client.get("/admin/").content.decode()
    return said.partition('id="waiting-content"')[2].partition("</section>")[0]


def kinds(client) -> dict[str, tuple[int, str]]:
    """{words: (number, address)}"""
    listed = re.findall(r'<a href="([^"]+)"><strong>(\d+)</strong> ([^<]+)</a>', panel(client))
    return {
        words: (int(number), address.replace("&amp;", "&")) for address, number, words in listed
    }


def test_every_kind_is_counted_and_its_address_lists_just_these(site, admin, editor, subtests):
    make_shown_image("Zebra crater")
    make_draft("Heron crater", alt_text="")
    make_image("Otter crater", publish=False, release=False, licence=None)
    scheduled = make_image("Lynx crater", publish=False, release=False)
    scheduled.go_live_at = timezone.now() + timedelta(days=2)
    scheduled.save_revision().publish()
    make_image("Badger crater", release=False)
    failed = make_image("Stork crater", release=False)
    Release.objects.filter(page=failed).delete()
    Release.objects.create(
        page=failed, state=Release.State.FAILED, started_at=timezone.now(), error="No room."
    )
    Subject.objects.create(name="Sand ripples", is_proposed=True)
    found = kinds(admin)
    for words, title in [
        ("without a licence", "Otter crater"),
        ("files failed", "Stork crater"),
        ("being prepared", "Badger crater"),
        ("scheduled", "Lynx crater"),
    ]:
        with subtests.test(words):
            number, address = found[words]
            assert number == 1
            listed = strip_tags(admin.get(address).content.decode())
            assert [page.title for page in ImagePage.objects.all() if page.title in listed] == [
                title
            ]
    with subtests.test("words"):
        number, address = found["without their words"]
        said = strip_tags(admin.get(address).content.decode())
        assert "Heron crater" in said
        assert "Zebra crater" not in said
    with subtests.test("subjects"):
        number, address = found["subjects proposed"]
        assert number == 1
        assert "Sand ripples" in admin.get(address).content.decode()


def test_a_draft_of_mine_is_named_and_what_nobody_waits_for_is_not(site, admin, editor):
    assert "Nothing." in panel(admin)
    page = make_draft("My crater")
    page.save_revision(user=editor)
    said = panel(admin)
    assert "My crater" in said
    assert "to approve" not in said
    assert "Upload pictures" in said


def test_nobody_meets_what_is_not_theirs(site):
    make_draft("Another's crater", alt_text="")
    somebody = client_of((site, "add"))
    assert "crater" not in panel(somebody)
    assert not kinds(somebody)


def test_a_page_that_was_begun_and_left_is_named_and_thrown_away_and_no_other(site, admin, editor):
    left, fresh, worked_at = [
        make_gallery(name, publish=False) for name in ("Left", "Fresh", "Old")
    ]
    uploaded, shown = make_draft("Uploaded"), make_shown_image("Shown")
    for page in (left, fresh, worked_at, uploaded, shown):
        page.save_revision(user=editor)
    Page.objects.update(owner=editor)
    Page.objects.exclude(pk=fresh.pk).update(
        latest_revision_created_at=timezone.now() - timedelta(days=2)
    )
    for page in (left, uploaded):  # one version, as Wagtail's saving by itself leaves it
        page.revisions.exclude(pk=page.latest_revision_id).delete()
    worked_at.save_revision(user=editor)
    Page.objects.filter(pk=worked_at.pk).update(
        latest_revision_created_at=timezone.now() - timedelta(days=2)
    )
    said = panel(admin).partition("Started and left")[2]
    assert "Left" in said
    for name in ("Fresh", "Old", "Uploaded", "Shown"):
        assert name not in said, name
    (address,) = re.findall(r'href="([^"]+)" aria-label="Throw away Left"', said)
    answer = admin.post(address)
    assert answer.url == "/admin/" and not Page.objects.filter(pk=left.pk).exists()
