"""Pictures that look alike: the same one in other sizes is found, a different one is not."""

import io
import random

import pytest
from PIL import Image, ImageDraw, ImageEnhance

from media.files.likeness import MOST_BITS, distance, fingerprint, signed
from media.models import ImageAsset, ImagePage
from media.release.working_copies import make_working_copy
from tests.factories import make_asset, make_image
from tests.media.intake.doors import through_the_picture_chooser, through_the_upload_page
from tests.quick_releases import small_asset

pytestmark = pytest.mark.django_db


def drawing(seed: int, size=(900, 600)) -> Image.Image:
    """Round things in places of their own."""
    places = random.Random(seed)
    image = Image.linear_gradient("L").resize(size).convert("RGB")
    draw = ImageDraw.Draw(image)
    for _ in range(12):
        x, y, radius = places.randint(0, 900), places.randint(0, 600), places.randint(40, 160)
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), places.randint(0, 2**24))
    return image


def in_format(image: Image.Image, format: str) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, format)
    return buffer.getvalue()


def kept(image: Image.Image, name="drawing.jpg", **options) -> ImageAsset:
    """A file as it stands once the worker has made its working copy."""
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", **options)
    asset = make_asset(name, buffer.getvalue())
    make_working_copy(asset)
    return ImageAsset.objects.get(pk=asset.pk)


CHANGES = {
    "smaller": lambda image: image.resize((300, 200)),
    "brighter": lambda image: ImageEnhance.Brightness(image).enhance(1.15),
    "in grey": lambda image: image.convert("L"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_the_same_picture_changed_a_little_is_found(site, admin, change):
    first = make_image("First", publish=False, asset=kept(drawing(1)))
    make_image("Stranger", publish=False, asset=kept(drawing(2)))
    again = make_image("Again", publish=False, asset=kept(CHANGES[change](drawing(1)), quality=50))
    assert [page.title for page in again.look_alikes()] == ["First"]
    said = admin.get(f"/admin/pages/{again.pk}/edit/").content.decode()
    assert "looks nearly the same" in said
    assert f'href="/admin/pages/{first.pk}/edit/"' in said


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "TIFF"])
@pytest.mark.parametrize("size", [(90, 60), (900, 600)])
def test_the_door_sees_what_the_working_copy_shows(site, format, size):
    """Also of a picture that is clear in places; a few bits apart, since it looks at fewer pixels."""
    image = drawing(3).resize(size)
    image.putalpha(Image.linear_gradient("L").resize(size))
    asset = make_asset(
        f"drawing.{format.lower()}",
        in_format(image if format in ("PNG", "WEBP") else image.convert("RGB"), format),
    )
    at_the_door = asset.fingerprint
    assert at_the_door is not None
    make_working_copy(asset)
    asset.refresh_from_db()
    assert asset.working_copy
    assert distance(at_the_door, asset.fingerprint) <= 4 < MOST_BITS


def test_the_list_of_an_upload_says_at_once_what_a_picture_looks_like(site, admin):
    make_image(
        "First & last", publish=False, asset=make_asset("1.jpg", in_format(drawing(1), "JPEG"))
    )
    smaller = in_format(drawing(1).resize((300, 200)), "PNG")
    _status, words = through_the_upload_page(admin, "again.png", smaller)
    assert "Looks like a picture that is here" in words
    assert "“First & last”" in words
    assert "900 × 600 pixels, not live" in words
    other = in_format(drawing(2), "PNG")
    assert "Looks like" not in through_the_upload_page(admin, "other.png", other)[1]
    third = in_format(drawing(1).resize((450, 300)), "PNG")
    words = through_the_picture_chooser(admin, "third.png", third)[1]
    assert "It looks like “First & last”, “Again”." in words


def test_a_picture_like_no_other_gets_no_warning(site, admin):
    image = make_image("First", publish=False, asset=kept(drawing(1)))
    make_image("Stranger", publish=False, asset=kept(drawing(2)))
    said = admin.get(f"/admin/pages/{image.pk}/edit/").content.decode()
    assert "looks nearly the same" not in said


def test_the_same_bits_are_found_before_the_worker_has_looked_at_them(site):
    first, again = (make_image(title, publish=False, asset=small_asset()) for title in "AB")
    assert list(again.look_alikes()) == [first]


def test_pictures_of_one_colour_are_not_taken_for_one_another(site):
    assert fingerprint(Image.new("RGB", (90, 60), (9, 9, 9))) is None
    make_image("Black", publish=False, asset=kept(Image.new("RGB", (90, 60), (0, 0, 0))))
    white = make_image("White", publish=False, asset=kept(Image.new("RGB", (90, 60), (9, 9, 9))))
    assert list(white.look_alikes()) == []


def test_a_page_is_not_warned_of_its_own_earlier_file(site):
    image = make_image("First", publish=False, asset=kept(drawing(1)))
    ImagePage.objects.filter(pk=image.pk).update(asset=kept(drawing(1).resize((300, 200))))
    assert list(ImagePage.objects.get().look_alikes()) == []


@pytest.mark.parametrize("bits", range(MOST_BITS + 2))
def test_any_few_bits_may_differ_and_no_more(site, bits, django_assert_num_queries):
    places = random.Random(bits)
    for _ in range(20):
        one = places.getrandbits(64)
        other = one
        for bit in places.sample(range(64), bits):
            other ^= 1 << bit
        pair = [
            ImageAsset(title="a", file="a", width=1, height=1, fingerprint=signed(value))
            for value in (one, other)
        ]
        first, second = ImageAsset.objects.bulk_create(pair)
        with django_assert_num_queries(1):
            assert first.look_alikes() == ([second.pk] if bits <= MOST_BITS else [])
        ImageAsset.objects.all().delete()
