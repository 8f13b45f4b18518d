"""Settings: what is refused, what follows from HTTPS, and that the reference tells the truth."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import ValidationError

from hustings.project.options import Options, database_of, exposure_refusal, is_loopback, options, secret_key_of
from hustings.project.settings_reference import main, reference

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "localhost", "::1", "[::1]"])
def test_this_machine_may_always_be_served(host: str) -> None:
    assert is_loopback(host)
    assert exposure_refusal(Options(debug=True), [host]) is None


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "hustings.example.org", "*", ".localhost.example.org"])
def test_other_hosts_are_refused_without_https_unless_told(host: str) -> None:
    assert "HTTPS" in str(exposure_refusal(Options(), [host]))
    assert exposure_refusal(Options(https=True), [host]) is None
    assert exposure_refusal(Options(plain_http=True), [host]) is None


def test_other_hosts_are_refused_with_debug_whatever_else() -> None:
    assert "HUSTINGS_DEBUG" in str(exposure_refusal(Options(debug=True, https=True, plain_http=True), ["0.0.0.0"]))


def test_hosts_are_separated_by_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUSTINGS_ALLOWED_HOSTS", "a.example.org, b.example.org")
    assert Options().allowed_hosts == ["a.example.org", "b.example.org"]
    assert Options(allowed_hosts=["c"]).allowed_hosts == ["c"]


def test_options_are_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    options.cache_clear()
    assert options() is options()
    options.cache_clear()


def test_a_number_of_proxies_is_within_reason() -> None:
    assert (Options().trusted_proxies, Options(https=True).trusted_proxies, Options(https=True, proxies=2).trusted_proxies) == (
        0,
        1,
        2,
    )
    with pytest.raises(ValidationError):
        Options(proxies=-1)


def test_the_secret_key_is_made_once_and_readable_by_its_owner_alone(tmp_path: Path) -> None:
    home = Options(home=tmp_path / "home")
    key = secret_key_of(home)
    assert len(key) >= 50
    assert secret_key_of(home) == key
    assert stat.S_IMODE((tmp_path / "home" / "secret_key").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "home").stat().st_mode) == 0o700
    assert secret_key_of(Options(home=tmp_path, secret_key="given")) == "given"


def test_the_data_base_is_a_file_in_the_home_folder_or_postgresql(tmp_path: Path) -> None:
    assert database_of(Options(home=tmp_path, database_url=""))["NAME"] == tmp_path / "hustings.sqlite3"
    named = database_of(Options(database_url="postgresql://ada:p%40ss@db.example.org:5433/hustings"))
    assert [named[key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT")] == [
        "hustings",
        "ada",
        "p@ss",
        "db.example.org",
        "5433",
    ]


def test_another_kind_of_data_base_is_refused() -> None:
    with pytest.raises(ValueError, match="postgresql://"):
        database_of(Options(database_url="mysql://localhost/hustings"))


def test_the_reference_of_settings_is_what_the_program_knows(tmp_path: Path) -> None:
    assert (ROOT / "docs/reference/settings.md").read_text() == reference()
    main(tmp_path / "docs" / "settings.md")
    assert (tmp_path / "docs" / "settings.md").read_text() == reference()


def started(home: Path, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")}
    given = clean | {"HUSTINGS_HOME": str(home), "DJANGO_SETTINGS_MODULE": "hustings.project.settings"} | environment
    return subprocess.run([sys.executable, *command], env=given, capture_output=True, text=True, timeout=120, check=False)


def test_nothing_is_left_to_say_about_a_site_with_https(tmp_path: Path) -> None:
    checked = started(
        tmp_path, "-m", "django", "check", "--deploy", "--fail-level", "WARNING",
        HUSTINGS_HTTPS="1", HUSTINGS_ALLOWED_HOSTS="hustings.example.org",
    )  # fmt: skip
    assert checked.returncode == 0, checked.stderr


COOKIES = """
from django.conf import settings as s
print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SESSION_COOKIE_PATH,
      s.SESSION_COOKIE_DOMAIN, s.SECURE_HSTS_SECONDS > 0, s.SECURE_SSL_REDIRECT)
"""


def test_with_https_cookies_are_bound_to_the_host(tmp_path: Path) -> None:
    told = started(tmp_path, "-c", COOKIES, HUSTINGS_HTTPS="1")
    assert told.stdout.split() == ["__Host-session", "__Host-csrf", "True", "True", "/", "None", "True", "True"]


def test_an_open_site_without_https_does_not_start(tmp_path: Path) -> None:
    refused = started(tmp_path, "-m", "django", "check", HUSTINGS_ALLOWED_HOSTS="hustings.example.org")
    assert refused.returncode != 0
    assert "HUSTINGS_PLAIN_HTTP=1" in refused.stderr


def test_no_migration_is_missing(tmp_path: Path) -> None:
    checked = started(tmp_path, "-m", "django", "makemigrations", "--check", "--dry-run", "accounts", "hustings_jobs")
    assert checked.returncode == 0, checked.stdout
