"""Triage: what wants an answer is found in seven languages and more, and what does not stays quiet."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hustings.engine.triage import LONGEST, WEIGHTS, clean, sentences, triage

INTENT = Path(__file__).parents[3] / "shared" / "data" / "text_email_intent" / "train_Ask0729-fixed.txt.gz"

WANTING = [
    ("question", "When does the council vote on the crossing?"),
    ("question", "how much is a stall at the market"),
    ("question", "¿Cuándo vota el pleno la reforma?"),
    ("question", "cómo quedamos el jueves"),
    ("question", "Est-ce que la réunion a lieu jeudi"),
    ("question", "Hast du die Zahlen gesehen"),
    ("question", "Quando é a assembleia do bairro"),
    ("question", "Quando possiamo vederci in comune"),
    ("question", "Heb je de cijfers gezien"),
    ("question", "Czy rada przyjmie plan"),
    ("question", "委员会什么时候投票？"),
    ("ask", "It would be great if you had a word with the planners."),
    ("ask", "Let me know which evening suits."),
    ("ask", "Ada, send me the tram study."),
    ("ask", "Necesito que firmes la carta antes del viernes."),
    ("ask", "Pourriez-vous m’envoyer le dossier avant jeudi."),
    ("ask", "Bitte schick mir die Tagesordnung."),
    ("ask", "Gostaria de saber o horário do centro de saúde."),
    ("ask", "Fammi sapere se va bene sabato."),
    ("ask", "Laat me even weten of het lukt."),
    ("ask", "Proszę o przesłanie planu konsultacji."),
    ("offer", "I would be glad to help with the posters."),
    ("offer", "Puedo ayudar con la imprenta el sábado."),
    ("offer", "Je peux vous aider à traduire les tracts."),
    ("offer", "Ich kann am Samstag am Stand auf dem Markt helfen."),
    ("offer", "Posso ajudar na recolha de assinaturas."),
    ("offer", "Posso aiutarti con il volantino."),
    ("offer", "Ik kan zaterdag op de markt helpen."),
    ("offer", "Chętnie pomogę przy zbiórce podpisów."),
    ("invitation", "We would like to invite you to our annual dinner."),
    ("invitation", "Te invito a la cena de la asociación."),
    ("invitation", "Je vous invite à notre assemblée."),
    ("invitation", "Ich lade Sie zu unserem Sommerfest ein."),
    ("invitation", "Convido-te para o jantar, queremos convidar-te todos."),
    ("invitation", "Ti invito alla cena del circolo."),
    ("invitation", "Je bent van harte uitgenodigd voor de borrel."),
    ("invitation", "Zapraszam na spotkanie w bibliotece."),
    ("complaint", "Nobody has answered my letter about the bus stop."),
    ("complaint", "Sigo esperando una respuesta del ayuntamiento."),
    ("complaint", "Personne ne m’a répondu depuis un mois."),
    ("complaint", "Ich bin enttäuscht von der Antwort."),
    ("complaint", "Ninguém respondeu à minha carta."),
    ("complaint", "Nessuno mi ha risposto dopo due lettere."),
    ("complaint", "Ik ben teleurgesteld in de gemeente."),
    ("complaint", "Nadal czekam na wiadomość z urzędu."),
]

QUIET = [
    ("thanks", "Thanks!"),
    ("thanks", "Hi Ada,\nThanks so much for yesterday, it was lovely.\n\nBest,\nVera"),
    ("thanks", "¡Muchas gracias por todo!"),
    ("thanks", "Merci beaucoup"),
    ("thanks", "Vielen Dank für gestern Abend."),
    ("thanks", "Muito obrigada pela conversa."),
    ("thanks", "Grazie mille"),
    ("thanks", "Bedankt voor gisteren"),
    ("thanks", "Dziękuję bardzo"),
    ("greeting", "Hi Ada"),
    ("greeting", "Guten Morgen,"),
    ("greeting", "Dear Ms. Lovelace,\n"),
    ("statement", "Sounds good, the room is booked for Thursday."),
    ("statement", "Our report is out."),
    ("statement", "If you have any questions, contact the office."),
    ("statement", "Please do not hesitate to write."),
    ("empty", ""),
    ("empty", "  \n "),
    ("empty", "> When does the council vote?\n> Please tell me."),
    ("empty", "https://example.org/?q=why"),
]


@pytest.mark.parametrize(("kind", "text"), WANTING)
def test_what_wants_an_answer_is_found(kind: str, text: str) -> None:
    verdict = triage(text, direction="in")
    assert (verdict.needs_reply, verdict.kind, verdict.weight) == (True, kind, WEIGHTS[kind])
    assert verdict.reason.lower() in text.lower()
    assert verdict.reason


@pytest.mark.parametrize(("kind", "text"), QUIET)
def test_what_wants_nothing_stays_quiet(kind: str, text: str) -> None:
    verdict = triage(text, direction="in")
    assert (verdict.needs_reply, verdict.kind, verdict.weight) == (False, kind, 0.0)


def test_what_we_wrote_ourselves_wants_nothing() -> None:
    assert triage("Could you call me?", direction="out").kind == "outgoing"


@pytest.mark.parametrize(
    "facts",
    [{"automatic": "list"}, {"sender_is_person": False}, {"subject": "Automatic reply: Tram"}, {"subject": "Abwesenheitsnotiz"}],
)
def test_what_no_person_wrote_to_us_wants_nothing(facts: dict) -> None:
    verdict = triage("Could you call me?", direction="in", **facts)
    assert (verdict.needs_reply, verdict.kind) == (False, "automatic")


def test_a_subject_asks_where_it_opens_the_thread() -> None:
    assert triage("See below.", subject="Can we meet on Friday?", direction="in").kind == "question"
    assert not triage("See below.", subject="Re: Can we meet on Friday?", direction="in").needs_reply


def test_the_gravest_wish_decides() -> None:
    text = "Could you send the plan? I am very disappointed that nobody called. I can help on Saturday."
    assert triage(text, direction="in").kind == "complaint"


def test_what_others_wrote_and_what_follows_the_sign_off_is_left_out() -> None:
    text = "Hello Ada,\r\n\r\nThe hall is booked.\r\n\r\nBest regards,\r\nBen\r\nAny questions? Call 123\r\n"
    assert clean(text) == "The hall is booked."
    assert clean("The hall is booked.\n\nOn 3 March 2026 Ada wrote:\nCan you book it?") == "The hall is booked."
    assert clean("Die Halle ist gebucht.\n-- \nBen Muster\nFragen?") == "Die Halle ist gebucht."


def test_a_sign_off_that_begins_a_letter_or_a_long_text_cuts_nothing() -> None:
    assert clean("Thanks,\nAda") == "Thanks,\nAda"
    long = "First point.\nThanks\n" + "The crossing is dangerous. " * 20
    assert clean(long) == long.strip()


def test_sentences_keep_their_order_and_lose_their_white_space() -> None:
    assert sentences("The hall\nis booked. Can you come?\n\n- bring chairs\n***") == (
        "The hall is booked.",
        "Can you come?",
        "- bring chairs",
    )


@given(st.text(max_size=300), st.text(max_size=60))
def test_any_text_gets_a_verdict(text: str, subject: str) -> None:
    verdict = triage(text, subject=subject, direction="in")
    assert verdict.needs_reply is (verdict.weight > 0)
    assert verdict.needs_reply is (verdict.kind in WEIGHTS)


@given(st.sampled_from(WANTING), st.sampled_from(["\n\nBest regards,\nVera", "\n\nThanks!", "\n-- \nVera\nMill Lane 3"]))
def test_a_sign_off_changes_nothing(wanting: tuple[str, str], ending: str) -> None:
    assert triage(wanting[1] + ending, direction="in") == triage(wanting[1], direction="in")


def test_only_the_beginning_of_an_endless_text_is_read() -> None:
    assert not triage("word " * LONGEST + "Could you call me?", direction="in").needs_reply


def f1(found: list[bool], wanted: list[bool]) -> float:
    right = sum(one and other for one, other in zip(found, wanted, strict=True))
    return 2 * right / (sum(found) + sum(wanted))


def test_requests_in_real_mail_are_found_far_better_than_by_question_marks() -> None:
    if not INTENT.exists():
        pytest.skip("the public e-mail intent sentences are not beside the repository")
    lines = gzip.decompress(INTENT.read_bytes()).decode("utf-8", "replace").splitlines()
    labelled = [line.split("\t", 1) for line in lines if "\t" in line]
    wanted = [label == "Yes" for label, _ in labelled]
    by_mark = f1(["?" in text for _, text in labelled], wanted)
    by_rules = f1([triage(text, direction="in").needs_reply for _, text in labelled], wanted)
    assert by_mark < 0.30
    assert by_rules > 0.70
