"""The encoder decodes no more of a picture than its files need, and enlarges nothing."""

import pytest
from PIL import Image

from media.files import decoding, encoder
from tests.media.corpus import encoded

pytestmark = pytest.mark.files

PACKETS = {"complete": "<x/>", "brief": "<x/>"}


@pytest.mark.parametrize(
    ("size", "longest", "decoded"),
    [
        ((6000, 4000), 2560, (3000, 2000)),
        ((4000, 6000), 2560, (2000, 3000)),
        ((4000, 6000), 3600, (4000, 6000)),
        ((5000, 500), 2500, (2500, 250)),
    ],
)
def test_a_jpeg_is_decoded_at_the_smallest_fraction_that_is_large_enough(
    size, longest, decoded, tmp_path
):
    path = tmp_path / "large.jpg"
    path.write_bytes(encoded(Image.new("L", size), "JPEG"))
    assert decoding.decoded(path, longest=longest).size == decoded


@pytest.mark.parametrize("size", [(6000, 1500), (3200, 4800)])
def test_no_file_is_made_from_fewer_pixels_than_it_has(size, tmp_path, monkeypatch):
    source, target = tmp_path / "large.jpg", tmp_path / "files"
    target.mkdir()
    source.write_bytes(encoded(Image.new("L", size), "JPEG"))
    resized, scaled = [], encoder.scaled
    monkeypatch.setattr(
        encoder,
        "scaled",
        lambda image, *wanted: resized.append((image.size, wanted)) or scaled(image, *wanted),
    )
    encoder.release(source, target, "large", PACKETS)
    assert resized
    assert all(before[0] >= after[0] and before[1] >= after[1] for before, after in resized)
