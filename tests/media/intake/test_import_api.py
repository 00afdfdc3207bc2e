"""`manage.py import_api`: what other portals offer to programs becomes drafts."""

import hashlib
import io
import json

import pytest
from django.core.management import CommandError, call_command

from media.intake.portals import perigee
from media.management.commands import import_api
from media.models import ImageAsset, ImagePage, Licence, Subject
from tests.factories import make_image, make_licence, make_subject, picture_bytes
from tests.media.intake.small_server import Server

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]

ALT = "A grey pit with a bright rim."
DESCRIPTION = "A pit.\n\nAround it stones."
TERMS = {
    "name": "CC BY 4.0",
    "spdx": "CC-BY-4.0",
    "url": "https://creativecommons.org/licenses/by/4.0/",
}
PIXELS = [
    picture_bytes(size=(60, 40), colour=(number * 30, 9, 9), quality=90 - number)
    for number in range(4)
]


def image(served: Server, number: int, **told) -> dict:
    """A picture as a Perigee tells it, with a small and a large file that are served."""
    data = PIXELS[number]
    served.answers[f"/files/{number}/pit-{number}.jpg"] = (
        200,
        {"Content-Type": "image/jpeg"},
        data,
    )
    file = {
        "url": f"{served.url}/files/{number}/pit-{number}.jpg",
        "permanent_url": f"{served.url}/download/pit-{number}/full.jpg",
        "media_type": "image/jpeg",
        "size": "full",
        "width": 60,
        "height": 40,
        "bytes": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
    }
    small = {**file, "size": "small", "width": 30, "url": f"{served.url}/nothing.jpg", "sha256": ""}
    return {
        "identifier": f"pit-{number}",
        "title": f"Pit {number}",
        "alt_text": ALT,
        "long_description": DESCRIPTION,
        "caption": "Two words & more.",
        "credit": "ESA/A. Person",
        "licence": TERMS,
        "texts": {},
        "downloads": [small, file],
        "subjects": [{"label": "Moon", "kind": "target"}],
        "taken_on": "1971-07",
        **told,
    }


def lists(served: Server, items: list, path="/api/v1/images", following=None) -> None:
    body = json.dumps({"items": items, "next": following, "total": len(items)}).encode()
    served.answers[path] = (200, {"Content-Type": "application/json"}, body)


def run(url: str, **options) -> tuple[str, str]:
    """What the command says, on standard output and on standard error; with the error that it ends with."""
    out, error = io.StringIO(), io.StringIO()
    options = {
        "allow_http": True,
        "allow_private": True,
        "per_second": 50,
        "verbosity": 0,
    } | options
    try:
        call_command("import_api", url, stdout=out, stderr=error, **options)
    except CommandError as failed:
        error.write(f"{failed} [{failed.returncode}]")
    return out.getvalue(), error.getvalue()


def draft(title: str) -> ImagePage:
    return ImagePage.objects.get(title=title).get_latest_revision_as_object()


# --- Another Perigee ------------------------------------------------------------------------------


def test_a_picture_comes_in_with_all_that_is_said_of_it(server):
    make_licence()
    moon = make_subject("Moon")
    french = {
        "title": "Fosse",
        "alt_text": "Une fosse grise.",
        "long_description": "Une fosse.",
        "caption": "",
    }
    own = {
        "title": "Pit 0",
        "alt_text": ALT,
        "long_description": DESCRIPTION,
        "caption": "Two words & more.",
    }
    lists(
        server,
        [
            image(
                server,
                0,
                texts={"fr": french, "en": own},
                subjects=[{"label": "Moon", "kind": "target"}, {"label": "Pits", "kind": "topic"}],
            )
        ],
    )
    assert run(server.url) == ("1 draft made.\n", "")
    page = draft("Pit 0")
    assert (page.identifier, page.live) == ("pit-0", False)
    assert (page.alt_text, page.long_description) == (ALT, DESCRIPTION)
    assert page.caption == "<p>Two words &amp; more.</p>"
    assert (page.credit, page.taken_on) == ("ESA/A. Person", "1971-07")
    assert page.licence == Licence.objects.get()
    assert page.texts.get().language == "fr"
    assert page.texts.get().long_description == "Une fosse."
    assert page.asset.file.open().read() == PIXELS[0]
    assert page.asset.found["address"] == f"{server.url}/id/pit-0"
    pits = Subject.objects.get(name="Pits")
    assert (pits.is_proposed, pits.kind) == (True, "topic")
    assert set(page.subjects.all()) == {moon, pits}


