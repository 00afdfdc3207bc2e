"""Remarks on words while they are written: the rules, the languages, the form, saving, listing."""

import subprocess
import sys

import pytest
from django.contrib.auth import get_user_model

from media.descriptions.languages import language_of
from media.descriptions.remarks import remarks_on
from media.models import Description, ImageIndexPage, ImagePage, ImageText
from tests.factories import ALT, DESCRIPTION, make_asset, make_image
from tests.forms import messages_of, read_form, send_form
from tests.quick_releases import small_asset

REMARKS = "/admin/descriptions/remarks/"
SENTENCES = {
    "en": [
        "A tall red and green aurora stands like a flame above the curved, cloudy edge of the Earth at night.",
        "Chart of stars by colour and brightness: a bright diagonal band, a branch rising from it and a thin strip.",
        "Computer drawing of a box-shaped satellite in gold foil with two blue solar wings and a round antenna.",
        "The Curiosity rover takes a self-portrait on red sand; the logos of NASA and ESA stand on its mast.",
    ],
    "fr": [
        "Une haute aurore rouge et verte se dresse comme une flamme au-dessus du bord courbe de la Terre, la nuit.",
        "Diagramme des étoiles selon leur couleur et leur éclat : une bande diagonale brillante et une branche.",
        "Dessin d'un satellite en forme de boîte, couvert d'une feuille d'or, avec deux ailes solaires bleues.",
        "Le rover Curiosity fait son autoportrait sur une plaine de sable rouge ; derrière lui s'élève un mont.",
    ],
    "de": [
        "Ein hohes rotes und grünes Polarlicht steht wie eine Flamme über dem gekrümmten Rand der Erde bei Nacht.",
        "Diagramm der Sterne nach Farbe und Helligkeit: ein helles schräges Band und ein Ast, der daraus aufsteigt.",
        "Computerzeichnung eines kastenförmigen Satelliten in Goldfolie mit zwei blauen Solarflügeln und Antenne.",
        "Der Rover Curiosity nimmt sich selbst auf einer Ebene aus rotem Sand auf; dahinter erhebt sich ein Berg.",
    ],
    "it": [
        "Un'alta aurora rossa e verde si erge come una fiamma sopra il bordo curvo e nuvoloso della Terra di notte.",
        "Diagramma delle stelle per colore e luminosità: una fascia diagonale brillante e un ramo che ne sale.",
        "Disegno al computer di un satellite a forma di scatola in lamina d'oro con due ali solari blu e un'antenna.",
        "Il rover Curiosity si fotografa su una pianura di sabbia rossa; dietro di lui si alza un monte, nel cratere.",
    ],
    "es": [
        "Una alta aurora roja y verde se alza como una llama sobre el borde curvo de la Tierra durante la noche.",
        "Diagrama de estrellas por color y brillo: una banda diagonal brillante, una rama que sale de ella.",
        "Dibujo por ordenador de un satélite en forma de caja cubierto de lámina dorada con dos alas solares azules.",
        "El róver Curiosity se retrata en una llanura de arena roja; detrás de él se levanta un monte, en el cráter.",
    ],
}  # fmt: skip


def long(length: int) -> str:
    return ("A grey crater with a bright rim lies in the sun. " * 9)[: length - 1] + "."


def said(**words) -> list[tuple[str, str]]:
    words = {"alt_text": ALT, "long_description": DESCRIPTION, **words}
    return [(remark.field, remark.level) for remark in remarks_on(**words)]


def test_a_title_that_names_a_file_or_says_nothing_is_remarked_on(subtests):
    poor = [
        *(
            "IMG_2034",
            "pia01234",
            "DSC0815.JPG",
            "P1010001",
            "20240115_103000",
            "moon_rim_v2",
            "rim.tif",
        ),
        *("untitled", "Image", "Photo 3", "Ohne Titel", "Sans titre", "Sin título", "0815"),
    ]
    good = [
        *(
            "NGC 1300",
            "STS-135",
            "M 31",
            "Apollo 11",
            "Io",
            "HD 189733",
            "67P",
            "Comet 67P",
        ),
        *("Crater at noon", "A photo of 1971", "Picture of the week", "Images of Io", "C/2023 A3"),
    ]
    for title in poor + good:
        with subtests.test(title=title):
            assert (("title", "advice") in said(title=title)) == (title in poor)


