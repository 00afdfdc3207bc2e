"""Picture files and licences are deleted by nobody, through whatever address Wagtail offers."""

import re
from collections.abc import Iterator

import pytest
from django.urls import URLPattern, get_resolver
from wagtail.admin.views.bulk_action.registry import bulk_action_registry
from wagtail.images.views import images, multiple

from media.desk.policies import AssetPolicy, LicencePolicy, asset_policy
from media.models import ImageAsset, Licence
from tests.factories import make_licence
from tests.quick_releases import make_shown_image, small_asset

pytestmark = pytest.mark.django_db


def addresses_of(app: str, resolver=None, before: str = "/") -> Iterator[tuple[str, object]]:
    """Every address that leads to a view of `app`, with that view."""
    for pattern in (resolver or get_resolver()).url_patterns:
        address = before + str(pattern.pattern).lstrip("^").rstrip("$")
        if not isinstance(pattern, URLPattern):
            yield from addresses_of(app, pattern, address)
            continue
        view = getattr(pattern.callback, "view_class", pattern.callback)
        if view.__module__.startswith(app):
            yield address, view


def filled(address: str, key: int) -> str:
    """The address with `key`, and a way to draw the picture, in the place of its parameters."""
    address = re.sub(r"<str:filter_spec>", "max-165x165", address)
    return re.sub(r"<[^>]+>", str(key), address)


@pytest.mark.parametrize("is_used", [True, False])
@pytest.mark.parametrize("is_explained", [True, False])
def test_no_address_of_wagtails_images_deletes_a_file(site, admin, settings, is_used, is_explained):
    if not is_explained:  # the policy alone stands in the way
        settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "Refusal" not in name]
    asset = make_shown_image().asset if is_used else small_asset()
    addresses = {filled(address, asset.pk) for address, _view in addresses_of("wagtail.images")}
    assert f"/admin/images/{asset.pk}/delete/" in addresses
    assert f"/admin/images/multiple/{asset.pk}/delete/" in addresses
    addresses.add(f"/admin/api/main/images/{asset.pk}/")
    actions = bulk_action_registry.get_bulk_actions_for_model("media", "imageasset")
    assert "delete" in {action.action_type for action in actions}
    for action in actions:
        for chosen in (asset.pk, "all"):
            name = f"media/imageasset/{action.action_type}"
            addresses.add(f"/admin/bulk/{name}/?next=/admin/&id={chosen}")
    admin.raise_request_exception = False
    for address in sorted(addresses):
        for method in ("get", "post", "put", "delete"):
            getattr(admin, method)(address)
            assert ImageAsset.objects.filter(pk=asset.pk).exists(), f"{method} {address}"
    assert asset.file.storage.exists(asset.file.name)


def policy_of(view):
    """Whom a view asks; Wagtail 8 finds it by the model, which some views learn with a request."""
    if getattr(view, "model", None) is None:
        view.model = ImageAsset
    return view.permission_policy


def test_every_view_of_wagtails_images_asks_our_policy():
    policies = {}
    for _address, view in addresses_of("wagtail.images"):
        if getattr(view, "permission_policy", None):
            policies[view] = policy_of(view())
    assert {images.DeleteView, multiple.DeleteView, images.EditView} <= policies.keys()
    assert {type(policy) for policy in policies.values()} == {AssetPolicy}


def test_no_page_about_a_file_offers_to_delete_it(site, admin):
    asset = small_asset()
    for address in (
        f"/admin/images/{asset.pk}/",
        f"/admin/images/usage/{asset.pk}/",
        f"/admin/images/usage/{asset.pk}/?describe_on_delete=1",
        "/admin/images/",
    ):
        assert f"/admin/images/{asset.pk}/delete/" not in admin.get(address).text, address
    confirmation = f"/admin/bulk/media/imageasset/delete/?next=/admin/&id={asset.pk}"
    assert "Yes, delete" not in admin.get(confirmation).text


def test_the_policies_grant_everything_but_deletion(site, editor, django_user_model):
    for policy, row in (
        (asset_policy, small_asset()),
        (LicencePolicy(Licence), make_licence()),
    ):
        assert policy.user_has_permission(editor, "change")
        assert policy.user_has_any_permission(editor, ["change", "delete"])
        assert policy.user_has_permission_for_instance(editor, "change", row)
        assert list(policy.instances_user_has_permission_for(editor, "change")) == [row]
        assert list(policy.users_with_permission("change")) == [editor]
        assert not policy.user_has_permission(editor, "delete")
        assert not policy.user_has_any_permission(editor, ["delete"])
        assert not policy.user_has_permission_for_instance(editor, "delete", row)
        assert not policy.user_has_any_permission_for_instance(editor, {"delete"}, row)
        assert not policy.instances_user_has_permission_for(editor, "delete")
        assert not policy.users_with_permission("delete")


def test_wagtails_own_upload_leads_to_ours(site, admin):
    assert "/admin/images/multiple/add/" not in admin.get("/admin/images/").text
    assert "/admin/archive/upload/" in admin.get("/admin/images/").text
    for method in ("get", "post"):
        answer = getattr(admin, method)("/admin/images/multiple/add/")
        assert (answer.status_code, answer["Location"]) == (302, "/admin/archive/upload/"), method
    assert not ImageAsset.objects.exists()
