"""Contacts exported by Outlook as CSV, with English, German, French or Spanish headers, and those of Outlook on the web.

Localised headers are those of Microsoft's own import tables. Spanish exports mix Spanish and English. French names two columns
`Titre`: the first is the form of address, the second the job.
"""

from __future__ import annotations

import msgspec

from hustings.connectors.reading.people_columns import Columns, listed, yes_or_no
from hustings.connectors.reading.people_layout import Handle, PersonLayout, Place, TagList, Work
from hustings.connectors.reading.people_rows import NOBODY, person_reader
from hustings.connectors.reading.table_reader import Distinct, Kind, ReadRow, Said, Source, TableReader
from hustings.connectors.reading.tables import Row, column_key
from hustings.kernel.provenance import OWN_ADDRESS_BOOK
from hustings.kernel.records import PersonRecord

_MAILS = (
    "E-mail Address | Email Address | E-Mail-Adresse | Adresse de messagerie | Adresse de courrier | "
    "Adresse e-mail | Dirección de correo electrónico | Dirección del correo electrónico",
    "E-mail 2 Address | E-Mail 2: Adresse | Adresse de messagerie 2 | Adresse de courrier 2 | Adresse e-mail 2 | "
    "Dirección de correo electrónico 2 | Dirección del correo electrónico 2",
    "E-mail 3 Address | E-Mail 3: Adresse | Adresse de messagerie 3 | Adresse de courrier 3 | Adresse e-mail 3 | "
    "Dirección de correo electrónico 3 | Dirección del correo electrónico 3",
)
_PHONES = (
    ("Mobile Phone | Mobiltelefon | Tél. mobile | Teléfono móvil | Móvil", "mobile"),
    ("Business Phone | Telefon geschäftlich | Téléphone (bureau) | Teléfono del trabajo", "work"),
    ("Business Phone 2 | Telefon geschäftlich 2 | Téléphone 2 (bureau) | Teléfono del trabajo 2", "work"),
    ("Home Phone | Telefon privat | Telefon (privat) | Téléphone (domicile) | Particular | Teléfono particular", "home"),
    ("Home Phone 2 | Telefon privat 2 | Telefon (privat 2) | Téléphone 2 (domicile) | Teléfono particular 2", "home"),
    ("Primary Phone | Haupttelefon | Téléphone principal | Teléfono principal", "main"),
    ("Company Main Phone | Telefon Firma | Téléphone société | Número de centralita de la organización", "company"),
    ("Other Phone | Weiteres Telefon | Téléphone (autre) | Otro teléfono", "other"),
    ("Car Phone | Autotelefon | Téléphone (voiture) | Teléfono del automóvil", "car"),
    ("Radio Phone | Mobiltelefon 2 | Radio téléphone | Radioteléfono", "mobile"),
    ("Business Fax | Fax geschäftlich | Télécopie (bureau) | Fax del trabajo", "work fax"),
    ("Home Fax | Fax privat | Télécopie (domicile) | Fax particular", "home fax"),
    ("Other Fax | Weiteres Fax | Télécopie (autre) | Otro fax", "fax"),
    ("Pager | Récepteur de radiomessagerie | Localizador", "pager"),
)
_PLACES = (
    Place(
        (
            "Business Street | Straße geschäftlich | Rue (bureau) | Calle del trabajo | Business Address",
            "Business Street 2 | Straße geschäftlich 2 | Rue (bureau) 2 | Calle del trabajo 2",
            "Business Street 3 | Straße geschäftlich 3 | Rue (bureau) 3 | Calle del trabajo 3",
            "Business Address PO Box | Postfach geschäftlich | B.P. professionnelle | "
            "Apartado postal de la dirección del trabajo",
        ),
        "Business City | Ort geschäftlich | Ville (bureau) | Ciudad de trabajo | Ciudad del trabajo",
        "Business State | Region geschäftlich | Dép/Région (bureau) | Provincia o estado de trabajo | "
        "Provincia o estado del trabajo",
        "Business Postal Code | Postleitzahl geschäftlich | Code postal (bureau) | Código postal del trabajo",
        "Business Country/Region | Business Country | Land/Region geschäftlich | Pays/Région (bureau) | Pays (bureau) | "
        "País o región del trabajo",
        label="work",
    ),
    Place(
        (
            "Home Street | Straße privat | Rue (domicile) | Calle del domicilio | Home Address",
            "Home Street 2 | Straße privat 2 | Rue (domicile) 2 | Calle del domicilio 2",
            "Home Street 3 | Straße privat 3 | Rue (domicile) 3 | Calle del domicilio 3",
            "Home Address PO Box | Postfach privat | Boîte postale du domicile | Apartado postal de la dirección personal",
        ),
        "Home City | Ort privat | Ville (domicile) | Ciudad del domicilio",
        "Home State | Bundesland/Kanton privat | Dép/Région (domicile) | Provincia o estado del domicilio",
        "Home Postal Code | Postleitzahl privat | Code postal (domicile) | Código postal del domicilio",
        "Home Country/Region | Home Country | Land/Region privat | Pays/Région (domicile) | Pays (domicile) | "
        "País o región del domicilio",
        label="home",
    ),
    Place(
        (
            "Other Street | Weitere Straße | Rue (autre) | Otra calle | Other Address",
            "Other Street 2 | Weitere Straße 2 | Rue (autre) 2 | Otra calle 2",
            "Other Street 3 | Weitere Straße 3 | Rue (autre) 3 | Otra calle 3",
            "Other Address PO Box | Weiteres Postfach | Autre boîte postale | Otro apartado postal",
        ),
        "Other City | Weiterer Ort | Ville (autre) | Otra ciudad",
        "Other State | Weiteres/r Bundesland/Kanton | Dép/Région (autre) | Otra provincia o estado",
        "Other Postal Code | Weitere Postleitzahl | Code postal (autre) | Otro código postal",
        "Other Country/Region | Other Country | Weiteres/e Land/Region | Pays/Région (autre) | Otro país o región",
        label="other",
    ),
)
_RELATED = (
    ("spouse", "Spouse | Partner | Conjoint(e) | Cónyuge"),
    ("child", "Children | Kinder | Enfants | Hijos"),
    ("manager", "Manager's Name | Name des/der Vorgesetzten | Responsable | Nombre del director"),
    ("assistant", "Assistant's Name | Name Assistent | Nom de l'assistant(e) | Nombre del ayudante"),
    ("referred by", "Referred By | Empfohlen von | Présenté par | Referido por"),
)
_DULL = (
    "E-mail Type", "E-mail 2 Type", "E-mail 3 Type", "E-Mail-Typ", "E-Mail 2: Typ", "E-Mail 3: Typ", "Type de messagerie",
    "Type de messagerie 2", "Type de messagerie 3", "Tipo de correo electrónico", "Tipo de correo electrónico 2",
    "Tipo de correo electrónico 3", "E-mail Display Name", "E-mail 2 Display Name", "E-mail 3 Display Name",
    "E-Mail: Angezeigter Name", "E-Mail 2: Angezeigter Name", "E-Mail 3: Angezeigter Name",
    "Nom complet de l'adresse de messagerie", "Nom complet de l'adresse de messagerie 2",
    "Nom complet de l'adresse de messagerie 3", "Nombre de pantalla de correo electrónico",
    "Nombre de pantalla de correo electrónico 2", "Nombre de pantalla de correo electrónico 3", "Priority", "Priorität",
    "Priorité", "Prioridad", "Initials", "Initialen", "Initiales",
)  # fmt: skip
_SENSITIVITY = "Sensitivity | Vertraulichkeit | Critère de diffusion | Confidencialidad"
_PRIVATE = "Private | Privat | Privé | Privado"
_CLOSED_WORDS = frozenset(
    {"private", "privat", "privé", "privado", "confidential", "vertraulich", "confidentiel", "confidencial"}
)
_OPEN_WORDS = frozenset({"normal", "normale"})
_NO_DATE = frozenset({"0000", "000000", "00"})
_GIVEN = "First Name | Vorname | Prénom | Nombre"
_FAMILY = "Last Name | Nachname | Nom | Apellidos | Apellido"


