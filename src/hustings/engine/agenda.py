"""What of a pasted text is no person: headings, times of an agenda, rooms, breaks, sentences."""

from __future__ import annotations

import re

from hustings.engine.linkage.folding import fold, words

_TIME = r"\d{1,2}(?:[:.h]\d{2}\b|\s?[ap]\.?m\b\.?|\s?h\b)(?:\s?(?:[ap]\.?m\b\.?|uhr\b|h\b))?"
_AT_TIME = re.compile(rf"^\s*{_TIME}(?:\s*(?:[-–—]|to\b|bis\b)\s*(?:{_TIME})?)?\s*[:|,–—-]?\s*", re.IGNORECASE)
_LABEL = re.compile(r"^([^\W\d_][^:]{1,40}):\s+(?=\S)")
_ADDRESS = re.compile(r"\b(?:https?://|www\.)", re.IGNORECASE)
_ASIDE = re.compile(r"\([^)]*\)")
_ARTICLES = frozenset({"a", "an", "the", "der", "die", "das", "le", "la", "les", "el", "los", "las", "il", "lo"})
_SMALL = frozenset(
    """
    von van der den de da do dos das del della di du la le les el al bin ibn ben bint y e i und and ter zu zum
    """.split()  # noqa: SIM905
)
"""Small words inside names."""
_WORDS = frozenset(
    """
    abend abendessen abertura absagen abschluss accommodation accueil agenda allocution almoco almuerzo anmeldung anwesend
    anwesende apellido apellidos apertura apologies arrival arrivals asistentes atelier attendee attendees beginn
    begruessung begrussung benvenuto bienvenida break breakfast breaks brunch buffet ceremony chiusura clausura closing
    cloture coffee cognome colazione company concluding conclusion conference confirmed convidados debat debate declined
    dejeuner delegate delegates desayuno descanso diner dinner discours discussion discussions diskussion doors drinks
    einlass email empfang encerramento ende entschuldigt eroffnung eroffnungsrede exhibition fireside first forename
    fruhstuck gaste gasteliste grusswort grussworte guest guests hosts imbiss inauguracion inscricao intervalo intervenantes
    intervenants intro introduction introductions invitados invited invitees invites job kaffee kaffeepause keynote keynotes
    last lista liste lunch luncheon members mittag mittagessen mittagspause moderation moderator moderators nachname name
    names networking nombre opening oradores organisation organization ospiti ouverture palestra palestrantes panel panelist
    panelists panellist panellists panels parking participant participantes participants pausa pause pausen phone plenary
    podium podiumsdiskussion ponencia ponencias ponentes position pranzo prenom press program programa programm programme qa
    question questions recepcion reception redner rednerin rednerinnen referenten referentinnen refreshments registered
    registration registro regrets relatori remarks reunion role room roundtable rsvp rsvps saluti schedule schluss
    schlusswort seance session sessione sessions snacks speaker speakers speech speeches sponsors staff summary surname
    tagesordnung tagesordnungspunkt tba tbc tbd teilnehmende teilnehmer teilnehmerinnen teilnehmerliste telephone title top
    total unconfirmed venue vip vips vorname vortrag vortrage wait waiting waitlist welcome wifi workshop workshops wrapup
    zusagen
    """.split()  # noqa: SIM905
)
"""Words of agendas and of the heads of lists, folded, in the languages of the pages and some more."""
_BESIDE = frozenset(
    """
    acto building cafe cena close comida day end floor gate hall list mesa nom nome ordre part petit round start table tag
    tea tour track monday tuesday wednesday thursday friday saturday sunday january february march april may june july
    august september october november december montag dienstag mittwoch donnerstag freitag samstag sonntag januar februar
    marz mai juni juli oktober dezember lundi mardi mercredi jeudi vendredi samedi dimanche lunes martes miercoles jueves
    viernes sabado domingo
    """.split()  # noqa: SIM905
)
"""Words that are names of people too: they speak of an agenda beside others of it, or beside a number."""
_BETWEEN = _SMALL | frozenset(
    """
    the of for with a an to in at on our your from amp aus des mit zur im am dem par pour avec con para com per
    """.split()  # noqa: SIM905
)
_MOST_WORDS = 7


def without_time(line: str) -> tuple[str, bool]:
    """A line without the time that it begins with, and whether it began with one."""
    found = _AT_TIME.match(line)
    return (line[found.end() :], True) if found else (line, False)


def without_label(line: str) -> tuple[str, bool]:
    """A line without what somebody is there (`Speaker: Ana Souza`), and whether it said so."""
    found = _LABEL.match(line)
    return (line[found.end() :], True) if found and _is_of_agenda(found[1]) else (line, False)


def is_no_person(name: str, *, planned: bool = False) -> bool:
    """Whether a text cannot be the name of a person. `planned` ones stand behind a time or a label, where most are no names, so
    that a name has to look like one."""
    plain = " ".join(_ASIDE.sub(" ", name).split())
    if not plain or plain.startswith("#") or plain.endswith(":") or _ADDRESS.search(plain) or _is_of_agenda(plain):
        return True
    parts = plain.split(" ")
    if _is_sentence(parts) or (_begins_one(parts[0]) and not _looks_like_a_name(parts[1:])):
        return True
    said = [part for part in parts if any(sign.isalpha() for sign in part) or not any(sign.isdigit() for sign in part)]
    counted = len(said) < len(parts)
    if counted and any(word in _BESIDE for word in words(plain)):
        return True
    return (planned or counted) and not _looks_like_a_name(said)


def _begins_one(part: str) -> bool:
    return any(word in _WORDS for word in words(part))


def _is_of_agenda(text: str) -> bool:
    """Whether it says nothing but words of an agenda or of the head of a list."""
    found = {word for word in words(text) if word not in _BETWEEN}
    return bool(found & _WORDS) and found <= _WORDS | _BESIDE


def _is_sentence(parts: list[str]) -> bool:
    """Whether words run on as in a sentence: very many, a capital and then mostly small ones, or a full stop behind several."""
    if len(parts) <= 3:
        return False
    cased = [part for part in parts if part[0].isalpha() and fold(part) not in _SMALL]
    small = [part for part in cased[1:] if part[0].islower()]
    runs_on = bool(cased) and cased[0][0].isupper() and len(small) > (len(cased) - 1) / 2
    return len(parts) > _MOST_WORDS or runs_on or (len(parts[-1]) > 4 and parts[-1][-1] in ".!?" and parts[-1][0].islower())


def _looks_like_a_name(parts: list[str]) -> bool:
    """Two words or more, each with a capital (or of a script without them) but for `von`, `de`, `bin`; none of an agenda."""
    if parts and fold(parts[0]) in _ARTICLES:
        return False
    said = [part for part in parts if part[0].isalpha() and fold(part) not in _SMALL]
    return len(said) > 1 and all(not part[0].islower() and fold(part.strip(".,")) not in _WORDS for part in said)
