"""The explorer's order on PostgreSQL: rows without a moment last, which a plain index read backwards has first.

SQLite reads its plain index (0003) for this order, and refuses to be told where such rows stand.
"""

from django.db import migrations

NAME = "perigee_page_edited"


def index_on(columns: str):
    def run(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP INDEX IF EXISTS {NAME}")
            schema_editor.execute(f"CREATE INDEX {NAME} ON wagtailcore_page {columns}")

    return run


class Migration(migrations.Migration):
    dependencies = [("portal", "0003_page_indexes")]
    operations = [
        migrations.RunPython(
            index_on("(latest_revision_created_at DESC NULLS LAST)"),
            index_on("(latest_revision_created_at)"),
        )
    ]
