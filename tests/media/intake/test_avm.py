"""Astronomy Visualization Metadata as archives write it: into the fields, and out as it went in."""

import pytest

from media.intake.avm import observe
from media.models import Exposure, ImagePage
from media.pictures.avm import LISTS, avm_of

pytestmark = pytest.mark.django_db

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
    "Spatial.CoordinateFrame": ["ICRS"],
    "Spatial.ReferenceValue": ["83.633", "22.0145"],
    "Spatial.Scale": ["-1.1e-05", "1.1e-05"],
    "Publisher": ["Example agency"],
}


def observed(avm: dict) -> tuple[ImagePage, list[str]]:
    page = ImagePage(title="A nebula")
    notes = observe(page, avm)
    return page, notes


# As archives write them: Spitzer, Chandra, Hubble, and what the standard allows besides.
AS_FOUND = {
    "codes that end with full stops": {"Subject.Category": ["B.4.1.2.", "B.3.6.4."]},
    "codes in one value": {"Subject.Category": ["B.4.1.2.; B.3.6.4."]},
    "a code without its first full stop": {"Subject.Category": ["B.4.2.3.2.", "B4.2.1.", "B.4.1.2."]},
    "a code in small letters": {"Subject.Category": ["c.5.1.1."]},
    "more codes than the field takes": {"Subject.Category": [f"B.4.{n}.10." for n in range(1, 20)]},
    "a distance and a redshift": {"Distance": ["6500", "0.0005"]},
    "a distance alone in a list of two": {"Distance": ["6500", "-"]},
    "a redshift alone": {"Distance": ["-", "6.03"]},
    "a distance of many figures": {"Distance": ["2537000.123456789"]},
    "numbers as FITS writes them": {
        "Facility": ["Hubble"],
        "Temporal.IntegrationTime": ["3.1000000000000E+00"],
        "Spectral.CentralWavelength": ["200000000.0"],
        "Spatial.ReferenceValue": ["2.4316946405039E+02", "-6.0787955033553E+01"],
    },
    "a position to the milliarcsecond": {"Spatial.ReferenceValue": ["148.765826253", "69.1898220838"]},
    "a start for the first of three exposures": {
        "Facility": ["Chandra", "Chandra", "Chandra"],
        "Temporal.StartTime": ["2006-01-09-1035"],
    },
    "a colour that no instrument took": {
        "Facility": ["Spitzer", "-"],
        "Spectral.ColorAssignment": ["Red", "Pseudocolor"],
    },
    "bands in other capitals": {"Spectral.Band": ["infrared", "X-Ray", "OPTICAL"]},
    "a planet": {"Type": ["Planetary"]},
    "a collage": {"Type": ["Collage"]},
    "an artwork in small letters": {"Type": ["artwork"]},
    "an older frame": {
        "Spatial.CoordinateFrame": ["FK5"],
        "Spatial.ReferenceValue": ["83.6", "22.0"],
        "Spatial.Equinox": ["2000.0"],
    },
    "a frame that is none of ours": {
        "Spatial.CoordinateFrame": ["GAL"],
        "Spatial.ReferenceValue": ["184.5", "-5.7"],
    },
    "what FITS Liberator adds": {"FL.BlackLevel": ["0.5", "1"], "RelatedResources": ["a", "b"]},
    "publications and proposals": {"PublicationID": ["2008ApJ", "2009ApJ"], "ProposalID": ["7043"]},
}  # fmt: skip


@pytest.mark.parametrize("case", AS_FOUND)
def test_an_observation_comes_out_as_it_went_in(case):
    avm = {"Type": ["Observation"], "Publisher": ["Example agency"], **AS_FOUND[case]}
    page, _notes = observed(avm)
    assert avm_of(page) == avm


@pytest.mark.parametrize("case", ["codes that end with full stops", "codes in one value"])
def test_codes_as_archives_write_them_fill_the_field(case):
    page, notes = observed(AS_FOUND[case])
    assert (page.object_category, notes) == ("B.4.1.2; B.3.6.4", [])
    page._meta.get_field("object_category").clean(page.object_category, page)
    assert page.object_in_words == "Milky Way: nebula, Milky Way: star"


def test_codes_that_do_not_fit_or_cannot_be_read_are_noted():
    codes = [f"B.4.{number}.10." for number in range(1, 9)]
    page, notes = observed({"Subject.Category": [*codes, "Nebula"]})
    assert page.object_category == "; ".join(code.strip(".") for code in codes[:6])
    left = [note for note in notes if "object category" in note]
    assert len(left) == 3
    assert "“Nebula”" in left[-1]


def test_what_an_editor_changes_comes_out_changed_and_the_rest_as_it_went_in():
    avm = {
        **AVM,
        "Subject.Category": ["B.4.1.2.", "B.3.6.4."],
        "Distance": ["6500", "0.0005"],
    }
    page, _notes = observed(avm)
    page.object_category, page.distance_ly = "B.4.1.2", 7000.0
    page.kind, page.declination = ImagePage.Kind.ILLUSTRATION, 23.0
    page.exposures = list(page.exposures.all())[:1]
    assert avm_of(page) == {
        **{name: values[:1] for name, values in avm.items() if name in LISTS},
        **{name: values for name, values in avm.items() if name not in LISTS},
        "Spectral.Bandpass": ["F631N"],
        "Subject.Category": ["B.4.1.2"],
        "Distance": ["7000", "0.0005"],
        "Type": ["Artwork"],
        "Spatial.ReferenceValue": ["83.633", "23"],
    }
    page.distance_ly = page.right_ascension = page.declination = None
    page.object_category, page.exposures = "", []
    page.kind = ImagePage.Kind.MAP
    assert avm_of(page) == {
        "Distance": ["-", "0.0005"],
        "Spatial.CoordinateFrame": ["ICRS"],
        "Spatial.Scale": AVM["Spatial.Scale"],
        "Publisher": AVM["Publisher"],
    }


@pytest.mark.parametrize(
    ("avm", "said"),
    [
        ({"Type": ["Collage"]}, "“Collage”"),
        ({"Distance": ["far away"]}, "“far away”"),
        ({"Spatial.ReferenceValue": ["05 34 31.94", "+22 00 52"]}, "“05 34 31.94, +22 00 52”"),
    ],
)
def test_what_cannot_be_read_is_noted(avm, said):
    assert [said in note for note in observed(avm)[1]] == [True]


def test_a_type_that_the_file_does_not_name_is_not_invented():
    avm = {"Facility": ["Hubble"], "Publisher": ["Example agency"]}
    page, _notes = observed(avm)
    assert avm_of(page) == avm
    page.kind = ImagePage.Kind.ILLUSTRATION
    assert avm_of(page)["Type"] == ["Artwork"]


def test_a_picture_from_before_keeps_its_observation():
    """Such pages hold in `further_avm` only what has no field."""
    page = ImagePage(title="A nebula")
    page.further_avm = {"Type": ["Observation"], "Publisher": ["Example agency"]}
    page.kind, page.object_category, page.distance_ly = "observation", "B.4.1.4", 6500.0
    page.exposures = [Exposure(facility="Hubble", wavelength_nm=631.0)]
    assert avm_of(page) == {
        "Type": ["Observation"],
        "Publisher": ["Example agency"],
        "Facility": ["Hubble"],
        "Spectral.CentralWavelength": ["631"],
        "Subject.Category": ["B.4.1.4"],
        "Distance": ["6500"],
    }
