"""A picture that kills the encoder is marked failed, the others go on, and an editor can try again."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.utils import timezone
from PIL import Image
from wagtail.models import Revision

from media.models import ImageAsset, ImagePage, Release
from media.release.opening import reconcile
from tests.factories import look_thoroughly, make_asset, make_image, release_all
from tests.forms import messages_of
from tests.media.corpus import encoded

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.usefixtures("site"),
]

State = Release.State
ENOUGH = {"ENCODER_MEMORY_BYTES": 2 * 2**30, "ENCODER_SECONDS": 120}
# What is too little, for a picture of which size, and what is said then. Decoded, the first has 243 MB.
TIGHT = {
    "memory": (
        {"ENCODER_MEMORY_BYTES": 300 * 2**20},
        (9000, 9000),
        "more memory than the 300 MB allowed",
    ),
    "time": ({"ENCODER_SECONDS": 0.1}, (1500, 1500), "took longer than 0.1 seconds"),
}


def address_of(page: ImagePage) -> str:
    return f"/admin/pages/{page.pk}/make-files/"


def limit(settings, **limits) -> None:
    for name, value in limits.items():
        setattr(settings, name, value)


@pytest.mark.parametrize("what", TIGHT)
def test_an_encoder_that_is_killed_fails_one_picture_which_can_be_tried_again(
    what, admin, settings
):
    tight, size, sentence = TIGHT[what]
    asset = make_asset("large.png", encoded(Image.new("RGB", size), "PNG"))
    limit(settings, **tight)
    bad = make_image("Too large", asset=asset, release=False)
    if what == "time":  # nothing is quick enough for this limit
        release_all()
        limit(settings, **ENOUGH)
    good = make_image("Sound", asset=make_asset(colour=(1, 2, 3)))
    assert good.release.state == State.PUBLIC
    failed = Release.objects.get(page=bad)
    assert failed.state == State.FAILED
    assert sentence in failed.error
    if what == "time":  # a working copy of any picture fits into so little memory
        assert sentence in ImageAsset.objects.get(pk=asset.pk).encoding_error
    form = admin.get(f"/admin/pages/{bad.pk}/edit/").content.decode()
    assert sentence in form
    assert address_of(bad) in form
    assert address_of(good) not in admin.get(f"/admin/pages/{good.pk}/edit/").content.decode()

    limit(settings, **ENOUGH)
    release_all()
    assert ImagePage.objects.get(pk=bad.pk).release is None, "It was tried without being asked"
    assert "are made once more" in messages_of(admin.post(address_of(bad), follow=True))
    release_all()
    assert ImagePage.objects.get(pk=bad.pk).release.state == State.PUBLIC
    assert ImageAsset.objects.get(pk=asset.pk).working_copy
    assert address_of(bad) not in admin.get(f"/admin/pages/{bad.pk}/edit/").content.decode()


@pytest.fixture
def failed() -> ImagePage:
    """A draft of yesterday whose files could not be made."""
    page = make_image(publish=False)
    yesterday = timezone.now() - timedelta(days=1)
    Revision.objects.update(created_at=yesterday)
    ImagePage.objects.update(latest_revision_created_at=yesterday, has_unpublished_changes=True)
    look_thoroughly()
    Release.objects.update(state=State.FAILED, error="The moon was down.")
    return ImagePage.objects.get(pk=page.pk)


def test_the_files_of_an_old_draft_are_made_again_at_the_next_look(failed, admin):
    admin.post(address_of(failed))
    assert Release.objects.get().state == State.PREPARING
    list(reconcile())
    assert Release.objects.get().state == State.PREPARED


def test_a_second_press_and_a_picture_that_did_not_fail_change_nothing(failed, admin):
    admin.post(address_of(failed))
    before = Release.objects.values().get()
    assert "Nothing has failed" in messages_of(admin.post(address_of(failed), follow=True))
    assert Release.objects.values().get() == before


def test_tiles_that_failed_are_wanted_again(admin):
    image = make_image()
    Release.objects.update(tiles=Release.Tiles.FAILED)
    assert "zoom viewer" in admin.get(f"/admin/pages/{image.pk}/edit/").content.decode()
    admin.post(address_of(image))
    release = Release.objects.get()
    assert (release.state, release.tiles) == (State.PUBLIC, Release.Tiles.WANTED)


def test_only_who_may_edit_the_page_has_its_files_made_again_and_only_by_post(failed, client):
    assert client.post(address_of(failed)).status_code == 302  # to the login
    get_user_model().objects.create_user("visitor", "visitor@example.org", "a long secret")
    stranger = get_user_model().objects.get(username="visitor")
    stranger.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(stranger, backend="django.contrib.auth.backends.ModelBackend")
    client.post(address_of(failed))
    assert Release.objects.get().state == State.FAILED
    get_user_model().objects.filter(pk=stranger.pk).update(is_superuser=True)
    assert client.get(address_of(failed)).status_code == 405
    assert Release.objects.get().state == State.FAILED
