"""The agency itself: its name, its sign, its colours, its words; what makes a portal that agency's own.

Every page needs it. So each process keeps it, and asks again after a few seconds, or at once where it
was changed in the same process.
"""

import hashlib
import json
import time
from functools import cached_property
from pathlib import Path

from django import forms
from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    HelpPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    TabbedInterface,
)
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting
from wagtail.models import Orderable

from media.descriptions.text_fields import LineField, ProseField
from media.models import ImagePage
from portal.colours import (
    DARK,
    HEX,
    LIGHT,
    NEEDED,
    grounds,
    readable_in_dark,
    readable_in_light,
    tokens,
)
from portal.drawing_fields import DrawingField
from portal.drawings import Drawing, icon_of, read_drawing

KEPT_SECONDS = 5
OWN_ICON = Path(__file__).parent.parent / "static/portal/favicon.svg"
ACCENT_HELP = (
    "# and six digits. Empty: the portal's blue. Words in it must be readable in {} colours."
)


class ColourInput(forms.TextInput):
    """A colour as text; a script says beside it how well words in it can be read."""

    template_name = "portal/admin/colour_input.html"

    def __init__(self, scheme: str):
        super().__init__(
            {
                "data-grounds": json.dumps(grounds(scheme)),
                "data-needed": NEEDED,
                "placeholder": tokens()["accent"][scheme],
                "autocomplete": "off",
                "spellcheck": "false",
            }
        )

    class Media:
        js = [forms.Script("portal/admin/js/colours.js", type="module")]


class KindSelect(forms.Select):
    """Kinds of memberships under the names that the agency has for them; without those it has not."""

    def optgroups(self, name, value, attrs=None):
        known = [(kind, agency().label_of(kind)) for kind, _label in self.choices if kind]
        self.choices = [(kind, label or kind) for kind, label in known if label or kind in value]
        return super().optgroups(name, value, attrs)


