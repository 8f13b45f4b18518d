"""Starts a PostgreSQL cluster of its own, unprivileged and on a socket only, and runs the suite given as arguments on it."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote


def programs() -> Path | None:
    """The folder with `initdb`, from Debian's place or the PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if found:
        return found[-1].parent
    path = shutil.which("initdb")
    return Path(path).parent if path else None


@contextmanager
def cluster(folder: Path, binaries: Path):
    """A running cluster; yields its address. As root it runs under another user, since PostgreSQL refuses root."""
    user = _unprivileged() if os.geteuid() == 0 else None
    if user is not None:
        os.chown(folder, user.pw_uid, user.pw_gid)
    as_user = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if user else {}

    def run(*command: str) -> None:
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=folder, **as_user)

    data = folder / "data"
    run(str(binaries / "initdb"), "-D", str(data), "-U", "hustings", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
    quick = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"
    options = f"-c listen_addresses='' -k {folder} -c max_connections=100 {quick}"
    run(str(binaries / "pg_ctl"), "-D", str(data), "-w", "-o", options, "-l", str(folder / "log"), "start")
    try:
        yield f"postgresql://hustings@{quote(str(folder), safe='')}/postgres"
    finally:
        run(str(binaries / "pg_ctl"), "-D", str(data), "-m", "immediate", "stop")


def _unprivileged() -> pwd.struct_passwd:
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise SystemExit("PostgreSQL refuses to run as root and there is no user postgres or nobody.")


def main() -> int:
    """Runs pytest with the given arguments; skips, and says so, where there is no PostgreSQL (an error on CI)."""
    binaries = programs()
    if binaries is None:
        print("Skipped: PostgreSQL is not installed here, so the suite was not run on it.")
        return 1 if os.environ.get("HUSTINGS_CI") else 0
    folder = Path(tempfile.mkdtemp(prefix="hustings-pg-"))
    try:
        with cluster(folder, binaries) as url:
            environment = os.environ | {"DATABASE_URL": url}
            return subprocess.run([sys.executable, "-m", "pytest", *sys.argv[1:]], env=environment).returncode
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
