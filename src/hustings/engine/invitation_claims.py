"""What the note of an invitation says of how its writer knows us: words of theirs, not knowledge of ours. In eight languages.

They are quoted as reasons, and weigh as long as the member has not said how they know the person.
"""

from __future__ import annotations

import re
from typing import Literal

Claim = Literal["said_met", "said_exchanged", "said_introduced", "said_heard"]
"""We met or spoke; we wrote to each other; they name who or what stands between us; they know what we said or wrote."""

LONGEST = 90
"""So many characters of a sentence are quoted."""
LONGEST_READ = 2_000
"""So many characters of a note are read."""

_ENDS = re.compile(r"(?<=[.!?…])\s+|\n+")
_DENIES = re.compile(
    r"\b(?:not|never|yet to|haven['’]?t|hadn['’]?t|didn['’]?t|nicht|nie|noch kein\w*|jamais|pas encore|nunca|todavía|"
    r"aún|ainda|não|"
    r"non|mai|ancora|niet|nooit|nigdy|jeszcze)\b",
    re.IGNORECASE,
)

_WORDS: dict[Claim, tuple[str, ...]] = {
    "said_met": (
        r"\bwe (?:(?:have|had|both|already|once|first) )?(?:met|sat|stood|spoke|talked|chatted|were introduced)\b|\bmet you\b|"
        r"\b(?:good|nice|great|lovely|pleasure) (?:to meet|meeting|to have met|talking (?:to|with)|speaking (?:to|with)) you\b|"
        r"\bthank(?:s| you) for (?:the|your|our) (?:\w+ )?(?:conversation|talk with|chat)\b|\b(?:worked|"
        r"studied) (?:together|with you)\b|"
        r"\bin your class\b|\byour (?:former|old) (?:student|pupil|colleague|neighbou?r)\b",
        r"\bwir (?:haben|hatten|sind) uns\b.{0,120}\b(?:getroffen|kennengelernt|gesehen|unterhalten|gesprochen|"
        r"begegnet)\b|\bwir saßen\b|"
        r"\bdanke?\w* für (?:das|unser|Ihr|dein) (?:\w+ )?(?:Gespräch|Treffen)\b|\bzusammen (?:gearbeitet|studiert)\b|"
        r"\bwir haben (?:\w+ ){0,6}(?:gesprochen|zusammengearbeitet)\b|\bin (?:Ihrer|deiner) Klasse\b",
        r"\bnous nous sommes (?:\w+ ){0,3}(?:rencontrés|rencontrées|parlé|vus|vues|croisés|croisées|connus)\b|"
        r"\bnous étions assis|"
        r"\bmerci pour (?:la|notre|votre|cette) (?:\w+ )?(?:conversation|discussion|rencontre)\b|\b(?:travaillé|"
        r"étudié) ensemble\b|"
        r"\bde vous avoir rencontré|\bdans votre classe\b",
        r"\bnos (?:conocimos|vimos|encontramos|sentamos|presentaron)\b|\b(?:coincidimos|hablamos|charlamos)\b|"
        r"\b(?:trabajamos|estudiamos) junt[oa]s\b|\bgracias por (?:la|tu|su|nuestra) (?:\w+ )?(?:conversación|charla)\b|"
        r"\ben (?:tu|su) clase\b|\b(?:gusto|placer) (?:en |de )?(?:conocer|hablar)",
        r"\b(?:conhecemo-nos|nos conhecemos|encontrámo-nos|nos encontr[aá]mos|convers[aá]mos|fal[aá]mos)\b|"
        r"\b(?:trabalh|estud)[aá]mos junt[oa]s\b|\bobrigad[oa] pela (?:\w+ )?conversa\b|\bna (?:sua|tua) (?:aula|turma)\b|"
        r"\bprazer (?:em )?conhec",
        r"\bci siamo (?:\w+ ){0,3}(?:incontrat|conosciut|vist|parlat|presentat|sedut)\w*|\beravamo sedut|"
        r"\babbiamo (?:parlato|chiacchierato|lavorato insieme|studiato insieme)\b|"
        r"\bgrazie (?:per la|della) (?:\w+ )?(?:conversazione|chiacchierata)\b|\bnella (?:sua|tua) classe\b",
        r"\bwe (?:hebben|hadden) elkaar (?:\w+ ){0,6}(?:ontmoet|gesproken|gezien)\b|\bwe (?:ontmoetten|"
        r"spraken) elkaar\b|\bwe zaten\b|"
        r"\bwe hebben (?:\w+ ){0,5}(?:samengewerkt|kennisgemaakt|samen gestudeerd)\b|"
        r"\b(?:dank|bedankt) voor (?:het|ons|je|uw) (?:\w+ )?gesprek\b|\bbij (?:u|jou) in de klas\b",
        r"\b(?:pozna|spotka|widzie)(?:liśmy|łyśmy) się\b|\b(?:rozmawia|siedzie)(?:liśmy|łyśmy)\b|"
        r"\b(?:pracowa|studiowa)(?:liśmy|łyśmy) razem\b|\bdziękuję za (?:\w+ )?(?:rozmowę|spotkanie)\b",
    ),
    "said_exchanged": (
        r"\bwe (?:have )?(?:wrote|written|exchanged|corresponded|e-?mailed|messaged)\b|\bI wrote (?:to )?you\b|"
        r"\byou (?:wrote|answered|replied)(?: to)? me\b",
        r"\bwir (?:haben|hatten) (?:uns )?(?:\w+ ){0,6}geschrieben\b|\bich (?:habe|hatte) (?:Ihnen|"
        r"dir) (?:\w+ ){0,3}geschrieben\b",
        r"\bnous (?:nous sommes|avons) (?:\w+ ){0,3}(?:écrit|échangé)\b|\bje vous ai écrit\b",
        r"\bnos (?:escribimos|hemos escrito)\b|\b(?:le|te) escribí\b",
        r"\b(?:escrevemo-nos|nos escrevemos)\b|\btroc[aá]mos (?:mensagens|e-?mails|cartas)\b",
        r"\bci siamo (?:\w+ ){0,3}scritt|\b(?:le|ti) ho scritto\b",
        r"\bwe (?:hebben|hadden) (?:elkaar )?(?:\w+ ){0,6}(?:geschreven|gemaild)\b|\bwe schreven elkaar\b",
        r"\bpisa(?:liśmy|łyśmy)\b|\bwymieni(?:liśmy|łyśmy) (?:się )?(?:wiadomości|maile|listy)\b",
    ),
    "said_introduced": (
        r"\b(?:gave|passed|sent) me your (?:name|number|card|contact|address)\b|\bintroduced (?:us|me to you)\b|"
        r"\b(?:says?|said|suggested|suggests|thinks|thought|told me) (?:that )?(?:we|I|you) (?:\w+ ){0,2}"
        r"(?:know each other|talk|meet|connect|write|contact|get in touch)\b|\b(?:mutual|common) (?:friend|acquaintance)\b|"
        r"\bacross the (?:hall|street|road) from (?=[A-Z])|\b(?:colleague|neighbou?r|sister|brother|wife|husband) of (?=[A-Z])|"
        r"\bI work with (?=[A-Z])",
        r"\bmir (?:Ihren|deinen) Namen\b|\bhat (?:uns|mich) (?:\w+ ){0,4}(?:vorgestellt|verwiesen)\b|"
        r"\bhat (?:Sie|dich) mir (?:\w+ ){0,3}empfohlen\b|\bgemeinsame\w* (?:Freund|Bekannt)\w*|\b(?:Kolleg|"
        r"Nachbar)\w* von (?=[A-Z])",
        r"\bm['’]a (?:donné|transmis) votre\b|\bm['’]a parlé de vous\b|\bnous a (?:présentés|présentées|mis en contact)\b|"
        r"\bami\w* commun\w*|\b(?:collègue|voisine?) de (?=[A-Z])",
        r"\bme (?:dio|pasó) (?:tu|su) (?:nombre|número|contacto)\b|\bme habló de (?:ti|usted)\b|\bnos presentó\b|"
        r"\bamig[oa]s? en común\b|\b(?:colega|vecin[oa]|compañer[oa]) de (?=[A-Z])",
        r"\b(?:deu-me|me deu) o (?:seu|teu) (?:nome|número|contacto|contato)\b|\b(?:apresentou-nos|nos apresentou)\b|"
        r"\bamig[oa]s? em comum\b|\b(?:colega|vizinh[oa]) d[aeo] (?=[A-Z])",
        r"\bmi ha (?:dato|fatto) il (?:suo|tuo) (?:nome|numero|contatto)\b|\bci ha presentat|\bamic[oia]\w* (?:in )?comun\w*|"
        r"\b(?:collega|vicin[oa]) di (?=[A-Z])",
        r"\bgaf (?:mij|me) (?:je|jouw|uw) (?:naam|nummer|adres)\b|\bheeft ons (?:\w+ ){0,3}(?:voorgesteld|verbonden)\b|"
        r"\bgemeenschappelijke (?:vriend|kennis)\w*|\b(?:collega|buurman|buurvrouw) van (?=[A-Z])",
        r"\b(?:dał|dała|podał|podała) mi (?:pana|pani|twoje) (?:nazwisko|imię|numer|namiary)\b|\bprzedstawił\w* nas\b|"
        r"\bwspóln\w+ znajom\w+",
    ),
    "said_heard": (
        r"\byour (?:talk|speech|letter|article|interview|column|op-ed|post|remarks|testimony)\b|\byou (?:spoke|said|"
        r"wrote|testified)\b|"
        r"\b(?:saw|heard|watched|read) you\b",
        r"\b(?:Ihr|dein)(?:e|en|em|er|es)? (?:Vortrag|Rede|Brief|Artikel|Interview|Beitrag|Auftritt)\b",
        r"\bvotre (?:discours|intervention|lettre|article|conférence|tribune)\b|\bvous ai (?:entendu|écouté|vu|lu)\w*",
        r"\b(?:tu|su) (?:discurso|charla|carta|artículo|entrevista|intervención)\b|\b(?:le|te|lo|la) (?:escuché|oí)\b",
        r"\b(?:seu|sua|teu|tua) (?:discurso|palestra|carta|artigo|entrevista|intervenção)\b",
        r"\b(?:suo|sua|tuo|tua) (?:discorso|intervento|lettera|articolo|intervista|conferenza)\b",
        r"\b(?:je|jouw|uw) (?:toespraak|lezing|brief|artikel|interview|betoog)\b",
        r"\b(?:pana|pani|twój|twoje|twoją|twoja) (?:wystąpieni|przemówieni|list|artykuł|wywiad|wykład)\w*",
    ),
}  # fmt: skip


def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    # A capital letter that says "a name follows" stays one; everything else is read in either case.
    return re.compile("|".join(words).replace("(?=[A-Z])", r"(?-i:(?=[A-ZÀ-ÞŁŚŻŹĆ]))"), re.IGNORECASE)


_PATTERNS = {claim: _pattern(words) for claim, words in _WORDS.items()}


def claims(note: str) -> dict[Claim, str]:
    """What a note says of how we know each other: the first sentence that says it, by claim, cut to 90 characters.

    A sentence that denies it ("we have not met yet") says nothing of the kind.
    """
    found: dict[Claim, str] = {}
    for sentence in filter(None, map(str.strip, _ENDS.split(note[:LONGEST_READ]))):
        claim = next((claim for claim, pattern in _PATTERNS.items() if pattern.search(sentence)), None)
        if claim is not None and not (claim == "said_met" and _DENIES.search(sentence)):
            found.setdefault(claim, _cut(sentence))
    return found


def _cut(sentence: str) -> str:
    return sentence if len(sentence) <= LONGEST else sentence[: LONGEST - 1].rstrip() + "…"
