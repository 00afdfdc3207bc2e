"""What editors do with reports about descriptions: see, apply, answer, dismiss."""

import pytest
from django.core import mail
from django.test import Client

from media.models import DescriptionReport, ImagePage
from tests.forms import messages_of, read_form, send_form
from tests.people import client_of
from tests.quick_releases import make_shown_image

LIST = "/admin/description-reports/"
State = DescriptionReport.State
pytestmark = pytest.mark.django_db


@pytest.fixture
def image(site) -> ImagePage:
    return make_shown_image()


@pytest.fixture
def mail_server(settings):
    settings.SENDS_MAIL = True


def make_report(page, words="The shadow lies on the left.", email="kim@example.org", **fields):
    fields.setdefault("problem", "wrong")
    return DescriptionReport.objects.create(page=page, words=words, email=email, **fields)


def do(client, report, deed, **fields):
    sent = {"deed": deed, **{f"{deed}-{name}": words for name, words in fields.items()}}
    answer = client.post(f"{LIST}{report.pk}/", sent, follow=True)
    report.refresh_from_db()
    return answer


def test_the_listing_shows_open_reports_first_with_picture_description_and_words(image, admin):
    closed = make_report(image, words="Closed")
    for n in range(3):
        make_report(image, words=f"Word {n}")
    DescriptionReport.objects.filter(pk=closed.pk).close(State.APPLIED, None)
    answer = admin.get(LIST)
    said = answer.text
    assert [report.words for report in answer.context["object_list"]] == [
        "Word 2",
        "Word 1",
        "Word 0",
        "Closed",
    ]
    assert image.alt_text in said and image.long_description.split("\n")[0] in said
    assert 'alt="" loading' in said


def test_the_listing_is_narrowed_by_state_and_kind(image, admin):
    make_report(image, words="First")
    make_report(image, words="Second", problem="missing")
    closed = make_report(image, words="Third")
    DescriptionReport.objects.filter(pk=closed.pk).close(State.APPLIED, None)
    for query, words in [
        ("state=applied", ["Third"]),
        ("problem=missing", ["Second"]),
        ("state=open&problem=wrong", ["First"]),
    ]:
        for address in (LIST, f"{LIST}results/"):
            found = admin.get(f"{address}?{query}").context["object_list"]
            assert [report.words for report in found] == words


def test_the_listing_costs_few_queries_however_many_reports_there_are(
    image, admin, django_assert_max_num_queries
):
    for n in range(20):
        make_report(make_shown_image(f"Crater {n}"))
    admin.get(LIST)
    with django_assert_max_num_queries(16):
        assert len(admin.get(LIST).context["object_list"]) == 20


def test_words_of_a_visitor_are_shown_as_text_and_never_as_markup(image, admin):
    report = make_report(image, words="<script>alert(1)</script>")
    for address in (LIST, f"{LIST}{report.pk}/", f"/admin/pages/{image.pk}/edit/"):
        said = admin.get(address).text
        assert "&lt;script&gt;alert(1)" in said
        assert "<script>alert(1)" not in said


def test_an_answer_is_kept_and_sent_in_the_words_of_the_editor(image, admin, editor, mail_server):
    report = make_report(image)
    said = messages_of(do(admin, report, "answer", answer="You are right.\nThank you."))
    assert (report.state, report.closed_by) == (State.ANSWERED, editor)
    assert report.answer == "You are right.\nThank you."
    assert report.mailed_at and "sent to kim@example.org" in said
    (message,) = mail.outbox
    assert message.to == ["kim@example.org"]
    assert image.title in message.subject
    assert message.body.startswith("You are right.\nThank you.")
    assert "> The shadow lies on the left." in message.body
    assert image.full_url in message.body


def test_nothing_is_sent_to_a_visitor_who_gave_no_address(image, admin, mail_server):
    report = make_report(image, email="")
    do(admin, report, "answer", answer="It was so.")
    assert (report.state, report.mailed_at, mail.outbox) == (State.ANSWERED, None, [])


def test_without_a_mail_server_the_answer_is_kept_and_no_mail_goes_into_the_log(image, admin):
    report = make_report(image)
    said = messages_of(do(admin, report, "answer", answer="It was so."))
    assert (report.state, report.mailed_at, mail.outbox) == (State.ANSWERED, None, [])
    assert "not sent" in said


