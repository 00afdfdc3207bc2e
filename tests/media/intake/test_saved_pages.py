"""`manage.py import_images --from-site`: pages saved as HTML become drafts."""

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from media.intake import many_files
from media.models import GalleryPage, ImageAsset, ImagePage
from tests.factories import picture_bytes

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]

FIGURE = """<!doctype html><html lang="en"><head><title>A crater – Old site</title></head><body>
<nav><a href="/"><img src="logo.png" alt="Old site"></a></nav>
<h1>A crater at dawn</h1>
<figure><a href="pictures/crater%20large.jpg"><img src="pictures/small.jpg" alt="A grey crater with a bright rim."></a>
<figcaption><p>The <a href="https://moon.example/x">crater</a> was visited in 1971.
<em>[Image description: A round crater [in shadow] fills the picture &amp; throws a shadow.<br>Its rim is bright.]</em></p>
<p class="c">Credit: ESA/A. Person &amp; NASA</p></figcaption></figure></body></html>"""


def put(folder: Path, name: str, number: int, size=(60, 40)) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    format = "PNG" if name.endswith("png") else "JPEG"
    path.write_bytes(picture_bytes(format, size=size, colour=(number * 20, 9, 9)))


@pytest.fixture
def folder(tmp_path) -> Path:
    put(tmp_path, "pictures/crater large.jpg", 1, size=(300, 200))
    put(tmp_path, "pictures/small.jpg", 2)
    put(tmp_path, "logo.png", 3)
    (tmp_path / "crater.html").write_text(FIGURE)
    return tmp_path


def page_with(folder: Path, html: str, name="crater.html") -> None:
    (folder / name).write_text(html)


def run(folder: Path, **options) -> tuple[str, str]:
    out, error = io.StringIO(), io.StringIO()
    call_command(
        "import_images", from_site=folder, stdout=out, stderr=error, verbosity=0, **options
    )
    return out.getvalue(), error.getvalue()


def only_draft() -> ImagePage:
    return ImagePage.objects.get().get_latest_revision_as_object()


def test_a_captioned_picture_becomes_a_draft_with_its_words_apart(folder):
    out, _error = run(folder)
    assert out == "1 draft made, from 1 saved pages.\n"
    page = only_draft()
    assert page.title == "A crater at dawn"
    assert page.alt_text == "A grey crater with a bright rim."
    assert page.long_description == (
        "A round crater [in shadow] fills the picture & throws a shadow.\n\nIts rim is bright."
    )
    assert page.caption == (
        '<p>The <a href="https://moon.example/x">crater</a> was visited in 1971.</p>'
    )
    assert page.credit == "ESA/A. Person & NASA"
    assert not page.live
    assert page.asset.title == "crater large.jpg"
    assert page.asset.width == 300


def test_a_second_run_takes_nothing_twice(folder):
    run(folder)
    page_with(folder, FIGURE, "copy.html")
    (folder / "again.jpg").write_bytes((folder / "pictures" / "crater large.jpg").read_bytes())
    page_with(
        folder, "<figure><img src='again.jpg'><figcaption>Again</figcaption></figure>", "z.html"
    )
    assert run(folder)[0] == "0 drafts made, 1 already here, from 3 saved pages.\n"
    assert ImageAsset.objects.count() == 1


def test_of_several_pages_the_one_that_says_most_is_believed(folder):
    put(folder, "pictures/list.jpg", 7)
    page_with(
        folder,
        '<h1>All</h1><figure><img src="pictures/crater%20large.jpg">'
        "<figcaption>Just a name</figcaption></figure>",
        "a-list.html",
    )
    run(folder)
    assert only_draft().title == "A crater at dawn"


