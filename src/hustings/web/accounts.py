"""Members, invitations, API tokens, the audit trail, profile and settings, and the ways in."""

from __future__ import annotations

import ipaddress
from datetime import date
from typing import Any
from zoneinfo import available_timezones

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from hustings.apps.accounts import actions, queries
from hustings.apps.accounts.actor import Actor
from hustings.apps.accounts.sign_in import start_session
from hustings.kernel.errors import HustingsError, NotFound, WrongInput
from hustings.web.doors import MemberRequest, choose_workspace, member_view, refusal, render


@member_view("manage_members", methods=("GET", "POST"))
def members(request: MemberRequest) -> HttpResponse:
    """Who belongs to the workspace; a POST invites somebody and shows the link once."""
    if request.method != "POST":
        return _members_page(request)
    given = request.POST
    try:
        invited = actions.invite_member(
            request.actor, email=given.get("email", ""), role=given.get("role", ""), name=given.get("name", "")
        )
    except WrongInput as refused:
        return _members_page(request, refused=refused)
    link = request.build_absolute_uri(f"/join/{invited.token}/")
    return _members_page(request, invited=invited, link=link)


def _members_page(request: MemberRequest, refused: WrongInput | None = None, **shown: Any) -> HttpResponse:
    held = queries.members_of(request.actor)
    owners = [member.id for member in held if member.role == "owner" and member.is_active]
    context = {
        "members": held,
        "only_owner": owners[0] if len(owners) == 1 else None,
        "invitations": queries.open_invitations(request.actor),
        "roles": queries.ROLES,
        "given": request.POST,
        "refused": refused,
    }
    return render(request, "accounts/members.html", context | shown, status=400 if refused else 200)


@member_view("manage_members", methods=("POST",))
def member_role(request: MemberRequest, member_id: int) -> HttpResponse:
    """Gives a member another role."""
    actions.change_role(request.actor, member_id=member_id, role=request.POST.get("role", ""))
    messages.success(request, _("The role is changed."))
    return redirect("members")


@member_view("manage_members", methods=("POST",))
def member_out(request: MemberRequest, member_id: int) -> HttpResponse:
    """Takes a member's access."""
    actions.deactivate_member(request.actor, member_id=member_id)
    messages.success(request, _("The member has no access any more."))
    return redirect("members")


@member_view("manage_members", methods=("POST",))
def member_back(request: MemberRequest, member_id: int) -> HttpResponse:
    """Gives a member their access back."""
    actions.reactivate_member(request.actor, member_id=member_id)
    messages.success(request, _("The member has access again."))
    return redirect("members")


@member_view("manage_members", methods=("POST",))
def invitation_withdraw(request: MemberRequest, invitation_id: int) -> HttpResponse:
    """Withdraws an open invitation."""
    actions.withdraw_invitation(request.actor, invitation_id=invitation_id)
    messages.success(request, _("The invitation is withdrawn."))
    return redirect("members")


@member_view(methods=("GET", "POST"))
def tokens(request: MemberRequest) -> HttpResponse:
    """The member's own API tokens; a POST makes one and shows its secret once."""
    made, refused = None, None
    if request.method == "POST":
        try:
            made = actions.create_token(request.actor, name=request.POST.get("name", ""), scope=request.POST.get("scope", ""))
        except WrongInput as error:
            refused = error
    context = {
        "tokens": queries.tokens_of(request.actor),
        "scopes": queries.SCOPES,
        "made": made,
        "given": request.POST,
        "refused": refused,
    }
    return render(request, "accounts/tokens.html", context, status=400 if refused else 200)


@member_view(methods=("POST",))
def token_revoke(request: MemberRequest, token_id: int) -> HttpResponse:
    """Revokes one of the member's own tokens."""
    actions.revoke_token(request.actor, token_id=token_id)
    messages.success(request, _("The token does not work any more."))
    return redirect("tokens")


@member_view("see_audit")
def audit(request: MemberRequest) -> HttpResponse:
    """Who did what, newest first, by pages."""
    before = request.GET.get("before", "")
    page = queries.audit_trail(request.actor, before=_number(before) if before else None)
    older = f"before={page.next_before}" if page.next_before else ""
    return render(request, "accounts/audit.html", {"page": page, "older": older, "is_first": not before})


@member_view(methods=("GET", "POST"))
def profile(request: MemberRequest) -> HttpResponse:
    """What a member says about themselves, and the ways to their security pages."""
    refused = None
    if request.method == "POST":
        try:
            actions.update_profile(
                request.actor,
                name=request.POST.get("name", ""),
                minutes_a_day=_number(request.POST.get("minutes_a_day", "")),
                language=request.POST.get("language", ""),
                job_seeking="job_seeking" in request.POST,
            )
        except WrongInput as error:
            refused = error
        else:
            messages.success(request, _("Saved."))
            return redirect("profile")
    context = {
        "member": queries.member_of(request.actor),
        "workspaces": queries.workspaces_of(request.actor.user_id),
        "languages": settings.LANGUAGES,
        "given": request.POST,
        "refused": refused,
    }
    return render(request, "accounts/profile.html", context, status=400 if refused else 200)


