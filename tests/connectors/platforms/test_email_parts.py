"""The parts of a mailbox that need no line: settings, the choice of folders, cursors, and letters on their way out."""

from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from imap_tools import FolderInfo

from hustings.connectors.live import Draft
from hustings.connectors.platforms.email import Email
from hustings.connectors.platforms.email.account import settings_of
from hustings.connectors.platforms.email.cursor import (
    WATCHED,
    Listed,
    Seen,
    Selected,
    after_new,
    after_old,
    has_new,
    opened,
    page_of,
    read_cursor,
    settled,
    watching,
    without_vanished,
    write_cursor,
)
from hustings.connectors.platforms.email.folders import choose_folders
from hustings.connectors.platforms.email.letter import as_html, compose, draft_id
from hustings.connectors.platforms.email.providers import PROVIDERS, Server
from hustings.connectors.platforms.email.reading import Fetched, letter_of, search
from hustings.connectors.protocol import Found, Place
from hustings.kernel.errors import WrongInput
from hustings.kernel.records import Identity, Party

AT = datetime(2026, 9, 1, 10, tzinfo=UTC)
GIVEN = {"address": "Ada@Example.org", "password": " pw ", "imap_host": "imap.example.org"}


# Settings


def test_little_is_enough_to_name_both_servers() -> None:
    settings = settings_of(GIVEN | {"smtp_host": "smtp.example.org"})
    assert settings.address == settings.user == "ada@example.org"
    assert settings.password == " pw "
    assert settings.imap == Server("imap.example.org", 993, "tls")
    assert settings.smtp == Server("smtp.example.org", 465, "tls")
    assert settings_of(GIVEN).smtp is None


def test_every_answer_of_a_member_is_used() -> None:
    other = {
        "user": "ada",
        "token": "t",
        "imap_port": "1143",
        "imap_security": "STARTTLS",
        "smtp_host": "s",
        "smtp_security": "none",
    }
    settings = settings_of(GIVEN | other)
    assert (settings.user, settings.token) == ("ada", "t")
    assert settings.imap == Server("imap.example.org", 1143, "starttls")
    assert settings.smtp == Server("s", 25, "none")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"address": "nobody"}, "address"),
        ({"password": ""}, "password"),
        ({"imap_host": " "}, "imap_host"),
        ({"imap_port": "many"}, "imap_port"),
        ({"imap_port": "70000"}, "imap_port"),
        ({"imap_security": "some"}, "imap_security"),
        ({"smtp_host": "s", "smtp_port": "0"}, "smtp_port"),
    ],
)
def test_a_wrong_answer_names_its_field(wrong: dict[str, str], field: str) -> None:
    with pytest.raises(WrongInput) as caught:
        settings_of(GIVEN | wrong)
    assert caught.value.field == field


def test_secrets_are_marked_and_nothing_else() -> None:
    assert {each.name for each in Email.asks if each.secret} == {"password", "token", "refresh_token", "client_secret"}
    assert {each.name for each in Email.asks if each.needed} == {"address"}


def test_of_known_providers_an_address_and_a_password_are_enough() -> None:
    settings = settings_of({"address": "ada@icloud.com", "password": "pw"})
    assert settings.imap == Server("imap.mail.me.com", 993, "tls")
    assert settings.smtp == Server("smtp.mail.me.com", 587, "starttls")
    other = settings_of({"address": "ada@icloud.com", "password": "pw", "imap_host": "own.example", "smtp_host": "own.example"})
    assert {other.imap.host, other.smtp.host if other.smtp else ""} == {"own.example"}


@pytest.mark.parametrize("domain", sorted(PROVIDERS))
def test_no_known_provider_is_spoken_to_unencrypted(domain: str) -> None:
    assert domain == domain.lower()
    assert {server.security for server in PROVIDERS[domain]} <= {"tls", "starttls"}


# Folders


def folder(name: str, *flags: str, delim: str = "/") -> FolderInfo:
    return FolderInfo(name, delim, flags)


def test_folders_are_chosen_by_what_the_server_says_of_them() -> None:
    listed = [
        folder("Zeta"), folder("Gone", "\\NonExistent"), folder("Parent", "\\Noselect"), folder("Müll", "\\Junk"),
        folder("INBOX"), folder("Weg", "\\Trash"), folder("Halb", "\\Drafts"), folder("Raus", "\\Sent"),
    ]  # fmt: skip
    assert choose_folders(listed) == (("INBOX", "Raus", "Zeta"), "Raus")


