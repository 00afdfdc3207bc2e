"""Where Wagtail looks for hooks: it imports the modules at whose end they stand."""

from media.desk import (  # noqa: F401
    agreements,
    closed_doors,
    failed_steps,
    left_out,
    mended,
    menus,
    remarks,
    reports,
    spreadsheets,
    unseen,
    uploading,
    vocabulary,
    waiting,
)
from media.desk.acts import press, replace, retry, withdraw  # noqa: F401
from media.desk.bulk import facts, galleries, publishing, schedule  # noqa: F401
from media.desk.choosing import all_pictures, viewset  # noqa: F401
from media.desk.coverage import describing, home, report  # noqa: F401
from media.stories import links  # noqa: F401
