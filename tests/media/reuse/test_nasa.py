"""The door that programs for NASA's image library know."""

import json
from urllib.error import HTTPError
from urllib.parse import quote, urlencode, urlparse
from urllib.request import urlopen

import pytest
from django.test import Client

from media.models import ImagePage, ImageText, Subject
from media.release.withdrawing import withdraw_for
from media.reuse.nasa import finding, views
from portal.models import Agency
from portal.models.agency import renewed
from tests.exiftool import tags
from tests.factories import (
    ALT,
    DESCRIPTION,
    make_asset,
    make_gallery,
    make_image,
    make_subject,
    release_all,
)
from tests.quick_releases import make_shown_image, note_release

HERE = "http://testserver/api/nasa"


@pytest.fixture(autouse=True)
def tables(db):
    """Every test here asks the database."""


def ask(address: str, status: int = 200):
    """The document at an address below the door's."""
    response = Client().get(f"/api/nasa/{address}")
    assert response.status_code == status, response.content[:500]
    assert response["Access-Control-Allow-Origin"] == "*"
    return response.json()


def search(**parameters) -> dict:
    return ask(f"search?{urlencode(parameters)}")["collection"]


def titles(**parameters) -> list[str]:
    found = search(**parameters)
    told = [item["data"][0]["title"] for item in found["items"]]
    assert found["metadata"]["total_hits"] == len(told)
    return told


def reason(address: str, status: int = 400) -> str:
    return ask(address, status)["reason"]


# --- What a search answers --------------------------------------------------------------------


def test_an_item_has_the_shape_that_programs_know(site):
    Agency.objects.update(short_name="EXA")
    renewed()
    subjects = [make_subject("Moon"), make_subject("Kourou", Subject.Kind.PLACE)]
    page = make_shown_image(subjects=subjects, taken_on="1971-02")
    make_gallery("Craters", [page])
    make_gallery("Drafts", [page], publish=False)
    assert search(q="crater") == {
        "version": "1.1",
        "href": f"{HERE}/search?q=crater",
        "items": [
            {
                "href": f"{HERE}/image/a-crater-at-dawn/collection.json",
                "data": [
                    {
                        "center": "EXA",
                        "title": "A crater at dawn",
                        "nasa_id": "a-crater-at-dawn",
                        "date_created": "1971-02-01T00:00:00Z",
                        "media_type": "image",
                        "description": "The crater was visited in 1971.",
                        "description_508": DESCRIPTION,
                        "keywords": ["Kourou", "Moon"],
                        "location": "Kourou",
                        "secondary_creator": "Example agency",
                        "album": ["craters"],
                    }
                ],
                "links": [
                    {
                        "href": f"{HERE}/image/a-crater-at-dawn/a-crater-at-dawn~thumb.jpg",
                        "rel": "preview",
                        "render": "image",
                    }
                ],
            }
        ],
        "metadata": {"total_hits": 1},
    }


def test_without_a_caption_the_alt_text_is_the_description(site):
    make_shown_image(caption="")
    assert search(q="crater")["items"][0]["data"][0]["description"] == ALT


def test_each_parameter_narrows_the_search(site):
    Agency.objects.update(name="Example agency", short_name="EXA")
    renewed()
    moon, kourou = make_subject("Moon"), make_subject("Kourou", Subject.Kind.PLACE)
    crater = make_shown_image("Crater", subjects=[moon], taken_on="1971-02-03", credit="Kim Doe")
    words = {"alt_text": "A rocket rises.", "long_description": "Orange flames.", "caption": ""}
    launch = make_shown_image(
        "Launch", subjects=[moon, kourou], taken_on="2019", credit="Sam Roe", **words
    )
    make_gallery("Rockets", [launch])
    both = ["Launch", "Crater"]
    for parameters, wanted in [
        ({"q": "bright rims"}, ["Crater"]),
        ({"q": "rockets"}, ["Launch"]),
        ({"q": "moon -rim"}, ["Launch"]),
        ({"title": "launch"}, ["Launch"]),
        ({"title": "rocket"}, []),
        ({"title": "..."}, []),
        ({"description": "flames"}, ["Launch"]),
        ({"description_508": "orange flame"}, ["Launch"]),
        ({"keywords": "moon"}, both),
        ({"keywords": "moon, kourou"}, ["Launch"]),
        ({"keywords": "mars"}, []),
        ({"keywords": ","}, []),
        ({"location": "Kourou"}, ["Launch"]),
        ({"location": "Moon"}, []),
        ({"photographer": "Kim Doe"}, ["Crater"]),
        ({"secondary_creator": "roe"}, ["Launch"]),
        ({"nasa_id": crater.identifier}, ["Crater"]),
        ({"nasa_id": "nothing"}, []),
        ({"center": "exa"}, both),
        ({"center": "Example agency"}, both),
        ({"center": "JPL"}, []),
        ({"album": "rockets"}, ["Launch"]),
        ({"album": "nothing"}, []),
        ({"year_start": "1972"}, ["Launch"]),
        ({"year_end": "1971"}, ["Crater"]),
        ({"year_start": "1971", "year_end": "2019"}, both),
        ({"year_start": "1972", "year_end": "2018"}, []),
        ({"media_type": "image"}, both),
        ({"media_type": "video,image"}, both),
        ({"media_type": "video,audio", "q": "moon"}, []),
        ({"q": "***"}, []),
        ({"q": "moon", "title": "launch", "unknown": "x"}, ["Launch"]),
    ]:
        assert titles(**parameters) == wanted, parameters


