"""The load set: made whole, gone on with, taken away, and never among an agency's own pictures."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from wagtail.models import Page

from media.archive.catalogue import Entry
from media.archive.keeping import recount, stored_rows, wanted_rows
from media.archive.search.documents import keep_documents
from media.models import GalleryPage, ImagePage, LikeCount, Release, Subject
from portal.demo import load_set
from tests.factories import make_subject
from tests.quick_releases import make_shown_image

pytestmark = pytest.mark.django_db


@pytest.fixture
def demonstration(site, settings, monkeypatch) -> ImagePage:
    settings.DEMO = True
    monkeypatch.setattr(load_set, "AT_ONCE", 4)
    monkeypatch.setattr(load_set, "SUBJECTS", 10)
    monkeypatch.setattr(load_set, "WORDS", 200)
    monkeypatch.setattr(load_set, "GALLERIES", 200)
    # An agency's own picture may have a name that begins like those of the load set.
    return make_shown_image(
        "A real crater", slug="load-real", identifier="load-real", subjects=[make_subject("Moon")]
    )


def fill(*args) -> str:
    out = StringIO()
    call_command("fill_archive", *args, stdout=out)
    return out.getvalue()


def test_its_pictures_are_shown_searched_and_counted_like_any_other(demonstration, client):
    assert "10 pictures of the load set are there" in fill("10")
    keys = list(ImagePage.objects.values_list("pk", flat=True))
    assert stored_rows(keys) == wanted_rows(keys)
    assert keep_documents(keys) == []
    assert not recount()
    assert Entry.objects.count() == 11
    assert Page.find_problems() == ([], [], [], [], [])
    entry = Entry.objects.filter(identifier__startswith="load-").first()
    assert client.get(entry.get_url()).status_code == 200
    word = entry.title.split()[0]
    assert entry.title in client.get(f"/images/?q={word}&per_page=96").content.decode()
    assert GalleryPage.objects.count() == 2
    assert "12 pictures" in fill("12")


def test_what_was_stopped_goes_on_and_no_batch_is_half_there(demonstration, monkeypatch):
    made = load_set.LoadSet()
    steps = made.make(10)
    next(steps)
    steps.close()
    assert made.count() == 4

    def broken(*args):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(load_set, "count_words", broken)
        with pytest.raises(KeyboardInterrupt):
            load_set.LoadSet().make_batch(4, 4)
    assert made.count() == ImagePage.objects.exclude(pk=demonstration.pk).count() == 4
    fill("10")
    assert Entry.objects.count() == 11


def test_one_that_was_deleted_is_replaced_under_a_number_of_its_own(demonstration):
    fill("6")
    ImagePage.objects.get(identifier="load-0000002").delete()
    assert "6 pictures of the load set are there" in fill("6")
    numbers = load_set.LoadSet().pictures().values_list("identifier", flat=True)
    assert sorted(one[-1] for one in numbers) == ["0", "1", "3", "4", "5", "6"]


def test_what_was_stopped_behind_its_last_picture_gets_its_galleries(demonstration):
    for _number in load_set.LoadSet().make(10):
        stopped_before_the_galleries = load_set.LoadSet().count() == 10
        if stopped_before_the_galleries:
            break
    assert not GalleryPage.objects.exists()
    fill("10")
    assert GalleryPage.objects.count() == 2
    fill("10")
    assert GalleryPage.objects.count() == 2


def test_a_number_that_cannot_be_is_refused_in_words(demonstration):
    for number in ("-1", "10000000"):
        with pytest.raises(CommandError, match="0 to 9,999,999 pictures"):
            call_command("fill_archive", number=int(number))


def test_it_is_taken_away_and_nothing_else(demonstration, client):
    fill("10")
    assert "0 pictures of the load set are there" in fill("--remove")
    assert [page.title for page in ImagePage.objects.all()] == ["A real crater"]
    assert [subject.name for subject in Subject.objects.all()] == ["Moon"]
    assert (Release.objects.count(), Entry.objects.count()) == (1, 1)
    assert not LikeCount.objects.exists()
    assert not GalleryPage.objects.exists()
    assert Page.find_problems() == ([], [], [], [], [])
    assert client.get(demonstration.url).status_code == 200


def test_it_is_refused_among_an_agencys_own_pictures(demonstration, settings):
    settings.DEMO = False
    for args in (["10"], ["--remove"]):
        with pytest.raises(CommandError, match="PERIGEE_DEMO"):
            fill(*args)
    assert ImagePage.objects.count() == 1


def test_without_a_picture_to_share_it_says_what_to_do(site, settings):
    settings.DEMO = True
    with pytest.raises(CommandError, match="run `manage"):
        fill("10")