def test_words_of_a_portal_in_another_language_are_not_taken_for_ours(server):
    words = {
        "title": "Fosse",
        "alt_text": "Une fosse grise.",
        "long_description": "Une fosse.",
        "caption": "",
    }
    lists(server, [image(server, 0, **words, texts=[{"language": "fr", **words}])])
    run(server.url)
    page = ImagePage.objects.get().get_latest_revision_as_object()
    assert page.alt_text == ""
    assert page.texts.get(language="fr").alt_text == "Une fosse grise."


def test_all_parts_of_the_list_are_read_and_what_a_list_leaves_out_is_asked_for(server):
    whole = image(server, 1)
    server.answers["/api/v1/images/pit-1"] = (200, {}, json.dumps(whole).encode())
    lists(server, [image(server, 0)], following="/api/v1/images?cursor=b")
    lists(
        server,
        [{"identifier": "pit-1", "title": "Pit 1"}],
        "/api/v1/images?cursor=b",
        f"{server.url}/api/v1/images",
    )
    assert run(f"{server.url}/api/v1/images")[0] == "2 drafts made.\n"
    assert len(server.connections) == 1


def test_what_is_here_is_not_asked_for_again(server):
    lists(server, [image(server, 0), image(server, 1)])
    assert run(server.url, limit=1)[0] == "1 draft made.\n"
    assert run(server.url)[0] == "1 draft made, 1 already here.\n"
    server.asked.clear()
    # There the words have changed, which their file carries; it is the same picture.
    lists(server, [image(server, 0, files={}), image(server, 1)])
    assert run(server.url)[0] == "0 drafts made, 2 already here.\n"
    assert server.asked == ["/api/v1/images"]
    assert ImageAsset.objects.count() == 2


def test_an_identifier_that_is_taken_is_said(server):
    make_image("Something else", identifier="pit-0", publish=False)
    lists(server, [image(server, 0)])
    assert "“pit-0”, is that of another picture here" in run(server.url)[1]
    assert draft("Pit 0").identifier == "pit-0-2"


LICENCES = {
    "by SPDX": ({"spdx": "cc-by-4.0", "url": "", "name": ""}, True),
    "by address": (
        {"spdx": "", "url": "http://creativecommons.org/licenses/by/4.0/deed.fr", "name": "x"},
        True,
    ),
    "by name": ({"name": "cc by 4.0"}, True),
    "another": ({"spdx": "CC0-1.0", "url": "https://x.example/", "name": "CC0"}, False),
    "nonsense": (["CC-BY-4.0"], False),
    "none": (None, False),
}


@pytest.mark.parametrize("case", LICENCES)
def test_the_licence_is_one_of_ours_or_left_empty_and_said(case, server):
    told, is_found = LICENCES[case]
    licence = make_licence()
    lists(server, [image(server, 0, licence=told)])
    error = run(server.url)[1]
    assert draft("Pit 0").licence == (licence if is_found else None)
    assert ("licence" in error) != is_found


def test_what_is_broken_is_said_and_stops_nothing(server):
    damaged = image(server, 1)
    server.answers["/files/1/pit-1.jpg"] = (200, {}, PIXELS[1][:-9] + b"x" * 9)
    broken = image(server, 3)
    server.answers["/files/3/pit-3.jpg"] = (200, {}, b"no picture")
    broken["downloads"][1]["sha256"] = ""
    away = image(server, 2)
    del server.answers["/files/2/pit-2.jpg"]
    nonsense = [
        "x",
        None,
        {},
        {"identifier": 7},
        image(server, 0, identifier="n", downloads=["x", {}, 3]),
    ]
    lists(server, [*nonsense, damaged, broken, away, image(server, 0)])
    out, error = run(server.url)
    assert out == "1 draft made, 8 refused.\n"
    assert error.count("has no identifier") == 4
    assert "n: It has no file that could be downloaded." in error
    assert "pit-1: The file is not the one that its portal describes" in error
    assert "pit-2: " in error and "answers 404" in error
    assert "pit-3: " in error
    assert error.endswith("[1]")


