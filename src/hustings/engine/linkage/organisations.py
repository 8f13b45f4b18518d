"""Names of organisations without their legal clothes, and the mail domains that spell them."""

from __future__ import annotations

import re
from functools import lru_cache

from hustings.engine.linkage.folding import fold, undigraph, word_set

_LEGAL_FORMS = word_set(
    "inc incorporated llc llp lllp lp pllc plc ltd limited co corp corporation company gmbh ggmbh mbh ag kg kgaa ohg gbr ug "
    "eg ev ek se sa sas sarl sasu sl slu srl spa sc bv nv cv vof ab as asa aps oy oyj ltda eireli me pty pte sdn bhd kk doo dd "
    "ad ood eood sro zrt kft nyrt sp zoo pvt pbc cic spzoo spol sab sapi sca scs snc scarl eurl ewiv ivs hf ehf oü tbk "
    "ооо оао зао пао ао ип тов прат пат еоод оод ад ет тоо αε επε ικε οε"
)
_FORMS_BEFORE = word_set("ооо оао зао пао ао ип тов прат пат тоо еоод pt sc")
_SLASHED = re.compile(r"\b(a|k|p|i|s|ap)/(s|a)\b")
_PHRASES = tuple(
    tuple(phrase.split())
    for phrase in (
        "spol s ro", "sp z oo", "sp z o o", "s de rl de cv", "s de rl", "sapi de cv", "sab de cv", "sa de cv", "src de cv",
        "ug haftungsbeschrankt", "haftungsbeschrankt",
    )
)  # fmt: skip
_ASIAN_FORMS = re.compile(
    "股份有限公司|有限责任公司|有限責任公司|有限公司|株式会社|株式會社|有限会社|合同会社|合資会社|一般社団法人|公益財団法人|集团|集團|"
    "주식회사|유한회사|[(（][株有주유][)）]|㈱|㈲"
)
_OF_CONGRESS = re.compile(
    r"(?:united states )?(?P<chamber>house|senate) (?:(?:permanent|select|special) )*(?:sub)?(?:committee|caucus) (?:on|to) "
    r"|(?P<joint>joint) (?:economic )?committee\b"
)
_SAID_ANYWAY = word_set(
    "house senate joint committee subcommittee caucus permanent select special department departments congress united states on "
    "of in the and"
)
"""What one source says of a committee of the United States Congress and another leaves out."""
_GENERIC = word_set("the group holding holdings foundation international global and und et y of for")
_DOTTED = re.compile(r"\b(?:[^\W\d_]\.\s?){2,}[^\W\d_]?(?!\w)")
_WORD = re.compile(r"[^\W_]+")
_SECOND_LEVEL = word_set("co com org net gov ac edu or ne go gob gouv nom")
FREE_MAIL = word_set(
    "gmail.com googlemail.com yahoo.com yahoo.co.uk yahoo.fr yahoo.de yahoo.com.br ymail.com rocketmail.com hotmail.com "
    "hotmail.co.uk hotmail.fr hotmail.de outlook.com outlook.de outlook.fr live.com live.co.uk msn.com aol.com icloud.com "
    "me.com mac.com proton.me protonmail.com pm.me gmx.de gmx.net gmx.com gmx.at gmx.ch web.de t-online.de freenet.de "
    "mail.com mail.ru yandex.ru yandex.com bk.ru list.ru inbox.ru rambler.ru zoho.com fastmail.com tutanota.com tuta.io "
    "hey.com comcast.net verizon.net att.net sbcglobal.net bellsouth.net cox.net charter.net earthlink.net orange.fr "
    "wanadoo.fr free.fr laposte.net sfr.fr libero.it virgilio.it tiscali.it uol.com.br bol.com.br terra.com.br qq.com 163.com "
    "126.com sina.com naver.com daum.net hanmail.net rediffmail.com btinternet.com sky.com virginmedia.com ntlworld.com "
    "bigpond.com optusnet.com.au shaw.ca rogers.com sympatico.ca telia.com wp.pl o2.pl onet.pl interia.pl seznam.cz abv.bg "
    "ukr.net mailbox.org posteo.de posteo.net bluewin.ch skynet.be telenet.be ziggo.nl kpnmail.nl"
)


