"""Users, workspaces, members, invitations of members, API tokens and the audit trail."""

from __future__ import annotations

from secrets import token_hex

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hustings.kernel.privacy import marks


class UserManager(BaseUserManager["User"]):
    """Makes users, who sign in with their e-mail address."""

    def create_user(self, email: str, password: str | None = None) -> User:
        user = self.model(email=email.strip().lower())
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """Somebody who can sign in. What they may do follows from their memberships alone; there are no superusers."""

    email = models.EmailField(_("e-mail address"), max_length=254, unique=True)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(default=timezone.now)

    objects = UserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    data_marks = marks(personal="email password last_login", plain="id is_active joined_at", kept="until the account is closed")

    def __str__(self) -> str:
        return self.email


def new_mark() -> str:
    """Sixteen hexadecimal digits at random."""
    return token_hex(8)


class Workspace(models.Model):
    """One campaign or organisation; nothing crosses its border. `mark` names it in files that leave it, and never changes."""

    name = models.CharField(max_length=200)
    mark = models.CharField(max_length=16, unique=True, default=new_mark, editable=False)
    time_zone = models.CharField(max_length=64, default="UTC")
    language = models.CharField(max_length=16, default="en")
    phone_region = models.CharField(max_length=2, blank=True)
    election_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    data_marks = marks(
        plain="id name mark time_zone language phone_region election_on created_at", kept="until the workspace is closed"
    )

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    OWNER = "owner", _("owner")
    MANAGER = "manager", _("manager")
    ORGANISER = "organiser", _("organiser")
    VOLUNTEER = "volunteer", _("volunteer")
    VIEWER = "viewer", _("viewer")


class Member(models.Model):
    """A user of a workspace, with a role."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    name = models.CharField(max_length=200)
    role = models.CharField(max_length=16, choices=Role.choices)
    minutes_a_day = models.PositiveSmallIntegerField(default=30)
    language = models.CharField(max_length=16, blank=True)
    job_seeking = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(default=timezone.now)

    data_marks = marks(
        personal="name",
        plain="id workspace user role minutes_a_day language job_seeking is_active joined_at",
        kept="as long as the workspace",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "user"], name="member_once_per_workspace"),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="member_role_known"),
        ]

    def __str__(self) -> str:
        return self.name


class MemberInvitation(models.Model):
    """An invitation to become a member; the token itself is never stored."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="member_invitations")
    email = models.EmailField(max_length=254)
    name = models.CharField(max_length=200, blank=True)
    role = models.CharField(max_length=16, choices=Role.choices)
    token_digest = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    data_marks = marks(
        personal="email name",
        plain="id workspace role token_digest invited_by created_at expires_at accepted_at withdrawn_at",
        kept="a year after it was answered",
    )

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(role__in=Role.values), name="invitation_role_known")]

    def __str__(self) -> str:
        return f"{self.email} ({self.role})"


class ApiToken(models.Model):
    """A key for the REST API that acts as one member; only its digest is stored."""

    class Scope(models.TextChoices):
        READ = "read", _("read only")
        WRITE = "write", _("read and write")

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=100)
    digest = models.CharField(max_length=64, unique=True)
    scope = models.CharField(max_length=8, choices=Scope.choices, default=Scope.READ)
    created_at = models.DateTimeField(default=timezone.now)
    last_used_on = models.DateField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    data_marks = marks(plain="id member name digest scope created_at last_used_on revoked_at", kept="a year after it was revoked")

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(scope__in=["read", "write"]), name="token_scope_known")]

    def __str__(self) -> str:
        return self.name


class ReminderChoice(models.Model):
    """How a member wants to be reminded: by a calendar that they follow at a secret address, and by a digest in the mail.

    Of the address only the digest of its secret is stored. `hour` is in the member's zone, empty for the workspace's; `weekday`
    (0 is Monday) matters to a weekly digest.
    """

    class Digest(models.TextChoices):
        OFF = "off", _("never")
        DAILY = "daily", _("every day")
        WEEKLY = "weekly", _("once a week")

    member = models.OneToOneField(Member, on_delete=models.CASCADE, related_name="reminders")
    feed_digest = models.CharField(max_length=64, unique=True, null=True, blank=True)
    feed_made_at = models.DateTimeField(null=True, blank=True)
    feed_read_on = models.DateField(null=True, blank=True)
    zone = models.CharField(max_length=64, blank=True)
    hour = models.PositiveSmallIntegerField(default=7)
    digest = models.CharField(max_length=6, choices=Digest.choices, default=Digest.OFF)
    weekday = models.PositiveSmallIntegerField(default=0)
    chosen_at = models.DateTimeField(default=timezone.now)

    data_marks = marks(
        plain="id member feed_digest feed_made_at feed_read_on zone hour digest weekday chosen_at", kept="as the member"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(hour__lte=23, weekday__lte=6), name="reminder_time_known"),
            models.CheckConstraint(condition=models.Q(digest__in=["off", "daily", "weekly"]), name="reminder_digest_known"),
        ]

    def __str__(self) -> str:
        return f"{self.digest} at {self.hour}"


class DigestSent(models.Model):
    """The digest of a day that a member was sent. It is put down before it leaves: what was interrupted is not sent again."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    at = models.DateTimeField(default=timezone.now)
    left = models.BooleanField(default=False)

    data_marks = marks(plain="id member day at left", kept="a year")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "day"], name="digest_once_a_day")]

    def __str__(self) -> str:
        return f"{self.day}"


class SpentLink(models.Model):
    """A sign-in link that was used; it never works again."""

    nonce = models.CharField(max_length=32, unique=True)
    spent_at = models.DateTimeField(default=timezone.now)

    data_marks = marks(plain="id nonce spent_at", kept="an hour")

    def __str__(self) -> str:
        return self.nonce


class AuditEntry(models.Model):
    """One line of the audit trail: who did what to what, when and through which door. Written once, never changed."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    door = models.CharField(max_length=8)
    verb = models.CharField(max_length=40)
    subject = models.CharField(max_length=80, blank=True)
    detail = models.JSONField(default=dict, blank=True)

    data_marks = marks(personal="detail", plain="id workspace member at door verb subject", kept="three years")

    class Meta:
        indexes = [models.Index(fields=["workspace", "-at"], name="audit_newest")]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject}"
