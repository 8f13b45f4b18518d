"""What an invitation's sender does for a living, as far as it matters: do they recruit, does their note sell something."""

from __future__ import annotations

import re

_RECRUITS = re.compile(
    r"\b(?:recruit(?:er|ers|ing|ment)|talent (?:acquisition|partner|scout|sourc\w+)|head ?hunter|executive search|staffing|"
    r"personalberat\w+|personalvermitt\w+|recrut(?:eur|euse|ement)|"
    r"recrutador\w*|recruta\w*|reclutador\w*|reclutamiento|"
    r"selezione del personale|selezionator\w+|werving|rekrut\w+)\b",
    re.IGNORECASE,
)
_SELLS = re.compile(
    r"\b(?:book (?:a|your) (?:demo|call)|free (?:trial|demo|consultation|audit)|"
    r"our (?:platform|solution|software|product|agency)|"
    r"(?:generate|more|qualified) leads|lead gen\w*|boost your|grow your (?:business|revenue|sales|following)|roi|"
    r"increase (?:your )?(?:sales|revenue)|limited offer|special offer|pricing|quick pitch|"
    r"we help (?:companies|businesses|campaigns)|"
    r"unsere (?:lösung|software|plattform|agentur)|"
    r"kostenlose\w* (?:demo|beratung|analyse)|mehr (?:kunden|umsatz|leads)|"
    r"notre (?:solution|logiciel|plateforme|agence)|démo gratuite|essai gratuit|nuestra (?:solución|plataforma|agencia)|"
    r"prueba gratuita|la nostra (?:soluzione|piattaforma|agenzia)|prova gratuita|nossa (?:solução|plataforma|agência)|"
    r"onze (?:oplossing|software|dienst)|nasze rozwiązani\w+)",
    re.IGNORECASE,
)


def recruits(*titles: str) -> bool:
    """Whether one of the titles is that of somebody who recruits for a living, in one of eight languages."""
    return any(_RECRUITS.search(title) for title in titles)


def sells(note: str) -> bool:
    """Whether a note offers something for sale, in one of eight languages."""
    return _SELLS.search(note) is not None
