import django.db.models.deletion
import modelcluster.contrib.taggit
import modelcluster.fields
import wagtail.fields
from django.db import migrations, models

import media.pages.date_fields
import portal.colours
import portal.flags


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("media", "0001_initial"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
    ]

    operations = [
        migrations.CreateModel(
            name="Agency",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=100)),
                (
                    "short_name",
                    models.CharField(
                        blank=True,
                        help_text="For the titles of browser windows and for this admin. Empty: the name.",
                        max_length=30,
                    ),
                ),
                (
                    "statement",
                    models.TextField(
                        blank=True,
                        help_text="Who the agency is and what it is for, in two or three sentences.",
                        max_length=500,
                    ),
                ),
                (
                    "is_demonstration",
                    models.BooleanField(
                        default=False,
                        help_text="Every page then says that this is a demonstration and not an official site.",
                    ),
                ),
                (
                    "sign",
                    models.TextField(
                        blank=True,
                        help_text="A drawing in SVG, up to 64 KB, of shapes only. What has no colour of its own, or “currentColor”, follows the words around it: dark on light pages, light on dark ones.",
                    ),
                ),
                (
                    "sign_has_name",
                    models.BooleanField(
                        default=False,
                        help_text="The name is written in the sign: it does not stand beside it again.",
                        verbose_name="the sign says the name",
                    ),
                ),
                (
                    "accent_light",
                    models.CharField(
                        blank=True,
                        help_text="# and six digits. Empty: the portal's blue. Words in it must be readable in light colours.",
                        max_length=7,
                        validators=[portal.colours.readable_in_light],
                        verbose_name="accent in light colours",
                    ),
                ),
                (
                    "accent_dark",
                    models.CharField(
                        blank=True,
                        help_text="# and six digits. Empty: the portal's blue. Words in it must be readable in dark colours.",
                        max_length=7,
                        validators=[portal.colours.readable_in_dark],
                        verbose_name="accent in dark colours",
                    ),
                ),
                (
                    "footer_text",
                    models.TextField(
                        blank=True, max_length=500, verbose_name="words in the footer"
                    ),
                ),
                (
                    "contact",
                    models.EmailField(blank=True, max_length=254, verbose_name="contact address"),
                ),
                (
                    "map",
                    models.CharField(
                        choices=[("europe", "Europe"), ("none", "No map")],
                        default="europe",
                        max_length=10,
                    ),
                ),
                (
                    "member_singular",
                    models.CharField(
                        default="Member State", max_length=50, verbose_name="one member"
                    ),
                ),
                (
                    "member_plural",
                    models.CharField(
                        default="Member States", max_length=50, verbose_name="members"
                    ),
                ),
                (
                    "associate_singular",
                    models.CharField(
                        blank=True,
                        default="Associate Member",
                        max_length=50,
                        verbose_name="one associate",
                    ),
                ),
                (
                    "associate_plural",
                    models.CharField(
                        blank=True,
                        default="Associate Members",
                        max_length=50,
                        verbose_name="associates",
                    ),
                ),
                (
                    "cooperating_singular",
                    models.CharField(
                        blank=True,
                        default="Cooperating State",
                        max_length=50,
                        verbose_name="one that cooperates",
                    ),
                ),
                (
                    "cooperating_plural",
                    models.CharField(
                        blank=True,
                        default="Cooperating States",
                        max_length=50,
                        verbose_name="those that cooperate",
                    ),
                ),
                (
                    "social_image",
                    models.ForeignKey(
                        blank=True,
                        help_text="Shown beside links to pages that have no picture of their own.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="media.imagepage",
                        verbose_name="picture for other sites",
                    ),
                ),
            ],
            options={
                "verbose_name": "the agency",
            },
        ),
        migrations.CreateModel(
            name="AgencyAddress",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sort_order", models.IntegerField(blank=True, editable=False, null=True)),
                ("name", models.CharField(max_length=50)),
                ("url", models.URLField(verbose_name="address")),
                (
                    "agency",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="addresses",
                        to="portal.agency",
                    ),
                ),
            ],
            options={
                "ordering": ["sort_order"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="DemoEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("path", models.CharField(max_length=200, unique=True)),
                ("sha256", models.CharField(max_length=64)),
                ("revision_id", models.BigIntegerField(null=True)),
                ("loaded_at", models.DateTimeField(auto_now=True)),
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
            name="HomePage",
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
                    "featured_text",
                    models.CharField(
                        blank=True, help_text="One sentence on the featured image.", max_length=200
                    ),
                ),
                (
                    "featured_image",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="media.imagepage",
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
                "verbose_name": "home page",
            },
            bases=("wagtailcore.page",),
        ),
        migrations.CreateModel(
            name="MemberStatePage",
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
                    "iso_code",
                    models.CharField(
                        help_text="ISO 3166-1: FR. It chooses the flag and the shape on the map.",
                        max_length=2,
                        unique=True,
                        validators=[portal.flags.check_iso_code],
                        verbose_name="ISO code",
                    ),
                ),
                ("story", wagtail.fields.StreamField([], blank=True, block_lookup={})),
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
                "verbose_name": "member state",
            },
            bases=("wagtailcore.page", models.Model),
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sort_order", models.IntegerField(blank=True, editable=False, null=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("member", "Member State"),
                            ("associate", "Associate Member"),
                            ("cooperating", "Cooperating State"),
                        ],
                        default="member",
                        max_length=12,
                    ),
                ),
                (
                    "since",
                    media.pages.date_fields.ReducedDateField(
                        blank=True,
                        default="",
                        help_text="As it is known: 2026, May 2026, 3 September 2026, Q3 2026, early 2027, about 2030 …",
                        max_length=30,
                    ),
                ),
                ("since_first", media.pages.date_fields.FirstDay(of="since")),
                (
                    "until",
                    media.pages.date_fields.ReducedDateField(
                        blank=True,
                        default="",
                        help_text="Empty while it lasts. It lasts to the end of what you write.",
                        max_length=30,
                    ),
                ),
                ("until_last", media.pages.date_fields.LastDay(of="until")),
                (
                    "founder",
                    models.BooleanField(
                        default=False,
                        help_text="One of those by whom the agency was founded: a member from the day of signing.",
                        verbose_name="founding member",
                    ),
                ),
                (
                    "ratified_on",
                    media.pages.date_fields.ReducedDateField(
                        blank=True,
                        default="",
                        help_text="When its parliament had agreed, if that was another day.",
                        max_length=30,
                        verbose_name="ratified",
                    ),
                ),
                (
                    "state",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="memberships",
                        to="portal.memberstatepage",
                    ),
                ),
            ],
            options={
                "ordering": ["since_first", "sort_order"],
            },
        ),
        migrations.CreateModel(
            name="MemberStatesPage",
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
                "verbose_name": "member state list",
            },
            bases=("wagtailcore.page",),
        ),
        migrations.CreateModel(
            name="NationalBody",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sort_order", models.IntegerField(blank=True, editable=False, null=True)),
                ("name", models.CharField(max_length=150)),
                ("url", models.URLField(blank=True, verbose_name="address")),
                (
                    "state",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="bodies",
                        to="portal.memberstatepage",
                    ),
                ),
            ],
            options={
                "ordering": ["sort_order"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="StandardPage",
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
                        help_text="One or two sentences for search results.", max_length=300
                    ),
                ),
                ("body", wagtail.fields.StreamField([], blank=True, block_lookup={})),
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
                "verbose_name": "standard page",
            },
            bases=("wagtailcore.page",),
        ),
        migrations.CreateModel(
            name="StoryIndexPage",
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
                "verbose_name": "story list",
            },
            bases=("wagtailcore.page",),
        ),
        migrations.CreateModel(
            name="StoryPage",
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
                    "published_on",
                    models.DateField(
                        blank=True,
                        help_text="The date shown to visitors; left empty, the day of the first publication.",
                        null=True,
                    ),
                ),
                ("body", wagtail.fields.StreamField([], block_lookup={})),
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
                "verbose_name": "story",
            },
            bases=("wagtailcore.page",),
        ),
        migrations.CreateModel(
            name="TopicIndexPage",
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
                "verbose_name": "topic list",
            },
            bases=("wagtailcore.page",),
        ),
        migrations.CreateModel(
            name="TopicPage",
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
                    "statement",
                    models.CharField(
                        help_text="What the topic is for, in one sentence.", max_length=200
                    ),
                ),
                (
                    "accent",
                    models.CharField(
                        choices=[
                            ("blue", "Blue"),
                            ("green", "Green"),
                            ("amber", "Amber"),
                            ("violet", "Violet"),
                            ("teal", "Teal"),
                        ],
                        default="blue",
                        max_length=10,
                    ),
                ),
                ("introduction", wagtail.fields.RichTextField(blank=True)),
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
                "verbose_name": "topic",
            },
            bases=("wagtailcore.page", models.Model),
        ),
        migrations.AddConstraint(
            model_name="agency",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("accent_light__regex", "^(#[0-9a-fA-F]{6})?$"),
                    ("accent_dark__regex", "^(#[0-9a-fA-F]{6})?$"),
                ),
                name="agency_accents_are_colours",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("until_last", None),
                    ("until_last__gte", models.F("since_first")),
                    _connector="OR",
                ),
                name="membership_ends_after_it_began",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(("founder", False), ("kind", "member"), _connector="OR"),
                name="membership_of_founders_is_full",
            ),
        ),
    ]
