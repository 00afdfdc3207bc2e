"""What a licence allows is said by whoever adds it, not by what the form begins with."""

from django.urls import reverse

from media.pictures.licences import Licence


def test_a_new_licence_allows_nothing_and_forbids_nothing_until_the_questions_are_answered(
    admin_client,
):
    address = reverse("wagtailsnippets_media_licence:add")
    typed = {"name": "House terms", "short_name": "House", "credit_template": "{credit}"}

    form = admin_client.get(address).context["form"]
    assert all(form[name].value() == "" for name in form.QUESTIONS)
    refused = admin_client.post(address, typed).content.decode()

    assert refused.count("Say what the licence allows: choose yes, no or ask first.") >= 3
    assert not Licence.objects.filter(name="House terms").exists()
    answers = {"may_use": "yes", "may_adapt": "no", "may_use_commercially": "ask"}
    admin_client.post(address, {**typed, **answers})
    made = Licence.objects.get(name="House terms")
    assert (made.may_use, made.may_adapt, made.may_use_commercially) == ("yes", "no", "ask")
