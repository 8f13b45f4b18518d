"""Which address leads to which door."""

from __future__ import annotations

from allauth.account import views as account
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import include, path, re_path

from hustings.api.site import api

PASSWORD_RESET = account.PasswordResetView.as_view(extra_context={"sends_mail": bool(settings.EMAIL_HOST)})
SIGN_IN = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("signup/", account.signup, name="account_signup"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/set/", account.password_set, name="account_set_password"),
    path("password/reset/", PASSWORD_RESET, name="account_reset_password"),
    path("password/reset/done/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("password/reset/key/done/", account.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    path("2fa/", include("allauth.mfa.urls")),
]
"""The pages of allauth that Hustings uses. Those for changing addresses are left out: an owner invites the new address."""


def healthz(request: HttpRequest) -> HttpResponse:
    """Whether the process answers; for supervisors and proxies. It asks nothing of the data base and tells nothing."""
    return HttpResponse("ok\n", content_type="text/plain")


urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("accounts/", include(SIGN_IN)),
    path("api/v1/", api.urls),
    path("", include("hustings.web.urls")),
]
handler404 = "hustings.web.doors.page_not_found"