def test_an_answer_that_no_server_took_can_be_sent_again(image, admin, mail_server, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    report = make_report(image)
    answer = do(admin, report, "answer", answer="It was so.")
    assert (report.state, report.mailed_at) == (State.ANSWERED, None)
    assert "no mail server took it" in messages_of(answer)
    assert "Send it now" in answer.text
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    do(admin, report, "send")
    assert report.mailed_at and len(mail.outbox) == 1
    do(admin, report, "send")
    assert len(mail.outbox) == 1


def test_a_report_is_marked_as_applied_with_or_without_a_word_to_the_visitor(
    image, admin, mail_server
):
    silent, told = make_report(image, words="First"), make_report(image, words="Second")
    do(admin, silent, "apply", answer="")
    do(admin, told, "apply", answer="Changed.")
    assert (silent.state, silent.mailed_at) == (State.APPLIED, None)
    assert told.state == State.APPLIED and told.mailed_at
    assert len(mail.outbox) == 1
    do(admin, silent, "answer", answer="Changed as well.")
    assert (silent.state, silent.answer) == (State.APPLIED, "Changed as well.")
    assert len(mail.outbox) == 2


def test_a_dismissal_needs_a_reason_which_is_never_sent(image, admin, mail_server):
    report = make_report(image)
    refused = do(admin, report, "dismiss", reason="  ")
    assert (refused.status_code, report.state) == (422, State.OPEN)
    assert "Write why it is dismissed." in refused.text
    do(admin, report, "dismiss", reason="It is an advertisement.")
    assert (report.state, report.reason) == (State.DISMISSED, "It is an advertisement.")
    assert (report.answer, mail.outbox) == ("", [])


def test_of_two_editors_the_second_is_told_and_keeps_what_was_typed(image, admin, mail_server):
    report = make_report(image)
    do(admin, report, "dismiss", reason="No.")
    late = do(admin, report, "answer", answer="A long answer.")
    assert late.status_code == 409
    assert "Somebody closed this report meanwhile" in messages_of(late)
    assert "A long answer." in late.text
    assert (report.state, report.answer, mail.outbox) == (State.DISMISSED, "", [])
    assert do(admin, report, "nothing").status_code == 400


def test_the_form_of_the_image_page_shows_its_open_reports_and_marks_the_ticked_ones(
    image, admin, editor
):
    address = f"/admin/pages/{image.pk}/edit/"
    assert "What visitors report" not in admin.get(address).text
    ticked, other = make_report(image, words="First"), make_report(image, words="Second")
    foreign = make_report(make_shown_image("Another crater"))
    said = admin.get(address).text
    assert "What visitors report" in said and "First" in said and "Second" in said
    assert read_form(admin, address)
    ticks = {"applied_reports": [ticked.pk, foreign.pk, "x", "9" * 30]}
    send_form(admin, address, long_description="Draft.", **ticks)
    assert DescriptionReport.objects.open().count() == 3
    change = {"long_description": "Better.", "action-publish": "1"}
    answer = send_form(admin, address, **change, **ticks)
    assert "1 report marked as applied" in messages_of(answer)
    ticked.refresh_from_db()
    assert (ticked.state, ticked.closed_by) == (State.APPLIED, editor)
    assert set(DescriptionReport.objects.open()) == {other, foreign}


def test_the_home_of_the_admin_says_how_many_reports_wait(image, admin):
    assert "about descriptions" not in home(admin)
    make_report(image)
    assert "1 report about descriptions waits" in home(admin)
    make_report(image, words="Another")
    assert "2 reports about descriptions wait<" in home(admin)


def home(client) -> str:
    said = client.get("/admin/").text
    return said[said.index("<main") :]


def test_only_who_may_change_the_page_of_a_picture_meets_its_reports(image):
    others = make_shown_image("Another crater")
    mine, theirs = make_report(image, words="Mine"), make_report(others, words="Theirs")
    client = client_of((image, "change"))
    assert [report.words for report in client.get(LIST).context["object_list"]] == ["Mine"]
    assert "1 report about descriptions waits" in home(client)
    assert client.get(f"{LIST}{mine.pk}/").status_code == 200
    assert client.get(f"{LIST}{theirs.pk}/").status_code == 302
    do(client, theirs, "dismiss", reason="No.")
    assert theirs.state == State.OPEN


def test_who_may_change_no_page_meets_no_report(image):
    report = make_report(image)
    for client in (client_of(), Client()):
        for address in (LIST, f"{LIST}results/", f"{LIST}{report.pk}/"):
            assert client.get(address).status_code == 302
        do(client, report, "dismiss", reason="No.")
        assert report.state == State.OPEN


def test_a_picture_can_be_deleted_whatever_was_reported_about_it(image, admin):
    make_report(image)
    image.unpublish()
    admin.post(f"/admin/pages/{image.pk}/delete/")
    assert not ImagePage.objects.exists()
    assert not DescriptionReport.objects.exists()