@member_view("manage_workspace", methods=("GET", "POST"))
def workspace(request: MemberRequest) -> HttpResponse:
    """Name, zone, language, phone region and election day of the workspace."""
    refused = None
    if request.method == "POST":
        try:
            _update_workspace(request)
        except WrongInput as error:
            refused = error
        else:
            messages.success(request, _("Saved."))
            return redirect("workspace")
    context = {
        "workspace": queries.workspace_of(request.actor),
        "zones": sorted(available_timezones()),
        "languages": settings.LANGUAGES,
        "given": request.POST,
        "refused": refused,
    }
    return render(request, "accounts/workspace.html", context, status=400 if refused else 200)


def _update_workspace(request: MemberRequest) -> None:
    given = request.POST
    actions.update_workspace(
        request.actor,
        name=given.get("name", ""),
        time_zone=given.get("time_zone", ""),
        language=given.get("language", ""),
        phone_region=given.get("phone_region", ""),
        election_on=_day(given.get("election_on", "")),
    )


@member_view(methods=("GET", "POST"))
def workspaces(request: MemberRequest) -> HttpResponse:
    """The workspaces of somebody who belongs to several; a POST chooses one."""
    if request.method == "POST":
        choose_workspace(request, _number(request.POST.get("workspace", "")))
        return redirect("/")
    context = {"workspaces": queries.workspaces_of(request.actor.user_id), "current": request.actor.workspace_id}
    return render(request, "accounts/workspaces.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("password")
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Accepts an invitation: somebody new chooses a password here, somebody with an account signs in first."""
    user_id = int(request.user.pk) if request.user.is_authenticated else None
    try:
        offer = queries.invitation_offer(token)
        if request.method != "POST" or offer.user_id != user_id:
            return _join_page(request, offer, status=403 if request.method == "POST" else 200)
        actor = actions.accept_invitation(
            token, name=request.POST.get("name", ""), password=request.POST.get("password", ""), user_id=user_id
        )
    except WrongInput as refused:
        return _join_page(request, offer, refused=refused, status=400)
    except HustingsError as refused:
        return refusal(request, refused)
    return _come_in(request, actor)


def _join_page(request: HttpRequest, offer: queries.InvitationOffer, *, status: int, **shown: Any) -> HttpResponse:
    context = {"offer": offer, "given": request.POST, "mine": offer.user_id == request.user.pk}
    return render(request, "accounts/join.html", context | shown, status=status)


def _come_in(request: HttpRequest, actor: Actor) -> HttpResponse:
    if not request.user.is_authenticated:
        start_session(request, actor)
    choose_workspace(request, actor.workspace_id)
    return redirect("/")


@never_cache
@require_http_methods(["GET"])
def sign_in_link(request: HttpRequest, token: str) -> HttpResponse:
    """Signs in whoever started the program on this machine; from any other machine there is nothing here."""
    try:
        if not _is_local(request):
            raise NotFound(_("There is nothing at this address."))
        actor = actions.redeem_sign_in_link(token)
    except HustingsError as refused:
        return refusal(request, refused)
    start_session(request, actor)
    choose_workspace(request, actor.workspace_id)
    return redirect("/")


def _is_local(request: HttpRequest) -> bool:
    # Behind a proxy every visitor comes from this machine; then the link is of no use to anybody.
    if settings.ALLAUTH_TRUSTED_PROXY_COUNT or "X-Forwarded-For" in request.headers or "Forwarded" in request.headers:
        return False
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def _number(text: str) -> int:
    if not text.isdecimal() or len(text) > 18:
        raise WrongInput(_("A number is missing."))
    return int(text)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise WrongInput(_("A day is written like 2027-04-06."), field="election_on") from None


urlpatterns = [
    path("members/", members, name="members"),
    path("members/<int:member_id>/role/", member_role, name="member_role"),
    path("members/<int:member_id>/out/", member_out, name="member_out"),
    path("members/<int:member_id>/back/", member_back, name="member_back"),
    path("members/invitations/<int:invitation_id>/withdraw/", invitation_withdraw, name="invitation_withdraw"),
    path("join/<str:token>/", join, name="join"),
    path("sign-in/<str:token>/", sign_in_link, name="sign_in_link"),
    path("tokens/", tokens, name="tokens"),
    path("tokens/<int:token_id>/revoke/", token_revoke, name="token_revoke"),
    path("audit/", audit, name="audit"),
    path("profile/", profile, name="profile"),
    path("workspace/", workspace, name="workspace"),
    path("workspaces/", workspaces, name="workspaces"),
]
