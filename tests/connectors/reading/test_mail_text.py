"""The new text of a letter: nothing of the writer is lost, nothing quoted stays; and who sent it, a person or a machine."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hustings.connectors.reading.mail_html import html_to_text
from hustings.connectors.reading.mail_kind import automatic_kind
from hustings.connectors.reading.mail_text import new_text

ORIGINAL = "From: Ben <ben@example.org>\nSent: Monday, 4 March 2024 10:00\nTo: Ada\nSubject: Hall\n\nIs it free?"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hi\n\nBen", "Hi\n\nBen"),
        ("Yes.\n\nOn Mon, 4 Mar 2024, Ben wrote:\n> free?\n\nAnd you?", "Yes.\n\nAnd you?"),
        ("Yes.\n\nOn Mon, 4 Mar 2024 at 10:00, Ben <ben@example.org> wrote:\n\nIs it free?", "Yes."),
        ("Ja.\n\nAm 04.03.2024 um 10:00 schrieb Ben Organiser:\n> frei?", "Ja."),
        ("Так.\n\n04.03.2024 10:00 пользователь Ben <\nben@example.org> написал:\n> q", "Так."),
        ("Igen\n\nben@example.org írta:\n> q", "Igen"),
        ("She said:\n> no", "She said:"),
        ("One\ntwo\nthree and she said:\n> no", "One\ntwo\nthree and she said:"),
        ("We need:\n\n- flyers\n- at 10:30:\ncake", "We need:\n\n- flyers\n- at 10:30:\ncake"),
        ("Yes.\n\n" + ORIGINAL, "Yes."),
        ("FYI\n\n-----Original Message-----\n" + ORIGINAL, "FYI"),
        ("FYI\n________________________________\n" + ORIGINAL, "FYI"),
        (ORIGINAL, ORIGINAL),
        ("> only quoted", "> only quoted"),
        ("Yes\n--\nBen\nCampaign", "Yes"),
        ("--\nBen", "--\nBen"),
        ("Thanks,\nthat helps", "Thanks,\nthat helps"),
        ("Yes\n\nSent from my iPhone\n", "Yes"),
        ("See:\nFrom: 5\nTo: 6", "See:\nFrom: 5\nTo: 6"),
        ("See\nFrom: a\nTo: b\nFor: c\nno date", "See\nFrom: a\nTo: b\nFor: c\nno date"),
        ("a\n-----------\n" + "b\n" * 9 + "b", "a\n-----------\n" + "b\n" * 9 + "b"),
        ("a\n______________________\nlist mailing list", "a"),
        ("x" * 310 + " 10:30:\n> q", "x" * 310 + " 10:30:"),
        ("\r\na\r\n\r\n\r\nb\r", "a\n\nb"),
        ("", ""),
    ],
)
def test_only_what_is_new_stays(text: str, expected: str) -> None:
    assert new_text(text) == expected


def test_only_so_many_lines_are_tried_as_an_attribution() -> None:
    text = "\n\n".join(["at 10:30:"] * 60)
    assert new_text(text) == text


@given(st.text(st.sampled_from("ab \n>:-_On10@<\r"), max_size=120))
def test_a_letter_with_words_never_becomes_empty(text: str) -> None:
    assert bool(new_text(text).strip()) == bool(text.strip())


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>One</p><p>Two<br>three</p>", "One\n\nTwo\nthree\n"),
        ("a <b>bold</b>&amp; <i>x</i>", "a bold& x"),
        ("<style>p{}</style>a<!-- x -->b<script>1<2</script>c", "abc"),
        ("a<!-- never closed", "a"),
        ("a<script>never closed", "a"),
        ("<ul><li>a</li><li>b</li></ul>", "- a\n- b\n"),
        ("<table><tr><td>a</td><td>b</td></tr></table>", "a b\n"),
        ("<pre>a  b\n  c</pre>d", "a  b\n  c\nd"),
        ("yes<blockquote>old</blockquote>new</blockquote>", "yes\n\n> old\n\nnew\n"),
        ('yes<div class="gmail_quote"><div>old</div></div>new</div>', "yes\n> old\nnew"),
        ('yes<div id="appendonsend"></div>old', "yes\n> old"),
        ('<a title="a>b">c</a> 1 < 2 <!DOCTYPE x>', "c 1 < 2"),
        ("", ""),
    ],
)
def test_html_becomes_paragraphs(html: str, expected: str) -> None:
    assert html_to_text(html) == expected


@given(
    st.lists(
        st.sampled_from(["<", ">", "<p>", "</div>", "<!--", "-->", '"', "'", "a", "&", "<pre>", "\n", "<style>", "</style>"])
    )
)
def test_any_html_gives_text(pieces: list[str]) -> None:
    assert "<p>" not in html_to_text("".join(pieces))


@pytest.mark.parametrize(
    ("headers", "sender", "subject", "kind"),
    [
        ({}, "ada@example.org", "Hi", ""),
        ({"auto-submitted": ["no"]}, "ada@example.org", "Re: out of office", ""),
        ({"list-id": ["<x>"]}, "ada@example.org", "Hi", "list"),
        ({"precedence": ["list"], "list-unsubscribe": ["x"]}, "ada@example.org", "Hi", "list"),
        ({"list-unsubscribe": ["x"]}, "ada@example.org", "Hi", "bulk"),
        ({"precedence": ["Bulk"]}, "ada@example.org", "Hi", "bulk"),
        ({}, "no-reply@example.org", "Hi", "bulk"),
        ({}, "shop.noreply+7@example.org", "Hi", "bulk"),
        ({"x-spam-flag": ["YES"]}, "ada@example.org", "Hi", "bulk"),
        ({"auto-submitted": ["auto-generated"]}, "ada@example.org", "Hi", "bulk"),
        ({"auto-submitted": ["auto-generated"], "in-reply-to": ["<x>"]}, "ada@example.org", "Hi", "auto-reply"),
        ({"auto-submitted": ["auto-replied"]}, "ada@example.org", "Hi", "auto-reply"),
        ({"precedence": ["auto_reply"]}, "ada@example.org", "Hi", "auto-reply"),
        ({"x-autoreply": ["yes"]}, "ada@example.org", "Hi", "auto-reply"),
        ({}, "ada@example.org", "Automatische Antwort: Saal", "auto-reply"),
        ({}, "ada@example.org", "Réponse automatique : salle", "auto-reply"),
        ({}, "ada@example.org", "Fuera de la oficina", "auto-reply"),
        ({}, "ada@example.org", "自動返信: 会議", "auto-reply"),
        ({}, "ada@example.org", "Automobile show", ""),
        ({"x-failed-recipients": ["x"]}, "ada@example.org", "Hi", "report"),
        ({"content-type": ["multipart/report; x"]}, "ada@example.org", "Hi", "report"),
        ({}, "mailer-daemon@example.org", "Hi", "report"),
    ],
)
def test_mail_of_machines_is_told_from_mail_of_people(
    headers: dict[str, list[str]], sender: str, subject: str, kind: str
) -> None:
    assert automatic_kind(headers, sender=sender, subject=subject) == kind
