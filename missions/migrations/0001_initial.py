import django.core.validators
import django.db.models.deletion
import modelcluster.contrib.taggit
import modelcluster.fields
import wagtail.fields
from django.db import migrations, models

import media.pages.date_fields


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("media", "0001_initial"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
    ]

    operations = [
        migrations.CreateModel(
            name="MissionIndexPage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="wagtailcore.page",
                    ),
                ),
                ("introduction", models.TextField(blank=True, max_length=500)),
                (
                    "subjects",
                    modelcluster.contrib.taggit.ClusterTaggableManager(
                        blank=True,
                        help_text="What this page is about: missions, targets, people, places, systems. Type to choose. A new word is proposed, or becomes a keyword if you may change the subjects.",
                        through="media.PageSubject",
                        to="media.Subject",
                        verbose_name="subjects",
                    ),
                ),
            ],
            options={
                "verbose_name": "mission list",
            },
            bases=("wagtailcore.page",),
        ),
        migrations.CreateModel(
            name="MissionPage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="wagtailcore.page",
                    ),
                ),
                (
                    "summary",
                    models.TextField(
                        help_text="One or two sentences for cards and search results; 300 characters at most.",
                        max_length=300,
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("concept", "Concept"),
                            ("study", "In study"),
                            ("development", "In development"),
                            ("ready", "Ready for launch"),
                            ("operating", "Operating"),
                            ("extended", "Operating, extended"),
                            ("unknown", "Not known"),
                            ("completed", "Completed"),
                            ("cancelled", "Cancelled"),
                            ("lost", "Lost"),
                        ],
                        default="study",
                        max_length=12,
                    ),
                ),
                (
                    "status_since",
                    media.pages.date_fields.ReducedDateField(
                        blank=True,
                        default="",
                        help_text="The end of what is over, or the day of the last news of what is not known. Empty for everything else.",
                        max_length=30,
                        verbose_name="since when",
                    ),
                ),
                (
                    "launch_date",
                    media.pages.date_fields.ReducedDateField(
                        blank=True,
                        default="",
                        help_text="As it is known: 2026, May 2026, 3 September 2026, Q3 2026, early 2027, about 2030 … For a launch to come, the plan.",
                        max_length=30,
                    ),
                ),
                ("launch_first", media.pages.date_fields.FirstDay(of="launch_date")),
                ("launch_last", media.pages.date_fields.LastDay(of="launch_date")),
                ("launcher", models.CharField(blank=True, max_length=100)),
                ("launch_site", models.CharField(blank=True, max_length=150)),
                (
                    "cospar",
                    models.CharField(
                        blank=True,
                        help_text="Given at launch: 2023-053A.",
                        max_length=12,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[0-9]{4}-[0-9]{3}[A-Z]{1,3}\\Z", "Write it like 2023-053A."
                            )
                        ],
                        verbose_name="COSPAR identifier",
                    ),
                ),
                (
                    "norad",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="NORAD catalogue number"
                    ),
                ),
                ("full_name", models.CharField(blank=True, max_length=200)),
                (
                    "destination",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="orbit or destination"
                    ),
                ),
                ("official_site", models.URLField(blank=True)),
                ("story", wagtail.fields.StreamField([], blank=True, block_lookup={})),
                (
                    "facts",
                    wagtail.fields.StreamField(
                        [], blank=True, block_lookup={}, help_text="Facts at a glance."
                    ),
                ),
                (
                    "links",
                    wagtail.fields.StreamField(
                        [], blank=True, block_lookup={}, help_text="Where to find out more."
                    ),
                ),
                (
                    "lead_image",
                    models.ForeignKey(
                        blank=True,
                        help_text="A released picture; the page is complete without one.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="media.imagepage",
                    ),
                ),
                (
                    "presents",
                    models.ForeignKey(
                        help_text="Pictures, stories and galleries about this subject appear on this page. Choose it or create it here.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="media.subject",
                        verbose_name="presents the subject",
                    ),
                ),
                (
                    "subjects",
                    modelcluster.contrib.taggit.ClusterTaggableManager(
                        blank=True,
                        help_text="What this page is about: missions, targets, people, places, systems. Type to choose. A new word is proposed, or becomes a keyword if you may change the subjects.",
                        through="media.PageSubject",
                        to="media.Subject",
                        verbose_name="subjects",
                    ),
                ),
            ],
            options={
                "verbose_name": "mission",
            },
            bases=("wagtailcore.page", models.Model),
        ),
        migrations.CreateModel(
            name="Instrument",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sort_order", models.IntegerField(blank=True, editable=False, null=True)),
                ("name", models.CharField(help_text="As people say it: SXI.", max_length=60)),
                ("full_name", models.CharField(blank=True, max_length=150)),
                (
                    "measures",
                    models.TextField(help_text="What it measures, in one or two sentences."),
                ),
                (
                    "mission",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="instruments",
                        to="missions.missionpage",
                    ),
                ),
            ],
            options={
                "ordering": ["sort_order"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Partner",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sort_order", models.IntegerField(blank=True, editable=False, null=True)),
                ("name", models.CharField(max_length=120)),
                ("role", models.CharField(max_length=250)),
                (
                    "share",
                    models.CharField(
                        blank=True, help_text="“half”, “12 %”; empty if unknown.", max_length=60
                    ),
                ),
                (
                    "mission",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="partners",
                        to="missions.missionpage",
                    ),
                ),
                (
                    "state",
                    models.ForeignKey(
                        blank=True,
                        help_text="The subject of the state in which it is: the pages of state and mission then name each other.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="media.subject",
                    ),
                ),
            ],
            options={
                "ordering": ["sort_order"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Spacecraft",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sort_order", models.IntegerField(blank=True, editable=False, null=True)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("concept", "Concept"),
                            ("study", "In study"),
                            ("development", "In development"),
                            ("ready", "Ready for launch"),
                            ("operating", "Operating"),
                            ("extended", "Operating, extended"),
                            ("unknown", "Not known"),
                            ("completed", "Completed"),
                            ("cancelled", "Cancelled"),
                            ("lost", "Lost"),
                        ],
                        default="study",
                        max_length=12,
                    ),
                ),
                (
                    "status_since",
                    media.pages.date_fields.ReducedDateField(
                        blank=True,
                        default="",
                        help_text="The end of what is over, or the day of the last news of what is not known. Empty for everything else.",
                        max_length=30,
                        verbose_name="since when",
                    ),
                ),
                (
                    "launch_date",
                    media.pages.date_fields.ReducedDateField(
                        blank=True,
                        default="",
                        help_text="As it is known: 2026, May 2026, 3 September 2026, Q3 2026, early 2027, about 2030 … For a launch to come, the plan.",
                        max_length=30,
                    ),
                ),
                ("launch_first", media.pages.date_fields.FirstDay(of="launch_date")),
                ("launch_last", media.pages.date_fields.LastDay(of="launch_date")),
                ("launcher", models.CharField(blank=True, max_length=100)),
                ("launch_site", models.CharField(blank=True, max_length=150)),
                (
                    "cospar",
                    models.CharField(
                        blank=True,
                        help_text="Given at launch: 2023-053A.",
                        max_length=12,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[0-9]{4}-[0-9]{3}[A-Z]{1,3}\\Z", "Write it like 2023-053A."
                            )
                        ],
                        verbose_name="COSPAR identifier",
                    ),
                ),
                (
                    "norad",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="NORAD catalogue number"
                    ),
                ),
                (
                    "name",
                    models.CharField(help_text="As people say it: Sentinel-1A.", max_length=80),
                ),
                (
                    "mission",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="spacecraft",
                        to="missions.missionpage",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "spacecraft",
                "ordering": ["sort_order"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Milestone",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sort_order", models.IntegerField(blank=True, editable=False, null=True)),
                (
                    "date",
                    media.pages.date_fields.ReducedDateField(
                        blank=True,
                        default="",
                        help_text="As it is known: 2026, May 2026, 3 September 2026, Q3 2026, early 2027, about 2030 …",
                        max_length=30,
                    ),
                ),
                ("date_first", media.pages.date_fields.FirstDay(of="date")),
                ("date_last", media.pages.date_fields.LastDay(of="date")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "Planned"),
                            ("happened", "Happened"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="planned",
                        help_text="A plan stays a plan until somebody says that it happened.",
                        max_length=10,
                    ),
                ),
                ("title", models.CharField(max_length=120)),
                ("text", models.TextField(blank=True)),
                (
                    "mission",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="milestones",
                        to="missions.missionpage",
                    ),
                ),
            ],
            options={
                "ordering": ["date_first", "-date_last", "sort_order"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["planned", "happened", "cancelled"])),
                        name="milestone_state_is_known",
                    )
                ],
            },
        ),
    ]
