"""Which columns tell the tables of a LinkedIn export apart, under all the names that they have had.

Names are compared as tables.column_key writes them. English is what LinkedIn writes; the other languages come from exports of
localised accounts and from spreadsheets that were translated by hand.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from hustings.connectors.reading.tables import Row, Table, column_key


class Shape(NamedTuple):
    """A table: its word, each column we use with its other names, and those columns without which it is another table.

    A `weak` shape could be anybody's table: it counts only beside other tables of the same export, or under its usual file name.
    """

    word: str
    columns: dict[str, tuple[str, ...]]
    needs: tuple[str, ...]
    weak: bool = False
    stem: str = ""
    escape: bool = False


class Columns(NamedTuple):
    """Where columns stand: position by our word (-1 where the table lacks one), and those that we have no word for."""

    at: dict[str, int]
    others: tuple[tuple[int, str], ...]
    width: int

    def unknown(self, row: Row) -> dict[str, str]:
        """The filled cells of columns that we have no word for; cells beyond the header are named by their position."""
        found = {name: row[index].strip() for index, name in self.others if row[index].strip()}
        for index in range(self.width, len(row) - 1):
            if row[index].strip():
                found[f"column {index + 1}"] = row[index].strip()
        return found


_FIRST = ("vorname", "prénom", "prenom", "nombre", "nome", "voornaam", "primeironome")
_LAST = ("nachname", "nomdefamille", "nom", "apellidos", "apellido", "sobrenome", "cognome", "achternaam", "últimonome")
_EMAIL: tuple[str, ...] = (
    "email",
    "emailadresse",
    "adresseemail",
    "direccióndecorreoelectrónico",
    "correoelectrónico",
    "endereçodeemail",
)
_EMAIL += ("indirizzoemail", "emailadres", "adressemail", "enderecodeemail", "direcciondecorreoelectronico", "emails")
_COMPANY = ("currentcompany", "unternehmen", "firma", "entreprise", "société", "empresa", "azienda", "bedrijf")
_POSITION = ("currentposition", "title", "jobtitle", "poste", "cargo", "puesto", "posizione", "functie", "posición", "posição")
_CONNECTED: tuple[str, ...] = (
    "connectedat",
    "vernetztam",
    "verbundenam",
    "verknüpftam",
    "connectéle",
    "enrelationdepuis",
    "conectadoel",
)
_CONNECTED += (
    "conectadoem",
    "collegatodal",
    "collegatoil",
    "verbondenop",
    "connectédepuis",
    "enrelationdepuisle",
    "fechadeconexión",
)
_FROM, _TO = ("von", "de", "da", "van", "expéditeur", "remetente", "mittente"), ("an", "à", "para", "a", "aan", "destinataire")
_DATE = ("datum", "fecha", "data")
_SENT = ("sentat", "gesendetam", "envoyéle", "enviadoel", "enviadoem", "enviadaem", "inviatoil", "inviatail", "verzondenop")
_DIRECTION = ("richtung", "sens", "direction", "dirección", "direção", "direzione", "richting")
_TEXT = ("body", "inhalt", "contenu", "contenido", "conteúdo", "contenuto", "inhoud")
_MESSAGE = ("nachricht", "messaggio", "mensaje", "mensagem", "bericht")

SHAPES: tuple[Shape, ...] = (
    Shape(
        "messages",
        {
            "thread": ("conversationid",),
            "title": ("conversationtitle",),
            "from": ("from", *_FROM),
            "from_url": ("senderprofileurl",),
            "to": ("to", *_TO),
            "to_urls": ("recipientprofileurls",),
            "date": ("date", *_DATE),
            "subject": ("subject", "betreff", "objet", "sujet", "asunto", "assunto", "oggetto", "onderwerp"),
            "content": ("content", *_TEXT),
            "folder": ("folder", "ordner", "dossier", "carpeta", "pasta", "cartella", "map"),
            "attachments": ("attachments",),
            "is_draft": ("ismessagedraft",),
            "is_conversation_draft": ("isconversationdraft",),
        },
        needs=("from", "to", "date", "content"),
    ),
    Shape(
        "invitations",
        {
            "from": ("from", *_FROM),
            "to": ("to", *_TO),
            "sent_at": _SENT,
            "message": ("message", *_MESSAGE),
            "direction": ("direction", *_DIRECTION),
            "from_url": ("inviterprofileurl",),
            "to_url": ("inviteeprofileurl",),
        },
        needs=("from", "to", "sent_at", "direction"),
    ),
    Shape(
        "connections",
        {
            "first": ("firstname", *_FIRST),
            "last": ("lastname", *_LAST),
            "url": ("url", "profileurl", "linkedinurl", "urldelperfil", "profilurl"),
            "email": ("emailaddress", *_EMAIL),
            "company": ("company", *_COMPANY),
            "position": ("position", *_POSITION),
            "connected_on": ("connectedon", *_CONNECTED),
            "tags": ("tags",),
        },
        needs=("first", "last", "connected_on"),
    ),
    Shape(
        "profile",
        {
            "first": ("firstname",),
            "last": ("lastname",),
            "maiden": ("maidenname",),
            "address": ("address",),
            "birthday": ("birthdate",),
            "headline": ("headline",),
            "summary": ("summary",),
            "zip": ("zipcode",),
            "location": ("geolocation",),
            "twitter": ("twitterhandles",),
            "websites": ("websites",),
        },
        needs=("first", "last", "headline", "summary"),
    ),
    Shape(
        "emails",
        {"email": ("emailaddress",), "confirmed": ("confirmed",), "primary": ("primary",), "updated_on": ("updatedon",)},
        needs=("email", "confirmed", "primary"),
    ),
    Shape(
        "phones", {"extension": ("extension",), "number": ("number",), "type": ("type",)}, needs=("extension", "number", "type")
    ),
    Shape(
        "positions",
        {
            "company": ("companyname",),
            "title": ("title",),
            "description": ("description",),
            "location": ("location",),
            "since": ("startedon",),
            "until": ("finishedon",),
        },
        needs=("company", "title", "since", "until"),
    ),
    Shape(
        "educations",
        {
            "school": ("schoolname",),
            "since": ("startdate",),
            "until": ("enddate",),
            "notes": ("notes",),
            "degree": ("degreename",),
            "activities": ("activities",),
        },
        needs=("school", "degree"),
    ),
    Shape("skills", {"name": ("name",)}, needs=("name",), weak=True, stem="skills"),
    Shape(
        "contacts",
        {
            "first": ("firstname",),
            "last": ("lastname",),
            "full": ("fullname",),
            "companies": ("companies",),
            "title": ("title",),
            "emails": ("emails", "emailaddress", "emailaddresses"),
            "phones": ("phonenumbers",),
            "sites": ("sites",),
            "birthday": ("birthday",),
            "location": ("location",),
            "created_at": ("createdat",),
        },
        needs=("first", "last", "emails", "phones", "created_at"),
    ),
    Shape(
        "follows",
        {"date": ("date",), "status": ("status",), "name": ("fullname",)},
        needs=("date", "status", "name"),
    ),
    Shape("organisations", {"name": ("organization",), "date": ("followedon",)}, needs=("name", "date")),
    Shape(
        "posts",
        {
            "date": ("date",),
            "link": ("sharelink",),
            "text": ("sharecommentary",),
            "shared": ("sharedurl",),
            "media": ("mediaurl",),
            "visibility": ("visibility",),
        },
        needs=("date", "link", "text"),
    ),
    Shape(
        "comments",
        {"date": ("date",), "link": ("link",), "text": ("message",)},
        needs=("date", "link", "text"),
        weak=True,
        stem="comments",
        escape=True,
    ),
    Shape(
        "reactions",
        {"date": ("date",), "type": ("type",), "link": ("link",)},
        needs=("date", "type", "link"),
        weak=True,
        stem="reactions",
    ),
    Shape("votes", {"date": ("date",), "link": ("link",), "option": ("optiontext",)}, needs=("date", "link", "option")),
    Shape(
        "reposts",
        {"date": ("date",), "link": ("link",)},
        needs=("date", "link"),
        weak=True,
        stem="instantreposts",
    ),
    Shape(
        "recommendations",
        {
            "first": ("firstname",),
            "last": ("lastname",),
            "company": ("company",),
            "job_title": ("jobtitle",),
            "text": ("text",),
            "date": ("creationdate",),
            "status": ("status",),
        },
        needs=("first", "last", "text", "status"),
    ),
    Shape(
        "endorsements_in",
        {
            "date": ("endorsementdate",),
            "skill": ("skillname",),
            "first": ("endorserfirstname",),
            "last": ("endorserlastname",),
            "url": ("endorserpublicurl",),
            "status": ("endorsementstatus", "status"),
        },
        needs=("skill", "first", "last"),
    ),
    Shape(
        "endorsements_out",
        {
            "date": ("endorsementdate",),
            "skill": ("skillname",),
            "first": ("endorseefirstname",),
            "last": ("endorseelastname",),
            "url": ("endorseepublicurl",),
            "status": ("endorsementstatus", "status"),
        },
        needs=("skill", "first", "last"),
    ),
    Shape(
        "events",
        {"name": ("eventname",), "time": ("eventtime",), "status": ("status",), "link": ("externalurl",)},
        needs=("name", "time"),
    ),
    Shape(
        "saved_jobs",
        {"date": ("saveddate",), "link": ("joburl",), "title": ("jobtitle",), "company": ("companyname",)},
        needs=("date", "link", "title"),
    ),
    Shape(
        "applications",
        {"date": ("applicationdate",), "link": ("joburl",), "title": ("jobtitle",), "company": ("companyname",)},
        needs=("date", "link", "title"),
    ),
)
"""A header that fits several shapes is the one with the most columns."""

# fmt: off
IRRELEVANT = frozenset(
    {
        "accountstatushistory", "adsclicked", "adtargeting", "causesyoucareabout", "certifications", "coachmessages",
        "companypagesmanaged", "courses", "easyapplyblocking", "guidemessages", "hashtagfollows", "honors",
        "identityandassetverification", "inferencesaboutyou", "jobalerts", "jobapplicantsavedanswers",
        "jobapplicantsavedscreeningquestionresponses", "jobseekerpreferences", "lanadsengagement", "languages", "learning",
        "learningcoachaimessages", "learningcoachmessages", "learningroleplaymessages", "logins", "mobileapplications",
        "onlinejobpostings", "organizations", "patents", "premiumpayments", "privateidentityasset", "profilesummary",
        "projects", "providers", "publications", "receipts", "receiptsv2", "registration", "richmedia", "saveditems",
        "savedjobalerts", "searchqueries", "securitychallenges", "servicemarketplaceengagement",
        "servicesmarketplaceengagement", "talentquestionsavedresponses", "testscores", "verifications", "volunteering",
        "volunteeringexperiences", "whatsappphonenumbers",
    }
)
# fmt: on
"""Files of an export that hold nothing for us, by the key of their name without a member's number."""


def shape_of(header: Sequence[str]) -> Shape | None:
    """The shape that most columns of a header speak for; None where it is no table of an export."""
    keys = {column_key(name) for name in header}
    best = max(SHAPES, key=lambda shape: _fit(shape, keys))
    return best if _fit(best, keys) > 0 else None


def columns_of(table: Table, shape: Shape) -> Columns:
    """Where the columns of a table with this shape stand."""
    at = {word: table.position(*names) for word, names in shape.columns.items()}
    used = set(at.values())
    others = tuple((index, name) for index, name in enumerate(table.header) if index not in used and name)
    return Columns(at, others, len(table.header))


def _fit(shape: Shape, keys: set[str]) -> int:
    """How many columns of a shape a header has; nothing where a needed one is missing, or a weak shape is not met exactly."""
    present = {word for word, names in shape.columns.items() if not keys.isdisjoint(names)}
    if not present.issuperset(shape.needs):
        return 0
    if shape.weak and len(keys) != len(shape.needs):
        return 0
    return len(present)
