"""Changes: a mirror that asks for what came after its last number ends with exactly the catalogue."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from media.archive.catalogue import Entry
from media.archive.changes import Change
from media.archive.keeping import keep_all
from media.models import ImagePage, Licence, Release, SubjectName
from media.release.closing import close
from media.release.opening import switch_to
from tests.factories import make_subject, merge
from tests.quick_releases import make_shown_image

pytestmark = pytest.mark.django_db
CREATED, DESCRIBED, UPDATED, WITHDRAWN = Change.Kind.values


def since(number=0):
    return list(Change.objects.since(number).values_list("identifier", "kind"))


def last() -> int:
    return Change.objects.order_by("-number").values_list("number", flat=True).first() or 0


def test_a_picture_is_created_described_updated_and_withdrawn_in_this_order(site):
    page = make_shown_image("A crater")
    seen = last()
    assert since() == [("a-crater", CREATED)]
    page.alt_text = "A round crater in grey dust."
    page.save()
    assert since(seen) == [("a-crater", DESCRIBED)]
    seen = last()
    page.credit = "ESA/Somebody else"
    page.save()
    assert since(seen) == [("a-crater", UPDATED)]
    seen = last()
    close(Release.objects.all())
    assert since(seen) == since() == [("a-crater", WITHDRAWN)]


def test_nothing_is_noted_where_nothing_changed_or_only_a_draft_did(site):
    page = make_shown_image("A crater")
    seen = last()
    page.save()
    page.title = "A draft of a title"
    page.save_revision()
    assert since(seen) == []


def test_what_stands_beside_the_catalogue_s_rows_is_noted_too(site):
    subject = make_subject("Moon")
    page = make_shown_image("A crater", subjects=[subject])
    make_shown_image("Without subject", licence=Licence.objects.create(name="O", short_name="O"))
    parent = page.get_parent()
    parent.slug = "photos"
    for what, change in {
        "name": lambda: SubjectName.objects.create(
            subject=subject, name="Luna", language="en", preferred=True
        ),
        "licence": lambda: Licence.objects.get(pk=page.licence_id).save(),
        "merger": lambda: merge(make_subject("The Moon"), subject),
        "address": parent.save,
    }.items():
        seen = last()
        change()
        assert ("a-crater", UPDATED) in since(seen), what


def test_pictures_from_before_there_were_changes_are_noted_by_the_worker(site):
    make_shown_image("A crater")
    Change.objects.all().delete()
    list(keep_all())
    assert since() == [("a-crater", CREATED)]
    seen = last()
    list(keep_all())
    assert since(seen) == []


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["publish", "describe", "move", "withdraw", "delete", "ask"]),
        st.integers(0, 2),
    ),
    max_size=12,
)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=STEPS)
def test_a_mirror_ends_with_the_catalogue_whatever_happened(site, steps):
    close(Release.objects.all())
    ImagePage.objects.all().delete()
    mirror, seen = {}, last()

    def ask():
        nonlocal seen
        for change in Change.objects.since(seen):
            seen = change.number
            if change.is_withdrawn:
                mirror.pop(change.identifier, None)
            else:
                entry = Entry.objects.get(identifier=change.identifier)
                mirror[change.identifier] = (entry.title, entry.alt_text, entry.url_path)

    for step, which in steps:
        page = ImagePage.objects.filter(slug__startswith=f"picture-{which}").first()
        if step == "ask":
            ask()
        elif page is None:
            make_shown_image(f"Picture {which}")
        elif step == "publish":
            if release := Release.objects.filter(page=page).exclude(state="public").first():
                switch_to(release, page)
        elif step == "describe":
            page.alt_text += " Round."
            page.save()
        elif step == "move":
            page.slug = f"{page.slug}-a"
            page.save()
        elif step == "withdraw":
            close(Release.objects.filter(page=page))
        elif step == "delete":
            page.delete()
    ask()
    wanted = Entry.objects.values_list("identifier", "title", "alt_text", "url_path")
    assert mirror == {identifier: tuple(rest) for identifier, *rest in wanted}
