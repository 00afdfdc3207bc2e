"""The agency on its portal: its name, its sign, its colours, in every place where visitors and editors meet it."""

import io
import re
import time

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from PIL import Image
from wagtail.models import Page, Site

from portal.colours import check_accent, contrast, tokens
from portal.drawing_fields import sound_drawing
from portal.drawings import MOST_BYTES, MOST_ELEMENTS, read_drawing
from portal.models import Agency, AgencyAddress, HomePage
from portal.models import agency as kept_agency
from portal.models.agency import agency, forget
from portal.models.member_states import MembershipKind
from tests.factories import make_state, make_story
from tests.forms import read_form
from tests.quick_releases import make_shown_image

pytestmark = pytest.mark.django_db

OPEN = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 20 10">'
SIGN = f'{OPEN}<defs><linearGradient id="a"><stop offset="0" stop-color="#f00"/></linearGradient></defs><circle cx="5" cy="5" r="4" fill="url(#a)"/><path d="M1 1L9 9"/></svg>'
REFUSED = {
    "a script": (f"{OPEN}<script>alert(1)</script></svg>", "<script>"),
    "a handler": (f'{OPEN}<path d="M1 1" onload="alert(1)"/></svg>', "would run a script"),
    "a handler of the root": (OPEN.replace(">", ' onload="x()">') + "</svg>", "would run a script"),
    "HTML in it": (f"{OPEN}<foreignObject><p/></foreignObject></svg>", "<foreignObject>"),
    "HTML of its own namespace": (
        f'{OPEN}<script xmlns="http://www.w3.org/1999/xhtml">x</script></svg>',
        "<script>",
    ),
    "a link": (f'{OPEN}<a href="https://example.org/"><path d="M1 1"/></a></svg>', "<a>"),
    "a picture": (f'{OPEN}<image href="https://example.org/a.png"/></svg>', "<image>"),
    "another drawing": (f'{OPEN}<use href="https://example.org/a.svg#b"/></svg>', "<use>"),
    "a reference": (f'{OPEN}<path d="M1 1" href="https://example.org/"/></svg>', "embed nothing"),
    "an older reference": (f'{OPEN}<g xlink:href="#b"/></svg>', "embed nothing"),
    "a style sheet": (f"{OPEN}<style>@import 'https://example.org/'</style></svg>", "<style>"),
    "a style with an address": (
        f'{OPEN}<path d="M1 1" style="fill:url(https://example.org/)"/></svg>',
        "outside of the drawing",
    ),
    "a style that nobody knows, with an address": (
        f'{OPEN}<path d="M1 1" style="-moz-binding:url(x)"/></svg>',
        "outside of the drawing",
    ),
    "a colour from elsewhere": (
        f'{OPEN}<path d="M1 1" fill="url(//example.org/#a)"/></svg>',
        "outside of the drawing",
    ),
    "a value that is code": (f'{OPEN}<path d="M1 1&quot;&gt;&lt;"/></svg>', "no number, colour"),
    "an animation of a link": (
        f'{OPEN}<animate attributeName="href" to="javascript:alert(1)"/></svg>',
        "<animate>",
    ),
    "a set link": (f'{OPEN}<set attributeName="href" to="x"/></svg>', "<set>"),
    "an entity bomb": (
        f'<!DOCTYPE svg [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]>{OPEN}<g id="&b;"/></svg>',
        "entities",
    ),
    "a document type": (f'<!DOCTYPE svg SYSTEM "file:///etc/passwd">{OPEN}</svg>', "document type"),
    "too large a file": (f"{OPEN}<!--{'x' * MOST_BYTES}--></svg>", "64 KB"),
    "too many shapes": (f"{OPEN}{'<g/>' * MOST_ELEMENTS}</svg>", "elements"),
    "too deep a nest": (f"{OPEN}{'<g>' * 30}{'</g>' * 30}</svg>", "nested"),
    "a drawing in the drawing": (f"{OPEN}{OPEN}</svg></svg>", "<svg>"),
    "an unknown attribute": (f'{OPEN}<path d="M1 1" formaction="x"/></svg>', "not known"),
    "words": (f"{OPEN}<text>Agency</text></svg>", "paths"),
    "no XML": ("A sign, believe me.", "no SVG"),
    "half of it": (f"{OPEN}<g>", "no SVG"),
    "another XML": ("<feed/>", "no SVG"),
    "no frame": ('<svg xmlns="http://www.w3.org/2000/svg"/>', "viewBox"),
    "a frame without size": (OPEN.replace("20 10", "0 10") + "</svg>", "no size"),
    "a frame of no number": (OPEN.replace("20 10", "nan nan") + "</svg>", "no size"),
    "a thread": (OPEN.replace("20 10", "400 10") + "</svg>", "times as long"),
}


