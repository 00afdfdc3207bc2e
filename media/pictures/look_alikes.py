"""Pictures that look alike, as the database finds them (see `media.files.likeness`)."""

from django.db import models
from django.db.models import F, Q

from media.files.likeness import BANDS, band_of


def fingerprint_band(number: int) -> models.GeneratedField:
    """A column that the database fills with one byte of the column `fingerprint`."""
    return models.GeneratedField(
        expression=F("fingerprint").bitrightshift(8 * number).bitand(255),
        output_field=models.BigIntegerField(null=True),
        db_persist=True,
        db_index=True,
    )


def in_a_common_band(fingerprint: int) -> Q:
    """Rows of which one byte of the fingerprint equals that of `fingerprint`."""
    found = Q()
    for number in range(BANDS):
        found |= Q(**{f"band_{number}": band_of(fingerprint, number)})
    return found
