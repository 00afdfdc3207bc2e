from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("portal", "0005_generation"),
    ]

    operations = [
        migrations.AlterField(
            model_name="agency",
            name="map",
            field=models.CharField(
                choices=[("europe", "Europe"), ("world", "The world"), ("none", "No map")],
                default="europe",
                max_length=10,
            ),
        ),
    ]
