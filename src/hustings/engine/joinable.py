"""Whether people join an organisation, as far as its name and the positions in it tell: no office, firm or hospital."""

from __future__ import annotations

import re
from collections.abc import Iterable

from hustings.engine.linkage.folding import words

_STATE = re.compile(
    r"\b(?:parliament|congress|senate|house of representatives|legislature|assembly of|sub ?committee|committee"
    r"|commission|ministry|department|agency|authority|court|government|municipality|council|city of|county|bureau"
    r"|embassy|administration|white house|european union|united nations|cabinet|governor|mayor|state of|bundestag"
    r"|bundesrat|landtag|kreistag|stadtrat|gemeinderat|\w*ausschuss|\w*ministerium|\w*behorde|\w*gericht"
    r"|\w*verwaltung|regierung|landratsamt|rathaus|ayuntamiento|ministerio|congreso|senado|comision|comite"
    r"|gobierno|diputacion|juzgado|mairie|ministere|assemblee nationale|senat|prefecture|tribunal|conseil"
    r"|gouvernement|comune|ministero|camera|governo|camara municipal|prefeitura|gemeente|provincie|ministerie)\b"
)
_HOUSES = re.compile(
    r"\b(?:hospital|clinic|medical center|medical centre|school|university|college|police|bank|hotel|church"
    r"|\w*krankenhaus|\w*klinik|\w*klinikum|\w*schule|\w*universitat|polizei|sparkasse|hospital|clinica|escuela"
    r"|universidad|hopital|ecole|universite|lycee|ospedale|universita|scuola|escola|universidade|ziekenhuis"
    r"|universiteit|inc|llc|llp|ltd|limited|plc|corp|corporation|company|gmbh|ag|kg|se|sarl|sas|srl|spa|bv|nv|oy"
    r"|consulting|holding|holdings|ventures|partners|news|times|post|radio|tv)\b"
)
_OF_A_HOUSE = re.compile(
    r"\b(?:friends|alumni|association|union|parents|supporters|volunteers|forderverein|verein|freunde|elternrat|amis"
    r"|amigos|amici|asociacion|sindicato|syndicat|associazione|vereniging)\b"
)
_JOINED = re.compile(
    r"\b(?:association|alliance|union|unions|club|society|chamber of commerce|party|federation|network|forum|initiative"
    r"|league|movement|coalition|collective|cooperative|caucus|guild|circle|friends|neighbours|neighbors"
    r"|neighbourhood|neighborhood|campaign|alumni|democrats|republicans|greens|liberals|conservatives|rotary|lions"
    r"|kiwanis|volunteers|supporters|residents|tenants|youth|\w*verein|e v|ev|\w*verband|\w*bund|\w*partei"
    r"|gewerkschaft|\w*kammer|\w*initiative|bundnis|netzwerk|stammtisch|genossenschaft|die grunen|die linke"
    r"|asociacion|alianza|sindicato|partido|colectivo|plataforma|red|movimiento|sociedad|federacion|cooperativa"
    r"|alliance|syndicat|parti|collectif|mouvement|reseau|cercle|ligue|amis|associazione|alleanza|sindacato"
    r"|partito|movimento|lega|circolo|associacao|alianca|rede|vereniging|partij|vakbond|beweging)\b"
)
_MEMBER = re.compile(
    r"\b(?:member|volunteer|activist|trustee|treasurer|mitglied|ehrenamtlich\w*|freiwillige\w*|kassenwart\w*|miembro"
    r"|voluntari[oa]s?|socio|socia|membre|benevole|membro|vrijwilliger|lid)\b"
)
_EMPLOYED = re.compile(
    r"\b(?:board|team|staff|crew|cast|technical|faculty|vorstand|aufsichtsrat|parliament|congress|assembly|council)\b"
)


def can_be_joined(name: str, titles: Iterable[str] = ()) -> bool:
    """Whether people join an organisation of this name, in which our people hold positions with these titles.

    Public bodies never; firms, schools and hospitals only in their friends, alumni and unions. Of any other its name has to say
    so (association, party, club), or somebody's title (member, volunteer).
    """
    plain = " ".join(words(name))
    if _STATE.search(plain):
        return False
    if _HOUSES.search(plain):
        return _OF_A_HOUSE.search(plain) is not None
    return _JOINED.search(plain) is not None or any(_of_a_member(" ".join(words(title))) for title in titles)


def _of_a_member(title: str) -> bool:
    return _MEMBER.search(title) is not None and _EMPLOYED.search(title) is None