PLACES = {
    "without brackets, in a paragraph beside": (
        '<div><img src="pictures/small.jpg" alt="small.jpg"><p>About it.</p>'
        "<p>IMAGE DESCRIPTION: A pit.</p></div>",
        ("<p>About it.</p>", "A pit.", ""),
    ),
    "in an element elsewhere on the page": (
        '<main><img src="logo.png"><div><img src="pictures/small.jpg"></div></main>'
        "<article><div>About it.<br>[image description: A pit.]</div></article>",
        ("<p>About it.</p>", "A pit.", ""),
    ),
    "a credit within brackets and words behind it": (
        '<figure><img src="pictures/small.jpg"><figcaption>About it (Image credit: ESA) too. '
        "[Image description: A pit.]</figcaption></figure>",
        ("<p>About it too.</p>", "A pit.", "ESA"),
    ),
    "a credit in bold, description behind it, nothing closed": (
        '<figure><img src="pictures/small.jpg"><figcaption><p>About it.<p><b>Credits:</b> ESA &eacute; '
        "[Image description: A pit.]",
        ("<p>About it.</p>", "A pit.", "ESA é"),
    ),
    "what runs or hides is no words": (
        '<figure><img src="pictures/small.jpg"><figcaption>About it.<script>alert("x")</script>'
        "<style>p {}</style> [Image description: A pit.]</figcaption></figure>",
        ("<p>About it.</p>", "A pit.", ""),
    ),
}


@pytest.mark.parametrize("case", PLACES)
def test_the_description_is_found_where_sites_keep_it(case, folder):
    html, (caption, description, credit) = PLACES[case]
    put(folder, "pictures/small.jpg", 2, size=(90, 70))
    page_with(folder, f"<title>A pit</title>{html}")
    run(folder)
    page = only_draft()
    assert (page.caption, page.long_description, page.credit) == (caption, description, credit)
    assert (page.title, page.alt_text) == ("A pit", "")


def test_a_link_in_words_leads_to_the_larger_file_of_the_same_picture(folder):
    page_with(
        folder,
        '<figure><img src="pictures/small.jpg"><figcaption>A pit. <a href="/pictures/crater%20large.jpg">'
        "Full size</a></figcaption></figure>",
    )
    run(folder)
    page = only_draft()
    assert page.asset.title == "crater large.jpg"
    assert page.caption == "<p>A pit.</p>"


def test_several_pictures_of_a_page_have_their_own_headings(folder):
    page_with(
        folder,
        "<h1>Moons</h1>"
        '<figure><img src="logo.png"><figcaption><h2>Io</h2>Yellow.</figcaption></figure>'
        '<figure><img srcset="pictures/small.jpg 1x, pictures/crater%20large.jpg 2x" src="pictures/small.jpg">'
        "<figcaption><h2>Europa</h2>White.</figcaption></figure>",
    )
    run(folder)
    assert dict(ImagePage.objects.values_list("title", "asset__title")) == {
        "Io": "logo.png",
        "Europa": "crater large.jpg",
    }


def test_words_of_a_page_in_another_language_are_kept_as_that_language(folder):
    page_with(
        folder,
        FIGURE.replace('lang="en"', 'lang="fr"').replace(
            "Image description", "Description de l’image"
        ),
    )
    run(folder)
    page = only_draft()
    assert page.alt_text == ""
    said = page.texts.get(language="fr")
    assert said.title == "A crater at dawn"
    assert said.long_description.startswith("A round crater")


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [("cp1252", "iso-8859-1"), ("utf-16", "utf-16"), ("utf-8", ""), ("cp1252", "")],
)
def test_a_page_in_an_older_alphabet_is_read(encoding, declared, folder):
    meta = f'<meta charset="{declared}">' if declared else ""
    html = FIGURE.replace("<head>", f"<head>{meta}").replace("A crater at dawn", "Éclipse – “là”")
    (folder / "crater.html").write_bytes(html.encode(encoding))
    run(folder)
    assert only_draft().title == "Éclipse – “là”"


def test_what_is_broken_is_said_and_stops_nothing(folder):
    (folder / "broken.jpg").write_bytes(picture_bytes()[:900])
    page_with(
        folder,
        '<figure><img src="broken.jpg"><figcaption>Broken</figcaption></figure>'
        '<figure><img src="away.jpg"><figcaption>Away</figcaption></figure>'
        '<figure><img src="http://[x/y.jpg"><figcaption>No address</figcaption></figure>',
        "b.html",
    )
    (folder / "garbage.html").write_bytes(bytes(range(256)) * 20)
    page_with(folder, "<div>" * 20_000, "deep.html")
    out, error = run(folder)
    assert out == "1 draft made, 1 refused, 1 problem on pages, from 4 saved pages.\n"
    assert "b.html, broken.jpg: The file is damaged" in error
    assert "b.html: “away.jpg” does not lie in the folder." in error


