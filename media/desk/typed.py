"""What was typed in the admin outlives the session: a form that comes too late is kept in the answer."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from media.visitors.identity import comes_from_this_site

# Fields that are no words of the person's, and are made anew by Django.
OF_THE_FORM = {"csrfmiddlewaretoken"}


class KeepTypedMiddleware:
    """Answers a form whose sender is not signed in any more, or whose token is of an earlier session.

    Django would lead to the sign-in, or say "403", and what was typed would be gone. Only forms of our
    own pages are kept: another site's would be sent on with the rights of whoever presses the button.
    """

    def __init__(self, respond):
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.respond(request)
        if not came_too_late(request, response) or not comes_from_this_site(request):
            return response
        return render(
            request,
            "media/admin/typed.html",
            {
                "is_signed_in": request.user.is_authenticated,
                "fields": [
                    (name, value)
                    for name, values in request.POST.lists()
                    for value in values
                    if name not in OF_THE_FORM
                ],
                "files": [file.name for _name, file in request.FILES.items()],
            },
            status=403,
        )


def came_too_late(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether a form of the admin, sent as a page, was turned away at the door."""
    is_form = request.method == "POST" and request.path.startswith(reverse("wagtailadmin_home"))
    if not is_form or request.headers.get("X-Requested-With") or not request.accepts("text/html"):
        return False
    if getattr(response, "lacks_token", False):
        return True
    leads_to_sign_in = response.get("Location", "").startswith(f"{reverse('wagtailadmin_login')}?")
    return leads_to_sign_in and request.user.is_anonymous