def change(**fields) -> Agency:
    found = Agency.load()
    for name, value in fields.items():
        setattr(found, name, value)
    found.full_clean()
    found.save()
    return found


def page(address: str = "/") -> str:
    return Client().get(address).content.decode()


# --- The sign ---------------------------------------------------------------------------------


def test_a_drawing_that_is_more_than_a_drawing_is_refused_with_its_reason(subtests):
    for kind, (text, reason) in REFUSED.items():
        with subtests.test(kind), pytest.raises(ValidationError) as refused:
            sound_drawing(text)
        with subtests.test(f"{kind}: its reason"):
            [sentence] = refused.value.messages
            assert reason in sentence


def test_what_drawing_programs_write_beside_a_drawing_is_left_out():
    text = (
        '<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" '
        '"http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">'
        '<svg xmlns="http://www.w3.org/2000/svg" width="20px" height="10px" version="1.1" '
        'xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape" xml:space="preserve">'
        "<title>x</title><metadata>y</metadata><inkscape:path-effect/>"
        '<path class="b" inkscape:label="l" style="fill:#abc;-inkscape-font:x;font-size:3px" d="M0 0"/></svg>'
    )
    kept = sound_drawing(text)
    assert sound_drawing(kept) == kept
    assert kept == (
        '<svg viewBox="0 0 20 10" fill="currentColor" xmlns="http://www.w3.org/2000/svg">'
        '<path d="M0 0" fill="#abc" /></svg>'
    )


def test_nothing_that_is_no_drawing_is_kept_by_any_way(site):
    found = Agency.load()
    found.sign = REFUSED["a handler"][0]
    with pytest.raises(ValidationError):
        found.save()


def test_the_sign_stands_in_header_and_footer_with_names_that_do_not_meet(site):
    change(sign=SIGN)
    said = page()
    assert said.count('class="mark mark--own" aria-hidden="true"') == 2
    names = re.findall(r'linearGradient id="([^"]+)"', said)
    assert names == ["header-a", "footer-a"]
    for name in names:
        assert f'fill="url(#{name})"' in said
    assert "Example agency\n</a>" in said


def test_a_sign_with_the_name_in_it_is_read_out_and_the_name_not_repeated(site):
    change(sign=SIGN, sign_has_name=True, name="Agency <of> Space")
    said = page("/missions/")
    assert said.count('role="img" aria-label="Agency &lt;of&gt; Space"') == 2
    assert "Space\n</a>" not in said


def test_without_a_sign_the_portal_shows_its_own(site):
    assert page().count("mark__satellite") == 2


# --- Colours ----------------------------------------------------------------------------------


def test_contrast_is_that_of_wcag():
    assert round(contrast("#000000", "#ffffff"), 2) == 21
    assert round(contrast("#777777", "#ffffff"), 2) == 4.48
    assert contrast("#123456", "#123456") == 1


def test_an_accent_that_cannot_be_read_is_refused_with_its_ratio(subtests):
    for scheme, colour, ratio in [
        ("light", "#ff0000", "3.6"),
        ("light", "#777777", "4."),
        ("dark", "#a00000", "2."),
        ("dark", "#0b6b43", "2."),
    ]:
        with subtests.test(f"{colour} in {scheme} colours"):
            with pytest.raises(ValidationError) as refused:
                check_accent(colour, scheme)
            assert f"a contrast of {ratio}" in refused.value.messages[0]
            assert "words need 4.5 to 1" in refused.value.messages[0]
    for name in ("accent", "blue", "green", "amber", "violet", "teal", "red"):
        for scheme, colour in tokens()[name].items():
            with subtests.test(f"the portal's own {name} in {scheme} colours"):
                check_accent(colour, scheme)
    for text in ("red", "#12345", "#12345g", "#fff;}", ""):
        with subtests.test(text), pytest.raises(ValidationError):
            check_accent(text, "light")


def test_what_is_no_colour_does_not_come_into_the_database(site):
    with pytest.raises(IntegrityError), transaction.atomic():
        Agency.objects.update(accent_light="red;}")