def test_words_of_others_are_cleaned_and_cannot_steer_a_terminal(server):
    lists(
        server,
        [
            image(
                server,
                0,
                identifier="A_b\x1b[2J",
                title="Pit\u202e <b>0</b>",
                caption='<p onclick="x">Told <script>alert(1)</script><a href="javascript:x">here</a></p>',
                alt_text=["no", "text"],
                kind="poem",
                licence={"name": "\x1b[31mred"},
                subjects=["Moon", {"label": "x" * 500}, None, {"label": 3}],
                texts={"fr; drop": {}, "de": "x", "q" * 30: {"title": "x"}},
                dates=[],
            )
        ],
    )
    error = run(server.url)[1]
    assert "\x1b" not in error
    page = ImagePage.objects.get().get_latest_revision_as_object()
    assert page.identifier == "a-b2j"
    assert page.title == "Pit 0"
    assert "<script" not in page.caption
    assert "onclick" not in page.caption
    assert "javascript" not in page.caption
    assert (page.alt_text, page.kind) == ("", "photograph")
    assert [subject.name for subject in page.subjects.all()] == ["Moon"]


def test_a_list_that_breaks_off_is_said_and_what_came_stays(server):
    lists(server, [image(server, 0)], following="/api/v1/images?cursor=b")
    out, error = run(server.url)
    assert out == "1 draft made.\n"
    assert "The list broke off" in error
    assert error.endswith("[1]")


def test_a_stopped_run_says_how_to_go_on(server, monkeypatch):
    def stop(*args):
        raise KeyboardInterrupt

    lists(server, [image(server, 0)])
    monkeypatch.setattr(import_api.Taking, "take", stop)
    out, error = run(server.url)
    assert "Stopped. Run the command again to go on." in error
    assert error.endswith("[130]")
    assert out == "0 drafts made.\n"


def test_a_server_from_which_nothing_comes_any_more_is_left_in_peace(server):
    lists(server, [image(server, 0, identifier=f"p{n}") for n in range(20)])
    del server.answers["/files/0/pit-0.jpg"]
    out, error = run(server.url)
    assert out == "0 drafts made, 10 refused.\n"
    assert "Nothing comes from there any more" in error


def test_a_file_may_be_no_larger_than_agreed(server):
    lists(server, [image(server, 0)])
    server.answers["/files/0/pit-0.jpg"] = (200, {}, b"x" * (2**20 + 1))
    assert "larger than the 1 MB" in run(server.url, megabytes=1)[1]


# --- NASA's library -------------------------------------------------------------------------------


def nasa_item(served: Server, name: str, **told) -> dict:
    return {
        "href": f"{served.url}/image/{name}/collection.json",
        "data": [
            {
                "nasa_id": name,
                "title": f"Called {name}",
                "description": "The story & more.",
                "description_508": ALT,
                "keywords": ["Moon", "pits; holes"],
                "date_created": "1971-07-31T00:00:00Z",
                "media_type": "image",
                "center": "JSC",
                "photographer": "A. Person",
                **told,
            }
        ],
    }


def searched(served: Server, items: list, path="/search?q=pit", following="") -> None:
    links = [{"rel": "prev", "href": "/x"}, {"rel": "next", "href": following}] if following else []
    told = {"collection": {"items": items, "links": links, "metadata": {"total_hits": len(items)}}}
    served.answers[path] = (200, {}, json.dumps(told).encode())


def assets(served: Server, name: str, *files: str) -> None:
    listed = [f"{served.url}/image/{name}/{file}" for file in files]
    served.answers[f"/image/{name}/collection.json"] = (200, {}, json.dumps(listed).encode())