def test_the_year_of_a_picture_without_a_date_is_that_of_its_first_showing(site):
    make_shown_image("Old", published_on="1965-07-15")
    make_shown_image("New", published_on="2024-01-01")
    assert titles(year_end="1965") == ["Old"]
    assert titles(year_start="2024", year_end="2024") == ["New"]
    assert titles(year_start="1966", year_end="2023") == []
    assert titles(year_start="1", year_end="9999") == ["New", "Old"]
    created = search(q="old")["items"][0]["data"][0]["date_created"]
    assert created == "1965-07-15T00:00:00Z"


def test_what_holds_the_words_best_comes_first(site):
    make_shown_image("Moon")
    make_shown_image("Something else", caption="<p>Beside the moon.</p>")
    assert titles(q="moon") == ["Moon", "Something else"]


def test_pages_lead_on_and_back(site):
    for number in range(5):
        make_shown_image(f"Crater {number}", published_on=f"2020-01-0{number + 1}")
    first = search(media_type="image", page_size=2)
    assert first["metadata"]["total_hits"] == 5
    assert first["links"] == [
        {
            "rel": "next",
            "prompt": "Next",
            "href": f"{HERE}/search?media_type=image&page_size=2&page=2",
        }
    ]
    second = ask("search?media_type=image&page_size=2&page=2")["collection"]
    assert [link["rel"] for link in second["links"]] == ["prev", "next"]
    third = ask("search?media_type=image&page_size=2&page=3")["collection"]
    assert [link["rel"] for link in third["links"]] == ["prev"]
    met = [item["data"][0]["title"] for part in (first, second, third) for item in part["items"]]
    assert met == [f"Crater {number}" for number in (4, 3, 2, 1, 0)]
    assert search(media_type="image", page=9)["items"] == []


def test_no_search_goes_further_than_is_known_one_by_one(site, monkeypatch):
    for module in (finding, views):
        monkeypatch.setattr(module, "KNOWN", 4)
    for number in range(6):
        make_shown_image(f"Crater {number}")
    # The number of all is kept; of others no more is counted.
    assert search(media_type="image")["metadata"]["total_hits"] == 6
    assert search(q="crater")["metadata"]["total_hits"] == 4
    assert search(year_start="1971")["metadata"]["total_hits"] == 4
    for parameters in ({"media_type": "image"}, {"q": "crater"}):
        last = search(page=2, page_size=2, **parameters)
        assert len(last["items"]) == 2
        assert [link["rel"] for link in last["links"]] == ["prev"]
        assert search(page=3, page_size=2, **parameters)["items"] == []


def test_many_pictures_cost_no_more_queries_than_few(site, django_assert_max_num_queries):
    moon = make_subject("Moon")
    images = [make_shown_image(f"Crater {number}", subjects=[moon]) for number in range(8)]
    make_gallery("Craters", images)
    search(q="crater")  # where sites begin is asked once a process
    with django_assert_max_num_queries(10):
        assert len(search(q="crater", keywords="moon")["items"]) == 8
    with django_assert_max_num_queries(8):
        ask("album/craters")
    with django_assert_max_num_queries(4):
        ask(f"asset/{images[0].identifier}")


# --- What makes no sense ----------------------------------------------------------------------


