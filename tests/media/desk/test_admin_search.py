"""The admin's own search, of the sidebar and of /admin/pages/search/."""

import pytest

from media.models import SubjectName
from tests.drafts import make_draft
from tests.factories import make_asset, make_subject
from tests.indexing import once

pytestmark = pytest.mark.django_db


def test_the_admins_search_finds_pictures_by_all_their_words_and_the_names_of_their_files(
    site, admin, subtests
):
    moon = make_subject("Moon")
    SubjectName.objects.create(subject=moon, name="Selene", language="el")
    page = make_draft(
        "Wanted",
        alt_text="A pockmarked plain.",
        long_description="Everything here is greyish.",
        caption="<p>Volcanism shaped it.</p>",
        credit="Observatory of Nowhere",
        identifier="lunar-4711",
        asset=make_asset("DSC_0815.jpg", size=(8, 6)),
    )
    make_draft("Another")
    page.subjects.add(moon)
    with once():  # as the worker does, which looks once all is saved
        page.save()
    for word in [
        "Wanted",
        "pockm",
        "greyish",
        "volcanism",
        "nowhere",
        "4711",
        "DSC_0815",
        "selene",
    ]:
        with subtests.test(word=word):
            said = admin.get("/admin/pages/search/results/", {"q": word}).text
            assert f"/admin/pages/{page.pk}/edit/" in said
            assert "Another" not in said
