"""Embargo in the admin: press links and agreements that end."""

from django.urls import path, reverse
from wagtail import hooks
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogFormatter

from media.desk import agreements
from media.desk.acts.press import (
    MADE,
    REVOKED,
    PressLinksView,
    RevokePressLinkView,
    may_give_to_press,
)
from media.pictures.images import ImagePage

hooks.register("register_admin_urls", agreements.agreement_addresses)
hooks.register("register_reports_menu_item", agreements.agreements_menu_item)


@hooks.register("construct_homepage_summary_items")
def say_how_many_agreements_end(request, items):
    items.append(agreements.EndingAgreementsItem(request))


@hooks.register("register_admin_urls")
def register_press_urls():
    return [
        path("pages/<int:page_id>/press-links/", PressLinksView.as_view(), name="press_links"),
        path(
            "pages/<int:page_id>/press-links/<int:link_id>/revoke/",
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


@hooks.register("register_log_actions")
def register_press_log_actions(actions):
    @actions.register_action(MADE)
    class MadeFormatter(LogFormatter):
        label = "Press link made"

        def format_message(self, log_entry):
            said = log_entry.data
            return f"Press link for {said['note']}, until {said['expires_at'][:16]}"

    @actions.register_action(REVOKED)
    class RevokedFormatter(LogFormatter):
        label = "Press link revoked"

        def format_message(self, log_entry):
            return f"Press link for {log_entry.data['note']} revoked"