def _layout() -> PersonLayout:
    return PersonLayout(
        system="outlook",
        given=_GIVEN,
        additional="Middle Name | Weitere Vornamen | Deuxième prénom | Segundo nombre",
        family=_FAMILY,
        prefix="Title | Anrede | Titre | Tratamiento | Título",
        suffix="Suffix | Suffixe | Sufijo",
        nickname="Nickname | Spitzname | Surnom | Apodo",
        emails=tuple(Handle(names) for names in _MAILS),
        phones=tuple(Handle(names, label) for names, label in _PHONES),
        websites=("Web Page | Webseite | Page Web | Página web", "Personal Web Page"),
        works=(
            Work(
                "Company | Firma | Société | Organización | Compañía",
                "Job Title | Position | Titre | Fonction | Puesto | Cargo",
                "Department | Abteilung | Service | Departamento",
            ),
        ),
        places=_PLACES,
        tags=(TagList("Categories | Kategorien | Catégories | Categorías", ";"),),
        notes=("Notes | Notizen | Notas",),
        related=_RELATED,
        birthday="Birthday | Geburtstag | Anniversaire | Cumpleaños",
        dull=_DULL,
    )


def _rows(columns: Columns, source: Source) -> ReadRow:
    sensitivity, private = columns.text(_SENSITIVITY), columns.text(_PRIVATE)
    read, distinct = person_reader(_layout(), columns), Distinct()

    def read_row(row: Row) -> Said:
        person = read(row)
        if person is None:
            return NOBODY
        word = sensitivity(row)
        is_private = word.casefold() in _CLOSED_WORDS or yes_or_no(private(row)) is True
        if word and not is_private and word.casefold() not in _OPEN_WORDS:
            person.extra["Sensitivity"] = word
        return distinct.told(_tidied(person, private=is_private))

    return read_row


def _tidied(person: PersonRecord, *, private: bool) -> PersonRecord:
    """Without the empty dates that Outlook writes, with categories parted by comma too, and marked where its owner did."""
    left = {name: text for name, text in person.extra.items() if column_key(text) not in _NO_DATE}
    tags = [tag for word in person.tags for tag in listed(word, by=",")]
    return msgspec.structs.replace(person, extra=left, tags=tuple([*tags, "private"] if private else tags))


OUTLOOK = TableReader(
    name="outlook",
    title="Outlook contacts",
    use_rule=OWN_ADDRESS_BOOK.code,
    kinds=(
        Kind(
            "contacts",
            (
                f"{_GIVEN} | {_FAMILY}",
                _MAILS[0],
                " | ".join((*(names for names, _ in _PHONES[1:5]), *(place.street[0] for place in _PLACES), *_MAILS[1:])),
            ),
            _rows,
        ),
    ),
)
