"""The desk's side of press links: their list beside a picture, making one, revoking one."""

from django import forms
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.widgets import AdminDateTimeInput
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import log

from media.desk.acts.act import ImageActView
from media.desk.history import tell_in_history
from media.desk.permissions import may_give_to_press
from media.pictures.images import ImagePage
from media.release.press_links import LASTS, PressLink
from media.release.schedule import problems_of
from media.release.waking import look_for_releases

MADE = "media.press_link_made"
REVOKED = "media.press_link_revoked"
ENDED_SHOWN = 10


class PressLinkForm(forms.ModelForm):
    """For whom a link is, and when it expires."""

    class Meta:
        model = PressLink
        fields = ("note", "expires_at")
        widgets = {"expires_at": AdminDateTimeInput}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        zone = timezone.get_current_timezone_name()
        self.fields["expires_at"].help_text = f"90 days from now at most. Times are in {zone}."


class PressLinksView(ImageActView):
    """The press links of a picture, and the form for another one to its latest version."""

    form_class = PressLinkForm
    template_name = "media/admin/press_links.html"
    page_title = "Press links"
    header_icon = "link"
    submit_label = "Make a press link"
    active_label = "Making the link…"

    def is_allowed(self) -> bool:
        return may_give_to_press(self.request.user, self.page)

    @cached_property
    def why_not(self) -> str:
        """Why no link can be made now, as a sentence; empty if one can."""
        if self.page.alias_of_id or not self.page.latest_revision:
            return "The page has no version of its own yet. Open its form and save it once."
        if self.page.live and not self.page.has_unpublished_changes:
            return "The latest version is published: give its own address to everybody."
        draft = self.page.latest_revision.as_object()
        if draft.use_until and draft.use_until < timezone.localdate():
            return "The agreement to show the picture has ended. Change “Use until” first."
        problems = " ".join(problems_of(draft))
        return problems and f"The draft could not be published as it is. {problems}"

    def get_form_kwargs(self):
        link = PressLink(
            page=self.page, revision=self.page.latest_revision, made_by=self.request.user
        )
        initial = {"expires_at": (timezone.now() + LASTS).replace(second=0, microsecond=0)}
        return {**super().get_form_kwargs(), "instance": link, "initial": initial}

    def get_context_data(self, **kwargs):
        links = self.page.press_links.select_related("revision", "made_by", "revoked_by")
        valid = links.valid().order_by("-made_at")
        ended = links.exclude(pk__in=valid.values("pk")).order_by("-made_at")
        context = super().get_context_data(**kwargs)
        context.update(
            links=valid,
            ended=ended[:ENDED_SHOWN],
            why_not=self.why_not,
            media=context["form"].media,
        )
        return context

    def form_valid(self, form):
        if self.why_not:
            form.add_error(None, self.why_not)
            return self.form_invalid(form)
        with transaction.atomic():
            link = form.save()
            log(self.page, MADE, user=self.request.user, revision=link.revision, data=said_of(link))
            transaction.on_commit(look_for_releases.enqueue)
        messages.success(
            self.request,
            "The link is made: copy it from the list. It opens once the files are prepared, which "
            "takes a minute as a rule.",
        )
        return redirect("press_links", self.page.pk)


class RevokePressLinkView(ImageActView):
    """Asks once more, then ends a link for good."""

    form_class = forms.Form
    template_name = "media/admin/revoke_press_link.html"
    page_title = "Revoke a press link"
    header_icon = "link"
    submit_label = "Revoke the link"
    active_label = "Revoking…"

    def is_allowed(self) -> bool:
        return may_give_to_press(self.request.user, self.page)

    @cached_property
    def link(self) -> PressLink:
        links = self.page.press_links.select_related("revision")
        return get_object_or_404(links, pk=self.kwargs["link_id"])

    def refusal(self) -> str:
        return "" if self.link.is_valid else "This link has ended already."

    def get_context_data(self, **kwargs):
        return super().get_context_data(link=self.link, **kwargs)

    def form_valid(self, form):
        with transaction.atomic():
            PressLink.objects.filter(pk=self.link.pk).revoke(self.request.user)
            log(self.page, REVOKED, user=self.request.user, data=said_of(self.link))
        messages.success(
            self.request, f"The link for “{self.link.note}” is revoked: it opens nothing any more."
        )
        return redirect("press_links", self.page.pk)


def said_of(link: PressLink) -> dict:
    """What the history of the page keeps about a link; never its address."""
    return {"note": link.note, "expires_at": link.expires_at.isoformat()}


# --- Where Wagtail meets it -------------------------------------------------------------------


@hooks.register("register_admin_urls")
def press_addresses():
    return [
        path("pages/<key:page_id>/press-links/", PressLinksView.as_view(), name="press_links"),
        path(
            "pages/<key:page_id>/press-links/<key:link_id>/revoke/",
            RevokePressLinkView.as_view(),
            name="revoke_press_link",
        ),
    ]


@hooks.register("register_page_header_buttons")
def offer_press_links(page, user, view_name, next_url=None):
    page = page.specific_deferred
    if isinstance(page, ImagePage) and may_give_to_press(user, page):
        address = reverse("press_links", args=[page.pk])
        yield Button("Press links", address, icon_name="link", priority=36)


tell_in_history(
    MADE,
    "Press link made",
    lambda data: f"Press link for {data['note']}, until {data['expires_at'][:16]}",
)
tell_in_history(
    REVOKED, "Press link revoked", lambda data: f"Press link for {data['note']} revoked"
)
