"""Who lives in Port Ellery: the hand-written people and the many around them, with their jobs, addresses and sources."""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random

from hustings.demo import city, names
from hustings.demo.leads import LEADS, Lead

SEED = 20_240_117
PENDING, STRANGERS, CONSTITUENTS = 20, 12, 28
LEAST_PEOPLE = len(LEADS) + PENDING + STRANGERS + CONSTITUENTS + 60
MOST_PEOPLE = 3000
_EXTRA_TRAITS = ("parent", "parent", "renter", "cyclist", "river", "senior", "volunteer", "library", "student")
_KEYS = {organisation.name: key for key, organisation in city.ORGANISATIONS.items()}
_MAILERS = ("plain", "plain", "plain", "alternative", "alternative", "html", "outlook")


@dataclass(frozen=True, kw_only=True, slots=True)
class Character:
    """One human of the story, as all sources together would know them.

    `circle` is ally, network, acquaintance, pending (has invited Ada), stranger (cold) or constituent (mail only).
    `latin` is the name in Latin letters where `given` and `family` are in another script. `connected` counts days before now.
    """

    number: int
    given: str
    family: str
    circle: str
    language: str
    traits: frozenset[str]
    organisation: city.Organisation
    title: str
    slug: str
    emails: tuple[str, ...]
    phones: tuple[str, ...]
    connected: int
    mailer: str
    street: str
    district: str
    on_linkedin: bool
    on_vcard: bool
    shows_email: bool
    latin: tuple[str, str] | None = None
    nickname: str = ""
    suffix: str = ""
    married: str = ""
    note: str = ""
    former_title: str = ""
    former_employer: str = ""
    birthday: tuple[int | None, int, int] | None = None

    @property
    def name(self) -> str:
        """The name as LinkedIn shows it."""
        return f"{self.given} {self.family}"

    @property
    def plain_name(self) -> str:
        """The name in Latin letters, as in an address book."""
        return " ".join(self.latin) if self.latin else self.name

    @property
    def called(self) -> str:
        """How Ada addresses this person."""
        return self.nickname or (self.latin[0] if self.latin else self.given)

    @property
    def profile_url(self) -> str:
        """The address of the LinkedIn profile, plainly synthetic."""
        return f"https://www.linkedin.com/in/{self.slug}"


def build_cast(people: int) -> tuple[Character, ...]:
    """Exactly `people` characters, the same for the same number; raises ValueError below or above what the story can hold."""
    if not LEAST_PEOPLE <= people <= MOST_PEOPLE:
        raise ValueError(f"A campaign has between {LEAST_PEOPLE} and {MOST_PEOPLE} people, not {people}.")
    chance = Random(SEED)  # noqa: S311 - a repeatable story, not a secret
    cast = [_from_lead(lead, number=number, chance=chance) for number, lead in enumerate(LEADS, start=1)]
    circles = ["pending"] * PENDING + ["stranger"] * STRANGERS + ["constituent"] * CONSTITUENTS
    taken = {(person.given, person.family) for person in cast}
    while len(cast) < people:
        position = len(cast) - len(LEADS)
        circle = circles[position] if position < len(circles) else "acquaintance"
        if circle == "acquaintance" and position < len(circles) + 34:
            circle = "network"
        person = _invent(circle, number=len(cast) + 1, chance=chance, position=position)
        if (person.given, person.family) not in taken:
            taken.add((person.given, person.family))
            cast.append(person)
    return tuple(cast)


def _from_lead(lead: Lead, *, number: int, chance: Random) -> Character:
    organisation = city.ORGANISATIONS[lead.organisation]
    person = _settle(
        lead.given, lead.family, circle=lead.circle, language=lead.language, organisation=organisation, title=lead.title,
        number=number, chance=chance, latin=None,
    )  # fmt: skip
    emails = (lead.email or person.emails[0], *([lead.second_email] if lead.second_email else person.emails[1:]))
    return replace(
        person, traits=person.traits | frozenset(lead.traits.split()), nickname=lead.nickname, suffix=lead.suffix,
        married=lead.married, note=lead.note, emails=emails, on_linkedin=lead.title != "Retired Teacher", on_vcard=True,
    )  # fmt: skip