def test_a_chosen_accent_is_on_every_page_by_a_style_sheet_that_lasts(site, client):
    assert "/agency-" not in page()
    change(accent_light="#a82020")
    response = client.get("/")
    [address] = re.findall(r'rel="stylesheet" href="(/agency-\w+\.css)"', response.content.decode())
    assert "style-src 'self'" in response["Content-Security-Policy"]
    assert "style=" not in response.content.decode()
    sheet = client.get(address)
    assert sheet["Content-Type"] == "text/css; charset=utf-8"
    assert "immutable" in sheet["Cache-Control"]
    own = tokens()["accent"]["dark"]
    assert f":root {{ --accent: light-dark(#a82020, {own}); }}" in sheet.content.decode()
    change(accent_light="#0b6b43")
    stale = client.get(address)
    assert "#0b6b43" in stale.content.decode()
    assert "immutable" not in stale["Cache-Control"]
    assert address not in page()
    change(accent_light="")
    assert client.get(address).status_code == 404


# --- Icons ------------------------------------------------------------------------------------


def test_every_address_that_browsers_ask_for_an_icon_has_one(site, client, subtests):
    pictures = {}
    for sign in ("", SIGN):
        change(sign=sign)
        for address, format, side in [
            ("/favicon.ico", "ICO", 48),
            ("/apple-touch-icon.png", "PNG", 180),
        ]:
            with subtests.test(address, sign=bool(sign)):
                response = client.get(address)
                assert response.status_code == 200
                picture = Image.open(io.BytesIO(response.content))
                assert (picture.format, picture.size) == (format, (side, side))
                pictures[address, sign] = response.content
        [icon] = re.findall(r'rel="icon" href="([^"]+)"', page())
        with subtests.test("the drawing", sign=bool(sign)):
            assert icon.startswith("/agency-" if sign else "/static/")
    assert len(set(pictures.values())) == 4
    drawn = client.get(icon)
    assert (drawn["Content-Type"], drawn.status_code) == ("image/svg+xml", 200)
    assert "immutable" in drawn["Cache-Control"]
    assert read_drawing(SIGN).root[1].get("r") == "4"
    assert 'r="4"' in drawn.content.decode()


# --- Its words --------------------------------------------------------------------------------


def test_its_name_stands_in_titles_header_footer_and_for_other_sites(site, subtests):
    change(name="Example Space Agency", short_name="XSA")
    story = make_story()
    for address, title in [
        ("/", "<title>Example Space Agency</title>"),
        (story.url, f"<title>{story.title} – XSA</title>"),
        ("/search/", "XSA</title>"),
        ("/no-such-page/", "XSA</title>"),
    ]:
        with subtests.test(address):
            said = page(address)
            assert title in said
            assert said.count("Example Space Agency\n</a>") == 1
            assert 'class="site-footer__name"' in said
    assert 'property="og:site_name" content="Example Space Agency"' in page(story.url)


def test_the_footer_has_its_words_its_contact_and_where_else_it_is(site):
    found = change(footer_text="First <line>\n\nSecond", contact="press@example.org")
    found.addresses = [AgencyAddress(name="Mastodon", url="https://social.example.org/@xsa")]
    found.save()
    footer = page().partition("<footer")[2]
    assert "<p>First &lt;line&gt;</p>" in footer
    assert 'href="mailto:press@example.org"' in footer
    assert 'href="https://social.example.org/@xsa" rel="me external">Mastodon' in footer


def test_pages_without_a_picture_of_their_own_show_other_sites_that_of_the_agency(site):
    image, own = make_shown_image("The agency"), make_shown_image("Its own")
    plain, illustrated = make_story(), make_story("Another", lead_image=own)
    assert "og:image" not in page(plain.url)
    change(social_image=image)
    shown = re.findall(r'og:image" content="([^"]+)"', page(plain.url) + page(illustrated.url))
    for release, address in zip((image.release, own.release), shown, strict=True):
        assert address.endswith(release.url_of(release.fallback(1200)))
    image.unpublish()
    forget()
    assert "og:image" not in page(plain.url)


def test_a_picture_that_visitors_do_not_see_is_not_taken(site):
    image = make_shown_image("Hidden")
    image.unpublish()
    with pytest.raises(ValidationError, match="Visitors do not see"):
        change(social_image=image)


def test_states_are_called_as_the_agency_calls_them(site):
    make_state()
    change(member_singular="Signatory", member_plural="Signatories", map=Agency.Map.NONE)
    list_page, home, state = page("/member-states/"), page(), page("/member-states/france/")
    assert "<h2>Signatories</h2>" in list_page
    assert "<span>1</span> Signatory<" in list_page
    assert "<span>1</span> Signatory<" in home
    assert "<dt>Signatory</dt>" in state
    for said in (list_page, state):
        assert 'class="map"' not in said
    assert 'class="map"' in (change(map=Agency.Map.EUROPE) and page("/member-states/"))


