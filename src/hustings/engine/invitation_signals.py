"""What an invitation's sender does for a living, as far as it matters: do they recruit, does their note sell, is it one of many.

All in eight languages.
"""

from __future__ import annotations

import re

_RECRUITS = re.compile(
    r"\b(?:recruit(?:er|ers|ing|ment)|talent (?:acquisition|partner|scout|sourc\w+)|head ?hunter|executive search|staffing|"
    r"personalberat\w+|personalvermitt\w+|recrut(?:eur|euse|ement)|"
    r"recrutador\w*|recruta\w*|reclutador\w*|reclutamiento|"
    r"selezione del personale|selezionator\w+|werving|rekrut\w+)\b",
    re.IGNORECASE,
)
_OFFERS_A_POST = re.compile(
    r"\bI (?:place|recruit|headhunt|staff)\b|\b(?:have|got) (?:a|an|the perfect) (?:\w+ )?(?:role|position|opening|vacancy)\b|"
    r"\b(?:role|position|job) (?:that |which )?(?:you(?:'d| would)|would suit)|\bjob opportunit\w+|\bwe(?:'re| are) hiring\b|"
    r"\bhiring for\b|\b(?:offene|spannende) (?:Stelle|Position)\b|\bStelle (?:zu besetzen|für (?:Sie|dich))|"
    r"\b(?:un|le) poste (?:à pourvoir|pour vous|qui)|\bopportunité de carrière\b|\b(?:una vacante|un puesto) (?:para|que)|"
    r"\boportunidad laboral\b|\buma vaga (?:para|que)|\boportunidade de emprego\b|\b(?:una posizione|un ruolo) (?:per|che)|"
    r"\bopportunità di lavoro\b|\been vacature\b|\bofert\w+ pracy\b|\bstanowisko dla\b",
    re.IGNORECASE,
)
_SELLS = re.compile(
    r"\b(?:book (?:a|your) (?:demo|call)|free (?:trial|demo|consultation|audit)|"
    r"our (?:platform|solution|software|product|agency|clients)|"
    r"(?:generate|more|qualified) leads|lead gen\w*|boost your|grow your (?:business|revenue|sales|following)|roi|"
    r"increase (?:your )?(?:sales|revenue)|limited offer|special offer|pricing|quick pitch|guaranteed results|"
    r"(?:we|I) help (?:\w+ )?(?:companies|businesses|campaigns|candidates|brands|founders|leaders)|"
    r"\d+x (?:your|their|the|more|my|our)|proven (?:mailers?|system|method|strateg\w+|formula|results|process)|"
    r"unsere (?:lösung|software|plattform|agentur|kunden)|"
    r"(?:wir|ich) (?:helfen?|unterstützen?) (?:\w+ )?(?:unternehmen|kampagnen|kandidaten|firmen)|verzehnfach\w*|"
    r"kostenlose\w* (?:demo|beratung|analyse)|mehr (?:kunden|umsatz|leads|reichweite)|"
    r"notre (?:solution|logiciel|plateforme|agence)|démo gratuite|essai gratuit|"
    r"(?:j['’]aide|nous aidons) (?:les |des )?(?:entreprises|campagnes|candidats)|"
    r"nuestra (?:solución|plataforma|agencia)|prueba gratuita|ayud(?:o|amos) a (?:\w+ )?(?:empresas|campañas|candidatos)|"
    r"la nostra (?:soluzione|piattaforma|agenzia)|prova gratuita|aiut(?:o|iamo) (?:le |i )?(?:aziende|campagne|candidati)|"
    r"nossa (?:solução|plataforma|agência)|ajud(?:o|amos) (?:\w+ )?(?:empresas|campanhas|candidatos)|"
    r"onze (?:oplossing|software|dienst)|(?:ik help|wij helpen) (?:\w+ )?(?:bedrijven|campagnes|kandidaten)|"
    r"nasze rozwiązani\w+|pomaga(?:m|my) (?:\w+ )?(?:firmom|kampaniom|kandydatom))",
    re.IGNORECASE,
)
_COLLECTS = re.compile(
    r"\b(?:grow|expand|build)(?:ing)? my (?:\w+ )?network\b|\badd you to my\b|\blike[- ]minded\b|\balways (?:looking|"
    r"happy) to connect\b|"
    r"\bmein (?:\w+ )?netzwerk (?:zu )?(?:erweitern|ausbauen|vergrößern)|\bgleichgesinnte\w*|"
    r"\b(?:agrandir|élargir|développer|étendre) mon réseau\b|\b(?:ampliar|ampliando|expandir|expandindo|"
    r"aumentar) (?:a )?(?:mi red|minha rede)\b|"
    r"\b(?:ampliare|allargare|espandere) la mia rete\b|\bmijn netwerk (?:uit te breiden|uitbreiden|te vergroten|vergroten)\b|"
    r"\b(?:poszerz|rozbudow|powiększ)\w+ (?:moj\w+ |swoj\w+ )?sieć\b",
    re.IGNORECASE,
)  # fmt: skip


def recruits(*titles: str, note: str = "") -> bool:
    """Whether one of the titles is that of somebody who recruits for a living, or the note offers a post."""
    return any(_RECRUITS.search(text) for text in (*titles, note)) or _OFFERS_A_POST.search(note) is not None


def sells(note: str) -> bool:
    """Whether a note offers something for sale."""
    return _SELLS.search(note) is not None


def collects(note: str) -> bool:
    """Whether a note says only that its writer gathers connections, as one writes it to everybody."""
    return _COLLECTS.search(note) is not None
