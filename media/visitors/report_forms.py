"""The forms around a report about a description: the visitor's, and those that close it."""

from django import forms
from django.core.exceptions import ValidationError

from media.descriptions.lengths import too_long
from media.visitors.reports import LONGEST_REPORT, DescriptionReport

SHORT = forms.Textarea(attrs={"rows": 4})


class PlainTextField(forms.CharField):
    """Text of several lines; a line's end counts as one character, as it does for who types it.

    The browser is told no length: it would cut a longer text without a word.
    """

    widget = forms.Textarea

    def to_python(self, value):
        return super().to_python(value.replace("\r\n", "\n") if value else value)

    def widget_attrs(self, widget):
        return {}


class DescriptionReportForm(forms.Form):
    """What a visitor is asked, without script, account or cookie."""

    use_required_attribute = False  # our own sentences say more than the browser's

    problem = forms.ChoiceField(
        label="What is wrong?",
        choices=DescriptionReport.Problem,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what is wrong."},
    )
    words = PlainTextField(
        label="Tell us more",
        help_text="For example what the description leaves out, or which words are wrong. Plain "
        f"text, up to {LONGEST_REPORT:,} characters.",
        max_length=LONGEST_REPORT,
        widget=forms.Textarea(attrs={"rows": 7}),
        error_messages={
            "required": "Write what is wrong, in a few words.",
            "max_length": f"{too_long('Your text')} Shorten it, or send it as two reports.",
        },
    )
    email = forms.EmailField(
        label="Your e-mail address (optional)",
        help_text="Only if you want an answer. It is used for nothing else, never shown, and "
        "deleted 90 days after your report is closed.",
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "invalid": "This is not an e-mail address. Correct it, or leave the field empty."
        },
    )
    # Hidden from people; programs that fill in every field fill in this one.
    homepage = forms.CharField(
        label="Leave this field empty",
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    def clean_homepage(self):
        if self.cleaned_data["homepage"]:
            raise ValidationError(
                "A hidden field was filled in, which only programs do. It is empty again: send "
                "the report once more."
            )
        return ""


class ApplicationForm(forms.Form):
    """The description was changed; the visitor may be told so."""

    answer = PlainTextField(required=False, widget=SHORT)


class AnswerForm(forms.Form):
    """An answer to the visitor."""

    answer = PlainTextField(widget=SHORT, error_messages={"required": "Write the answer."})


class DismissalForm(forms.Form):
    """Why a report changes nothing; for editors only."""

    reason = PlainTextField(widget=SHORT, error_messages={"required": "Write why it is dismissed."})
