"""A server that says exactly what a test tells it to, over one line at a time: for what real servers never say."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

Say = Callable[[str], bytes | None]
"""A line from the client, without its end, to the answer; None hangs up."""


@contextmanager
def scripted(greeting: bytes, say: Say) -> Iterator[int]:
    """The port of such a server. Lines come one after the other, as clients open them."""
    ended = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.02)
        thread = threading.Thread(target=_serve, args=(server, greeting, say, ended))
        thread.start()
        try:
            yield server.getsockname()[1]
        finally:
            ended.set()
            thread.join()


def _serve(server: socket.socket, greeting: bytes, say: Say, ended: threading.Event) -> None:
    while not ended.is_set():
        with suppress(OSError):
            line, _ = server.accept()
            line.settimeout(5)
            with line, line.makefile("rb") as words:
                _converse(line, words, greeting, say)


def _converse(line: socket.socket, words: Iterator[bytes], greeting: bytes, say: Say) -> None:
    line.sendall(greeting)
    for each in words if greeting else ():
        answer = say(each.decode("utf-8", "surrogateescape").rstrip("\r\n"))
        if answer is None:
            return
        line.sendall(answer)


def imap(answers: dict[str, str], *, capabilities: str = "IMAP4rev1") -> Say:
    """An IMAP server that answers commands by how they begin (without tag): lines before `OK`, or a whole ending after `!`."""
    known = {
        "CAPABILITY": f"* CAPABILITY {capabilities}\r\n",
        "LOGIN": "",
        "LIST": '* LIST (\\HasNoChildren) "/" INBOX\r\n',
        "EXAMINE": "* 1 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT 2] x\r\n",
        "LOGOUT": "* BYE x\r\n",
    } | answers

    def say(line: str) -> bytes | None:
        tag, _, command = line.partition(" ")
        if not command:
            return known.get(tag, "").encode("latin-1")
        name = max((each for each in known if command.upper().startswith(each)), key=len, default="")
        answer = known.get(name, "!BAD what")
        if answer == "!":
            return None
        before, _, ending = answer.partition("!")
        if ending == "+":
            return b"+ go on\r\n"
        return f"{before}{tag} {ending or 'OK done'}\r\n".encode("latin-1")

    return say


def smtp(answers: dict[str, str]) -> Say:
    """An SMTP server that answers commands by how they begin, and `.` at the end of a letter; "" hangs up."""
    known = {"EHLO": "250 x", "MAIL": "250 x", "RCPT": "250 x", "DATA": "354 x", ".": "250 x", "QUIT": "221 x"} | answers
    state = {"letter": False}

    def say(line: str) -> bytes | None:
        if state["letter"] and line != ".":
            return b""
        state["letter"] = line == "DATA" and known["DATA"].startswith("354")
        name = max((each for each in known if line.upper().startswith(each)), key=len, default="")
        answer = known.get(name, "502 what")
        return f"{answer}\r\n".encode() if answer else None

    return say