def sentences(**words) -> str:
    words = {"alt_text": ALT, "long_description": DESCRIPTION, **words}
    return " ".join(remark.sentence for remark in remarks_on(**words))


# --- The rules ----------------------------------------------------------------------------------


def test_good_words_get_no_remark():
    assert said(title="A crater at dawn", file_name="crater.jpg", caption="It is old.") == []
    assert said(alt_text="", long_description="") == []


@pytest.mark.parametrize(
    ("words", "field", "level", "sentence"),
    [
        ({"title": ALT}, "alt_text", "refused", "repeats the title"),
        ({"file_name": f"{ALT}.jpg"}, "alt_text", "refused", "repeats the file's name"),
        ({"alt_text": "Image of a crater."}, "alt_text", "refused", "Begin with what it shows"),
        (
            {"alt_text": long(251), "long_description": long(300)},
            "alt_text",
            "refused",
            "has 251 characters; 250 fit",
        ),
        ({"alt_text": long(126)}, "alt_text", "advice", "has 126 characters. Best below 125"),
        ({"long_description": "Grey."}, "long_description", "advice", "shorter than the alt text"),
        ({"caption": f" {ALT}\n"}, "alt_text", "advice", "copy of the caption"),
        ({"caption": DESCRIPTION}, "long_description", "advice", "copy of the caption"),
        ({"language": "fr"}, "long_description", "advice", "reads like English; French"),
    ],
)
def test_a_remark_says_what_is_wrong_and_whether_it_is_only_advice(words, field, level, sentence):
    assert said(**words) == [(field, level)]
    assert sentence in sentences(**words)


def test_125_characters_are_not_long():
    assert said(alt_text=long(125)) == []


# --- Languages ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "sentence"),
    [(language, one) for language, some in SENTENCES.items() for one in some],
)
def test_a_sentence_of_80_characters_is_known_by_its_language(language, sentence):
    assert language_of(sentence[:81]) == language
    assert said(alt_text="Grey.", long_description=sentence, language=language) == []


@pytest.mark.parametrize("text", ["", "Une aurore rouge.", "1 2 3 " * 40, "?!" * 60])
def test_of_short_texts_and_of_signs_no_language_is_claimed(text):
    assert language_of(text) == ""


def test_the_detector_is_not_loaded_before_it_is_needed():
    code = "import media.descriptions.remarks, sys; print('langdetect' in sys.modules)"
    environment = {"DJANGO_SETTINGS_MODULE": "tests.settings"}
    made = subprocess.run([sys.executable, "-c", code], capture_output=True, env=environment)
    assert made.stdout.strip() == b"False", made.stderr


# --- What the form asks for ---------------------------------------------------------------------


