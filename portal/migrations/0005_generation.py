from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("portal", "0004_explorer_order"),
    ]

    operations = [
        migrations.CreateModel(
            name="Generation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.BigIntegerField(default=1)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("pk", 1)), name="generation_is_one_row"
                    )
                ],
            },
        ),
    ]