def test_pictures_of_nasas_library_come_in_with_their_largest_file(server):
    moon = make_subject("Moon")
    assets(
        server,
        "AS15_88",
        "AS15_88~thumb.jpg",
        "AS15_88~large.jpg",
        "AS15_88~orig.jpg",
        "metadata.json",
    )
    server.answers["/image/AS15_88/AS15_88~orig.jpg"] = (200, {}, PIXELS[0])
    assets(server, "b c", "b c~large.jpg", "b c~orig.psd")
    server.answers["/image/b%20c/b%20c~large.jpg"] = (200, {}, PIXELS[1])
    server.answers["/image/b%20c/collection.json"] = server.answers["/image/b c/collection.json"]
    film = nasa_item(server, "film", media_type="video")
    searched(server, [nasa_item(server, "AS15_88"), film], following="/search?q=pit&page=2")
    long = "A pit. " * 60
    searched(
        server,
        [nasa_item(server, "b c", description_508=long, secondary_creator="NASA/B")],
        "/search?q=pit&page=2",
    )
    out, error = run(f"{server.url}/search?q=pit")
    assert out == "2 drafts made.\n"
    assert "NASA's API names no licence" in error
    page = draft("Called AS15_88")
    assert (page.identifier, page.credit, page.licence) == ("as15-88", "A. Person", None)
    assert (page.alt_text, page.long_description) == (ALT, "")
    assert (page.caption, page.taken_on) == ("<p>The story &amp; more.</p>", "1971-07-31")
    assert list(page.subjects.all()) == [moon]
    assert "Keywords that are no subjects here: pits, holes." in error
    other = draft("Called b c")
    assert (other.alt_text, other.credit) == ("", "NASA/B")
    assert other.long_description.startswith("A pit.")
    server.asked.clear()
    assert run(f"{server.url}/search?q=pit")[0] == "0 drafts made, 2 already here.\n"
    assert server.asked == ["/search?q=pit", "/search?q=pit&page=2"]


def test_broken_entries_of_a_search_are_said(server):
    assets(server, "empty", "metadata.json")
    server.answers["/image/odd/collection.json"] = (200, {}, b'{"a": 1}')
    searched(server, [None, {"data": []}, nasa_item(server, "empty"), nasa_item(server, "odd")])
    out, error = run(f"{server.url}/search?q=pit")
    assert out == "0 drafts made, 4 refused.\n"
    assert "empty: It has no file that could be downloaded." in error
    assert "is no list of files" in error


# --- Bad input ------------------------------------------------------------------------------------


def test_bad_input_is_answered_with_a_sentence(server):
    server.answers |= {"/other": (200, {}, b'{"a": 1}'), "/html": (200, {}, b"<p>")}
    for url, options, why in [
        (f"{server.url}/other", {}, "is neither a list of pictures of a Perigee"),
        (f"{server.url}/html", {}, "does not answer with JSON"),
        (f"{server.url}/none", {}, "answers 404"),
        ("pictures", {}, "no address of the web"),
        (server.url, {"allow_http": False}, "Allow it with --allow-http"),
        (server.url, {"allow_private": False}, "Allow it with --allow-private"),
        (server.url, {"per_second": 0}, "--per-second is a number above 0, up to 50"),
        (server.url, {"per_second": float("nan")}, "--per-second is a number above 0, up to 50"),
        (server.url, {"seconds": -1}, "--seconds is a number above 0"),
        (server.url, {"limit": 0}, "--limit is a number of pictures"),
    ]:
        assert why in run(url, **options)[1]
    assert not ImagePage.objects.exists()


def test_languages_that_are_none_are_no_languages():
    assert [perigee.tag(one) for one in ("fr", "pt_br", "", "x" * 20, "f r", "fr; x")] == [
        "fr",
        "pt-BR",
        "",
        "",
        "",
        "",
    ]


def test_what_a_picture_is_called_there_and_where_it_was_comes_along(server, client):
    make_image("Another", publish=False, identifier="pit-1")
    told = {
        "aliases": ["PIA7", "https://older.example.org/7", "PIA7", 7],
        "url": f"{server.url}/7/",
    }
    lists(server, [image(server, 0, **told), image(server, 1, aliases=["pia7"])])
    _out, error = run(server.url)
    own = [f"{server.url}/id/pit-0", f"{server.url}/7/"]
    names = ["PIA7", "https://older.example.org/7", *own]
    # The test's server has a permanent address by the shape of its answers alone.
    assert draft("Pit 0").other_names == [one for one in names if one != own[0]]
    assert "“pia7” is not taken as an alias. Another picture has this alias already." in error
    assert "“pit-1” is not taken as an alias. This is the identifier of another picture." in error
    assert draft("Pit 1").other_names == []
