"""How a picture of the sky was taken: from a file into the draft, to visitors, into every file."""

import io

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile

from media.files.metadata import packet, reading
from media.files.metadata.carried import Carried
from media.files.metadata.embedding import save_options
from media.intake.incoming import Incoming
from media.intake.taking_in import take_in
from media.models import Exposure, ImageIndexPage, ImagePage
from media.pictures.avm import avm_of
from tests.factories import make_image, picture_bytes, release_all
from tests.quick_releases import make_shown_image

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]

AVM = {
    "Type": ["Observation"],
    "Facility": ["Hubble", "Chandra"],
    "Instrument": ["WFPC2", "ACIS"],
    "Spectral.ColorAssignment": ["Green", "Blue"],
    "Spectral.Band": ["Optical", "X-ray"],
    "Spectral.Bandpass": ["F631N", "-"],
    "Spectral.CentralWavelength": ["631", "1.5"],
    "Temporal.StartTime": ["1999-10-24T05:00", "-"],
    "Temporal.IntegrationTime": ["1200", "-"],
    "Subject.Category": ["B.4.1.4"],
    "Distance": ["6500"],
    "Spatial.CoordinateFrame": ["ICRS"],
    "Spatial.ReferenceValue": ["83.633", "22.0145"],
    "Spatial.Scale": ["-1.1e-05", "1.1e-05"],
    "Publisher": ["Example agency"],
}


def taken(avm: dict):
    found = packet.packed(Carried(title={"en": "A nebula"}, avm=avm), "en")
    data = picture_bytes(size=(90, 60), **save_options("JPEG", found))
    return take_in(Incoming(ContentFile(data, "nebula.jpg")), ImageIndexPage.objects.get())


def test_what_a_file_says_of_its_observation_fills_the_draft():
    found = taken(AVM)
    page = found.page.get_latest_revision_as_object()
    assert found.notes == []
    assert page.kind == ImagePage.Kind.OBSERVATION
    first, second = page.exposures.all()
    assert (first.facility, first.instrument, first.band) == ("Hubble", "WFPC2", "Optical")
    assert (first.wavelength_nm, first.seconds, first.started_at) == (631, 1200, "1999-10-24T05:00")
    assert (second.band, second.bandpass, second.seconds) == ("X-ray", "", None)
    assert (page.object_category, page.distance_ly) == ("B.4.1.4", 6500)
    assert (page.right_ascension, page.declination) == (83.633, 22.0145)


def test_all_of_it_is_in_the_public_files_again():
    page = taken(AVM).page.get_latest_revision_as_object()
    data = make_image(publish=False)
    for name in ("alt_text", "long_description", "credit", "licence"):
        setattr(page, name, getattr(data, name))
    page.save_revision().publish()
    release_all()
    release = ImagePage.objects.live().get().release
    for file in release.manifest["downloads"].values():
        from django.core.files.storage import storages

        with storages["public"].open(f"{release.folder}/{file['name']}") as public:
            assert reading.read(io.BytesIO(public.read())).avm == AVM


def test_values_that_fit_no_field_are_left_out_with_a_note():
    found = taken(
        {
            "Facility": ["Hubble"],
            "Spectral.Band": ["Purple"],
            "Spectral.CentralWavelength": ["long"],
            "Subject.Category": ["nebula"],
            "Distance": ["-4"],
            "Spatial.ReferenceValue": ["83", "200"],
        }
    )
    page = found.page
    exposure = page.exposures.get()
    assert (exposure.facility, exposure.band, exposure.wavelength_nm) == ("Hubble", "", None)
    assert (page.object_category, page.distance_ly, page.right_ascension) == ("", None, None)
    assert len(found.notes) == 5
    assert all("was left out" in note for note in found.notes)
    # What no field takes goes into the public files as it came.
    assert avm_of(page) == {
        "Facility": ["Hubble"],
        "Subject.Category": ["nebula"],
    }


def test_a_position_in_another_frame_is_kept_as_it_is():
    page = taken({"Spatial.CoordinateFrame": ["GAL"], "Spatial.ReferenceValue": ["184", "-5"]}).page
    assert page.right_ascension is None
    assert page.further_avm["Spatial.ReferenceValue"] == ["184", "-5"]


def test_visitors_see_the_observation_as_a_small_table(client):
    page = make_shown_image(
        "A nebula",
        object_category="B.4.1.4",
        distance_ly=6500.0,
        right_ascension=83.633,
        declination=-22.0145,
    )
    page.exposures = [
        Exposure(facility="Hubble", instrument="WFPC2", band="Optical", wavelength_nm=631.0)
    ]
    page.save()
    said = client.get(page.url).content.decode()
    for words in (
        "Milky Way: nebula",
        "6 500 light years",
        "RA 5 h 34 m 32 s, Dec −22° 0′ 52″",
        '<th scope="row">Hubble, WFPC2</th>',
        "<td>Visible light, 631 nm</td>",
    ):
        assert words in said, words


def test_a_picture_without_an_observation_says_nothing_of_it(client):
    said = client.get(make_shown_image().url).content.decode()
    assert "<h2>Observation</h2>" not in said


@pytest.mark.parametrize(
    ("light_years", "words"),
    [
        (2_537_000, "2.54 million light years"),
        (1.34e10, "13.4 billion light years"),
        (163_000, "163 000 light years"),
        (4.25, "4.25 light years"),
        (0.0000158, "149 million km"),
        (0, "0 km"),
        (None, ""),
    ],
)
def test_distances_are_said_as_a_person_would(light_years, words):
    assert ImagePage(distance_ly=light_years).distance_in_words == words


def test_half_a_position_and_an_empty_exposure_are_refused():
    page = make_image(publish=False)
    page.right_ascension = 10.0
    with pytest.raises(ValidationError, match="needs both coordinates"):
        page.full_clean()
    with pytest.raises(ValidationError, match="which telescope or which light"):
        Exposure(page=page, colour="Blue").full_clean()
