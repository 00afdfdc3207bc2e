"""What our own doors give is what our own import reads."""

import pytest
from django.test import Client

from media.intake.portals import nasa, perigee
from tests.factories import make_licence, make_subject
from tests.quick_releases import make_shown_image

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(site):
    return make_shown_image(
        "A crater at dawn",
        subjects=[make_subject("Moon")],
        licence=make_licence("CC BY 4.0"),
        credit="ESA/A. Person",
        taken_on="1998-07",
    )


def test_a_picture_of_the_api_is_read_with_all_that_it_says(page):
    answer = Client().get("/api/v1/images").json()
    assert perigee.is_list(answer)
    offer = perigee.offered(answer["items"][0])
    assert offer.identifier == page.identifier
    assert offer.licence == page.licence
    assert offer.file_address.endswith("-full.jpg")
    assert offer.subjects == [("Moon", "target")]
    says = offer.says
    assert (says.credit, says.taken_on) == ("ESA/A. Person", "1998-07")
    assert says.alt_text["en"] == page.alt_text
    assert says.long_description["en"] == page.long_description
    assert offer.notes == []


def test_a_picture_of_the_door_for_nasa_s_programs_is_read_too(page):
    answer = Client().get("/api/nasa/search?q=crater").json()
    assert nasa.is_list(answer)
    (item,) = answer["collection"]["items"]
    assert item["data"][0]["nasa_id"] == page.identifier
