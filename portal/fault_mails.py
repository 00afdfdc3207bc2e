"""What Django's mails about answers of 500 may hold: nothing typed, nothing by which a visitor is known."""

from django.conf import settings
from django.http import HttpRequest
from django.views.debug import SafeExceptionReporterFilter

VISITORS = ("COOKIE", "FORWARDED", "REMOTE_", "REAL_IP", "CONNECTING_IP", "CLIENT_IP")


class WithoutVisitors(SafeExceptionReporterFilter):
    """Leaves out forms, cookies, network addresses and settings, except where somebody develops."""

    def get_safe_settings(self):
        # The address of Redis is among them, with its password.
        return super().get_safe_settings() if settings.DEBUG else {}

    def get_post_parameters(self, request: HttpRequest | None):
        return {} if self.is_active(request) else super().get_post_parameters(request)

    def get_safe_cookies(self, request: HttpRequest):
        return {} if self.is_active(request) else super().get_safe_cookies(request)

    def get_safe_request_meta(self, request: HttpRequest):
        meta = super().get_safe_request_meta(request)
        if not self.is_active(request):
            return meta
        return {name: said for name, said in meta.items() if not any(map(name.count, VISITORS))}
