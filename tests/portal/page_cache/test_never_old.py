"""Two processes, and one without a door, whoever changes what: no answer is older than the last change."""

from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.models import Page

from media.models import ImagePage, LikeCount, Release
from media.release.closing import close
from media.release.opening import switch_to
from portal.models import Agency, StoryPage
from portal.scheduling import follow_schedule
from tests.factories import make_story
from tests.portal.page_cache.test_door import Visitor
from tests.quick_releases import make_shown_image

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
ADDRESSES = ["/", "/images/", "/stories/", "/search/?q=word", "/sitemap-images.xml", "/images/one/"]
STEPS = st.lists(
    st.sampled_from(
        [
            "title", "alt text", "draft", "like", "withdraw", "show", "agency", "expire", "story",
            *(f"{process} {address}" for process in "abc" for address in ADDRESSES),
        ]
    ),
    max_size=20,
)  # fmt: skip


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=STEPS)
def test_no_answer_is_older_than_the_last_change(site, steps):
    Page.objects.filter(slug="one").delete()
    StoryPage.objects.all().delete()
    page = make_shown_image("One word", slug="one")
    story = make_story("A story about a word")
    # To the third the generation is not said: it keeps parts of pages, and no pages.
    processes = {"a": Visitor(), "b": Visitor(), "c": Visitor(generation=lambda: None)}
    for number, step in enumerate(steps):
        name, _, address = step.partition(" ")
        page = ImagePage.objects.get(pk=page.pk)
        if step == "title":
            page.title = f"Word {number}"
            page.save_revision().publish()
        elif step == "alt text":
            ImagePage.objects.get(pk=page.pk)
            page.alt_text = f"A round word, seen {number} times."
            page.save()
        elif step == "draft":
            page.title = f"Not to be seen {number}"
            page.save_revision()
        elif step == "like":
            LikeCount.objects.update_or_create(
                translation_key=page.translation_key, defaults={"count": number}
            )
        elif step == "withdraw":
            close(Release.objects.public())
        elif step == "show":
            release = Release.objects.get()
            Release.objects.update(state=Release.State.PREPARED)
            release.refresh_from_db()
            switch_to(release, page.last_change)
        elif step == "agency":
            Agency.objects.update(short_name=f"Agency {number}")
        elif step == "expire":
            Page.objects.filter(pk=story.pk).update(expire_at="2020-01-01T00:00Z")
            list(follow_schedule())
        elif step == "story":
            story = make_story(f"A story about word {number}")
        elif address:
            assert same(processes[name].get(address), made_from_nothing(address)), steps
    for process in processes.values():
        for address in ADDRESSES:
            assert same(process.get(address), made_from_nothing(address)), steps


def made_from_nothing(address: str) -> dict:
    with patch("media.pages.kept.may_stay", return_value=False):
        return Visitor().get(address)


def same(one: dict, other: dict) -> bool:
    """The number of likes may be older."""
    return one["status"] == other["status"] and without_likes(one) == without_likes(other)


def without_likes(met: dict) -> list[str]:
    lines = met["body"].decode().splitlines()
    return [line for line in lines if "like" not in line]