def test_a_search_without_a_known_parameter_is_refused(site):
    for query in ("", "?", "?colour=red", "?q=", "?page=2", "?title=%20"):
        assert "q, center, description" in reason(f"search{query}")


def test_a_refusal_names_the_parameter(site):
    for query, name in (
        ("media_type=film", "media_type"),
        ("media_type=image,film", "film"),
        ("q=a&page=0", "page"),
        ("q=a&page=x", "page"),
        ("q=a&page=21", "page"),
        ("q=a&page=-1", "page"),
        ("q=a&page_size=0", "page_size"),
        ("q=a&page_size=101", "page_size"),
        ("q=a&page_size=%D9%A3", "page_size"),
        ("year_start=x", "year_start"),
        ("year_end=0", "year_end"),
        ("year_end=10000", "year_end"),
        ("year_start=2020&year_end=2019", "year_start"),
        ("q=taken:once", "q: "),
        ("keywords=" + ",".join("abcdefghijklm"), "keywords"),
    ):
        assert name in reason(f"search?{query}"), query


def test_what_is_not_there_is_said_in_words(site):
    secret = make_image(release=False)
    for kind in ("asset", "metadata", "captions"):
        for identifier in ("nothing", secret.identifier):
            assert f"“{identifier}”" in reason(f"{kind}/{identifier}", 404)
    make_gallery("Secrets", [secret])
    for name in ("nothing", "secrets"):
        assert f"“{name}”" in reason(f"album/{name}", 404)
    assert search(q="crater")["items"] == []


def test_a_withdrawn_picture_is_gone_and_says_why(site):
    page = make_image()
    withdraw_for(page, "Its owner asked for it.")
    release_all()
    name = f"image/{page.identifier}"
    for address in (f"asset/{page.identifier}", f"{name}/{page.identifier}~orig.jpg"):
        assert "Its owner asked for it." in reason(address, 410)
    assert search(q="crater")["items"] == []


# --- Files, metadata, words -------------------------------------------------------------------


def widths(page: ImagePage) -> dict[str, int]:
    """{size: width of the file to which its address leads}"""
    found, files = {}, page.release.files
    for size in ("orig", "large", "medium", "small", "thumb"):
        address = f"/api/nasa/image/{page.identifier}/{page.identifier}~{size}.jpg"
        response = Client().get(address)
        assert response.status_code == 302
        name = response["Location"].rpartition("/")[2]
        found[size] = next(file["width"] for file in files if file["name"] == name)
    return found


def test_each_size_leads_to_a_file_that_is_large_enough(site):
    page = make_image(asset=make_asset(size=(3000, 1500)))
    assert widths(page) == {"orig": 3000, "large": 2400, "medium": 1280, "small": 640, "thumb": 320}
    tiny = make_image("Tiny", asset=make_asset(size=(8, 6)))
    assert set(widths(tiny).values()) == {8}


def test_the_files_of_a_picture_are_listed_and_all_there(site):
    page = make_image(asset=make_asset("crater.png", format="PNG", size=(40, 30)))
    name = f"{HERE}/image/{page.identifier}"
    files = ask(f"image/{page.identifier}/collection.json")
    sizes = ("~orig.png", "~orig.jpg", "~large.jpg", "~medium.jpg", "~small.jpg", "~thumb.jpg")
    assert files == [
        *(f"{name}/{page.identifier}{size}" for size in sizes),
        f"{name}/metadata.json",
    ]
    listed = ask(f"asset/{page.identifier}")["collection"]
    assert listed["items"] == [{"href": file} for file in files]
    for file in files:
        response = Client().get(urlparse(file).path, follow=True)
        assert response.status_code == 200, file
    missing = reason(f"image/{page.identifier}/{page.identifier}~huge.jpg", 404)
    assert "orig, large, medium, small, thumb" in missing
    reason(f"image/{page.identifier}/other~orig.jpg", 404)
    reason(f"image/{page.identifier}/{page.identifier}~orig.tif", 404)