def _invent(circle: str, *, number: int, chance: Random, position: int) -> Character:
    origin = chance.choices(names.ORIGINS, weights=[origin.share for origin in names.ORIGINS])[0]
    given, family = chance.choice(names.words(origin.given)), chance.choice(names.words(origin.family))
    language = origin.language if chance.random() < 0.6 else "en"
    latin: tuple[str, str] | None = None
    written = position - (PENDING + STRANGERS + CONSTITUENTS) - 30
    if 0 <= written < 2 * len(names.OTHER_SCRIPTS) and written % 2 == 0:
        form = names.OTHER_SCRIPTS[written // 2]
        given, family, latin, language = form.given, form.family, (form.latin_given, form.latin_family), "en"
    if circle == "stranger":
        language = "en"
    organisation = _employer(circle, chance=chance, position=position)
    title = chance.choice(organisation.titles.split(";"))
    person = _settle(
        given, family, circle=circle, language=language, organisation=organisation, title=title, number=number, chance=chance,
        latin=latin,
    )  # fmt: skip
    nickname = names.NICKNAMES.get(given, "") if chance.random() < 0.6 else ""
    suffix = chance.choice(names.SUFFIXES) if chance.random() < 0.04 else ""
    former = chance.choice(list(city.ORGANISATIONS.values())[:-6]) if chance.random() < 0.2 else organisation
    title_before = chance.choice(former.titles.split(";"))
    moved = former is not organisation and bool(former.name) and circle != "stranger"
    return replace(
        person,
        nickname=nickname,
        suffix=suffix,
        former_title=title_before if moved else "",
        former_employer=former.name if moved else "",
    )


def _employer(circle: str, *, chance: Random, position: int) -> city.Organisation:
    if circle == "stranger":
        cold = ("vendor1", "vendor2", "vendor3", "recruiters")
        return city.ORGANISATIONS[cold[position % len(cold)]]
    if circle == "pending" and position == 3:
        return city.ORGANISATIONS["recruiters"]
    if circle == "pending" and position in (8, 13):
        return city.ORGANISATIONS["vendor2"]
    choices = [organisation for organisation in city.ORGANISATIONS.values() if organisation.weight]
    first = position - PENDING - STRANGERS
    if 0 <= first < len(choices):
        return choices[first]  # so that every organisation of the city has somebody
    return chance.choices(choices, weights=[organisation.weight for organisation in choices])[0]


def _settle(
    given: str, family: str, *, circle: str, language: str, organisation: city.Organisation, title: str, number: int,
    chance: Random, latin: tuple[str, str] | None,
) -> Character:  # fmt: skip
    """Gives a name its handles, its home and the sources in which it appears."""
    cold = organisation.traits in ("vendor", "recruiter")
    extra = set() if cold else set(chance.sample(_EXTRA_TRAITS, chance.randint(0, 2)))
    themes = {*organisation.traits.split(), *extra, _KEYS[organisation.name], circle, "any"}
    traits = frozenset(themes if not cold else {organisation.traits})
    known = circle in ("ally", "network", "acquaintance")
    on_linkedin = known and chance.random() < (0.95 if circle == "network" else 0.88)
    latin_given, latin_family = latin or (given, family)
    handle = f"{city.ascii_word(latin_given)}-{city.ascii_word(latin_family)}"
    on_vcard = known and (not on_linkedin or chance.random() < {"ally": 1.0, "network": 0.7}.get(circle, 0.2))
    return Character(
        number=number, given=given, family=family, circle=circle, language=language, traits=traits, organisation=organisation,
        title=title, slug=f"{handle}-demo{number:04d}",
        emails=_addresses(handle, organisation=organisation, number=number, chance=chance),
        phones=_phones(number, chance=chance), connected=_connected(circle, chance=chance), mailer=chance.choice(_MAILERS),
        street=f"{chance.randint(2, 980)} {chance.choice(city.STREETS)}", district=chance.choice(city.DISTRICTS),
        on_linkedin=on_linkedin, on_vcard=on_vcard, shows_email=chance.random() < 0.14, latin=latin,
        birthday=_birthday(chance),
    )  # fmt: skip


def _addresses(handle: str, *, organisation: city.Organisation, number: int, chance: Random) -> tuple[str, ...]:
    dotted = handle.replace("-", ".")
    private = f"{dotted}{number % 89 + 10}@{chance.choice(('mailhaven', 'quillpost', 'fernmail'))}.example"
    work = f"{dotted}@{city.domain_of(organisation)}" if organisation.name else private
    if organisation.traits in ("vendor", "recruiter"):
        return (work,)
    if chance.random() < 0.12 and work != private:
        return (work, private)
    return (private,) if chance.random() < 0.45 else (work,)


def _phones(number: int, *, chance: Random) -> tuple[str, ...]:
    """One or two numbers of the range kept for fiction (555-0101 to 555-0199); nobody shares one among the first 792 people."""
    codes = len(city.AREA_CODES)
    line = f"555-01{number // codes % 99 + 1:02d}"
    first = f"+1 {city.AREA_CODES[number % codes]}-{line}"
    return (first, f"+1 {city.SECOND_AREA_CODES[number % codes]}-{line}") if chance.random() < 0.3 else (first,)


def _connected(circle: str, *, chance: Random) -> int:
    if circle == "ally":
        return chance.randint(560, 2400)
    if circle == "network":
        return chance.randint(430, 2600)
    return chance.randint(4, 540) if chance.random() < 0.7 else chance.randint(540, 3200)


def _birthday(chance: Random) -> tuple[int | None, int, int] | None:
    if chance.random() < 0.5:
        return None
    return (chance.randint(1948, 2001) if chance.random() < 0.7 else None, chance.randint(1, 12), chance.randint(1, 28))
