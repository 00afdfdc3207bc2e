"""Who tries passwords is stopped: for one name, from one network, and for both together."""

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

PASSWORD = "a very long secret"


@pytest.fixture(autouse=True)
def people(db, settings):
    settings.AXES_ENABLED = True
    for name in ("anna", "bo", *(f"editor{number}" for number in range(12))):
        get_user_model().objects.create_superuser(name, password=PASSWORD)


def tried(name: str, address: str, password: str = "wrong") -> int:  # noqa: S107
    form = {"username": name, "password": password}
    return Client(REMOTE_ADDR=address).post("/admin/login/", form).status_code


def test_one_name_from_one_network_is_locked_after_five(settings):
    answers = [tried("anna", "203.0.113.1") for _ in range(6)]
    assert answers[:4] == [200] * 4
    assert answers[5] == 429
    assert tried("anna", "203.0.113.1", PASSWORD) == 429
    assert tried("anna", "203.0.113.2", PASSWORD) == 302
    assert tried("bo", "203.0.113.1", PASSWORD) == 302


def test_many_names_from_one_network_are_locked():
    answers = [tried(f"editor{number}", "203.0.113.1") for number in range(12)]
    assert answers[:9] == [200] * 9
    assert answers[-1] == 429
    assert tried("anna", "203.0.113.1", PASSWORD) == 429
    assert tried("anna", "203.0.113.2", PASSWORD) == 302


def test_one_name_from_many_networks_is_locked():
    answers = [tried("anna", f"203.0.113.{number}") for number in range(12)]
    assert answers[:9] == [200] * 9
    assert answers[-1] == 429
    assert tried("anna", "203.0.113.99", PASSWORD) == 429
    assert tried("bo", "203.0.113.99", PASSWORD) == 302


def test_the_addresses_of_one_ipv6_network_are_one():
    answers = [tried("anna", f"2001:db8::{number:x}") for number in range(6)]
    assert answers[-1] == 429


def test_a_success_forgives_only_what_the_same_name_did_there():
    for number in range(9):
        tried(f"editor{number}", "203.0.113.1")
    assert tried("bo", "203.0.113.1", PASSWORD) == 302
    tried("editor9", "203.0.113.1")
    assert tried("editor10", "203.0.113.1") == 429


def test_the_limits_need_no_cache(settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    answers = [tried("anna", "203.0.113.1") for _ in range(6)]
    assert answers[-1] == 429


def test_whoever_is_locked_out_reads_for_how_long():
    for _ in range(6):
        tried("anna", "203.0.113.1")
    form = {"username": "anna", "password": PASSWORD}
    answer = Client(REMOTE_ADDR="203.0.113.1").post("/admin/login/", form)
    assert "Wait a quarter of an hour" in answer.text