@pytest.mark.parametrize(
    "name", ["Spam", "INBOX.Trash", "Papierkorb", "Deleted Items", "INBOX.Brouillons", "bozze", "Junk E-mail"]
)
def test_unwanted_folders_are_known_by_their_names_too(name: str) -> None:
    assert choose_folders([folder("INBOX"), folder(name, delim=".")]).read == ("INBOX",)


@pytest.mark.parametrize("name", ["Sent Items", "INBOX.Gesendet", "Éléments envoyés", "Enviados"])
def test_the_folder_for_sent_letters_is_known_by_its_name_too(name: str) -> None:
    assert choose_folders([folder("INBOX"), folder(name, delim=".")]) == (("INBOX", name), name)


@pytest.mark.parametrize("name", ["Spam fighters", "Trash collection", "Absent", "Drafting committee"])
def test_folders_about_such_things_are_read(name: str) -> None:
    assert choose_folders([folder(name, delim="")]) == ((name,), "")


def test_where_one_folder_shows_everything_it_is_read_alone() -> None:
    listed = [folder("INBOX"), folder("[Gmail]/All", "\\All"), folder("[Gmail]/Sent", "\\Sent"), folder("Stars", "\\Flagged")]
    assert choose_folders(listed) == (("[Gmail]/All",), "[Gmail]/Sent")


# Cursors


@pytest.mark.parametrize("cursor", ["", "{", "[]", '{"validity": "x"}', "null"])
def test_a_cursor_that_is_none_begins_anew(cursor: str) -> None:
    assert read_cursor(cursor) == Seen()


SEEN = st.builds(
    Seen,
    validity=st.integers(0, 2**32),
    top=st.integers(0, 2**32),
    low=st.integers(1, 2**32),
    watched=st.lists(st.tuples(st.integers(1, 2**32), st.text())).map(tuple),
    doubted=st.lists(st.text()).map(tuple),
)


@given(SEEN)
def test_a_cursor_is_read_as_it_was_written(seen: Seen) -> None:
    assert read_cursor(write_cursor(seen)) == seen


def test_a_folder_numbered_anew_doubts_what_was_watched() -> None:
    seen = Seen(validity=1, top=9, low=4, watched=((8, "a"), (9, "b")), doubted=("b", "c"))
    assert opened(seen, Selected(1, 20, 5)) == seen
    assert opened(seen, Selected(2, 20, 5)) == Seen(validity=2, top=19, low=20, doubted=("b", "c", "a"))


def test_new_letters_are_awaited_from_the_next_uid_on() -> None:
    assert not has_new(Seen(top=9), Selected(1, 10, 0))
    assert has_new(Seen(top=9), Selected(1, 11, 0))
    assert has_new(Seen(top=9), Selected(1, 0, 0))


@given(st.lists(st.integers(0, 100)), st.integers(1, 10), st.integers(1, 300))
def test_a_page_is_a_beginning_within_its_bounds(sizes: list[int], letters: int, size: int) -> None:
    listed = [Listed(number, each) for number, each in enumerate(sizes)]
    page = page_of(listed, letters=letters, size=size)
    assert page == listed[: len(page)]
    assert bool(page) == bool(listed)
    assert len(page) <= letters
    assert len(page) <= 1 or sum(each.size for each in page) <= size


def test_a_broken_page_goes_on_behind_its_last_letter() -> None:
    page = [Listed(11, 1), Listed(14, 1)]
    assert after_new(Seen(top=9), Selected(1, 30, 9), page=page, listed=5).top == 14
    assert after_new(Seen(top=9), Selected(1, 30, 9), page=page, listed=2).top == 29
    assert after_new(Seen(top=9), Selected(1, 0, 9), page=page, listed=2).top == 14
    assert after_new(Seen(top=9), Selected(1, 0, 9), page=[], listed=0).top == 9
    assert after_old(Seen(low=20), page=page, listed=5, bottom=2).low == 11
    assert after_old(Seen(low=20), page=[], listed=0, bottom=1).is_backfilled