@lru_cache(maxsize=65_536)
def organisation_key(name: str) -> str:
    """The name without legal forms, case, accents and signs: `Müller & Söhne GmbH` is `muller sohne`; may be empty.

    A name that is nothing but a legal form or an article keeps it (`The Company` is `company`). Committees of the United States
    Congress, which each source calls a little differently, are known by chamber and subject.
    """
    if committee := _committee_of_congress(name[:300]):
        return committee
    bare = _ASIAN_FORMS.sub(" ", name[:300])
    folded = _DOTTED.sub(lambda found: re.sub(r"[.\s]", "", found.group()) + " ", fold(bare if bare.strip() else name[:300]))
    tokens = _without_forms(_WORD.findall(_SLASHED.sub(r"\1\2", folded)))
    return " ".join(word for word in tokens if word not in ("and", "und", "et")) or " ".join(tokens)


def _committee_of_congress(name: str) -> str:
    """The chamber, the subject and, behind a colon, that of a part of the committee; nothing for any other name.

    The order of the words says nothing: one source has `Wildlife and Water` where another has `Water and Wildlife`.
    """
    found = _OF_CONGRESS.match(" ".join(name.lower().split()))
    if found is None:
        return ""
    parts = [[word for word in _WORD.findall(fold(part)) if word not in _SAID_ANYWAY] for part in name.split(":")]
    chamber = found["chamber"] or found["joint"]
    told = " subcommittee ".join(" ".join(sorted(words)) for words in parts if words)
    return f"{chamber} committee {told}" if parts[0] else ""


def _without_forms(tokens: list[str]) -> list[str]:
    """The words without legal forms before and after them; one word always stays."""
    if len(tokens) > 1 and (tokens[0] == "the" or tokens[0] in _FORMS_BEFORE):
        tokens = tokens[1:]
    while len(tokens) > 1 and (length := _length_of_form(tokens)):
        tokens = tokens[:-length]
    return tokens


def _length_of_form(tokens: list[str]) -> int:
    phrase = next((each for each in _PHRASES if len(each) < len(tokens) and tuple(tokens[-len(each) :]) == each), ())
    return len(phrase) or (tokens[-1] in _LEGAL_FORMS)


def domain_matches(email: str, organisation: str) -> bool:
    """Whether the address's domain spells the organisation: `ana@riversidepress.com` and `Riverside Press`.

    Matches the words run together, with or without generic ones, and initials of three words or more. Addresses at free mail
    providers never match.
    """
    label = domain_label(email)
    return bool(label) and label in domain_spellings(organisation_key(organisation))


def domain_of(email: str) -> str:
    """The domain of an address, or nothing at a free mail provider."""
    domain = email.rpartition("@")[2].lower()
    return "" if domain in FREE_MAIL else domain


def domain_label(email: str) -> str:
    """The part of an address's domain that its owner chose, folded: `mullersohne` for `x@mail.mueller-soehne.co.uk`."""
    return _label(email.rpartition("@")[2])


@lru_cache(maxsize=65_536)
def _label(domain: str) -> str:
    labels = domain_of(domain).split(".")
    if len(labels) < 2:
        return ""
    has_second_level = len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVEL
    return undigraph(fold(labels[-3 if has_second_level else -2].replace("-", "")))


@lru_cache(maxsize=65_536)
def domain_spellings(key: str) -> frozenset[str]:
    """How a domain may spell the organisation of this key; each at least three letters."""
    tokens = key.split()
    core = [word for word in tokens if word not in _GENERIC]
    initials = ["".join(word[0] for word in some) for some in (tokens, core) if len(some) > 2]
    spellings = [undigraph("".join(tokens)), undigraph("".join(core)), *initials]
    return frozenset(spelling for spelling in spellings if len(spelling) > 2)