@pytest.mark.django_db
def test_the_form_gets_remarks_on_words_that_are_not_saved(site, admin):
    words = {
        "title": "A crater", "alt_text": "crater-0815", "long_description": "Grey.",
        "asset": make_asset("crater-0815.jpg", size=(8, 6)).pk,
        "caption": '{"blocks": [{"text": "Grey."}], "entityMap": {}}',
    }  # fmt: skip
    remarks = admin.post(REMARKS, words).json()["remarks"]
    assert [(remark["field"], remark["level"]) for remark in remarks] == [
        ("alt_text", "refused"),
        ("long_description", "advice"),
        ("long_description", "advice"),
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("caption", ["", "null", "{", "[]", '{"blocks": 3}', "[" * 9999])
@pytest.mark.parametrize("asset", ["", "x", "٣", "9" * 40, "-1", "0"])
def test_the_form_may_send_anything(site, admin, caption, asset):
    answer = admin.post(REMARKS, {"caption": caption, "asset": asset, "alt_text": "\x00"})
    assert (answer.status_code, answer.json()) == (200, {"remarks": []})


@pytest.mark.django_db
def test_remarks_and_confirmations_are_for_editors_and_sent_by_their_forms(site, client, admin):
    page = make_image(release=False, asset=small_asset())
    for address in (REMARKS, f"/admin/descriptions/{page.pk}/confirm/"):
        assert admin.get(address).status_code == 405
        client.logout()
        assert "/admin/login/" in client.post(address)["Location"]
        client.force_login(
            get_user_model().objects.get(), backend="django.contrib.auth.backends.ModelBackend"
        )
    assert admin.post("/admin/descriptions/999/confirm/").status_code == 404


@pytest.mark.django_db
def test_only_who_may_edit_the_page_confirms_its_description(site, client):
    page = make_image(release=False, asset=small_asset())
    page.asset = make_asset(size=(9, 7))
    page.save_revision().publish()
    somebody = get_user_model().objects.create_user("somebody")
    client.force_login(somebody, backend="django.contrib.auth.backends.ModelBackend")
    client.post(f"/admin/descriptions/{page.pk}/confirm/?asset={page.asset.pk}")
    assert Description.objects.get().status == "stale"


@pytest.mark.django_db
def test_an_editor_confirms_a_stale_description_and_the_history_tells(site, admin):
    page = make_image(release=False, asset=small_asset())
    page.asset = make_asset(size=(9, 7))
    page.save_revision().publish()
    edit = f"/admin/pages/{page.pk}/edit/"
    assert "Description stale" in admin.get(edit).content.decode()
    confirm = f"/admin/descriptions/{page.pk}/confirm/?asset="
    assert f"{confirm}{page.asset.pk}" in admin.get(edit).text
    earlier = admin.post(f"{confirm}{page.asset.pk - 1}", follow=True)
    assert "replaced once more" in messages_of(earlier)
    response = admin.post(f"{confirm}{page.asset.pk}", follow=True)
    assert "fit this file" in messages_of(response)
    assert Description.objects.get().status == "described"
    history = admin.get(f"/admin/pages/{page.pk}/history/").content.decode()
    assert "Confirmed that the description fits the new file" in history


# --- Saving and listing -------------------------------------------------------------------------


@pytest.mark.django_db
def test_saving_says_the_same_remarks_for_every_language(site, admin):
    page = make_image(publish=False, asset=small_asset())
    french = ImageText(
        language="fr", title="Cratère", alt_text="Gris.", long_description=DESCRIPTION
    )
    page.texts = [french]
    page.save()
    page.save_revision()
    response = send_form(admin, f"/admin/pages/{page.pk}/edit/", long_description="Grey.")
    said = messages_of(response)
    assert "Image description: The image description is shorter than the alt text." in said
    assert "Image description (French): This reads like English; French is expected here." in said


@pytest.mark.django_db
def test_wagtail_saving_by_itself_says_nothing(site, admin):
    page = make_image(publish=False, asset=small_asset(), long_description="Grey.")
    address = f"/admin/pages/{page.pk}/edit/"
    fields = read_form(admin, address)
    answer = admin.post(address, fields, headers={"accept": "application/json"})
    assert answer.json()["success"]
    assert "shorter" not in messages_of(admin.get(address))


@pytest.mark.django_db
def test_the_archive_lists_each_description_without_a_query_a_row(
    site, admin, django_assert_max_num_queries
):
    address = f"/admin/pages/{ImageIndexPage.objects.get().pk}/"
    make_image("Dawn", release=False, asset=small_asset())
    make_image("Dusk", publish=False, asset=small_asset(), alt_text="")
    admin.get(address)
    with django_assert_max_num_queries(200) as few:
        listing = admin.get(address).content.decode()
    assert "live · described" in listing
    assert "draft · no description" in listing
    for number in range(4):
        make_image(f"Noon {number}", publish=False, asset=small_asset())
    with django_assert_max_num_queries(len(few) + 4 * 2):
        assert admin.get(address).content.decode().count("words in draft") == 4
    assert ImagePage.objects.count() == 6
