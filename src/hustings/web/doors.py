"""What every view of the web door goes through: who acts, whether they may, and how refusals look."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.template.base import Template
from django.template.context import make_context
from django.template.loader import get_template, render_to_string
from django.template.loader_tags import BlockNode
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from hustings.apps.accounts.actor import Actor
from hustings.apps.accounts.queries import actor_for
from hustings.kernel.errors import (
    ForbiddenByUseRule,
    HustingsError,
    NeverRetry,
    NotFound,
    NotPermitted,
    RetryLater,
    WrongInput,
)

P = ParamSpec("P")
STATUSES: dict[type[HustingsError], int] = {
    WrongInput: 400,
    NotPermitted: 403,
    NotFound: 404,
    ForbiddenByUseRule: 409,
    NeverRetry: 502,
    RetryLater: 503,
}
WORKSPACE_IN_SESSION = "workspace_id"


class MemberRequest(HttpRequest):
    """A request that `member_view` let through."""

    actor: Actor
    htmx: Any


View = Callable[Concatenate[MemberRequest, P], HttpResponseBase]


def member_view(permission: str | None = None, *, methods: tuple[str, ...] = ("GET",)) -> Callable[[View[P]], Callable[..., Any]]:
    """Wraps a view of members: sets `request.actor`, asks for the permission, speaks the member's language and zone.

    Anonymous visitors are sent to sign in. Errors of the kernel's tree become pages, or fragments for htmx, with their status.
    The wrapped view tells tests what it asks for in its attributes `permission` and `methods`.
    """
    allowed = (*methods, "HEAD") if "GET" in methods else methods

    def decorate(view: View[P]) -> Callable[..., Any]:
        @wraps(view)
        def answer(request: Any, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if request.method not in allowed:
                return HttpResponseNotAllowed(allowed)
            if not request.user.is_authenticated:
                return _to_sign_in(request)
            try:
                request.actor = _chosen_actor(request)
                if permission:
                    request.actor.require(permission)
                with timezone.override(request.actor.zone), translation.override(request.actor.language):
                    return view(request, *args, **kwargs)
            except HustingsError as refused:
                return refusal(request, refused)

        answer.permission, answer.methods = permission, methods  # type: ignore[attr-defined]
        return answer

    return decorate


def render(
    request: HttpRequest, template: str, context: dict[str, Any] | None = None, *, fragment: str = "", status: int = 200
) -> HttpResponse:
    """The page, or only its moving part where htmx asks for it.

    `fragment` is the template of that part (`today/_today.html`), which the page includes; it gets `oob`, which is true, so that
    it can bring messages along. Without one the part is the page's block `content`.
    """
    values = context or {}
    html: str
    if not _wants_fragment(request):
        html = render_to_string(template, values, request)
    elif fragment:
        html = render_to_string(fragment, {**values, "oob": True}, request)
    else:
        html = _block(template, "content", values, request)
    response = HttpResponse(html, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def refusal(request: HttpRequest, refused: HustingsError) -> HttpResponse:
    """How an error of the kernel's tree looks in the browser. Foreign and nonexistent things look the same."""
    status = next((code for kind, code in STATUSES.items() if isinstance(refused, kind)), 500)
    response = render(request, "accounts/refusal.html", {"title": _title(status), "message": str(refused)}, status=status)
    if isinstance(refused, RetryLater) and refused.after is not None:
        response.headers["Retry-After"] = str(max(1, round(refused.after)))
    return response


def acting(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `actor` for all templates, None for visitors. Pages of allauth show the navigation too."""
    if not hasattr(request, "actor"):
        request.actor = _actor_if_any(request)  # type: ignore[attr-defined]
    return {"actor": request.actor}  # type: ignore[attr-defined]


def choose_workspace(request: HttpRequest, workspace_id: int) -> Actor:
    """Remembers in the session which of the user's workspaces is worked in. Raises NotFound for one that is not theirs."""
    actor = actor_for(int(request.user.pk), workspace_id=workspace_id, door="web")  # type: ignore[arg-type]
    request.session[WORKSPACE_IN_SESSION] = workspace_id
    return actor


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """For addresses that lead nowhere."""
    return refusal(request, NotFound(_("There is nothing at this address.")))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """For forms without a token that belongs to this browser."""
    return refusal(request, NotPermitted(_("This form has expired. Go back, load the page again and repeat.")))


def _chosen_actor(request: HttpRequest) -> Actor:
    """The actor in the chosen workspace. Whoever was taken out of it reads another of theirs from now on, but writes nothing
    there that was meant for the first."""
    user_id, chosen = int(request.user.pk), request.session.get(WORKSPACE_IN_SESSION)  # type: ignore[arg-type]
    try:
        return actor_for(user_id, workspace_id=chosen, door="web")
    except NotFound:
        if chosen is None or request.method not in ("GET", "HEAD"):
            raise
        del request.session[WORKSPACE_IN_SESSION]
        return actor_for(user_id, door="web")


def _actor_if_any(request: HttpRequest) -> Actor | None:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return None
    try:
        return _chosen_actor(request)
    except NotFound:
        return None


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    if getattr(request, "htmx", False):
        return HttpResponseClientRedirect(reverse("account_login"))
    return redirect_to_login(request.get_full_path() if request.method in ("GET", "HEAD") else "/")


def _wants_fragment(request: HttpRequest) -> bool:
    htmx: Any = getattr(request, "htmx", None)
    return bool(htmx) and not htmx.boosted and not htmx.history_restore_request


def _block(name: str, block: str, context: dict[str, Any], request: HttpRequest) -> str:
    template: Template = get_template(name).template  # type: ignore[attr-defined]
    blocks: list[Any] = template.nodelist.get_nodes_by_type(BlockNode)
    found = [node for node in blocks if node.name == block]
    bound = make_context(context, request, autoescape=template.engine.autoescape)
    with bound.render_context.push_state(template), bound.bind_template(template):
        return str(found[0].render(bound))


def _title(status: int) -> str:
    return {
        400: _("This cannot be used"),
        403: _("Not permitted"),
        404: _("Not found"),
        409: _("Not allowed by the source"),
    }.get(status, _("It did not work"))