@given(st.lists(st.integers(1, 60), unique=True), st.integers(1, 7), st.integers(0, 60))
def test_every_letter_is_read_once_whatever_the_gaps_and_pages(uids: list[int], letters: int, begun: int) -> None:
    there = sorted(uids)
    old = [uid for uid in there if uid <= begun]
    seen, read = opened(Seen(), Selected(1, begun + 1, len(old))), []
    selected = Selected(1, 61, len(there))
    for _ in range(200):
        if has_new(seen, selected):
            listed = [Listed(uid, 1) for uid in there if uid > seen.top]
            page = page_of(listed, letters=letters)
            seen = after_new(seen, selected, page=page, listed=len(listed))
        elif not seen.is_backfilled:
            bottom = max(1, seen.low - 10)
            listed = [Listed(uid, 1) for uid in there if bottom <= uid < seen.low]
            page = page_of(reversed(listed), letters=letters)
            seen = after_old(seen, page=page, listed=len(listed), bottom=bottom)
        else:
            break
        read += [each.uid for each in page]
    assert sorted(read) == there


def test_the_newest_letters_are_watched_and_no_more() -> None:
    seen = watching(Seen(), ((uid, str(uid)) for uid in range(1, WATCHED + 11)))
    assert len(seen.watched) == WATCHED
    assert seen.watched[0] == (11, "11")
    assert watching(seen, [(5, "5")]) == seen


def test_what_vanished_is_doubted_until_it_is_settled() -> None:
    seen = without_vanished(Seen(watched=((1, "a"), (2, "b"), (3, "b"), (4, "c")), doubted=("z",)), [4], count=1)
    assert seen == Seen(watched=((4, "c"),), doubted=("z", "a", "b"), count=1)
    assert settled(seen, ["a", "z"]).doubted == ("b",)


def test_ids_that_no_search_can_name_are_not_looked_for() -> None:
    assert search(None, "INBOX", ['a"b', "ü@example.org", "a b"]) == set()  # type: ignore[arg-type]


# Letters


def draft(**other: object) -> Draft:
    to = (Party(name="Ben Castillo", identities=(Identity(kind="email", value="ben@example.org"),)),)
    given = {"key": "k", "text": "Yes.", "author": Party(name="Ada Okafor"), "to": to} | other
    return Draft(**given)  # type: ignore[arg-type]


def message(address: str = "ada@example.org", **other: object) -> EmailMessage:
    content = compose(draft(**other), address=address, at=AT).content
    return message_from_bytes(content, policy=policy.default)  # type: ignore[return-value]


def test_every_try_has_the_same_id_and_other_drafts_have_others() -> None:
    first = compose(draft(), address="ada@example.org", at=AT)
    again = compose(draft(text="Other words."), address="ada@example.org", at=datetime.now(UTC))
    assert first.external_id == again.external_id == draft_id("k", "example.org")
    assert first.external_id == first.external_id.lower()
    assert draft_id("k2", "example.org") != draft_id("k", "example.org")
    assert message()["message-id"] == f"<{first.external_id}>"


def test_a_letter_comes_from_a_person_at_the_account() -> None:
    found = message(author=Party(name="Ada\r\nBcc: all@example.org", identities=(Identity(kind="email", value="x@y.example"),)))
    assert found["from"].addresses[0].addr_spec == "ada@example.org"
    assert found["from"].addresses[0].display_name == "Ada Bcc: all@example.org"
    assert found["bcc"] is None


@pytest.mark.parametrize(
    ("subject", "answers", "written"),
    [
        ("Saturday", "", "Saturday"),
        ("Saturday", "one@example.org", "Re: Saturday"),
        ("AW: Saturday", "one@example.org", "AW: Saturday"),
        ("", "one@example.org", "Re:"),
        ("a\r\nBcc: x@example.org", "", "a Bcc: x@example.org"),
    ],
)
def test_a_subject_is_one_line_and_says_that_it_answers(subject: str, answers: str, written: str) -> None:
    assert message(subject=subject, in_reply_to=answers)["subject"].strip() == written


def test_a_thread_is_told_oldest_first_and_the_answered_letter_last_in_its_own_case() -> None:
    found = message(
        in_reply_to="two@example.org",
        references=("root@example.org", "two@example.org", "sha:0000", "one@example.org"),
        context={"message_id": "Two@example.org"},
    )
    assert found["in-reply-to"] == "<Two@example.org>"
    assert found["references"] == "<root@example.org> <one@example.org> <Two@example.org>"


def test_an_answer_to_a_letter_without_an_id_has_no_thread() -> None:
    found = message(in_reply_to="sha:0011", references=())
    assert found["in-reply-to"] is None
    assert found["references"] is None


