"""`manage.py start_agency`: from an empty database to a portal with its sections, ready to be filled."""

import os
import secrets
import sys
from getpass import getpass

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from portal.frame import draft_standard_pages, lay_frame, name_agency
from portal.models import Agency

VARIABLE = "DJANGO_SUPERUSER_PASSWORD"  # which Django's `createsuperuser` reads, too


class Command(BaseCommand):
    """Makes the agency's home page, its sections, drafts of the standard pages and a first administrator.

    What is there stays as it is: run again, it makes only what is missing.
    """

    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("--name", help="the agency's name")
        parser.add_argument("--short-name", help="for window titles and the admin")
        parser.add_argument("--statement", help="who the agency is, in two or three sentences")
        parser.add_argument("--administrator", help="the first account's name, if there is none")
        parser.add_argument("--email", help="its mail address")
        parser.add_argument("--no-input", action="store_true", help="ask nothing")

    def handle(self, *args, no_input: bool, **options):
        self.asks = not no_input and sys.stdin.isatty()
        named = Agency.objects.exclude(name="").first()
        self.account(named, options)
        agency = named or self.named(options)
        home, _sections, made = lay_frame(agency)
        made += draft_standard_pages(home)
        for page in made:
            self.stdout.write(
                f"  made {page.url_path} ({page.title}{'' if page.live else ', draft'})"
            )
        self.make_administrator(options)
        if not made:
            self.stdout.write("Every page is there already; nothing was changed.")
        self.say_what_is_next(agency)

    def account(self, named: Agency | None, options: dict) -> None:
        """Say what of the options cannot count any more."""
        given = [
            f"--{name.replace('_', '-')}"
            for name in ("name", "short_name", "statement")
            if options[name]
        ]
        if named and given:
            self.stdout.write(
                f"The agency is called “{named.name}” already: {', '.join(given)} changes nothing. "
                "Change it in the admin, under Settings → The agency."
            )

    # --- The agency ---------------------------------------------------------------------------

    def named(self, options: dict) -> Agency:
        values = {
            "name": options["name"] or self.ask("The agency's name", "--name"),
            "short_name": options["short_name"]
            or self.ask("A short name for window titles (empty: the name)"),
            "statement": options["statement"]
            or self.ask("Who it is, in two or three sentences (empty: later)"),
        }
        try:
            return name_agency(**values)
        except ValidationError as error:
            raise CommandError(
                " ".join(f"{field}: {' '.join(said)}" for field, said in error.message_dict.items())
            ) from None

    def ask(self, question: str, option: str = "") -> str:
        """An answer typed; where nobody can be asked it is empty, or an error if there is an option."""
        if not self.asks:
            if option:
                raise CommandError(f"{question} is missing: give {option}.")
            return ""
        while True:
            answer = input(f"{question}: ").strip()
            if answer or not option:
                return answer

    # --- The first administrator --------------------------------------------------------------

    def make_administrator(self, options: dict) -> None:
        users = get_user_model().objects
        if users.filter(is_superuser=True, is_active=True).exists():
            return
        name = options["administrator"] or self.ask(
            "Name of the first administrator (empty: admin)"
        )
        name = name or "admin"
        if users.filter(username=name).exists():
            raise CommandError(f"There is an account “{name}”, which is no administrator.")
        email = options["email"] or self.ask("Mail address (may be empty)")
        password = os.environ.get(VARIABLE, "")
        is_said = not password and not self.asks
        password = password or (self.typed_password() if self.asks else secrets.token_urlsafe(12))
        users.create_superuser(name, email, password)
        self.stdout.write(f"  made the administrator {name}")
        if is_said:
            self.stdout.write(
                f"  with the password {password}, which is shown this once: change it."
            )

    def typed_password(self) -> str:
        while True:
            password = getpass("Password: ")
            try:
                validate_password(password)
            except ValidationError as error:
                self.stderr.write(" ".join(error.messages))
                continue
            if getpass("Once more: ") == password:
                return password
            self.stderr.write("The two are not the same.")

    def say_what_is_next(self, agency: Agency) -> None:
        self.stdout.write(
            f"\n{agency.name} is at {settings.BASE_URL}/, its admin at {settings.BASE_URL}/admin/.\n\n"
            "Next:\n"
            "  1. Settings → The agency: sign, colours, footer, what your states are called.\n"
            "  2. Accessibility and Privacy are drafts: write what stands in [brackets], then publish.\n"
            "  3. Licences: make yours; no picture goes out without one.\n"
            "  4. Settings → Users: an account for each person, in the group of their job.\n"
            "  5. Start the worker (manage.py worker): without it no picture is released.\n"
        )