def test_metadata_are_a_document_at_a_place_of_its_own(site):
    page = make_shown_image(subjects=[make_subject("Moon")], taken_on="1971-02-03")
    place = ask(f"metadata/{page.identifier}")["location"]
    assert place == f"{HERE}/image/{page.identifier}/metadata.json"
    assert ask(place.removeprefix(f"{HERE}/")) == {
        "AVAIL:NASAID": "a-crater-at-dawn",
        "AVAIL:Title": "A crater at dawn",
        "AVAIL:Description": "The crater was visited in 1971.",
        "AVAIL:Description508": DESCRIPTION,
        "AVAIL:Keywords": ["Moon"],
        "AVAIL:Location": "",
        "AVAIL:SecondaryCreator": "Example agency",
        "AVAIL:Center": "Example agency",
        "AVAIL:DateCreated": "1971-02-03T00:00:00Z",
        "AVAIL:MediaType": "image",
    }


def test_captions_are_the_description_in_every_language(site):
    page = make_image(release=False)
    words = {"title": "Cratère", "alt_text": "Un cratère.", "long_description": "Il est gris."}
    ImageText.objects.create(page=page, language="fr", **words)
    note_release(page)
    place = ask(f"captions/{page.identifier}")["location"]
    response = Client().get(urlparse(place).path)
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response.content.decode() == (
        f"Alternative text (English)\n{ALT}\n\nImage description (English)\n{DESCRIPTION}\n\n\n"
        "Alternative text (French)\nUn cratère.\n\nImage description (French)\nIl est gris."
    )


# --- Albums -----------------------------------------------------------------------------------


def test_an_album_is_a_gallery_in_its_order(site):
    images = [make_shown_image(f"Crater {number}") for number in range(3)]
    make_gallery("Craters", [images[2], make_image("Secret", release=False), *images[:2]])
    found = ask("album/craters?page_size=2")["collection"]
    assert found["metadata"]["total_hits"] == 3
    assert found["links"][0]["href"] == f"{HERE}/album/craters?page_size=2&page=2"
    rest = ask("album/craters?page_size=2&page=2")["collection"]
    items = [*found["items"], *rest["items"]]
    assert [one["data"][0]["title"] for one in items] == ["Crater 2", "Crater 0", "Crater 1"]
    assert all(one["data"][0]["album"] == ["craters"] for one in items)
    assert "page_size" in reason("album/craters?page_size=x")


# --- A program that was written for NASA's library ----------------------------------------------


def get_json(address: str):
    try:
        with urlopen(address, timeout=15) as response:  # noqa: S310
            return json.load(response)
    except HTTPError as error:
        assert error.code == 404, address
        return None


def albums_found(root: str, words: str) -> set[str]:
    """What such a program does with words: it looks for the albums of what is found."""
    albums = set()
    for page in range(1, 6):
        query = urlencode({"q": words, "media_type": "image", "page_size": 100, "page": page})
        found = get_json(f"{root}/search?{query}")["collection"]
        for item in found["items"]:
            albums.update(name for block in item["data"] for name in block.get("album") or [])
        if not any(link["rel"] == "next" for link in found.get("links", [])):
            break
    return albums


def album_downloaded(root: str, server: str, album: str) -> list[bytes]:
    """And with an album: it puts ~orig for ~thumb in the address of each preview, and asks the server of files."""
    items, page = [], 1
    while True:
        query = f"page_size=100&page={page}"
        found = get_json(f"{root}/album/{quote(album, safe='')}?{query}")["collection"]
        assert found["metadata"]["total_hits"]
        items += found["items"]
        if not any(link["rel"] == "next" for link in found.get("links", [])):
            break
        page += 1
    files = []
    for item in items:
        links = [link["href"] for link in item["links"] if link["rel"] == "preview"]
        assert "/image/" in links[0]
        path = quote(urlparse(links[0].replace("~thumb", "~orig")).path)
        with urlopen(f"{server}{path}", timeout=15) as response:  # noqa: S310
            files.append(response.read())
    return files


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_program_for_nasa_s_library_finds_an_album_and_downloads_it_with_its_words(
    site, live_server, tmp_path
):
    images = [
        make_image(f"Crater {number}", asset=make_asset(size=(600 + number, 400)))
        for number in range(3)
    ]
    make_gallery("Craters of the Moon", images)
    root = f"{live_server.url}/api/nasa"
    assert albums_found(root, "crater") == {"craters-of-the-moon"}
    assert albums_found(root, "nothing at all") == set()
    files = album_downloaded(root, live_server.url, "craters-of-the-moon")
    assert len(files) == 3
    for number, file in enumerate(files):
        path = tmp_path / f"{number}.jpg"
        path.write_bytes(file)
        said = tags(path)
        assert ALT in str(said)
    assert get_json(f"{root}/album/nothing") is None
