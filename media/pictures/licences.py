"""Licences: what a re-user may do with a picture."""

from django.db import models
from django.urls import reverse
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.search import index

from media.descriptions.text_fields import LineField


def what_they_allow() -> SafeString:
    """The way to the list that says what each licence allows."""
    address = reverse("wagtailsnippets_media_licence:list")
    return format_html(
        '<a href="{}" target="_blank" rel="noopener">What each licence allows</a>', address
    )


# For the fields in which one is chosen.
WHAT_THEY_ALLOW = lazy(what_they_allow, SafeString)()


class LicenceForm(WagtailAdminModelForm):
    """A new licence's questions stand unanswered until somebody answers them."""

    QUESTIONS = ("may_use", "may_adapt", "may_use_commercially")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.instance._state.adding:
            return
        for name in self.QUESTIONS:
            if name in self.fields:
                field = self.fields[name]
                field.choices = [("", "Not answered yet"), *Licence.Answer.choices]
                field.error_messages["required"] = (
                    "Say what the licence allows: choose yes, no or ask first."
                )
                self.initial[name] = ""


class Licence(index.Indexed, models.Model):
    """The terms under which a picture is offered, with plain answers for re-users."""

    class Answer(models.TextChoices):
        YES = "yes", "Yes"
        NO = "no", "No"
        ASK = "ask", "Ask first"

    name = LineField(max_length=120, unique=True)
    short_name = LineField(max_length=60, help_text="As it stands beside a picture: CC BY 4.0.")
    url = models.URLField(
        "address",
        blank=True,
        help_text="Where the licence can be read. Leave empty when there is none.",
    )
    spdx = models.CharField(
        "SPDX identifier",
        max_length=60,
        blank=True,
        help_text="From spdx.org/licenses, for example CC-BY-4.0. Leave empty when there is none.",
    )
    may_use = models.CharField("may it be shown?", max_length=3, choices=Answer, default=Answer.YES)
    may_adapt = models.CharField(
        "may it be changed?", max_length=3, choices=Answer, default=Answer.ASK
    )
    may_use_commercially = models.CharField(
        "may it be used commercially?", max_length=3, choices=Answer, default=Answer.ASK
    )
    people_note = LineField(
        "people and marks",
        max_length=250,
        blank=True,
        help_text="A sentence on people who can be recognised, logos or trademarks.",
    )
    credit_template = LineField(
        max_length=200,
        default="{credit}",
        help_text="How re-users should name the source; {credit} stands for the picture's credit.",
    )
    changed_at = models.DateTimeField(auto_now=True)

    panels = [
        FieldPanel("name"),
        FieldPanel("short_name"),
        FieldPanel("url"),
        FieldPanel("spdx"),
        MultiFieldPanel(
            [
                FieldPanel("may_use"),
                FieldPanel("may_adapt"),
                FieldPanel("may_use_commercially"),
                FieldPanel("people_note"),
            ],
            heading="What it allows",
        ),
        FieldPanel("credit_template"),
    ]
    base_form_class = LicenceForm
    search_fields = [index.SearchField("name"), index.AutocompleteField("name")]

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def answers(self) -> list[tuple[str, str, str]]:
        """(question, answer in words, answer's key) in the order in which a re-user asks."""
        return [
            ("Show it", self.get_may_use_display(), self.may_use),
            ("Change it", self.get_may_adapt_display(), self.may_adapt),
            (
                "Use it commercially",
                self.get_may_use_commercially_display(),
                self.may_use_commercially,
            ),
        ]

    def credit_line(self, credit: str) -> str:
        """The line that a re-user should print beside a picture credited with `credit`."""
        return self.credit_template.replace("{credit}", credit)
