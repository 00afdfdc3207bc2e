"""The like of a page: given once, taken back when wanted, with script and without."""

from django.conf import settings
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.csrf import csrf_exempt
from django.views.defaults import page_not_found
from wagtail.models import Page

from media.pages.subjected import SubjectedPage
from media.pages.visibility import visible
from media.visitors import identity
from media.visitors.likes import Like, LikeCount
from media.visitors.tallies import DAY, MINUTE, seconds_to_wait
from media.visitors.turns import a_turn


# A token would need a cookie on every cached page; where the request comes from is judged instead.
@method_decorator(csrf_exempt, name="dispatch")
class LikeView(View):
    """`/likes/<page id>/`: PUT and POST like, DELETE takes back, GET is the form's result page.

    201 first, 200 again, 303 from the form; 403 cross-site, 404 no live page, 405, 429, 503.
    """

    http_method_names = ["get", "head", "put", "post", "delete"]

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        self.by_form = request.method in ("GET", "HEAD", "POST")
        try:
            response = self.judged(request, *args, **kwargs)
        except DatabaseError:
            response = self.sorry(
                503,
                "Your like could not be saved. Nothing is lost: try again in a minute.",
            )
            response["Retry-After"] = "60"
        except Http404 as error:
            response = page_not_found(request, error)
        response["Cache-Control"] = "no-store"
        return response

    def judged(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.method.lower() not in self.http_method_names:
            return self.http_method_not_allowed(request)
        self.page = likeable_page(kwargs["page_id"])
        if request.method not in ("GET", "HEAD"):
            if not identity.comes_from_this_site(request):
                return self.sorry(403, "A like counts only from this site's own pages.")
            with a_turn():
                return self.counted(request, *args, **kwargs)
        return super().dispatch(request, *args, **kwargs)

    def counted(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        """Do what is asked unless this network did so too often."""
        limits = {MINUTE: settings.LIKES_PER_MINUTE, DAY: settings.LIKES_PER_DAY}
        wait = seconds_to_wait(request, "like", limits)
        if not wait:
            return super().dispatch(request, *args, **kwargs)
        when = "in a minute" if wait <= MINUTE else "tomorrow"
        response = self.sorry(429, f"Too many likes came from your network. Try again {when}.")
        response["Retry-After"] = str(wait)
        return response

    def get(self, request: HttpRequest, page_id: int) -> HttpResponse:
        number = identity.number_of(request)
        liked = bool(number) and self.likes.filter(visitor=identity.key_of(number)).exists()
        outcome = request.GET.get("outcome")
        if liked and outcome not in ("thanks", "already"):
            outcome = "already"
        if not liked and outcome not in ("taken-back", "unknown"):
            outcome = ""
        return render(
            request,
            "media/like_result.html",
            {"page": self.page, "outcome": outcome, "liked": liked, "count": self.count},
        )

    def put(self, request: HttpRequest, page_id: int) -> HttpResponse:
        number, is_new = self.give(request)
        response = self.state(liked=True, status=201 if is_new else 200)
        identity.remember(response, number, secure=request.is_secure())
        return response

    def post(self, request: HttpRequest, page_id: int) -> HttpResponse:
        if request.POST.get("take_back"):
            return self.result("taken-back" if self.take_back(request) else "unknown")
        number, is_new = self.give(request)
        response = self.result("thanks" if is_new else "already")
        identity.remember(response, number, secure=request.is_secure())
        return response

    def delete(self, request: HttpRequest, page_id: int) -> HttpResponse:
        was_known = self.take_back(request)
        return self.state(liked=False, was_known=was_known)

    @property
    def likes(self):
        return Like.objects.filter(translation_key=self.page.translation_key)

    @property
    def count(self) -> int:
        row = LikeCount.objects.filter(pk=self.page.translation_key).first()
        return row.count if row else 0

    def give(self, request: HttpRequest) -> tuple[str, bool]:
        """Like the page; answer the visitor's number and whether the like is new."""
        number = identity.number_of(request) or identity.new_number()
        is_new = Like.objects.give(self.page.translation_key, identity.key_of(number))
        return number, is_new

    def take_back(self, request: HttpRequest) -> bool:
        """Whether there was a like of this visitor to take back."""
        number = identity.number_of(request)
        return bool(number) and Like.objects.take_back(
            self.page.translation_key, identity.key_of(number)
        )

    def state(self, *, status: int = 200, **said: bool) -> JsonResponse:
        return JsonResponse({**said, "count": self.count}, status=status)

    def result(self, outcome: str) -> HttpResponse:
        address = reverse("like", args=[self.page.pk])
        response = HttpResponseRedirect(f"{address}?outcome={outcome}")
        response.status_code = 303
        return response

    def sorry(self, status: int, sentence: str) -> HttpResponse:
        """Say why it was not done, as a page for the form and as JSON for the script."""
        if not self.by_form:
            return JsonResponse({"error": sentence}, status=status)
        context = {"page": getattr(self, "page", None), "sentence": sentence}
        return render(self.request, "media/like_refused.html", context, status=status)


def likeable_page(page_id: int) -> Page:
    """The visible page with this number; Http404 for what visitors cannot see."""
    page = Page.objects.filter(visible(), pk=page_id).first()
    if page is None or not issubclass(page.specific_class or Page, SubjectedPage):
        raise Http404("There is no such page to like.")
    return page.specific
