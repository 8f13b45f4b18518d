"""A real mail server of our own: Dovecot for IMAP and Exim for SMTP, unprivileged, on free ports of this machine.

Any address at hustings.test exists with the password `pw`, or the token `good-token`; other domains bounce, and so does
`nobody`. Letters lie in a temporary folder.
"""

from __future__ import annotations

import grp
import json
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

DOMAIN = "hustings.test"
PASSWORD = "pw"
TOKEN = "good-token"
_PROGRAMS = {"dovecot": ("/usr/sbin/dovecot",), "exim4": ("/usr/sbin/exim4",)}
_STARTED_WITHIN = 20.0

_DOVECOT = """
protocols = imap lmtp
listen = 127.0.0.1
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log/dovecot.log
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
first_valid_uid = 1
ssl = yes
ssl_cert = <{folder}/cert.pem
ssl_key = <{folder}/key.pem
disable_plaintext_auth = no
auth_mechanisms = plain login xoauth2
auth_username_format = %Lu
auth_failure_delay = 0
mail_location = maildir:~/Maildir
mail_max_userip_connections = 1000
mail_fsync = never
passdb {{
  driver = static
  args = password={password}
  mechanisms = plain login
}}
passdb {{
  driver = oauth2
  mechanisms = xoauth2
  args = {folder}/oauth2.conf
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={folder}/mail/%n allow_all_users=yes
}}
namespace inbox {{
  inbox = yes
  separator = /
  mailbox Sent {{
    auto = create
    special_use = \\Sent
  }}
  mailbox Drafts {{
    auto = create
    special_use = \\Drafts
  }}
  mailbox Junk {{
    auto = create
    special_use = \\Junk
  }}
  mailbox Trash {{
    auto = create
    special_use = \\Trash
  }}
}}
service imap-login {{
  chroot =
  service_count = 0
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = {imaps}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service lmtp {{
  inet_listener lmtp {{
    address = 127.0.0.1
    port = {lmtp}
  }}
}}
"""
_OAUTH2 = """
introspection_url = http://127.0.0.1:{introspection}/
introspection_mode = post
username_attribute = sub
active_attribute = active
active_value = true
"""
_EXIM = """
exim_user = {user}
exim_group = {group}
primary_hostname = mail.{domain}
qualify_domain = {domain}
spool_directory = {folder}/spool
log_file_path = {folder}/log/exim-%slog
pid_file_path = {folder}/exim.pid
daemon_smtp_ports = {smtp} : {smtps}
tls_on_connect_ports = {smtps}
local_interfaces = 127.0.0.1
host_lookup =
rfc1413_query_timeout = 0s
never_users =
deliver_drop_privilege = true
keep_environment =
tls_advertise_hosts = *
tls_certificate = {folder}/cert.pem
tls_privatekey = {folder}/key.pem
auth_advertise_hosts = *
smtputf8_advertise_hosts = *
smtp_accept_max = 200
smtp_accept_queue_per_connection = 0
message_size_limit = 10M
acl_smtp_rcpt = check_recipient
acl_smtp_data = check_letter
begin acl
check_recipient:
  deny message = there is nobody of that name
       local_parts = ^nobody
  defer message = come back later
       local_parts = ^later
  accept authenticated = *
  deny message = sign in first
check_letter:
  deny message = this looks like an advertisement
       condition = ${{if match{{$message_headers}}{{BUY NOW}}}}
  accept
begin routers
here:
  driver = accept
  domains = {domain}
  transport = lmtp
begin transports
lmtp:
  driver = smtp
  protocol = lmtp
  hosts = 127.0.0.1
  hosts_override
  port = {lmtp}
  allow_localhost
  hosts_avoid_tls = *
  user = {user}
  group = {group}
begin retry
*  *  F,1h,1m
begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = ${{if eq{{$auth3}}{{{password}}}}}
  server_set_id = $auth2
xoauth2:
  driver = plaintext
  public_name = XOAUTH2
  server_prompts = :
  server_condition = ${{if match{{$auth1}}{{Bearer {token}}}}}
  server_set_id = token
"""


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where the servers listen (with STARTTLS on `imap` and `smtp`), whom to trust, and where letters lie."""

    imap: int
    imaps: int
    smtp: int
    smtps: int
    authorities: Path
    mail: Path

    def address(self, name: str) -> str:
        """An address that exists."""
        return f"{name}@{DOMAIN}"


def mail_programs() -> str:
    """Why the servers cannot be started here; empty where they can."""
    missing = [name for name, places in _PROGRAMS.items() if not _found(name, places)]
    if not missing and not Path("/usr/lib/dovecot/lmtp").exists():
        missing = ["dovecot-lmtpd"]
    return f"{' and '.join(missing)} not installed, so nothing was tried on a real mail server" if missing else ""


def need_mail_server() -> None:
    """Skips where the servers cannot be started; fails instead on CI, which installs them."""
    if reason := mail_programs():
        assert not os.environ.get("HUSTINGS_CI"), reason
        pytest.skip(reason)


@contextmanager
def mail_server() -> Iterator[MailServer]:
    """Running servers, which end with the block, and with them everything that they kept."""
    with ExitStack() as stack:
        folder = Path(tempfile.mkdtemp(prefix="hustings-mail-"))
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        introspection = stack.enter_context(_introspection())
        imap, imaps, lmtp, smtp, smtps = _free_ports(5)
        user, group = _unprivileged()
        words = {
            "folder": folder, "user": user, "group": group, "domain": DOMAIN, "password": PASSWORD, "token": TOKEN,
            "imap": imap, "imaps": imaps, "lmtp": lmtp, "smtp": smtp, "smtps": smtps, "introspection": introspection,
        }  # fmt: skip
        _write(folder, words)
        as_user = {"user": user, "group": group, "extra_groups": []} if os.geteuid() == 0 else {}
        dovecot = [_found("dovecot", _PROGRAMS["dovecot"]), "-F", "-c", str(folder / "dovecot.conf")]
        exim = [_found("exim4", _PROGRAMS["exim4"]), "-C", str(folder / "exim.conf"), "-bdf", "-q1m"]
        for command, ports in ((dovecot, (imap, imaps, lmtp)), (exim, (smtp, smtps))):
            stack.enter_context(_running(command, ports, folder=folder, **as_user))
        yield MailServer(imap, imaps, smtp, smtps, folder / "cert.pem", folder / "mail")


@contextmanager
def _running(command: list[str], ports: tuple[int, ...], *, folder: Path, **as_user: object) -> Iterator[None]:
    with (folder / "log" / "started").open("ab") as log:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=folder, **as_user)
    try:
        for port in ports:
            _wait_for(port, process, folder)
        yield
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_for(port: int, process: subprocess.Popen[bytes], folder: Path) -> None:
    ends_at = time.monotonic() + _STARTED_WITHIN
    while process.poll() is None and time.monotonic() < ends_at:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.02)
    said = "\n".join(path.read_text(errors="replace")[-2000:] for path in sorted((folder / "log").iterdir()))
    raise RuntimeError(f"{process.args} did not start:\n{said}")


def _write(folder: Path, words: dict[str, object]) -> None:
    for name in ("run", "state", "mail", "spool", "log"):
        (folder / name).mkdir()
    (folder / "dovecot.conf").write_text(_DOVECOT.format(**words))
    (folder / "oauth2.conf").write_text(_OAUTH2.format(**words))
    (folder / "exim.conf").write_text(_EXIM.format(**words))
    _write_certificate(folder)
    folder.chmod(0o755)
    if os.geteuid() == 0:
        for path in (folder, *folder.rglob("*")):
            shutil.chown(path, str(words["user"]), str(words["group"]))


def _write_certificate(folder: Path) -> None:
    """For `localhost` and 127.0.0.1, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    alternatives = [x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))]
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName(alternatives), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    (folder / "cert.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(pem)
    (folder / "key.pem").chmod(0o600)


class _Introspection(BaseHTTPRequestHandler):
    """Tells Dovecot that the good token, followed by `-` and a name, is that of the name."""

    def do_POST(self) -> None:
        given = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode()).get("token", [""])[0]
        good, _, name = given.rpartition("-")
        answer = {"active": good == TOKEN, "sub": f"{name}@{DOMAIN}"}
        body = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


@contextmanager
def _introspection() -> Iterator[int]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Introspection) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            thread.join()


def _free_ports(count: int) -> list[int]:
    with ExitStack() as stack:
        lines = [stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(count)]
        return [line.getsockname()[1] for line in lines]


def _unprivileged() -> tuple[str, str]:
    """The servers never run as root."""
    if os.geteuid() == 0:
        return "nobody", "nogroup"
    me = pwd.getpwuid(os.geteuid())
    return me.pw_name, grp.getgrgid(me.pw_gid).gr_name


def _found(name: str, places: tuple[str, ...]) -> str:
    return shutil.which(name) or next((place for place in places if Path(place).exists()), "")
