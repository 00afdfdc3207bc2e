"""Indexes on Wagtail's table of pages, for what is asked at every request whatever the archive holds."""

from django.db import migrations

INDEXES = {
    # The sections right below the home page.
    "perigee_page_level": "(depth, path)",
    # The order of the explorer.
    "perigee_page_edited": "(latest_revision_created_at)",
}


class Migration(migrations.Migration):
    dependencies = [
        ("portal", "0002_jobs"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
    ]
    operations = [
        migrations.RunSQL(
            f"CREATE INDEX IF NOT EXISTS {name} ON wagtailcore_page {columns}",
            f"DROP INDEX IF EXISTS {name}",
        )
        for name, columns in INDEXES.items()
    ]
