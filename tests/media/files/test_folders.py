"""What of a folder or ZIP is tried as a picture."""

from pathlib import PurePosixPath

import pytest

from media.files.folders import Reason, why_left_out

pytestmark = pytest.mark.files


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("rim.jpg", None),
        ("deep/RIM.JFIF", None),
        ("rim.jpe", None),
        ("../../etc/rim.png", None),
        ("rim.thumbnails/1.jpg", None),
        ("._rim.jpg", Reason.HIDDEN),
        (".thumbnails/rim.jpg", Reason.HIDDEN),
        ("deep/@eaDir/rim.jpg/SYNOPHOTO_THUMB_XL.jpg", Reason.HIDDEN),
        ("__MACOSX/rim.jpg", Reason.HIDDEN),
        ("$Recycle.Bin/rim.jpg", Reason.HIDDEN),
        ("deep/THUMBS.DB", Reason.HIDDEN),
        ("Icon\r", Reason.HIDDEN),
        (".hidden.zip", Reason.HIDDEN),
        ("more.ZIP", Reason.PACKED),
        ("notes.txt", Reason.NO_PICTURE),
        ("jpg", Reason.NO_PICTURE),
        ("rim.jpg.part", Reason.NO_PICTURE),
    ],
)
def test_a_file_is_left_out_for_a_reason(path, reason):
    assert why_left_out(PurePosixPath(path)) is reason
