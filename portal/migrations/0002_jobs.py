"""The groups of the jobs around a portal (`portal.jobs`)."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

from portal.jobs import make_groups


def make(apps, schema_editor):
    # Permissions are made after all migrations, as a rule; these groups need theirs now.
    for config in apps.get_app_configs():
        config.models_module = True
        create_permissions(config, verbosity=0, apps=apps)
        config.models_module = None
    make_groups(apps)


class Migration(migrations.Migration):
    dependencies = [
        ("portal", "0001_initial"),
        ("media", "0001_initial"),
        ("missions", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
        ("wagtaildocs", "0011_add_choose_permissions"),
        ("wagtailimages", "0027_image_description"),
        ("wagtailredirects", "0008_add_verbose_name_plural"),
    ]
    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
