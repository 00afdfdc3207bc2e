"""The picture of the week: of each week of the catalogue's dates the first picture.

The first and not the last, so that what a reader has seen stays what it was. Weeks begin on Monday at
midnight UTC.
"""

from django.db import connection

from media.archive.catalogue import BITS_OF_KEY

A_WEEK = 7 * 24 * 60 * 60
# Weeks are counted from a Monday in 1720, in seconds. What is said to be older than that belongs to
# none, and so no week begins before the first place there is.
FIRST_MONDAY = 4 * 24 * 60 * 60 - 13_000 * A_WEEK

# From week to week, each a step down the index, over those that have no picture. `start` is the place
# at which a week begins.
FIRST_OF_WEEKS = """
    WITH RECURSIVE weeks(number, start) AS (
        SELECT 1, ((((
            SELECT MAX(position) FROM media_entry WHERE position >= %(oldest)s
        ) >> %(bits)s) - %(monday)s) / %(week)s * %(week)s + %(monday)s) * %(second)s
        UNION ALL
        SELECT number + 1, ((((
            SELECT MAX(position) FROM media_entry WHERE position >= %(oldest)s AND position < start
        ) >> %(bits)s) - %(monday)s) / %(week)s * %(week)s + %(monday)s) * %(second)s
        FROM weeks WHERE start IS NOT NULL AND number < %(number)s
    )
    SELECT (SELECT MIN(position) FROM media_entry WHERE position >= start)
    FROM weeks WHERE start IS NOT NULL
"""


def first_of_weeks(number: int) -> list[int]:
    """The places of the first picture of each of the last weeks that have one."""
    numbers = {
        "number": number,
        "bits": BITS_OF_KEY,
        "second": 1 << BITS_OF_KEY,
        "week": A_WEEK,
        "monday": FIRST_MONDAY,
        "oldest": FIRST_MONDAY << BITS_OF_KEY,
    }
    with connection.cursor() as cursor:
        cursor.execute(FIRST_OF_WEEKS, numbers)
        return [place for (place,) in cursor.fetchall()]
