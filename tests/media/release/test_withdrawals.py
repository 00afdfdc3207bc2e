"""Withdrawing a picture: who may, what visitors then meet, and how it ends."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.auth.models import Group, User
from django.test import Client
from django.utils import timezone
from wagtail.models import Page

from media.models import ImagePage, Withdrawal
from media.release.withdrawing import withdraw_for
from portal.scheduling import follow_schedule
from tests.factories import make_image, release_all
from tests.forms import messages_of, send_form
from tests.quick_releases import make_shown_image, small_asset

pytestmark = pytest.mark.django_db

REASON = "The owner of the picture asked us to take it back."


def form_of(page: Page) -> str:
    return f"/admin/pages/{page.pk}/withdraw/"


def withdraw(client, page: Page, **words):
    words = {"reason": REASON, "note": "", **words}
    return send_form(client, form_of(page), **words)


def addresses_of(page: ImagePage) -> list[str]:
    return [page.url, f"/id/{page.identifier}", f"/download/{page.identifier}/full.jpg"]


def statuses(page: ImagePage) -> list[int]:
    visitor = Client()
    return [visitor.get(address).status_code for address in addresses_of(page)]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_withdrawing_takes_the_files_away_at_once_and_says_when_and_why(site, admin):
    image = make_image()
    response = withdraw(admin, image, note="Letter of 3 May.")
    assert "is withdrawn" in messages_of(response)
    public = settings.DATA_DIR / "public"
    assert [path for path in public.rglob("*") if path.is_file()] == []
    for address in addresses_of(image):
        answer = Client().get(address)
        said = answer.content.decode()
        assert answer.status_code == 410
        assert REASON in said
        assert f"{timezone.now():%-d %B %Y}" in said
        assert 'content="noindex"' in said
        for secret in (image.title, image.alt_text, image.identifier, image.slug, "Letter"):
            assert secret not in said
        assert "s-maxage=60" in answer["Cache-Control"]


def test_a_withdrawal_keeps_who_and_the_note_for_colleagues(site, admin, editor):
    image = make_shown_image()
    withdraw(admin, image, note="Letter of 3 May.")
    withdrawal = Withdrawal.objects.get()
    assert (withdrawal.withdrawn_by, withdrawal.reason) == (editor, REASON)
    said = admin.get(f"/admin/pages/{image.pk}/edit/").content.decode()
    assert REASON in said
    assert "Letter of 3 May." in said
    assert REASON in admin.get(f"/admin/pages/{image.pk}/history/").content.decode()


def test_a_reason_is_demanded_and_the_note_is_not_lost(site, admin):
    image = make_shown_image()
    response = withdraw(admin, image, reason="  ", note="Letter of 3 May.")
    assert "reason" in response.context["form"].errors
    assert "Letter of 3 May." in response.content.decode()
    assert ImagePage.objects.get().live
    assert not Withdrawal.objects.exists()


def test_publishing_again_ends_the_withdrawal(site, admin):
    image = make_shown_image()
    withdraw(admin, image)
    assert statuses(image) == [410, 410, 410]
    ImagePage.objects.get().save_revision().publish()
    assert Withdrawal.objects.get().ended_at
    release_all()
    assert statuses(image) == [200, 302, 302]
    ImagePage.objects.get().unpublish()
    assert statuses(image) == [404, 404, 404]


def test_words_of_a_withdrawal_can_be_mended_and_its_day_stays(site, admin):
    image = make_shown_image()
    withdraw(admin, image)
    before = timezone.now() - timedelta(days=3)
    Withdrawal.objects.update(withdrawn_at=before)
    withdraw(admin, image, reason="Its licence was not what we thought.")
    withdrawal = Withdrawal.objects.get()
    assert withdrawal.reason == "Its licence was not what we thought."
    assert withdrawal.withdrawn_at == before


def test_a_picture_that_was_unpublished_can_be_given_a_reason_later(site, admin):
    image = make_shown_image()
    image.unpublish()
    assert statuses(image) == [404, 404, 404]
    withdraw(admin, image)
    assert statuses(image) == [410, 410, 410]


@pytest.mark.parametrize("live", [True, False])
def test_what_nobody_ever_saw_is_not_withdrawn(site, admin, live):
    image = make_image(publish=live, release=False, asset=small_asset())
    response = admin.get(form_of(image), follow=True)
    assert "No visitor has seen" in messages_of(response)
    admin.post(form_of(image), {"reason": REASON})
    assert not Withdrawal.objects.exists()
    assert statuses(image) == [404, 404, 404]


def test_only_who_may_publish_may_withdraw(site, client):
    image = make_shown_image()
    for group, allowed in (("Editors", False), ("Moderators", True)):
        user = User.objects.create_user(group, password="a long secret")
        user.groups.set(Group.objects.filter(name=group))
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        offered = f'href="{form_of(image)}"'
        for address in (f"/admin/pages/{image.pk}/edit/", f"/admin/pages/{image.get_parent().pk}/"):
            assert (offered in client.get(address).content.decode()) is allowed
        refused = client.post(form_of(image), {"reason": REASON}).status_code
        assert Withdrawal.objects.exists() is allowed, refused
    assert Client().get(form_of(image)).status_code == 302


def test_a_page_of_another_type_has_no_such_form(site, admin):
    assert admin.get(form_of(site)).status_code == 404


def test_an_agreement_that_ends_withdraws_with_the_standard_reason(site, client):
    image = make_shown_image(use_until=timezone.localdate())
    assert list(follow_schedule()) == []
    ImagePage.objects.update(use_until=timezone.localdate() - timedelta(days=1))
    assert ["Withdrew" in sentence for sentence in follow_schedule()] == [True]
    answer = client.get(image.url)
    assert answer.status_code == 410
    assert "The agreement to show this picture has ended." in answer.content.decode()
    assert Withdrawal.objects.get().withdrawn_by is None


def test_an_agreement_that_ends_before_anybody_saw_the_picture_betrays_nothing(site, client):
    image = make_image(release=False, asset=small_asset())
    ImagePage.objects.update(use_until=timezone.localdate() - timedelta(days=1))
    list(follow_schedule())
    assert not ImagePage.objects.get().live
    assert client.get(image.url).status_code == 404


def test_a_withdrawn_picture_stands_in_no_list(site, admin):
    image = make_shown_image("Quetzalmoon")
    other = make_shown_image("Another")
    lists = ("/images/", "/search/?q=Quetzalmoon", "/sitemap-images.xml", other.url)
    for address in lists:
        assert image.url in Client().get(address).content.decode()
    withdraw(admin, image)
    release_all()
    for address in lists:
        assert image.url not in Client().get(address).content.decode()


def test_withdrawing_takes_a_page_off_the_schedule(site, admin):
    image = make_shown_image()
    image.go_live_at = timezone.now() + timedelta(seconds=1)
    image.save_revision().publish()
    withdraw(admin, image)
    assert not image.revisions.exclude(approved_go_live_at=None).exists()


def test_a_withdrawal_stands_while_the_page_is_only_scheduled_to_come_back(site):
    image = make_shown_image()
    withdraw_for(image, REASON)
    draft = ImagePage.objects.get().get_latest_revision_as_object()
    draft.go_live_at = timezone.now() + timedelta(days=1)
    draft.save_revision().publish()
    assert statuses(image) == [410, 410, 410]