def test_every_kind_of_membership_has_its_names(site):
    found = Agency()
    for kind in MembershipKind:
        assert found.label_of(kind) == kind.label
        assert found.label_of(kind, many=True) == f"{kind.label}s"


def test_a_kind_that_the_agency_has_not_is_not_offered(site, admin):
    change(associate_singular="", associate_plural="", member_singular="Signatory")
    state = make_state()
    form = admin.get(f"/admin/pages/{state.pk}/edit/").content.decode()
    assert re.findall(r'<option value="(\w+)"[^>]*>(\w+)', form.partition("memberships-0-kind")[2])[
        :2
    ] == [
        ("member", "Signatory"),
        ("cooperating", "Cooperating"),
    ]


def test_a_kind_that_some_state_has_keeps_its_names_and_one_without_names_is_taken_by_none(site):
    state = make_state()
    row = state.memberships.get()
    row.kind = MembershipKind.ASSOCIATE
    row.save()
    nothing = {"associate_singular": "", "associate_plural": ""}
    with pytest.raises(ValidationError, match="“France” is or was one of these"):
        change(**nothing)
    row.kind = MembershipKind.MEMBER
    row.save()
    change(**nothing)
    row.kind = MembershipKind.ASSOCIATE
    with pytest.raises(ValidationError, match="The agency has no such states"):
        row.full_clean()


# --- In the admin -----------------------------------------------------------------------------


def test_the_admin_carries_its_name_and_its_sign(site, admin, client, subtests):
    change(name="Example Space Agency", short_name="XSA", sign=SIGN)
    for who, address in [(Client(), "/admin/login/"), (admin, "/admin/"), (admin, "/admin/pages/")]:
        with subtests.test(address):
            said = who.get(address).content.decode()
            assert re.search(r"<title>[^<]* - XSA</title>", said)
            assert "Example Space Agency" in said
            assert re.search(r'<img src="/agency-\w+\.svg"', said)
            assert "Wagtail</title>" not in said


def edit_address() -> str:
    return f"/admin/settings/portal/agency/{Agency.load().pk}/"


def test_an_administrator_uploads_a_sign_keeps_it_and_takes_it_away(site, admin):
    fields = read_form(admin, edit_address())
    file = SimpleUploadedFile("sign.svg", SIGN.encode(), "image/svg+xml")
    answer = admin.post(edit_address(), {**fields, "sign": file, "accent_dark": "#92b4ff"})
    assert answer.status_code == 302
    kept = Agency.load().sign
    assert 'r="4"' in kept
    assert 'class="drawing-now"' in admin.get(edit_address()).content.decode()
    admin.post(edit_address(), {**read_form(admin, edit_address()), "short_name": "XSA"})
    assert (Agency.load().sign, Agency.load().short_name) == (kept, "XSA")
    admin.post(edit_address(), {**read_form(admin, edit_address()), "sign-clear": "on"})
    assert Agency.load().sign == ""


def test_the_form_says_why_it_refuses_a_sign_and_a_colour(site, admin):
    fields = read_form(admin, edit_address())
    file = SimpleUploadedFile("sign.svg", REFUSED["a script"][0].encode(), "image/svg+xml")
    answer = admin.post(edit_address(), {**fields, "sign": file, "accent_light": "#ff0000"})
    said = answer.content.decode()
    assert "an element &lt;script&gt;" in said
    assert "reaches a contrast of 3.6" in said
    assert (Agency.load().sign, Agency.load().accent_light) == ("", "")
    latin = SimpleUploadedFile("sign.svg", "<svg>é".encode("latin-1"), "image/svg+xml")
    assert (
        "not written in UTF-8"
        in admin.post(edit_address(), {**fields, "sign": latin}).content.decode()
    )


# --- What each process keeps ------------------------------------------------------------------


def test_what_is_kept_is_asked_for_once_and_again_after_seconds(
    site, monkeypatch, django_assert_num_queries
):
    agency()
    with django_assert_num_queries(0):
        assert agency().name == "Example agency"
    # As another process does it.
    Agency.objects.update(name="Renamed")
    assert agency().name == "Example agency"
    now = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now + kept_agency.KEPT_SECONDS + 1)
    assert agency().name == "Renamed"


def test_before_there_is_an_agency_pages_bear_the_name_of_the_software(no_site, client):
    home = HomePage(title="Home", slug="somewhere")
    Page.get_first_root_node().add_child(instance=home)
    Site.objects.update(root_page=home)
    assert "<h1>Perigee</h1>" in page()
    assert not Agency.objects.exists()
