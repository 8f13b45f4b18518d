"""Which of eight languages a text is written in, told by its small words, a few endings and a few letters.

Small words (the, dass, pour, się) are frequent in any text on any topic and differ between languages, so a table of them says
enough for a hint. A text that says too little, or could be two languages, has no answer.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict

LEAST_LETTERS = 24
"""Letters below which a text is too short to say."""

LONGEST_READ = 2000
"""Characters of a text that are read; more of them change no answer."""

_LEAST_POINTS = 3.0
_LEAST_POINTS_PER_WORD = 0.45
_LEAD = 1.4
_LATIN_SHARE = 0.8
_LAST_LATIN_LETTER = 0x24F
_OTHER = ""

_WORDS = {
    "en": """
        the and to of a in is that it for you was with on are be have this i not but at we they your my from can what will if
        would about there me he she his her has had who so our out up an or by as do did been were how when which them their
        just all more any some no don' i' it' that' we' you' didn' isn' doesn' could should than then too still please thank
        thanks hello dear us one two may its am because after before where here now get know
        """,
    "es": """
        el la de que y en los las un una es por con para no se del al lo su me mi te le les ya más pero muy está hay como cuando
        si sin sobre todo también este esta son fue soy usted nos yo qué cómo gracias hola porque desde hasta entre ser tiene
        puede puedo eso ni estoy donde así años hace quien ha he era unos aquí bien sus dice estos ahora
        """,
    "fr": """
        le la les de des du un une et est en que qui pour dans pas sur au aux avec ce cette je vous nous il elle ne se son sa ses
        plus par mais ou où on très bien merci bonjour sont été être avoir ai avez votre vos notre mes mon ma c' j' l' d' qu' n'
        s' m' si tout comme leur chez sans fait deux même ces y à était faut peut
        """,
    "de": """
        der die das und ist in zu den mit von für auf nicht ich sie es ein eine einen dem des im wir ihr auch an sich dass als war
        hat haben habe bei aber wie noch nur so uns mir mich oder kann wird sind werden zum zur nach über um am vom aus wenn man
        was danke ihnen ihre mein bitte gerne sehr schon wo wer hier jetzt keine kein mehr bis vor er einem einer hallo liebe
        """,
    "pt": """
        o a os as de que e em do da dos das um uma não é para por com no na nos nas se ao mais mas foi eu você nós meu minha seu
        sua está são tem muito já também como quando ou isso este esta ele ela obrigado obrigada olá até sem porque só ser às à
        pelo pela estou nosso quem onde aos ainda há me lhe vou
        """,
    "it": """
        il lo la i gli le di che e è un una in per con non si del della dei delle al alla nel nella da dal sono ho ha ma come più
        anche mi ti ci se questo questa grazie ciao io lei noi sul sulla quando perché molto mio mia tuo suo sua essere hanno
        abbiamo dell' all' un' l' c' c'è dove cosa tutti tutto solo ai ed era chi nostro fare bene senza quello già
        """,
    "nl": """
        de het een en van is in dat op te ik je niet zijn met voor we wij er aan die ook maar om als bij nog naar wat dan ze zij
        heb heeft hebben was jij jullie u uw mijn ons onze dit deze door kan kunnen wordt worden geen wel goed uit over of tot
        graag bedankt hoe waar wie meer moet veel hallo mij me hij haar toch al
        """,
    "pl": """
        i w na z do nie się to że jest jak o po za od dla co ale czy tak już są mi mnie był była być pan pani przez ten ta te tym
        tego jego jej ich może jeszcze tylko także oraz przy gdy kiedy bardzo dziękuję dziękujemy proszę dzień dobry nas nam my
        ja ma mam który która które pod we ze bo jestem będzie sobie też ktoś jeśli dziś
        """,
    _OTHER: """
        och att är inte det som jag har på av til og ikke ikkje eg må vi af skal denne blev eller ved
        ein și este nu sunt pe din cu mai la amb els és però tinc pel aquesta est cum quod ut ad ab sed qui et non
        jsem není že je si jsou ale ne da se ve bir bu için çok değil ile hogy az nem egy
        ja on ei että olen kun mutta ovat tämä jeg dhe një në për
        """,
}
"""The frequent small words of each language; those of the Nordic languages, Romanian, Catalan,
Latin, Czech, Turkish, Hungarian, Albanian and others under the empty text, so that none of them passes for one of the eight."""

_ENDINGS = {
    "ing": "en", "ould": "en", "ght": "en", "ción": "es", "ciones": "es", "eux": "fr", "aux": "fr", "ez": "fr", "ung": "de",
    "lich": "de", "isch": "de", "keit": "de", "ção": "pt", "ções": "pt", "inho": "pt", "zione": "it", "zioni": "it",
    "tto": "it", "heid": "nl", "lijk": "nl", "ije": "nl", "ów": "pl", "ego": "pl", "ych": "pl", "emy": "pl",
}  # fmt: skip
_LETTERS = {
    "ñ": "es", "¿": "es", "¡": "es", "ß": "de", "ã": "pt", "õ": "pt", "ê": "fr", "è": "fr", "œ": "fr", "û": "fr", "î": "fr",
    "ł": "pl", "ą": "pl", "ę": "pl", "ś": "pl", "ż": "pl", "ź": "pl", "ć": "pl", "ń": "pl", "ü": "de", "ò": "it", "ì": "it",
    "ù": "it", "ĳ": "nl",
} | dict.fromkeys("åæøřěůčšžğşıțșăőűđ", _OTHER)  # fmt: skip

_WORD = re.compile(r"[^\W\d_]+'?")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+")
_ENDING = re.compile(rf"[^\W\d_]({'|'.join(sorted(_ENDINGS, key=len, reverse=True))})\b")
_LETTER = re.compile(f"[{''.join(_LETTERS)}]")
_POINTS_OF_A_WORD = 3.0
_POINTS_OF_A_SIGN = 1.0


def _points_of_words() -> dict[str, tuple[tuple[str, float], ...]]:
    """What each word says for each language that has it: the fewer have it, the more it says."""
    spoken: defaultdict[str, list[str]] = defaultdict(list)
    for language, words in _WORDS.items():
        for word in sorted(set(words.split())):
            spoken[word].append(language)
    return {word: tuple((one, _POINTS_OF_A_WORD / len(those)) for one in those) for word, those in spoken.items()}


_POINTS = _points_of_words()

SMALL_WORDS = frozenset(word for word, spoken in _POINTS.items() if any(language for language, _ in spoken))
"""The frequent small words of the eight languages, in lower case: they say nothing of what a text is about."""


def language_of(text: str) -> str:
    """The language as a two-letter code: en, es, fr, de, pt, it, nl or pl; the empty text where it cannot be told.

    That is where there are fewer than `LEAST_LETTERS` letters, where they are mostly of another script, where small words are
    rare, and where no language clearly leads. Takes some ten microseconds per sentence, and reads `LONGEST_READ` characters.
    """
    plain = _ADDRESS.sub(" ", unicodedata.normalize("NFC", text[:LONGEST_READ]).lower().replace("’", "'"))
    if not _is_long_enough_and_latin(plain):
        return ""
    words = _WORD.findall(plain)
    (most, first), (second, _) = _points(plain, words)[:2]
    clear = most >= max(_LEAST_POINTS, _LEAST_POINTS_PER_WORD * len(words), _LEAD * second)
    return first if clear else ""


def _is_long_enough_and_latin(plain: str) -> bool:
    letters = [sign for sign in plain if sign.isalpha()]
    latin = sum(ord(sign) <= _LAST_LATIN_LETTER for sign in letters)
    return len(letters) >= LEAST_LETTERS and latin >= _LATIN_SHARE * len(letters)


def _points(plain: str, words: list[str]) -> list[tuple[float, str]]:
    """Each language with its points, most first; equal ones by code, so that the order never varies."""
    points = dict.fromkeys(_WORDS, 0.0)
    for word in words:
        for language, worth in _POINTS.get(word) or _POINTS.get(word.rstrip("'"), ()):
            points[language] += worth
    for ending in _ENDING.findall(plain):
        points[_ENDINGS[ending]] += _POINTS_OF_A_SIGN
    for letter in _LETTER.findall(plain):
        points[_LETTERS[letter]] += _POINTS_OF_A_SIGN
    return sorted(((worth, language) for language, worth in points.items()), reverse=True)
