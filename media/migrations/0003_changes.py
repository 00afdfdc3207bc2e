from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("media", "0002_search"),
    ]

    operations = [
        migrations.CreateModel(
            name="Change",
            fields=[
                ("identifier", models.CharField(max_length=80, primary_key=True, serialize=False)),
                ("number", models.BigIntegerField(unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("created", "Shown for the first time, or again"),
                            ("described", "Described in other words"),
                            ("updated", "Changed otherwise"),
                            ("withdrawn", "Shown no more"),
                        ],
                        max_length=9,
                    ),
                ),
                ("changed_at", models.DateTimeField(db_index=True)),
            ],
        ),
    ]