def test_of_a_very_long_thread_its_root_and_its_end_are_told() -> None:
    found = message(in_reply_to="n99@example.org", references=tuple(f"n{number}@example.org" for number in range(99)))
    ids = found["references"].split()
    assert (len(ids), ids[0], ids[-1]) == (20, "<n0@example.org>", "<n99@example.org>")


def test_everybody_is_written_to_once() -> None:
    ben, again = (Party(name=name, identities=(Identity(kind="email", value="ben@example.org"),)) for name in ("Ben", "B."))
    phone = Party(name="Cem", identities=(Identity(kind="phone", value="+4930123456"),))
    letter = compose(draft(to=(ben, phone, again)), address="ada@example.org", at=AT)
    assert letter.recipients == ("ben@example.org",)


@pytest.mark.parametrize(("other", "field"), [({"to": ()}, "to"), ({"text": " \n"}, "text")])
def test_a_letter_needs_somebody_and_something(other: dict[str, object], field: str) -> None:
    with pytest.raises(WrongInput) as caught:
        compose(draft(**other), address="ada@example.org", at=AT)
    assert caught.value.field == field


def test_domains_of_any_script_are_written_in_ascii() -> None:
    to = (Party(identities=(Identity(kind="email", value="ben@münchen.example"),)),)
    letter = compose(draft(to=to), address="ada@example.org", at=AT)
    assert letter.recipients == ("ben@xn--mnchen-3ya.example",)
    assert not letter.is_international
    with pytest.raises(WrongInput, match="no domain"):
        compose(
            draft(to=(Party(identities=(Identity(kind="email", value="ben@" + "ü" * 70 + ".example"),)),)), address="a@b.c", at=AT
        )


def test_addresses_of_any_script_stay_as_they_are() -> None:
    to = (Party(identities=(Identity(kind="email", value="bén@example.org"),)),)
    letter = compose(draft(to=to), address="ada@example.org", at=AT)
    assert letter.is_international
    assert "bén@example.org".encode() in letter.content


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.words = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [each for each in attrs if tag != "meta"]

    def handle_data(self, data: str) -> None:
        self.words += data


@given(st.text(), st.sampled_from(["", "https://example.org/?a=1&b=2", 'http://x.example/"onclick=', "<script>", "\n\n"]))
def test_the_html_of_an_answer_is_its_text_and_nothing_else(text: str, more: str) -> None:
    written = text.replace("\r", "").replace("\x00", "") + more
    found = _Tags()
    found.feed(as_html(written))
    found.close()
    assert set(found.tags) <= {"html", "head", "meta", "body", "p", "br", "a"}
    assert {name for name, _ in found.attributes} <= {"href"}
    assert all(value is not None and value.startswith(("http://", "https://")) for _, value in found.attributes)


def test_a_link_ends_before_the_sentence_does() -> None:
    assert '<a href="https://example.org/x?a=1&amp;b=2">https://example.org/x?a=1&amp;b=2</a>).' in as_html(
        "(see https://example.org/x?a=1&b=2)."
    )


@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"))))
def test_the_words_of_a_letter_arrive_as_written(text: str) -> None:
    words = f"Dear {text} friend.\n.\n..\nEnd"
    plain = message(text=words).get_body(("plain",))
    assert plain is not None
    assert plain.get_content().replace("\r\n", "\n").rstrip("\n") == words


OWN_ID = f"hustings.{'0a' * 20}@campaign.example"


@pytest.mark.parametrize(
    ("body", "returned"),
    [
        (f"Action: failed\r\nStatus: 5.1.1\r\n\r\nMessage-ID: <{OWN_ID}>\r\n", OWN_ID),
        (f"Action: delayed\r\n\r\nMessage-ID: <{OWN_ID}>\r\n", ""),
        (f"Nobody there.\r\n\r\nMessage-Id: <{OWN_ID.upper()}>\r\n", OWN_ID),
        ("Action: failed\r\n\r\nMessage-ID: <other@example.org>\r\n", ""),
    ],
)
def test_a_report_names_the_answer_that_did_not_arrive(body: str, returned: str) -> None:
    head = "From: mailer-daemon@example.org\r\nDate: Mon, 1 Sep 2026 10:00:00 +0000\r\nMessage-ID: <r@example.org>\r\n\r\n\r\n"
    found = letter_of(Fetched(1, (head + body).encode(), b""), place=Place("INBOX", 1), is_draft=False)
    assert isinstance(found, Found)
    assert found.record.extra.get("returned", "") == returned  # type: ignore[union-attr]
