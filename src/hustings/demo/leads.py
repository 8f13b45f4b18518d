"""The people of the story who are written by hand: Ada herself, her allies, her network and the awkward cases of real data."""

from __future__ import annotations

from typing import NamedTuple

OWNER_GIVEN, OWNER_FAMILY = "Ada", "Moreno-Lindqvist"
OWNER_NAME = f"{OWNER_GIVEN} {OWNER_FAMILY}"
OWNER_EMAILS = ("ada@adaforcouncil.example", "ada.moreno.lindqvist@mailhaven.example")
OWNER_SLUG = "ada-moreno-lindqvist-demo0000"
OWNER_PHONE = "+1 319-555-0100"
OWNER_MEMBER_ID = "100000000"
WORKSPACE = "Ada Moreno-Lindqvist for Port Ellery Council"


class Lead(NamedTuple):
    """A person with a part in the story; `organisation` is a key of city.ORGANISATIONS, the rest may stay empty."""

    given: str
    family: str
    circle: str
    organisation: str
    title: str
    language: str = "en"
    traits: str = ""
    nickname: str = ""
    suffix: str = ""
    married: str = ""
    email: str = ""
    second_email: str = ""
    note: str = ""


LEADS: tuple[Lead, ...] = (
    Lead("Benedict", "Okafor-Lane", "ally", "campaign", "Campaign Manager", traits="friend", nickname="Ben",
         second_email="ben.okaforlane@quillpost.example", note="Runs the campaign. Knows every precinct captain."),
    Lead("Rosalba", "Quiñones", "ally", "teachers", "Chapter President", traits="friend parent", nickname="Rosi", language="es",
         note="Taught with me at Millrace for six years."),
    Lead("Thaddeus", "Wimberly", "ally", "baptist", "Senior Pastor", traits="friend mentor", suffix="Jr.",
         note="Prefers a call before 10."),
    Lead("Ana", "Souza", "ally", "river", "Executive Director", traits="friend", married="Souza Brightwell",
         second_email="ana.souza@quillpost.example", note="River cleanup every spring. Married name on paper only."),
    Lead("Henrike", "Dornbusch", "ally", "university", "Associate Professor of Public Policy", traits="friend mentor",
         language="de", nickname="Rike", suffix="PhD"),
    Lead("Marcus", "Lockett", "ally", "transitunion", "Business Agent", traits="friend"),
    Lead("Nasrin", "Chaudhry", "ally", "clinic", "Family Physician", traits="friend parent", suffix="MD"),
    Lead("Wilhelmina", "Standish", "ally", "retired", "Retired Judge", traits="friend mentor senior", nickname="Billie",
         note="Always honest about drafts."),
    Lead("Tou", "Xiong", "ally", "tenants", "Lead Organizer", traits="friend renter"),
    Lead("Joaquín", "del Río", "ally", "bakery", "Owner", traits="friend", language="es", nickname="Quino",
         note="Bakery hosts our coffee hours."),
    Lead("Maria", "Alvarez", "network", "hospital", "Nurse Manager", traits="parent"),
    Lead("Maria", "Alvarez", "network", "chamber", "Membership Director"),
    Lead("Chinonso", "Ezeigbo", "network", "energy", "Grid Planner", email="the.ezeigbos@mailhaven.example", traits="parent"),
    Lead("Adaora", "Ezeigbo", "network", "library", "Children's Librarian", email="the.ezeigbos@mailhaven.example",
         traits="parent"),
    Lead("Gerald", "Thistlewood", "network", "retired", "Retired Teacher", email="thistlewoods@quillpost.example",
         traits="senior", nickname="Gerry"),
    Lead("Maud", "Thistlewood", "network", "seniors", "Activities Coordinator", email="thistlewoods@quillpost.example"),
    Lead("Katherine", "Marchbanks", "network", "ledger", "City Hall Reporter", nickname="Kit",
         second_email="kit.marchbanks@quillpost.example", note="Deadline is 4 pm. Background only unless agreed."),
    Lead("Zofia", "Nowicka", "network", "parish", "Parish Secretary", language="pl", married="Nowicka-Fairbank"),
    Lead("Élodie", "Charbonneau", "network", "theatre", "Artistic Director", language="fr", traits="parent"),
    Lead("Duarte", "Figueira", "network", "logistics", "Fleet Manager", language="pt", traits="business"),
    Lead("Leticia", "Benavides", "network", "puente", "Editora", language="es"),
    Lead("Samir", "Khoury-Mansour", "network", "architects", "Landscape Architect", nickname="Sam"),
    Lead("Ngozi", "Okonjo-Bright", "network", "partnership", "Program Officer"),
    Lead("Dale", "Pfennig", "network", "hardware", "Owner", note="Skeptical about bike lanes. Fair."),
    Lead("Hilde", "Fjeldstad", "network", "city", "Deputy City Manager"),
    Lead("Curtis", "Gadsden", "network", "transit", "Director of Planning", traits="parent"),
    Lead("Rachel", "Kestenbaum", "network", "synagogue", "Rabbi", traits="parent"),
    Lead("Idris", "Warsame", "network", "mosque", "Community Liaison", traits="business"),
    Lead("Phuong", "Truong", "network", "chamber", "Policy Manager"),
    Lead("Sylvie", "Redcloud", "network", "river", "Water Quality Lead"),
    Lead("Owen", "Tierney", "network", "county", "County Commissioner"),
    Lead("Lorna", "Abernathy", "network", "statehouse", "State Representative", traits="mentor"),
    Lead("Bekele", "Tesfahun", "network", "transit", "Bus Operator", traits="parent"),
    Lead("Gwendolyn", "Ivory", "network", "pta", "PTA President", nickname="Gwen"),
    Lead("Petra", "Achterberg", "network", "brewery", "Co-founder", language="de"),
    Lead("Inés", "Saldívar", "network", "legal", "Managing Attorney", language="es", suffix="Esq."),
)  # fmt: skip
