"""A picture file becomes a draft, filled from what the file says."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from wagtail.models import Page

from media.descriptions.rules import check_caption, lift_description
from media.files.metadata import packet
from media.files.metadata.carried import X_DEFAULT, Carried
from media.files.metadata.embedding import save_options
from media.intake.incoming import Incoming
from media.intake.taking_in import take_in
from media.models import ImageAsset, ImageIndexPage, ImagePage, Licence, SubjectName
from tests import exiftool
from tests.factories import make_image, make_licence, make_subject, picture_bytes, release_all

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]

ALT = "A grey pit with a bright rim."
DESCRIPTION = "A pit.\n\nAround it stones."


def taken(carried: Carried | None = None, *, name="mars_rim-2026.jpg", format="JPEG", **options):
    """What `take_in` makes of a picture that carries `carried`."""
    options |= save_options(format, packet.packed(carried, "en")) if carried else {}
    data = picture_bytes(format, size=(90, 60), **options)
    return take_in(Incoming(ContentFile(data, name=name)), ImageIndexPage.objects.get())


def draft(page: ImagePage) -> ImagePage:
    return ImagePage.objects.get(pk=page.pk).get_latest_revision_as_object()


def test_a_file_that_says_nothing_becomes_a_draft_named_after_the_file(editor, client):
    found = taken()
    assert (found.is_new, found.notes) == (True, [])
    page = draft(found.page)
    assert (page.title, page.slug, page.identifier) == ("Mars rim 2026",) + ("mars-rim-2026",) * 2
    assert (page.live, page.alt_text, page.credit, page.licence) == (False, "", "", None)
    assert page.asset.file.open().read() == picture_bytes(size=(90, 60))
    assert client.get("/images/mars-rim-2026/").status_code == 404


def test_files_named_in_another_script_get_addresses_of_their_own():
    names = ["環.jpg", "縁.png"]
    formats = ["JPEG", "PNG"]
    pages = [
        taken(name=name, format=format).page for name, format in zip(names, formats, strict=True)
    ]
    assert [(page.title, page.slug) for page in pages] == [("環", "image"), ("縁", "image-2")]


def test_every_field_is_filled_from_what_the_file_says():
    licence, moon = make_licence(), make_subject("Moon")
    SubjectName.objects.create(subject=moon, language="fr", name="Lune")
    found = taken(
        Carried(
            title={"en": "A rim", "fr": "Un bord"},
            alt_text={"en": ALT, "fr": "Un trou gris."},
            long_description={"en": DESCRIPTION, "fr": "Un trou."},
            caption={"en": "Seen & named in 1971.", "fr": "Vu en 1971."},
            credit="Example agency",
            creators=["Ana"],
            licence_url="http://www.creativecommons.org/licenses/by/4.0/deed.fr",
            keywords=["lune", "Moon", "Rim"],
            taken_on="1971-07",
        )
    )
    page = draft(found.page)
    assert (page.title, page.alt_text, page.long_description) == ("A rim", ALT, DESCRIPTION)
    assert page.caption == "<p>Seen &amp; named in 1971.</p>"
    assert (page.credit, page.licence, page.taken_on) == ("Example agency", licence, "1971-07")
    assert list(page.subjects.all()) == [moon]
    french = page.texts.get()
    assert (french.language, french.title, french.alt_text) == ("fr", "Un bord", "Un trou gris.")
    assert (french.long_description, french.caption) == ("Un trou.", "<p>Vu en 1971.</p>")
    assert found.notes == ["Keywords that are no subjects here: Rim."]
    assert page.asset.found["notes"] == found.notes
    assert page.asset.found["creators"] == ["Ana"]


@pytest.mark.files
@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "AVIF", "TIFF"])
def test_the_words_of_another_program_come_out_of_every_public_file(format, tmp_path, settings):
    suffix = {"JPEG": "jpg", "TIFF": "tif"}.get(format, format.lower())
    path = tmp_path / f"rim.{suffix}"
    path.write_bytes(picture_bytes(format, size=(1400, 900)))
    words = {
        "dc:Title": ("A rim", "Un bord"),
        "iptcCore:AltTextAccessibility": (ALT, "Un trou gris au bord clair."),
        "iptcCore:ExtDescrAccessibility": ("A pit & “its” rim.", "Un trou — et son bord."),
        "dc:Description": ("Seen in 1971.", "Vu en 1971."),
    }
    exiftool.write(
        path,
        *[f"-XMP-{name}={english}" for name, (english, _french) in words.items()],
        *[f"-XMP-{name}-fr={french}" for name, (_english, french) in words.items()],
        "-XMP-photoshop:Credit=Ana & Example agency",
        f"-XMP-xmpRights:WebStatement={make_licence().url}",
    )
    found = take_in(
        Incoming(ContentFile(path.read_bytes(), path.name)), ImageIndexPage.objects.get()
    )
    assert found.notes == []
    draft(found.page).save_revision().publish()
    release_all()
    page = ImagePage.objects.get()
    downloads = {file["name"] for file in page.release.manifest["downloads"].values()}
    for file in page.release.files:
        if file["width"] < 1280 and file["name"] not in downloads:
            continue
        tags = exiftool.tags(settings.DATA_DIR / "public" / page.release.folder / file["name"])
        for name, (english, french) in words.items():
            assert tags[f"XMP-{name}"] == english
            assert tags[f"XMP-{name}-fr"] == french
        assert tags["XMP-photoshop:Credit"] == "Ana & Example agency"


def test_the_same_bytes_lead_to_the_page_that_is_there():
    first = taken(name="one.jpg")
    again = taken(name="two.jpg")
    assert (again.is_new, again.page) == (False, first.page)
    assert ImageAsset.objects.count() == ImagePage.objects.count() == 1


def test_a_draft_of_a_published_picture_is_no_second_one():
    image = make_image(release=False)
    data = image.asset.file.open().read()
    found = take_in(Incoming(ContentFile(data, name="again.jpg")), ImageIndexPage.objects.get())
    assert (found.is_new, found.page) == (False, image)


@pytest.mark.parametrize(
    ("data", "name", "why"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "a.svg", "not a picture"),
        (b"<html>", "a.jpg", "not a picture"),
        (b"", "a.jpg", "empty"),
        (picture_bytes()[:4000], "a.jpg", "damaged"),
        (picture_bytes("PNG"), "a.jpg", "right ending"),
    ],
)
def test_what_is_no_sound_picture_is_refused_and_leaves_nothing(data, name, why):
    pages = Page.objects.count()
    with pytest.raises(ValidationError, match=why):
        take_in(Incoming(ContentFile(data, name=name)), ImageIndexPage.objects.get())
    assert (ImageAsset.objects.count(), Page.objects.count()) == (0, pages)


def test_an_alt_text_that_the_form_would_refuse_is_noted_and_left_out():
    long = Carried(alt_text={"en": "A stone. " * 40}, title={"en": "A rim"})
    assert draft(taken(long).page).alt_text == ""
    assert "250 fit" in taken(long, colour=(1, 2, 3)).notes[0]
    same = taken(Carried(alt_text={"en": "a rim"}, title={"en": "A rim"}), colour=(4, 5, 6))
    assert (same.page.alt_text, len(same.notes)) == ("", 1)
    assert "repeats the title" in same.notes[0]


def test_who_holds_the_rights_is_credited_in_whatever_language_the_file_says_it():
    assert taken(Carried(rights={"fr": "Agence d’exemple"})).page.credit == "Agence d’exemple"


def test_a_licence_that_is_not_in_the_list_is_noted():
    found = taken(Carried(licence_url="https://example.org/all-mine"))
    assert found.page.licence is None
    assert "https://example.org/all-mine" in found.notes[0]


def test_of_two_licences_with_one_address_the_exact_one_is_meant():
    exact = make_licence()
    vague = Licence.objects.create(name="A licence without a version", url=exact.url)
    assert vague.name < exact.name
    assert taken(Carried(licence_url=exact.url)).page.licence == exact


def test_words_of_no_declared_language_count_as_ours():
    found = taken(Carried(alt_text={X_DEFAULT: ALT}, title={X_DEFAULT: "A rim"}))
    assert (found.page.title, found.page.alt_text) == ("A rim", ALT)
    assert not draft(found.page).texts.exists()


def test_what_cameras_write_into_every_picture_is_no_caption():
    exif = {270: "OLYMPUS DIGITAL CAMERA"}
    image_exif = __import__("PIL.Image", fromlist=["Exif"]).Exif()
    image_exif.update(exif)
    assert taken(exif=image_exif).page.caption == ""


def test_the_markup_of_captions_is_kept_in_one_of_a_file_and_nothing_in_it_is_run():
    found = taken(Carried(caption={"en": "A <em>rim</em> <script>alert(1)</script>\nof stone"}))
    assert found.page.caption == (
        "<p>A <i>rim</i> &lt;script&gt;alert(1)&lt;/script&gt;</p><p>of stone</p>"
    )


def test_a_title_that_is_too_long_is_cut_at_a_word():
    found = taken(Carried(title={"en": "Crater " * 60}))
    assert len(found.page.title) <= 255
    assert found.page.title.endswith("Crater…")
    assert found.notes == ["The file's title was cut: it has 419 characters, 255 fit."]


LIFTED = {
    "at the end": (
        "<p>Seen in 1971. [Image description: A pit.]</p>",
        "<p>Seen in 1971.</p>",
        "A pit.",
    ),
    "in italics, in capitals": (
        "<p>Seen.</p><p><em>[IMAGE DESCRIPTION: A pit.]</em></p>",
        "<p>Seen.</p>",
        "A pit.",
    ),
    "with italics inside": (
        "<p>Seen. [<em>Image Description:</em> A <b>deep</b> pit]</p>",
        "<p>Seen.</p>",
        "A deep pit",
    ),
    "with brackets inside": (
        "<p>[image description: A pit [left] and a rim] Seen.</p>",
        "<p> Seen.</p>",
        "A pit [left] and a rim",
    ),
    "over two paragraphs": (
        "<p>Seen. [Image description: A pit.</p><p>Stones.]</p>",
        "<p>Seen.</p>",
        "A pit.\n\nStones.",
    ),
    "in italics that end within it": (
        "<p>A <i>rim, <b>seen [Image description:</b> A pit</i>] at dawn.</p>",
        "<p>A <i>rim, <b>seen</b></i> at dawn.</p>",
        "A pit",
    ),
    "in a link that begins within it": (
        '<p>Seen. [Image description: A <a href="https://example.org/a]b">pit] at dawn</a>.</p>',
        '<p>Seen.<a href="https://example.org/a]b"> at dawn</a>.</p>',
        "A pit",
    ),
    "never closed": ("<p>Seen. [Image description: A pit.</p>", "<p>Seen.</p>", "A pit."),
    "not there": ("<p>Seen [at dawn].</p>", "<p>Seen [at dawn].</p>", ""),
    "without brackets": (
        "<p>Seen.</p><p><i>Image description</i>: A pit.</p><p>More.</p>",
        "<p>Seen.</p><p>More.</p>",
        "A pit.",
    ),
    "without brackets on a line": (
        "<p>Seen.<br/>Image description : A pit.</p>",
        "<p>Seen.<br/></p>",
        "A pit.",
    ),
    "without brackets as the whole": ("<p>Picture description: A pit.</p>", "", "A pit."),
    "only named": (
        "<p>An image description: why we write one.</p><p>Image description matters.</p>",
        "<p>An image description: why we write one.</p><p>Image description matters.</p>",
        "",
    ),
}


@pytest.mark.parametrize("case", LIFTED)
def test_a_description_is_lifted_out_of_a_caption(case):
    caption, rest, description = LIFTED[case]
    assert lift_description(caption) == (rest, description)


def test_a_description_is_lifted_and_refused_in_five_languages(subtests):
    names = [
        "Image description",
        "Description de l’image",
        "Description de l'image ",
        "Description d'image",
        "Bildbeschreibung",
        "Beschreibung des Bildes",
        "Descripción de la imagen",
        "Descripcion de imagen",
        "Descrizione dell'immagine",
        "DESCRIZIONE IMMAGINE",
    ]
    for name in names:
        for hidden in (f"<p>[{name}: Un cratère.]</p>", f"<p><b>{name}:</b> Un cratère.</p>"):
            with subtests.test(hidden=hidden):
                assert check_caption(f"<p>Seen.</p>{hidden}")
                assert lift_description(f"<p>Seen.</p>{hidden}") == ("<p>Seen.</p>", "Un cratère.")
        assert not check_caption(f"<p>Seen: {name}</p>"), name


@pytest.mark.parametrize(
    "caption",
    [
        "<p>Seen in 1971.</p><p><em>[Image Description: A pit, and stones.]</em></p>",
        "Seen in 1971.\n\n<EM>[IMAGE DESCRIPTION:</EM> A pit, and stones.]",
        "<p>Seen in 1971. <em>[image description: A pit, and stones.</em>]</p>",
    ],
)
def test_markup_around_a_description_in_a_files_caption_does_not_hide_it(caption):
    page = taken(Carried(caption={"en": caption})).page
    assert (page.caption, page.long_description) == (
        "<p>Seen in 1971.</p>",
        "A pit, and stones.",
    )


def test_a_caption_with_a_description_in_it_fills_both_fields():
    found = taken(Carried(caption={"en": "Seen in 1971. [Image description: A pit, and stones.]"}))
    assert found.page.caption == "<p>Seen in 1971.</p>"
    assert found.page.long_description == "A pit, and stones."
    assert "moved to its field" in found.notes[0]
    found = taken(
        Carried(
            caption={"en": "Seen. [Image description: A pit.]"},
            long_description={"en": DESCRIPTION},
        ),
        colour=(9, 9, 9),
    )
    assert found.page.long_description == DESCRIPTION
    assert found.notes == ["The caption held another image description, left out: “A pit.”"]
