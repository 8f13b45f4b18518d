"""The language of a text: told where it is plain, left open where it is not."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hustings.demo.scenes import all_scenes
from hustings.engine.languages import LEAST_LETTERS, LONGEST_READ, language_of

WRITTEN = {
    "en": """
        Could you send me the list of volunteers before Thursday?
        It was lovely to meet you at the library on Saturday.
        I don't think that the council has read our letter.
        Let's talk about the bus lane when you are back in town.
        Happy to introduce you to my neighbour, who runs the food bank.
        We've moved the meeting to Tuesday because the hall is taken.
        Congratulations on the new job! Where will you be based?
        Is there anything we can do for the tenants in the meantime?
        She said she'd sign, but only if her sister does as well.
        My daughter would love to help with the posters next week.
    """,
    "es": """
        ¿Me puedes mandar la lista de voluntarios antes del jueves?
        Fue un placer conocerte el sábado en la biblioteca.
        No creo que el ayuntamiento haya leído nuestra carta.
        Hablemos del carril bus cuando vuelvas a la ciudad.
        Con mucho gusto te presento a mi vecina, que lleva el comedor.
        Hemos pasado la reunión al martes porque la sala está ocupada.
        ¡Enhorabuena por el nuevo trabajo! ¿Dónde vas a estar?
        ¿Podemos hacer algo por los inquilinos mientras tanto?
        Dice que firma, pero solo si su hermana también lo hace.
        A mi hija le encantaría ayudar con los carteles la semana que viene.
    """,
    "fr": """
        Pourriez-vous m'envoyer la liste des bénévoles avant jeudi ?
        C'était un plaisir de vous rencontrer samedi à la bibliothèque.
        Je ne crois pas que la mairie ait lu notre lettre.
        Parlons du couloir de bus quand tu seras de retour en ville.
        Je te présente volontiers ma voisine, qui tient l'épicerie solidaire.
        Nous avons déplacé la réunion à mardi, car la salle est prise.
        Félicitations pour ton nouveau poste ! Où seras-tu basée ?
        Que pouvons-nous faire pour les locataires en attendant ?
        Elle dit qu’elle signera, mais seulement si sa sœur le fait aussi.
        Ma fille aimerait beaucoup aider pour les affiches la semaine prochaine.
    """,
    "de": """
        Können Sie mir die Liste der Freiwilligen vor Donnerstag schicken?
        Es war schön, dich am Samstag in der Bücherei zu treffen.
        Ich glaube nicht, dass der Stadtrat unseren Brief gelesen hat.
        Reden wir über die Busspur, wenn du wieder in der Stadt bist.
        Gern stelle ich dir meine Nachbarin vor, die die Tafel leitet.
        Wir haben das Treffen auf Dienstag verlegt, der Saal ist belegt.
        Glückwunsch zur neuen Stelle! Wo wirst du arbeiten?
        Was können wir inzwischen für die Mieter tun?
        Sie unterschreibt, aber nur wenn ihre Schwester auch unterschreibt.
        Meine Tochter würde nächste Woche gerne bei den Plakaten helfen.
    """,
    "pt": """
        Pode enviar-me a lista de voluntários antes de quinta-feira?
        Foi um prazer conhecer você no sábado na biblioteca.
        Não acredito que a câmara tenha lido a nossa carta.
        Vamos falar da faixa de ônibus quando você voltar à cidade.
        Apresento com gosto a minha vizinha, que cuida do banco alimentar.
        Mudámos a reunião para terça porque a sala está ocupada.
        Parabéns pelo novo emprego! Onde é que vai ficar?
        O que podemos fazer pelos inquilinos enquanto isso?
        Ela diz que assina, mas só se a irmã também assinar.
        A minha filha adoraria ajudar com os cartazes na próxima semana.
    """,
    "it": """
        Mi puoi mandare l'elenco dei volontari prima di giovedì?
        È stato un piacere conoscerti sabato in biblioteca.
        Non credo che il comune abbia letto la nostra lettera.
        Parliamo della corsia degli autobus quando torni in città.
        Ti presento volentieri la mia vicina, che gestisce la mensa.
        Abbiamo spostato la riunione a martedì perché la sala è occupata.
        Complimenti per il nuovo lavoro! Dove sarai di preciso?
        Che cosa possiamo fare intanto per gli inquilini?
        Dice che firma, ma solo se lo fa anche sua sorella.
        A mia figlia piacerebbe aiutare con i manifesti la settimana prossima.
    """,
    "nl": """
        Kunt u mij de lijst met vrijwilligers voor donderdag sturen?
        Het was leuk om je zaterdag in de bibliotheek te ontmoeten.
        Ik denk niet dat de gemeenteraad onze brief heeft gelezen.
        Laten we over de busbaan praten als je weer in de stad bent.
        Ik stel je graag voor aan mijn buurvrouw, die de voedselbank leidt.
        We hebben de vergadering naar dinsdag verplaatst, de zaal is bezet.
        Gefeliciteerd met je nieuwe baan! Waar ga je werken?
        Wat kunnen we intussen voor de huurders doen?
        Ze zegt dat ze tekent, maar alleen als haar zus het ook doet.
        Mijn dochter wil volgende week graag helpen met de affiches.
    """,
    "pl": """
        Czy może mi Pani przysłać listę wolontariuszy przed czwartkiem?
        Miło było spotkać się w sobotę w bibliotece.
        Nie sądzę, żeby rada miasta przeczytała nasz list.
        Porozmawiajmy o buspasie, jak wrócisz do miasta.
        Chętnie przedstawię ci moją sąsiadkę, która prowadzi jadłodajnię.
        Przenieśliśmy spotkanie na wtorek, bo sala jest zajęta.
        Gratuluję nowej pracy! Gdzie teraz będziesz?
        Co możemy tymczasem zrobić dla lokatorów?
        Mówi, że podpisze, ale tylko jeśli jej siostra też podpisze.
        Moja córka chętnie pomoże przy plakatach w przyszłym tygodniu.
    """,
}
"""Ten things that people in politics write, in each language."""


def _spoken() -> list[tuple[str, str]]:
    return [(language, line.strip()) for language, lines in WRITTEN.items() for line in lines.strip().splitlines()]


def _demo_messages() -> list[tuple[str, str]]:
    """Every message of the demo that is long enough, with its slots filled and its first choices taken."""
    found = []
    for scene in all_scenes():
        for turn in scene.turns:
            text = re.sub(r"\[\[(.*?)\|.*?\]\]", r"\1", re.sub(r"\{\w+\}", "Quarry Road", turn.text), flags=re.DOTALL)
            if sum(sign.isalpha() for sign in text) >= LEAST_LETTERS:
                found.append((scene.language, text))
    return found


def _shares(messages: list[tuple[str, str]]) -> tuple[float, float]:
    """The share of wrong answers and that of no answer."""
    answers = Counter("right" if found == language else "wrong" if found else "unknown"
                      for language, found in ((language, language_of(text)) for language, text in messages))  # fmt: skip
    return answers["wrong"] / len(messages), answers["unknown"] / len(messages)


def test_no_sentence_of_ten_in_each_language_is_taken_for_another() -> None:
    for language, text in _spoken():
        assert language_of(text) in (language, ""), text


@pytest.mark.parametrize("language", WRITTEN)
def test_in_every_language_nine_of_ten_sentences_are_told(language: str) -> None:
    _, unknown = _shares([one for one in _spoken() if one[0] == language])
    assert unknown <= 0.1


def test_of_the_letters_of_the_demo_hardly_one_is_told_wrong() -> None:
    messages = _demo_messages()
    wrong, unknown = _shares(messages)
    assert len(messages) > 500
    assert wrong <= 0.01
    assert unknown <= 0.05


@pytest.mark.parametrize("language", ["es", "fr", "de", "pt", "pl"])
def test_of_the_letters_of_the_demo_in_each_other_language_nine_of_ten_are_told(language: str) -> None:
    wrong, unknown = _shares([one for one in _demo_messages() if one[0] == language])
    assert wrong == 0
    assert unknown <= 0.1


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Thank you for that!",
        "Merci à vous !",
        "1234567890 1234567890 1234567890 +++",
        "Спасибо большое за вашу помощь на прошлой неделе, до скорой встречи.",
        "Σας ευχαριστώ πολύ για τη βοήθειά σας την περασμένη εβδομάδα.",
        "先週はお手伝いいただき、本当にありがとうございました。またお会いしましょう。",
        "Riverton Quarry Hill Foundry Bridge Orchard Terrace",
        "https://example.org/the/and/you/will/have/that/not/what/is/in/it",
        "the.and.you@example.org, what.will.have.been@example.org",
        "Grazie mille per tutto. Thank you for everything.",
    ],
)  # fmt: skip
def test_what_cannot_be_told_stays_open(text: str) -> None:
    assert language_of(text) == ""


@pytest.mark.parametrize(
    "text",
    [
        "Tack så mycket för hjälpen i förra veckan, vi ses på lördag och då har jag med mig listan.",
        "Mange tak for hjælpen i sidste uge, jeg kommer på lørdag og tager listen med.",
        "Geçen hafta yardımınız için çok teşekkürler, cumartesi günü görüşürüz.",
        "Děkuji mockrát za pomoc minulý týden, uvidíme se v sobotu v knihovně.",
        "Kiitos paljon avusta viime viikolla, nähdään lauantaina kirjastossa.",
        "Vă mulțumesc mult pentru ajutorul de săptămâna trecută, ne vedem sâmbătă la bibliotecă.",
        "Nagyon köszönöm a múlt heti segítséget, szombaton találkozunk a könyvtárban.",
    ],
)
def test_a_language_that_is_none_of_the_eight_is_not_taken_for_one(text: str) -> None:
    assert language_of(text) == ""


@pytest.mark.parametrize(("language", "text"), [(language, lines.strip()) for language, lines in WRITTEN.items()])
def test_writing_does_not_change_the_answer(language: str, text: str) -> None:
    for written in (text, text.upper(), unicodedata.normalize("NFD", text), text.replace("'", "’"), f"'{text}'"):
        assert language_of(written) == language


def test_only_the_beginning_of_a_long_text_is_read() -> None:
    english, german = ((WRITTEN[one] * 20)[:LONGEST_READ].ljust(LONGEST_READ, ".") for one in ("en", "de"))
    assert language_of(english + german * 3) == "en"


def test_an_apostrophe_that_belongs_to_no_small_word_does_not_hide_it() -> None:
    assert language_of("Wir sagten 'danke' und 'bitte' und 'hallo' im Rathaus") == "de"


@given(st.text(alphabet=st.characters(codec="utf-8")))
def test_any_text_has_one_of_nine_answers_and_always_the_same(text: str) -> None:
    assert language_of(text) == language_of(text)
    assert language_of(text) in {"", *WRITTEN}