def test_nothing_outside_of_the_folder_is_read(folder):
    inside = folder / "inside"
    inside.mkdir()
    put(folder, "secret.jpg", 5)
    (inside / "link.jpg").symlink_to(folder / "secret.jpg")
    for number, address in enumerate(
        ["../secret.jpg", "%2e%2e/secret.jpg", "link.jpg", "/../secret.jpg"]
    ):
        page_with(
            inside,
            f'<figure><img src="{address}"><figcaption>x</figcaption></figure>',
            f"{number}.html",
        )
    assert run(inside)[0].startswith("0 drafts made")
    assert not ImageAsset.objects.exists()


def test_pages_of_a_mirror_name_pictures_by_whole_addresses(folder):
    site = folder / "mirror" / "old.example"
    put(site, "media/pit.jpg", 9)
    page_with(
        site,
        '<img src="https://old.example/media/pit.jpg?w=3"><p>[Image description: A pit.]</p>',
        "p.html",
    )
    page_with(site, '<img src="/media/pit.jpg">', "q.html")
    assert run(folder / "mirror")[0].startswith("1 draft made")
    assert only_draft().long_description == "A pit."


def test_a_run_that_was_stopped_goes_on(folder, monkeypatch):
    put(folder, "other.jpg", 8)
    page_with(
        folder, '<figure><img src="other.jpg"><figcaption>Other</figcaption></figure>', "o.html"
    )
    real, calls = many_files.take_in, []

    def stop_at_the_second(*args, **options):
        calls.append(args)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return real(*args, **options)

    monkeypatch.setattr(many_files, "take_in", stop_at_the_second)
    assert "Stopped. Run the command again to go on." in run(folder)[1]
    monkeypatch.setattr(many_files, "take_in", real)
    assert run(folder)[0].startswith("1 draft made, 1 already here")


def test_a_rehearsal_makes_nothing_and_a_gallery_is_filled(folder):
    assert run(folder, dry_run=True)[0].startswith("1 draft would be made")
    assert not ImagePage.objects.exists()
    run(folder, gallery="Old pictures")
    gallery = GalleryPage.objects.get(title="Old pictures").get_latest_revision_as_object()
    assert [item.image.title for item in gallery.items.all()] == ["A crater at dawn"]


def test_bad_input_is_answered_with_a_sentence(folder, tmp_path):
    with pytest.raises(CommandError, match="Name one folder"):
        call_command("import_images")
    with pytest.raises(CommandError, match="Name one folder"):
        call_command("import_images", folder, from_site=folder)
    with pytest.raises(CommandError, match="is no folder"):
        run(tmp_path / "nowhere")
    with pytest.raises(CommandError, match="have their own words"):
        run(folder, csv=folder / "x.csv")
    with pytest.raises(CommandError, match="There is no saved page"):
        run(folder / "pictures")


@pytest.mark.parametrize(
    "said",
    [
        '<link rel="canonical" href="https://old.example.org/img/77">',
        '<meta property="og:url" content="https://old.example.org/img/77">',
        "<!-- saved from url=(0030)https://old.example.org/img/77 -->",
    ],
)
def test_the_address_of_a_page_about_one_picture_is_an_alias_of_it(folder, said):
    page_with(folder, FIGURE.replace("<head>", f"<head>{said}"))
    run(folder)
    assert only_draft().other_names == ["https://old.example.org/img/77"]


def test_the_address_of_a_page_about_several_is_nobodys(folder):
    put(folder, "two.jpg", 5)
    more = "<figure><img src='two.jpg'><figcaption>Two</figcaption></figure>"
    said = '<link rel="canonical" href="https://old.example.org/img/77">'
    page_with(folder, FIGURE.replace("<head>", f"<head>{said}").replace("</body>", more))
    run(folder)
    assert [
        page.get_latest_revision_as_object().other_names for page in ImagePage.objects.all()
    ] == [
        [],
        [],
    ]