@register_setting(icon="globe", order=10)
class Agency(ClusterableModel, BaseGenericSetting):
    """Whose portal this is. There is one row at most."""

    class Map(models.TextChoices):
        EUROPE = "europe", "Europe"
        WORLD = "world", "The world"
        NONE = "none", "No map"

    name = LineField(max_length=100)
    short_name = LineField(
        max_length=30,
        blank=True,
        help_text="For the titles of browser windows and for this admin. Empty: the name.",
    )
    statement = ProseField(
        max_length=500,
        blank=True,
        help_text="Who the agency is and what it is for, in two or three sentences.",
    )
    is_demonstration = models.BooleanField(
        default=False,
        help_text="Every page then says that this is a demonstration and not an official site.",
    )

    sign = DrawingField(
        blank=True,
        help_text="A drawing in SVG, up to 64 KB, of shapes only. What has no colour of its own, or "
        "“currentColor”, follows the words around it: dark on light pages, light on dark ones.",
    )
    sign_has_name = models.BooleanField(
        "the sign says the name",
        default=False,
        help_text="The name is written in the sign: it does not stand beside it again.",
    )
    accent_light = models.CharField(
        "accent in light colours",
        max_length=7,
        blank=True,
        validators=[readable_in_light],
        help_text=ACCENT_HELP.format(LIGHT),
    )
    accent_dark = models.CharField(
        "accent in dark colours",
        max_length=7,
        blank=True,
        validators=[readable_in_dark],
        help_text=ACCENT_HELP.format(DARK),
    )
    social_image = models.ForeignKey(
        ImagePage,
        verbose_name="picture for other sites",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Shown beside links to pages that have no picture of their own.",
    )

    footer_text = ProseField("words in the footer", max_length=500, blank=True)
    contact = models.EmailField("contact address", blank=True)

    map = models.CharField(max_length=10, choices=Map, default=Map.EUROPE)
    # What a kind of state is called, as one and as many; named after the kinds of memberships.
    member_singular = LineField("one member", max_length=50, default="Member State")
    member_plural = LineField("members", max_length=50, default="Member States")
    associate_singular = LineField(
        "one associate", max_length=50, blank=True, default="Associate Member"
    )
    associate_plural = LineField(
        "associates", max_length=50, blank=True, default="Associate Members"
    )
    cooperating_singular = LineField(
        "one that cooperates", max_length=50, blank=True, default="Cooperating State"
    )
    cooperating_plural = LineField(
        "those that cooperate", max_length=50, blank=True, default="Cooperating States"
    )

    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    FieldPanel("name"),
                    FieldPanel("short_name"),
                    FieldPanel("statement"),
                    FieldPanel("is_demonstration"),
                ],
                heading="The agency",
            ),
            ObjectList(
                [
                    MultiFieldPanel(
                        [FieldPanel("sign"), FieldPanel("sign_has_name")], heading="Sign"
                    ),
                    MultiFieldPanel(
                        [
                            HelpPanel(
                                "Links, buttons and marks have the accent. Topics keep their own."
                            ),
                            FieldPanel("accent_light", widget=ColourInput(LIGHT)),
                            FieldPanel("accent_dark", widget=ColourInput(DARK)),
                        ],
                        heading="Colours",
                    ),
                    FieldPanel("social_image"),
                ],
                heading="How it looks",
            ),
            ObjectList(
                [
                    FieldPanel("footer_text"),
                    FieldPanel("contact"),
                    InlinePanel("addresses", heading="Elsewhere", label="Address"),
                ],
                heading="Footer",
            ),
            ObjectList(
                [
                    FieldPanel("map"),
                    MultiFieldPanel(
                        [
                            HelpPanel("Leave a kind empty that this agency does not have."),
                            *(
                                FieldRowPanel(
                                    [FieldPanel(f"{kind}_singular"), FieldPanel(f"{kind}_plural")]
                                )
                                for kind in ("member", "associate", "cooperating")
                            ),
                        ],
                        heading="What states are called",
                    ),
                ],
                heading="States",
            ),
        ]
    )

    class Meta:
        verbose_name = "the agency"
        constraints = [
            models.CheckConstraint(
                name="agency_accents_are_colours",
                condition=Q(accent_light__regex=r"^(#[0-9a-fA-F]{6})?$")
                & Q(accent_dark__regex=r"^(#[0-9a-fA-F]{6})?$"),
            )
        ]

    def __str__(self) -> str:
        return self.called

    def clean(self):
        super().clean()
        for kind in ("associate", "cooperating"):
            if bool(getattr(self, f"{kind}_singular")) != bool(getattr(self, f"{kind}_plural")):
                raise ValidationError(
                    {f"{kind}_plural": "Name one and many, or leave both of them empty."}
                )
            if not self.label_of(kind) and (state := state_with(kind)):
                raise ValidationError(
                    {
                        f"{kind}_singular": f"“{state}” is or was one of these. Give them a name, or "
                        "change its memberships first."
                    }
                )
        chosen = self.social_image_id
        if chosen and not ImagePage.objects.visible().filter(pk=chosen).exists():
            raise ValidationError(
                {"social_image": "Visitors do not see this picture. Choose one that is released."}
            )

    def save(self, *args, **kwargs):
        super().save(*args, **kwargs)
        forget()
        # Somebody else may have asked meanwhile, and been given what was before.
        transaction.on_commit(forget)

    # --- Its name -----------------------------------------------------------------------------

    @property
    def called(self) -> str:
        """The name; before it has one, that of the software."""
        return self.name or settings.WAGTAIL_SITE_NAME

    @property
    def called_short(self) -> str:
        return self.short_name or self.called

    def label_of(self, kind: str, *, many: bool = False) -> str:
        """What a kind of state (a value of MembershipKind) is called; empty if there is none."""
        return getattr(self, f"{kind}_{'plural' if many else 'singular'}")

    # --- How it looks -------------------------------------------------------------------------

    @cached_property
    def drawing(self) -> Drawing | None:
        return read_drawing(self.sign) if self.sign else None

    @cached_property
    def style_sheet(self) -> str:
        """What differs from the portal's own; empty if nothing does."""
        if not self.accent_light and not self.accent_dark:
            return ""
        own = tokens()["accent"]
        light, dark = self.accent_light or own[LIGHT], self.accent_dark or own[DARK]
        if not HEX.fullmatch(light) or not HEX.fullmatch(dark):
            return ""
        return f"@layer tokens {{ :root {{ --accent: light-dark({light}, {dark}); }} }}\n"

    @cached_property
    def icon(self) -> str:
        """The drawing that stands for the site in a browser's tab, as a file."""
        return self.icon_with(is_round=True)

    def icon_with(self, *, is_round: bool) -> str:
        if not self.drawing:
            return OWN_ICON.read_text()
        ink = self.accent_light or tokens()["ink"][LIGHT]
        paper = tokens()["paper"][LIGHT]
        return icon_of(self.drawing, colour=ink, paper=paper, is_round=is_round)

    @cached_property
    def version(self) -> str:
        """Changes with whatever pages show of the agency."""
        row = [f"{field.attname}={getattr(self, field.attname)}" for field in self._meta.fields]
        return digest("\n".join([*row, *(f"{one.name} {one.url}" for one in self.elsewhere)]))

    # --- What stands in other tables ----------------------------------------------------------

    @cached_property
    def elsewhere(self) -> list["AgencyAddress"]:
        return list(self.addresses.all()) if self.pk else []

    @cached_property
    def social_picture(self) -> ImagePage | None:
        """The picture for pages without one, with its files, as long as visitors may see it."""
        if not self.social_image_id:
            return None
        pictures = ImagePage.objects.visible().with_files()
        return pictures.filter(pk=self.social_image_id).first()


class AgencyAddress(Orderable):
    """Where else the agency can be met: a name and an address."""

    agency = ParentalKey(Agency, on_delete=models.CASCADE, related_name="addresses")
    name = LineField(max_length=50)
    url = models.URLField("address")

    panels = [FieldRowPanel([FieldPanel("name"), FieldPanel("url")])]

    def __str__(self) -> str:
        return self.name


def state_with(kind: str):
    """A state that has a membership of this kind, published or not; None if there is none."""
    row = apps.get_model("portal", "Membership").objects.filter(kind=kind).first()
    return row and row.state


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]


# --- What each process keeps ------------------------------------------------------------------

_kept: tuple[float, Agency] | None = None
_forgotten = 0


def agency() -> Agency:
    """The agency as it is, or was within the last seconds; with nothing in it while there is no row."""
    kept = _kept
    if kept and time.monotonic() < kept[0]:
        return kept[1]
    return renewed()


def renewed() -> Agency:
    """The agency as it is now, with all that pages show of it."""
    global _kept
    before = _forgotten
    found = Agency.objects.first() or Agency()
    _all = found.elsewhere, found.social_picture
    # Where it was forgotten meanwhile, this may be what was before.
    _kept = (time.monotonic() + KEPT_SECONDS if before == _forgotten else 0.0, found)
    return found


def last_known() -> Agency:
    """The agency without a question to the database, which may be away."""
    return _kept[1] if _kept else Agency()


def forget() -> None:
    """Ask anew the next time; the last one stays known."""
    global _kept, _forgotten
    _forgotten += 1
    if _kept:
        _kept = (0.0, _kept[1])
