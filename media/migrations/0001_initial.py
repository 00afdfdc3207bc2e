import uuid

import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.text
import django.db.models.lookups
import django.utils.timezone
import modelcluster.contrib.taggit
import modelcluster.fields
import modelsearch.index
import taggit.managers
import wagtail.fields
import wagtail.images.models
import wagtail.models.media
from django.conf import settings
from django.db import migrations, models

import media.archive.catalogue
import media.pages.date_fields
import media.pages.subjects
import media.release.press_links


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("taggit", "0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ImagePage",
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
                    "object_category",
                    models.CharField(
                        blank=True,
                        help_text="AVM subject category: B.4.1 is a star-forming nebula in the Milky Way.",
                        max_length=60,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[A-E](\\.[0-9]+)+(; ?[A-E](\\.[0-9]+)+)*\\Z",
                                "Write codes such as B.4.1, separated by semicolons.",
                            )
                        ],
                    ),
                ),
                (
                    "distance_ly",
                    models.FloatField(
                        blank=True,
                        help_text="In light years.",
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="distance",
                    ),
                ),
                (
                    "right_ascension",
                    models.FloatField(
                        blank=True,
                        help_text="Of the picture's centre, in degrees, ICRS.",
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(360),
                        ],
                    ),
                ),
                (
                    "declination",
                    models.FloatField(
                        blank=True,
                        help_text="In degrees, north positive.",
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(-90),
                            django.core.validators.MaxValueValidator(90),
                        ],
                    ),
                ),
                ("further_avm", models.JSONField(blank=True, default=dict, editable=False)),
                (
                    "identifier",
                    models.CharField(
                        blank=True,
                        help_text="The picture's name for ever, in /id/… and in file names. Given once: it cannot be changed after the first publication. Left empty, it is made from the title.",
                        max_length=80,
                        unique=True,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z0-9-]+\\Z", "Use lower-case letters, digits and hyphens only."
                            )
                        ],
                    ),
                ),
                (
                    "alt_text",
                    models.CharField(
                        help_text="What the picture shows, in one sentence, for people who cannot see it. Best below 125 characters. No “image of”, not the title, not the file name.",
                        max_length=250,
                        verbose_name="alt text",
                    ),
                ),
                (
                    "long_description",
                    models.TextField(
                        help_text="Everything a sighted visitor takes from the picture: what is where, colours, sizes, light, text in it. Plain paragraphs; visible to everybody under “Image description”.",
                        verbose_name="image description",
                    ),
                ),
                (
                    "caption",
                    wagtail.fields.RichTextField(
                        blank=True,
                        help_text="What the picture is about: the story that goes with it. What it shows belongs into the image description.",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("photograph", "Photograph"),
                            ("observation", "Observation"),
                            ("illustration", "Illustration"),
                            ("simulation", "Simulation"),
                            ("chart", "Chart"),
                            ("map", "Map"),
                        ],
                        default="photograph",
                        max_length=12,
                    ),
                ),
                (
                    "credit",
                    models.CharField(
                        help_text="Whom to name, as they want to be named: ESA/Hubble & NASA.",
                        max_length=250,
                    ),
                ),
                (
                    "taken_on",
                    media.pages.date_fields.ReducedDateField(
                        blank=True,
                        default="",
                        help_text="As it is known: 2026, May 2026, 3 September 2026, Q3 2026, early 2027, about 2030 …",
                        max_length=30,
                        verbose_name="taken on",
                    ),
                ),
                ("taken_first", media.pages.date_fields.FirstDay(of="taken_on")),
                ("taken_last", media.pages.date_fields.LastDay(of="taken_on")),
                (
                    "published_on",
                    models.DateField(
                        blank=True,
                        help_text="The date shown to visitors; left empty, the day of the first publication.",
                        null=True,
                    ),
                ),
                (
                    "use_until",
                    models.DateField(
                        blank=True,
                        help_text="The last day on which a consent or an agreement lets us show it. The picture withdraws by itself after that day.",
                        null=True,
                    ),
                ),
            ],
            options={
                "verbose_name": "image",
            },
            bases=("wagtailcore.page", models.Model),
        ),
        migrations.CreateModel(
            name="ImageAsset",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=255, verbose_name="title")),
                (
                    "description",
                    models.CharField(
                        blank=True, default="", max_length=255, verbose_name="description"
                    ),
                ),
                ("width", models.IntegerField(editable=False, verbose_name="width")),
                ("height", models.IntegerField(editable=False, verbose_name="height")),
                (
                    "created_at",
                    models.DateTimeField(
                        auto_now_add=True, db_index=True, verbose_name="created at"
                    ),
                ),
                ("focal_point_x", models.PositiveIntegerField(blank=True, null=True)),
                ("focal_point_y", models.PositiveIntegerField(blank=True, null=True)),
                ("focal_point_width", models.PositiveIntegerField(blank=True, null=True)),
                ("focal_point_height", models.PositiveIntegerField(blank=True, null=True)),
                ("file_size", models.PositiveIntegerField(editable=False, null=True)),
                (
                    "file_hash",
                    models.CharField(blank=True, db_index=True, editable=False, max_length=40),
                ),
                (
                    "file",
                    wagtail.images.models.WagtailImageField(
                        height_field="height",
                        upload_to=wagtail.images.models.get_upload_to,
                        verbose_name="file",
                        width_field="width",
                    ),
                ),
                (
                    "sha256",
                    models.CharField(blank=True, db_index=True, editable=False, max_length=64),
                ),
                (
                    "working_copy",
                    models.FileField(
                        blank=True,
                        editable=False,
                        help_text="2,048 pixels at most, made by the worker; the admin's thumbnails come from it.",
                        max_length=200,
                        upload_to="",
                    ),
                ),
                ("encoding_error", models.TextField(blank=True, editable=False)),
                ("found", models.JSONField(blank=True, default=dict, editable=False)),
                ("fingerprint", models.BigIntegerField(editable=False, null=True)),
                (
                    "band_0",
                    models.GeneratedField(
                        db_index=True,
                        db_persist=True,
                        expression=django.db.models.expressions.CombinedExpression(
                            django.db.models.expressions.CombinedExpression(
                                models.F("fingerprint"), ">>", models.Value(0)
                            ),
                            "&",
                            models.Value(255),
                        ),
                        output_field=models.BigIntegerField(null=True),
                    ),
                ),
                (
                    "band_1",
                    models.GeneratedField(
                        db_index=True,
                        db_persist=True,
                        expression=django.db.models.expressions.CombinedExpression(
                            django.db.models.expressions.CombinedExpression(
                                models.F("fingerprint"), ">>", models.Value(8)
                            ),
                            "&",
                            models.Value(255),
                        ),
                        output_field=models.BigIntegerField(null=True),
                    ),
                ),
                (
                    "band_2",
                    models.GeneratedField(
                        db_index=True,
                        db_persist=True,
                        expression=django.db.models.expressions.CombinedExpression(
                            django.db.models.expressions.CombinedExpression(
                                models.F("fingerprint"), ">>", models.Value(16)
                            ),
                            "&",
                            models.Value(255),
                        ),
                        output_field=models.BigIntegerField(null=True),
                    ),
                ),
                (
                    "band_3",
                    models.GeneratedField(
                        db_index=True,
                        db_persist=True,
                        expression=django.db.models.expressions.CombinedExpression(
                            django.db.models.expressions.CombinedExpression(
                                models.F("fingerprint"), ">>", models.Value(24)
                            ),
                            "&",
                            models.Value(255),
                        ),
                        output_field=models.BigIntegerField(null=True),
                    ),
                ),
                (
                    "band_4",
                    models.GeneratedField(
                        db_index=True,
                        db_persist=True,
                        expression=django.db.models.expressions.CombinedExpression(
                            django.db.models.expressions.CombinedExpression(
                                models.F("fingerprint"), ">>", models.Value(32)
                            ),
                            "&",
                            models.Value(255),
                        ),
                        output_field=models.BigIntegerField(null=True),
                    ),
                ),
                (
                    "band_5",
                    models.GeneratedField(
                        db_index=True,
                        db_persist=True,
                        expression=django.db.models.expressions.CombinedExpression(
                            django.db.models.expressions.CombinedExpression(
                                models.F("fingerprint"), ">>", models.Value(40)
                            ),
                            "&",
                            models.Value(255),
                        ),
                        output_field=models.BigIntegerField(null=True),
                    ),
                ),
                (
                    "band_6",
                    models.GeneratedField(
                        db_index=True,
                        db_persist=True,
                        expression=django.db.models.expressions.CombinedExpression(
                            django.db.models.expressions.CombinedExpression(
                                models.F("fingerprint"), ">>", models.Value(48)
                            ),
                            "&",
                            models.Value(255),
                        ),
                        output_field=models.BigIntegerField(null=True),
                    ),
                ),
                (
                    "band_7",
                    models.GeneratedField(
                        db_index=True,
                        db_persist=True,
                        expression=django.db.models.expressions.CombinedExpression(
                            django.db.models.expressions.CombinedExpression(
                                models.F("fingerprint"), ">>", models.Value(56)
                            ),
                            "&",
                            models.Value(255),
                        ),
                        output_field=models.BigIntegerField(null=True),
                    ),
                ),
                ("changed_at", models.DateTimeField(auto_now=True)),
                (
                    "collection",
                    models.ForeignKey(
                        default=wagtail.models.media.get_root_collection_id,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="wagtailcore.collection",
                        verbose_name="collection",
                    ),
                ),
                (
                    "tags",
                    taggit.managers.TaggableManager(
                        blank=True,
                        help_text=None,
                        through="taggit.TaggedItem",
                        to="taggit.Tag",
                        verbose_name="tags",
                    ),
                ),
                (
                    "uploaded_by_user",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="uploaded by user",
                    ),
                ),
            ],
            options={
                "verbose_name": "picture file",
                "permissions": [("choose_image", "Can choose image")],
                "abstract": False,
                "default_permissions": ("add", "change", "view"),
            },
            bases=(wagtail.images.models.ImageFileMixin, modelsearch.index.Indexed, models.Model),
        ),
        migrations.CreateModel(
            name="Leftover",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200, unique=True)),
            ],
        ),
        migrations.CreateModel(
            name="Licence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120, unique=True)),
                (
                    "short_name",
                    models.CharField(
                        help_text="As it stands beside a picture: CC BY 4.0.", max_length=60
                    ),
                ),
                (
                    "url",
                    models.URLField(
                        blank=True,
                        help_text="Where the licence can be read. Leave empty when there is none.",
                        verbose_name="address",
                    ),
                ),
                (
                    "spdx",
                    models.CharField(
                        blank=True,
                        help_text="From spdx.org/licenses, for example CC-BY-4.0. Leave empty when there is none.",
                        max_length=60,
                        verbose_name="SPDX identifier",
                    ),
                ),
                (
                    "may_use",
                    models.CharField(
                        choices=[("yes", "Yes"), ("no", "No"), ("ask", "Ask first")],
                        default="yes",
                        max_length=3,
                        verbose_name="may it be shown?",
                    ),
                ),
                (
                    "may_adapt",
                    models.CharField(
                        choices=[("yes", "Yes"), ("no", "No"), ("ask", "Ask first")],
                        default="ask",
                        max_length=3,
                        verbose_name="may it be changed?",
                    ),
                ),
                (
                    "may_use_commercially",
                    models.CharField(
                        choices=[("yes", "Yes"), ("no", "No"), ("ask", "Ask first")],
                        default="ask",
                        max_length=3,
                        verbose_name="may it be used commercially?",
                    ),
                ),
                (
                    "people_note",
                    models.CharField(
                        blank=True,
                        help_text="A sentence on people who can be recognised, logos or trademarks.",
                        max_length=250,
                        verbose_name="people and marks",
                    ),
                ),
                (
                    "credit_template",
                    models.CharField(
                        default="{credit}",
                        help_text="How re-users should name the source; {credit} stands for the picture's credit.",
                        max_length=200,
                    ),
                ),
                ("changed_at", models.DateTimeField(auto_now=True)),
            ],
            options={
                "ordering": ["name"],
            },
            bases=(modelsearch.index.Indexed, models.Model),
        ),
        migrations.CreateModel(
            name="LikeCount",
            fields=[
                ("translation_key", models.UUIDField(primary_key=True, serialize=False)),
                ("count", models.PositiveIntegerField(db_index=True, default=0)),
            ],
        ),
        migrations.CreateModel(
            name="Tally",
            fields=[
                ("key", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("count", models.PositiveIntegerField()),
                ("ends_at", models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name="Vocabulary",
            fields=[
                ("word", models.CharField(max_length=60, primary_key=True, serialize=False)),
                ("number", models.IntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="WorkerProcess",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("started_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("beat_at", models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name="Description",
            fields=[
                (
                    "page",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="description",
                        serialize=False,
                        to="media.imagepage",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("missing", "Description missing"),
                            ("draft", "Description in draft"),
                            ("described", "Described"),
                            ("approved", "Description approved"),
                            ("stale", "Description stale"),
                        ],
                        db_index=True,
                        max_length=9,
                    ),
                ),
                ("words_hash", models.CharField(max_length=64)),
                ("source_hash", models.CharField(max_length=64)),
                ("asset_sha256", models.CharField(blank=True, max_length=64)),
                ("changed_at", models.DateTimeField(verbose_name="words last changed")),
            ],
        ),
        migrations.CreateModel(
            name="Correction",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "made_on",
                    models.DateField(default=django.utils.timezone.localdate, verbose_name="date"),
                ),
                (
                    "text",
                    models.CharField(
                        help_text="What was wrong, in one sentence: “The caption named the wrong crater.” Visitors see it on the page, below the caption.",
                        max_length=300,
                    ),
                ),
                (
                    "page",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="corrections",
                        to="media.imagepage",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="DescriptionApproval",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("identifier", models.CharField(max_length=80)),
                ("words_hash", models.CharField(max_length=64)),
                ("asset_sha256", models.CharField(max_length=64)),
                ("approved_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("approver", models.CharField(max_length=310)),
                ("comment", models.TextField(blank=True)),
                (
                    "approved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "page",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="approvals",
                        to="media.imagepage",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="DescriptionApprovalTask",
            fields=[
                (
                    "task_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="wagtailcore.task",
                    ),
                ),
                (
                    "groups",
                    models.ManyToManyField(
                        help_text="Pages/snippets at this step in a workflow will be moderated or approved by these groups of users",
                        to="auth.group",
                        verbose_name="groups",
                    ),
                ),
            ],
            options={
                "verbose_name": "Description approval",
                "verbose_name_plural": "Description approvals",
            },
            bases=("wagtailcore.task",),
        ),
        migrations.CreateModel(
            name="DescriptionReport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "problem",
                    models.CharField(
                        choices=[
                            ("missing", "Something is missing"),
                            ("wrong", "Something is wrong"),
                            ("unclear", "It is hard to understand"),
                            ("language", "I need it in another language"),
                            ("other", "Something else"),
                        ],
                        max_length=8,
                        verbose_name="what is wrong",
                    ),
                ),
                ("words", models.TextField(max_length=2000, verbose_name="the visitor's words")),
                (
                    "email",
                    models.EmailField(
                        blank=True, max_length=254, verbose_name="address for an answer"
                    ),
                ),
                (
                    "received_at",
                    models.DateTimeField(auto_now_add=True, db_index=True, verbose_name="received"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("applied", "Applied"),
                            ("answered", "Answered"),
                            ("dismissed", "Dismissed"),
                        ],
                        default="open",
                        max_length=9,
                    ),
                ),
                ("answer", models.TextField(blank=True, verbose_name="answer to the visitor")),
                ("reason", models.TextField(blank=True, verbose_name="why it was dismissed")),
                (
                    "mailed_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="answer sent"),
                ),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="closed")),
                (
                    "closed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "page",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="description_reports",
                        to="media.imagepage",
                    ),
                ),
            ],
            options={
                "verbose_name": "report about a description",
                "verbose_name_plural": "reports about descriptions",
            },
        ),
        migrations.CreateModel(
            name="Document",
            fields=[
                ("place", media.archive.catalogue.PlaceField(primary_key=True, serialize=False)),
                ("type_key", models.CharField(max_length=20)),
                ("called", models.CharField(db_index=True, max_length=255)),
                ("title", models.TextField()),
                ("names", models.TextField(blank=True)),
                ("credit", models.TextField(blank=True)),
                ("words", models.TextField(blank=True)),
                ("stems", models.TextField(blank=True)),
                (
                    "page",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="document",
                        to="wagtailcore.page",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="DraftReference",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("named", models.IntegerField(db_index=True)),
                ("field", models.CharField(max_length=255)),
                (
                    "page",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="wagtailcore.page",
                    ),
                ),
                (
                    "revision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="wagtailcore.revision",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("position", media.archive.catalogue.PlaceField(primary_key=True, serialize=False)),
                ("translation_key", models.UUIDField(db_index=True)),
                ("identifier", models.CharField(max_length=80)),
                ("url_path", models.TextField()),
                ("title", models.CharField(max_length=255)),
                ("alt_text", models.TextField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("photograph", "Photograph"),
                            ("observation", "Observation"),
                            ("illustration", "Illustration"),
                            ("simulation", "Simulation"),
                            ("chart", "Chart"),
                            ("map", "Map"),
                        ],
                        max_length=12,
                    ),
                ),
                ("credit", models.CharField(max_length=250)),
                ("shown_on", models.DateField()),
                ("taken_on", models.CharField(blank=True, max_length=30)),
                ("taken_first", models.DateField(null=True)),
                ("taken_last", models.DateField(null=True)),
                ("width", models.PositiveIntegerField()),
                ("height", models.PositiveIntegerField()),
                ("pixels", models.PositiveBigIntegerField()),
                (
                    "orientation",
                    models.CharField(
                        choices=[
                            ("landscape", "Landscape"),
                            ("portrait", "Portrait"),
                            ("square", "Square"),
                        ],
                        max_length=9,
                    ),
                ),
                ("has_zoom", models.BooleanField()),
                ("changed_at", models.DateTimeField()),
                (
                    "page",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="entry",
                        to="media.imagepage",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="wagtailcore.page",
                    ),
                ),
                (
                    "licence",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="entries",
                        to="media.licence",
                    ),
                ),
            ],
            options={
                "verbose_name": "entry of the catalogue",
                "verbose_name_plural": "entries of the catalogue",
            },
        ),
        migrations.CreateModel(
            name="EntryWords",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("language", models.CharField(max_length=12)),
                ("title", models.CharField(max_length=255)),
                ("alt_text", models.TextField()),
                ("long_description", models.TextField()),
                ("caption", models.TextField(blank=True)),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="words",
                        to="media.entry",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Exposure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sort_order", models.IntegerField(blank=True, editable=False, null=True)),
                (
                    "facility",
                    models.CharField(
                        blank=True, help_text="Telescope or spacecraft.", max_length=100
                    ),
                ),
                ("instrument", models.CharField(blank=True, max_length=100)),
                (
                    "colour",
                    models.CharField(
                        blank=True,
                        help_text="The colour it has in the picture: Blue, Red …",
                        max_length=40,
                    ),
                ),
                (
                    "band",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("Radio", "Radio"),
                            ("Millimeter", "Millimetre"),
                            ("Infrared", "Infrared"),
                            ("Optical", "Visible light"),
                            ("Ultraviolet", "Ultraviolet"),
                            ("X-ray", "X-rays"),
                            ("Gamma-ray", "Gamma rays"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "bandpass",
                    models.CharField(
                        blank=True, help_text="Filter: F656N, H-alpha …", max_length=60
                    ),
                ),
                (
                    "wavelength_nm",
                    models.FloatField(
                        blank=True,
                        help_text="In nm.",
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="wavelength",
                    ),
                ),
                (
                    "started_at",
                    models.CharField(
                        blank=True,
                        help_text="Start in UTC: 2026-05-04 or 2026-05-04T12:30.",
                        max_length=32,
                    ),
                ),
                (
                    "seconds",
                    models.FloatField(
                        blank=True,
                        help_text="In seconds.",
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="exposure time",
                    ),
                ),
                (
                    "page",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="exposures",
                        to="media.imagepage",
                    ),
                ),
            ],
            options={
                "ordering": ["sort_order"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="FacetCount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("facet", models.CharField(max_length=12)),
                ("value", models.CharField(max_length=40)),
                ("number", models.IntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("facet", "value"), name="facet_count_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="FailedStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "step",
                    models.CharField(
                        choices=[
                            ("withdraw", "The public files of {} could not be removed yet"),
                            ("open", "The files of {} could not be made public"),
                            ("prepare", "The files of {} could not be made"),
                            ("prepare draft", "The files of the draft {} could not be made"),
                            ("working copy", "The thumbnails of {} could not be made"),
                            ("tiles", "The tiles of {} for the zoom viewer could not be made"),
                            ("restore", "Lost files of {} could not be made again"),
                            ("lost tiles", "Nobody could look whether tiles of {} are lost"),
                            ("strays", "What no public picture names could not be removed from {}"),
                            ("leftover", "The file {} could not be removed"),
                            ("publish", "{} could not be published on time"),
                            ("expire", "{} could not be unpublished on time"),
                            (
                                "end agreement",
                                "{} could not be withdrawn at the end of its agreement",
                            ),
                            ("describe", "The row of descriptions of {} could not be written"),
                            ("references", "What the draft {} names could not be noted"),
                            ("task", "The task {} failed"),
                            ("clean up", "{} could not be cleaned up"),
                            ("round", "The worker's look at {} ended early"),
                        ],
                        max_length=20,
                    ),
                ),
                ("key", models.CharField(max_length=200)),
                ("about", models.CharField(max_length=255)),
                ("error", models.TextField()),
                ("attempts", models.PositiveIntegerField(default=1)),
                ("failed_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("tried_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("next_try_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "page",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="wagtailcore.page",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="GalleryPage",
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
                    "introduction",
                    wagtail.fields.RichTextField(
                        blank=True, help_text="What ties these pictures together."
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
            ],
            options={
                "verbose_name": "gallery",
            },
            bases=("wagtailcore.page",),
        ),
        migrations.CreateModel(
            name="GalleryItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sort_order", models.IntegerField(blank=True, editable=False, null=True)),
                (
                    "caption",
                    models.TextField(
                        blank=True,
                        help_text="Said in this gallery only; left empty, the picture's own caption.",
                    ),
                ),
                (
                    "image",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="gallery_items",
                        to="media.imagepage",
                    ),
                ),
                (
                    "gallery",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="items",
                        to="media.gallerypage",
                    ),
                ),
            ],
            options={
                "ordering": ["sort_order"],
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="imagepage",
            name="asset",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="image_pages",
                to="media.imageasset",
                verbose_name="picture",
            ),
        ),
        migrations.CreateModel(
            name="AssetVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        help_text="Why the earlier file is replaced, in one sentence for colleagues.",
                        max_length=250,
                    ),
                ),
                ("replaced_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "replaced_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "page",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="asset_versions",
                        to="media.imagepage",
                    ),
                ),
                (
                    "asset",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="media.imageasset",
                    ),
                ),
                (
                    "successor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced",
                        to="media.imageasset",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ImageRendition",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("filter_spec", models.CharField(db_index=True, max_length=255)),
                (
                    "file",
                    wagtail.images.models.WagtailImageField(
                        height_field="height",
                        storage=wagtail.images.models.get_rendition_storage,
                        upload_to=wagtail.images.models.get_rendition_upload_to,
                        width_field="width",
                    ),
                ),
                ("width", models.IntegerField(editable=False)),
                ("height", models.IntegerField(editable=False)),
                (
                    "focal_point_key",
                    models.CharField(blank=True, default="", editable=False, max_length=16),
                ),
                (
                    "image",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="renditions",
                        to="media.imageasset",
                    ),
                ),
            ],
            bases=(wagtail.images.models.ImageFileMixin, models.Model),
        ),
        migrations.CreateModel(
            name="ImageText",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sort_order", models.IntegerField(blank=True, editable=False, null=True)),
                (
                    "language",
                    models.CharField(help_text="BCP 47 code: fr, de, pt-BR …", max_length=12),
                ),
                ("title", models.CharField(max_length=255)),
                ("alt_text", models.CharField(max_length=250, verbose_name="alt text")),
                ("long_description", models.TextField(verbose_name="image description")),
                ("caption", wagtail.fields.RichTextField(blank=True)),
                (
                    "page",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="texts",
                        to="media.imagepage",
                    ),
                ),
            ],
            options={
                "ordering": ["sort_order"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="LeftOut",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("what", models.CharField(max_length=200)),
                ("template", models.CharField(max_length=200)),
                ("raised", models.CharField(max_length=100)),
                ("error", models.CharField(max_length=500)),
                ("address", models.CharField(max_length=500)),
                ("count", models.PositiveBigIntegerField(default=1)),
                ("first_at", models.DateTimeField()),
                ("last_at", models.DateTimeField(db_index=True)),
                (
                    "page",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="wagtailcore.page",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="imagepage",
            name="licence",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="image_pages",
                to="media.licence",
            ),
        ),
        migrations.CreateModel(
            name="Like",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("translation_key", models.UUIDField()),
                ("visitor", models.CharField(max_length=64)),
                ("created_on", models.DateField(auto_now_add=True, db_index=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("translation_key", "visitor"), name="like_once_per_visitor"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PressLink",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "key",
                    models.CharField(
                        default=media.release.press_links.new_key,
                        editable=False,
                        max_length=22,
                        unique=True,
                    ),
                ),
                (
                    "note",
                    models.CharField(
                        help_text="Whom you give it to, so that colleagues know what they would revoke. Only editors see it.",
                        max_length=250,
                        verbose_name="for whom",
                    ),
                ),
                ("expires_at", models.DateTimeField(verbose_name="expires")),
                (
                    "made_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                ("revoked_at", models.DateTimeField(editable=False, null=True)),
                ("last_opened_at", models.DateTimeField(editable=False, null=True)),
                (
                    "made_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "page",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="press_links",
                        to="media.imagepage",
                    ),
                ),
                (
                    "revision",
                    models.ForeignKey(
                        editable=False,
                        on_delete=media.release.press_links.keep_shown_revisions,
                        related_name="+",
                        to="wagtailcore.revision",
                    ),
                ),
                (
                    "revoked_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Release",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("identifier", models.CharField(max_length=80)),
                ("asset_hash", models.CharField(max_length=64)),
                ("packet_hash", models.CharField(max_length=64)),
                ("words_hash", models.CharField(blank=True, max_length=64)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("preparing", "Being prepared"),
                            ("prepared", "Prepared, private"),
                            ("opening", "Being made public"),
                            ("public", "Public"),
                            ("superseded", "Superseded by newer files"),
                            ("closing", "Withdrawn, files to be removed"),
                            ("withdrawn", "Withdrawn"),
                            ("failed", "Failed"),
                        ],
                        db_index=True,
                        default="preparing",
                        max_length=10,
                    ),
                ),
                ("manifest", models.JSONField(default=dict)),
                (
                    "tiles",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "None: the picture is small"),
                            ("wanted", "To be made"),
                            ("public", "Public"),
                            ("failed", "Failed"),
                        ],
                        default="",
                        max_length=10,
                    ),
                ),
                ("error", models.TextField(blank=True)),
                ("started_at", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("prepared_at", models.DateTimeField(null=True)),
                ("opened_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "page",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="releases",
                        to="media.imagepage",
                    ),
                ),
                (
                    "holder",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="media.workerprocess",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Preparation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("confirmed_at", models.DateTimeField()),
                (
                    "revision",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="wagtailcore.revision",
                    ),
                ),
                (
                    "release",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="media.release",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="entry",
            name="release",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="entry",
                to="media.release",
            ),
        ),
        migrations.CreateModel(
            name="Subject",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=100, unique=True, verbose_name="name")),
                (
                    "slug",
                    models.SlugField(
                        allow_unicode=True, max_length=100, unique=True, verbose_name="slug"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("topic", "Topic"),
                            ("mission", "Mission"),
                            ("target", "Target"),
                            ("person", "Person"),
                            ("place", "Place"),
                            ("system", "System"),
                            ("activity", "Activity"),
                            ("keyword", "Keyword"),
                        ],
                        default="keyword",
                        max_length=10,
                    ),
                ),
                (
                    "folded",
                    media.pages.subjects.FoldedField(editable=False, max_length=400, unique=True),
                ),
                (
                    "is_proposed",
                    models.BooleanField(
                        default=False,
                        help_text="Typed at a page by somebody who may not change the vocabulary: visitors do not meet it yet. Untick to take it in, or merge it into another.",
                        verbose_name="proposed",
                    ),
                ),
                (
                    "merged_into",
                    models.ForeignKey(
                        blank=True,
                        help_text="Pages about this subject then count as pages about that one. This entry stays, because drafts may still name it.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="merged",
                        to="media.subject",
                    ),
                ),
                (
                    "page",
                    models.OneToOneField(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="presented_subject",
                        to="wagtailcore.page",
                        verbose_name="presented by",
                    ),
                ),
            ],
            options={
                "ordering": ["name"],
            },
            bases=(modelsearch.index.Indexed, models.Model),
        ),
        migrations.CreateModel(
            name="PageSubject",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "content_object",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="page_subjects",
                        to="wagtailcore.page",
                    ),
                ),
                (
                    "tag",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="page_subjects",
                        to="media.subject",
                        verbose_name="subject",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="imagepage",
            name="subjects",
            field=modelcluster.contrib.taggit.ClusterTaggableManager(
                blank=True,
                help_text="What this page is about: missions, targets, people, places, systems. Type to choose. A new word is proposed, or becomes a keyword if you may change the subjects.",
                through="media.PageSubject",
                to="media.Subject",
                verbose_name="subjects",
            ),
        ),
        migrations.CreateModel(
            name="ImageIndexPage",
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
                "verbose_name": "image archive",
            },
            bases=("wagtailcore.page",),
        ),
        migrations.AddField(
            model_name="gallerypage",
            name="subjects",
            field=modelcluster.contrib.taggit.ClusterTaggableManager(
                blank=True,
                help_text="What this page is about: missions, targets, people, places, systems. Type to choose. A new word is proposed, or becomes a keyword if you may change the subjects.",
                through="media.PageSubject",
                to="media.Subject",
                verbose_name="subjects",
            ),
        ),
        migrations.CreateModel(
            name="GalleryIndexPage",
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
                "verbose_name": "gallery list",
            },
            bases=("wagtailcore.page",),
        ),
        migrations.CreateModel(
            name="EntrySubject",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="about",
                        to="media.entry",
                    ),
                ),
                (
                    "subject",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="entries",
                        to="media.subject",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SubjectName",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        default="en",
                        help_text="BCP 47 code of the language: en, fr, de …",
                        max_length=12,
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                (
                    "folded",
                    media.pages.subjects.FoldedField(db_index=True, editable=False, max_length=400),
                ),
                (
                    "preferred",
                    models.BooleanField(
                        default=False, help_text="Shown to visitors in this language."
                    ),
                ),
                (
                    "subject",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="names",
                        to="media.subject",
                    ),
                ),
            ],
            options={
                "ordering": ["-preferred", "name"],
            },
        ),
        migrations.CreateModel(
            name="Withdrawal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        help_text="One sentence for visitors; it stands at the picture's address instead of the picture. Name nobody, and do not say what the picture showed.",
                        max_length=250,
                    ),
                ),
                (
                    "note",
                    models.TextField(
                        blank=True,
                        help_text="For colleagues only; visitors never see it.",
                        verbose_name="internal note",
                    ),
                ),
                (
                    "withdrawn_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                ("ended_at", models.DateTimeField(editable=False, null=True)),
                (
                    "page",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="withdrawals",
                        to="media.imagepage",
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="DescriptionLanguage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("language", models.CharField(db_index=True, max_length=12)),
                (
                    "description",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="languages",
                        to="media.description",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="description",
            name="approval",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="media.descriptionapproval",
            ),
        ),
        migrations.AddField(
            model_name="description",
            name="asset",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="media.imageasset",
            ),
        ),
        migrations.AddField(
            model_name="description",
            name="changed_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex(
            model_name="descriptionapproval",
            index=models.Index(
                fields=["page", "words_hash", "asset_sha256"], name="approval_of_words"
            ),
        ),
        migrations.AddIndex(
            model_name="descriptionreport",
            index=models.Index(fields=["page", "state"], name="description_report_of_page"),
        ),
        migrations.AddConstraint(
            model_name="descriptionreport",
            constraint=models.CheckConstraint(
                condition=models.Q(("words", ""), _negated=True),
                name="description_report_says_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="descriptionreport",
            constraint=models.CheckConstraint(
                condition=django.db.models.lookups.LessThanOrEqual(
                    django.db.models.functions.text.Length("words"), 2000
                ),
                name="description_report_is_short",
            ),
        ),
        migrations.AddConstraint(
            model_name="descriptionreport",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("problem__in", ["missing", "wrong", "unclear", "language", "other"])
                ),
                name="description_report_problem_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="descriptionreport",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at", None), ("state", "open")),
                    models.Q(
                        ("closed_at__isnull", False),
                        ("state__in", ["applied", "answered", "dismissed"]),
                    ),
                    _connector="OR",
                ),
                name="description_report_is_open_or_closed",
            ),
        ),
        migrations.AddConstraint(
            model_name="descriptionreport",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "answered"), _negated=True),
                    models.Q(("answer", ""), _negated=True),
                    _connector="OR",
                ),
                name="description_report_answer_is_given",
            ),
        ),
        migrations.AddConstraint(
            model_name="descriptionreport",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "dismissed"), _negated=True),
                    models.Q(("reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="description_report_dismissed_for_a_reason",
            ),
        ),
        migrations.AddIndex(
            model_name="document",
            index=models.Index(fields=["type_key", "-place"], name="document_type"),
        ),
        migrations.AddConstraint(
            model_name="draftreference",
            constraint=models.UniqueConstraint(
                fields=("revision", "named", "field"), name="draft_reference_once"
            ),
        ),
        migrations.AddIndex(
            model_name="entrywords",
            index=models.Index(fields=["language", "-entry"], name="entry_words_language"),
        ),
        migrations.AddConstraint(
            model_name="entrywords",
            constraint=models.UniqueConstraint(
                fields=("entry", "language"), name="entry_words_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="entrywords",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("title", ""), _negated=True),
                    models.Q(("alt_text", ""), _negated=True),
                    models.Q(("long_description", ""), _negated=True),
                ),
                name="entry_words_are_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="failedstep",
            constraint=models.UniqueConstraint(fields=("step", "key"), name="failed_step_once"),
        ),
        migrations.AddConstraint(
            model_name="galleryitem",
            constraint=models.UniqueConstraint(
                fields=("gallery", "image"), name="gallery_item_once"
            ),
        ),
        migrations.AddIndex(
            model_name="imageasset",
            index=models.Index(fields=["file"], name="asset_of_file"),
        ),
        migrations.AddIndex(
            model_name="imageasset",
            index=models.Index(fields=["working_copy"], name="asset_of_working_copy"),
        ),
        migrations.AddConstraint(
            model_name="assetversion",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="version_has_a_reason"
            ),
        ),
        migrations.AddConstraint(
            model_name="assetversion",
            constraint=models.CheckConstraint(
                condition=models.Q(("asset", models.F("successor")), _negated=True),
                name="version_is_another_file",
            ),
        ),
        migrations.AddIndex(
            model_name="imagerendition",
            index=models.Index(fields=["file"], name="rendition_of_file"),
        ),
        migrations.AddConstraint(
            model_name="imagerendition",
            constraint=models.UniqueConstraint(
                fields=("image", "filter_spec", "focal_point_key"), name="rendition_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="imagetext",
            constraint=models.UniqueConstraint(
                fields=("page", "language"), name="image_text_once_per_language"
            ),
        ),
        migrations.AddConstraint(
            model_name="leftout",
            constraint=models.UniqueConstraint(
                fields=("what", "template", "raised"), name="left_out_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="presslink",
            constraint=models.CheckConstraint(
                condition=models.Q(("expires_at__gt", models.F("made_at"))),
                name="press_link_expires_later",
            ),
        ),
        migrations.AddConstraint(
            model_name="presslink",
            constraint=models.CheckConstraint(
                condition=models.Q(("note", ""), _negated=True), name="press_link_is_for_somebody"
            ),
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(fields=["parent", "-position"], name="entry_parent"),
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(fields=["kind", "-position"], name="entry_kind"),
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(fields=["licence", "-position"], name="entry_licence"),
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(fields=["orientation", "-position"], name="entry_orientation"),
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(fields=["has_zoom", "-position"], name="entry_zoom"),
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(fields=["taken_first", "taken_last"], name="entry_taken"),
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(fields=["-pixels", "-position"], name="entry_pixels"),
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(fields=["identifier"], name="entry_identifier"),
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("title", ""), _negated=True),
                    models.Q(("alt_text", ""), _negated=True),
                    models.Q(("credit", ""), _negated=True),
                    models.Q(("url_path", ""), _negated=True),
                ),
                name="entry_says_all",
            ),
        ),
        migrations.AddConstraint(
            model_name="subject",
            constraint=models.CheckConstraint(
                condition=models.Q(("merged_into", models.F("id")), _negated=True),
                name="subject_not_merged_into_itself",
            ),
        ),
        migrations.AddConstraint(
            model_name="pagesubject",
            constraint=models.UniqueConstraint(
                fields=("tag", "content_object"), name="page_subject_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="imagepage",
            constraint=models.CheckConstraint(
                condition=models.Q(("identifier", ""), _negated=True), name="image_identifier_given"
            ),
        ),
        migrations.AddConstraint(
            model_name="entrysubject",
            constraint=models.UniqueConstraint(
                fields=("subject", "entry"), name="entry_subject_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="subjectname",
            constraint=models.UniqueConstraint(
                fields=("subject", "language", "name"), name="subject_name_once_per_language"
            ),
        ),
        migrations.AddConstraint(
            model_name="subjectname",
            constraint=models.UniqueConstraint(
                condition=models.Q(("preferred", True)),
                fields=("subject", "language"),
                name="subject_name_one_preferred_per_language",
            ),
        ),
        migrations.AddConstraint(
            model_name="subjectname",
            constraint=models.CheckConstraint(
                condition=models.Q(("folded", ""), _negated=True), name="subject_name_is_folded"
            ),
        ),
        migrations.AddConstraint(
            model_name="withdrawal",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)),
                fields=("page",),
                name="withdrawal_one_standing_per_page",
            ),
        ),
        migrations.AddConstraint(
            model_name="withdrawal",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="withdrawal_has_a_reason"
            ),
        ),
        migrations.AddConstraint(
            model_name="release",
            constraint=models.UniqueConstraint(
                fields=("page", "asset_hash", "packet_hash"), name="release_once_per_content"
            ),
        ),
        migrations.AddConstraint(
            model_name="release",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "public")),
                fields=("page",),
                name="release_one_public_per_page",
            ),
        ),
        migrations.AddConstraint(
            model_name="descriptionlanguage",
            constraint=models.UniqueConstraint(
                fields=("description", "language"), name="description_once_per_language"
            ),
        ),
    ]
