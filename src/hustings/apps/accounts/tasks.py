"""Forgetting in time: what the marks of the models say is kept so long is deleted then."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.sessions.models import Session
from django.db.models import Q
from django.utils import timezone
from django_tasks import task

from hustings.apps.accounts.models import ApiToken, AuditEntry, DigestSent, MemberInvitation

AUDIT_KEPT = timedelta(days=3 * 365 + 1)
ANSWERED_KEPT = timedelta(days=365)


@task()
def forget_old() -> dict[str, int]:
    """Deletes expired sessions; answered and expired invitations, revoked tokens and notes of digests after a year; audit
    entries after three.

    Returns how many of each.
    """
    now = timezone.now()
    year_ago = now - ANSWERED_KEPT
    answered = Q(accepted_at__lt=year_ago) | Q(withdrawn_at__lt=year_ago) | Q(expires_at__lt=year_ago)
    old = {
        "sessions": Session.objects.filter(expire_date__lt=now),
        "invitations": MemberInvitation.objects.filter(answered),
        "tokens": ApiToken.objects.filter(revoked_at__lt=year_ago),
        "digests": DigestSent.objects.filter(day__lt=year_ago.date()),
        "audit entries": AuditEntry.objects.filter(at__lt=now - AUDIT_KEPT),
    }
    return {kind: rows.delete()[0] for kind, rows in old.items()}
