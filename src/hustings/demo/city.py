"""The fictional city of Port Ellery on the Ossane River: its districts, streets, schools, organisations and their jobs."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

CITY = "Port Ellery"
RIVER = "Ossane"
TIME_ZONE = "America/Chicago"
DISTRICTS = ("Northbank", "Quarry Hill", "Old Mill", "Ferry Landing", "Eastgate Flats", "Orchard Park", "St. Brendan's Ward")
STREETS = (
    "Millrace Street", "Tannery Lane", "Heron Avenue", "Quarry Road", "Ferry Street", "Cooper's Row", "Orchard Terrace",
    "Lock Street", "Chandler Avenue", "Northbank Drive", "Foundry Street", "Sycamore Court", "Eastgate Boulevard",
)  # fmt: skip
SCHOOLS = ("Millrace Elementary", "Quarry Hill Middle School", "Heron Avenue School", "Port Ellery High")
ROUTES = ("Route 4", "Route 7", "Route 11", "Route 14", "Route 22")
AREA_CODES = ("319", "563", "641", "515", "608", "262", "309", "217")
SECOND_AREA_CODES = ("712", "218", "320", "507", "612", "651", "763", "402")


class Organisation(NamedTuple):
    """An employer or a group: its titles (`;` between them) and the themes on which its people write to a candidate."""

    name: str
    traits: str
    titles: str
    weight: int = 3


ORGANISATIONS: dict[str, Organisation] = {
    "schools": Organisation("Port Ellery Public Schools", "teacher parent", "Fourth Grade Teacher;School Counselor;Principal;"
                            "Special Education Coordinator;Transportation Planner;Music Teacher", 8),
    "teachers": Organisation("Port Ellery Educators' Union", "union teacher", "Chapter President;Field Organizer;Treasurer"),
    "pta": Organisation("Millrace Elementary PTA", "parent volunteer", "PTA President;Treasurer;Room Parent", 3),
    "river": Organisation("Friends of the Ossane", "river volunteer", "Executive Director;Volunteer Coordinator;"
                          "Water Quality Lead;Board Member", 5),
    "chamber": Organisation("Port Ellery Chamber of Commerce", "business", "President;Membership Director;Policy Manager", 3),
    "university": Organisation("Ossane Valley University", "academic", "Associate Professor of Public Policy;Hydrologist;"
                               "Director of Community Engagement;Lecturer in Urban Planning;Research Librarian;"
                               "PhD Candidate;Dean of Students", 9),
    "hospital": Organisation("St. Brendan's Hospital", "health", "Nurse Manager;Emergency Physician;Community Health Worker;"
                             "Patient Advocate;Chief Operating Officer;Pharmacist", 9),
    "transit": Organisation("RiverLine Transit", "transit", "Operations Supervisor;Bus Operator;Scheduling Analyst;"
                            "Director of Planning", 6),
    "transitunion": Organisation("Ossane Transit Workers Union", "union transit", "Business Agent;Shop Steward;Vice President"),
    "hospitalunion": Organisation("Hospital Workers of the Valley", "union health", "Organizer;Political Director;Steward"),
    "ledger": Organisation("The Port Ellery Ledger", "press", "City Hall Reporter;Opinion Editor;Photographer;"
                           "Education Reporter", 4),
    "weekly": Organisation("Northbank Weekly", "press", "Publisher;Staff Writer", 2),
    "puente": Organisation("El Puente del Ossane", "press", "Editora;Reportero", 2),
    "radio": Organisation("Ossane Public Radio", "press", "Host, Morning Crossing;Producer", 2),
    "city": Organisation("City of Port Ellery", "official", "Deputy City Manager;Parks Superintendent;Permit Technician;"
                         "Budget Analyst;Stormwater Engineer;Council Aide;Code Enforcement Officer", 9),
    "county": Organisation("Ossane County", "official", "County Commissioner;Elections Clerk;Public Health Nurse;"
                           "Planning Commissioner", 4),
    "library": Organisation("Port Ellery Public Library", "library", "Branch Manager;Children's Librarian;Outreach Librarian", 5),
    "tenants": Organisation("Eastgate Tenants Together", "renter volunteer", "Lead Organizer;Housing Counselor;Board Member", 4),
    "housing": Organisation("Keystone Row Housing Trust", "renter nonprofit", "Executive Director;Project Manager;"
                            "Asset Manager", 3),
    "foodbank": Organisation("Common Table Food Bank", "nonprofit volunteer", "Director;Warehouse Manager;Driver", 4),
    "legal": Organisation("Valley Legal Aid Project", "nonprofit renter", "Staff Attorney;Managing Attorney;Paralegal", 3),
    "bakery": Organisation("Second Rise Bakery", "business", "Owner;Head Baker", 2),
    "brewery": Organisation("Lock Nine Brewing", "business river", "Co-founder;Taproom Manager", 2),
    "hardware": Organisation("Pfennig & Daughters Hardware", "business", "Owner;Store Manager", 2),
    "construction": Organisation("Quarry Hill Builders", "business", "Project Manager;Estimator;Site Superintendent", 5),
    "bank": Organisation("Ossane Community Credit Union", "business", "Loan Officer;Branch Manager;Chief Lending Officer", 6),
    "law": Organisation("Tolliver Wray LLP", "business", "Associate;Partner;Of Counsel", 5),
    "software": Organisation("Crosscurrent Software", "tech", "Software Engineer;Product Manager;Head of People;"
                             "Data Analyst;UX Researcher", 10),
    "plant": Organisation("Ellery Valve & Pump", "worker", "Plant Engineer;Machinist;Safety Manager;Buyer", 7),
    "logistics": Organisation("Landing Freight Cooperative", "worker", "Dispatcher;Fleet Manager;Driver", 5),
    "energy": Organisation("Ossane Valley Electric Cooperative", "worker river", "Line Supervisor;Member Services Manager;"
                           "Grid Planner", 4),
    "architects": Organisation("Span & Truss Architects", "cyclist business", "Architect;Landscape Architect;Principal", 4),
    "bikes": Organisation("Pedal Port Ellery", "cyclist volunteer", "Coordinator;Board Chair;Ride Leader", 4),
    "parish": Organisation("St. Brendan's Parish", "faith", "Pastor;Parish Secretary;Youth Minister", 3),
    "mosque": Organisation("Northbank Islamic Center", "faith", "Imam;Community Liaison", 2),
    "synagogue": Organisation("Temple Beth Nahar", "faith", "Rabbi;Education Director", 2),
    "baptist": Organisation("Ferry Street Baptist Church", "faith", "Senior Pastor;Deacon", 2),
    "seniors": Organisation("Orchard Park Senior Center", "senior volunteer", "Director;Activities Coordinator", 3),
    "theatre": Organisation("Old Mill Playhouse", "arts", "Artistic Director;Stage Manager;Development Officer", 3),
    "youth": Organisation("Harbor Light Youth Center", "nonprofit teacher", "Program Director;Mentor;Board Member", 4),
    "farm": Organisation("Low Meadow Farm", "business river", "Farmer;Market Manager", 2),
    "realty": Organisation("Landing Realty Group", "business", "Broker;Property Manager", 4),
    "clinic": Organisation("Eastgate Family Clinic", "health", "Family Physician;Clinic Director;Midwife", 4),
    "statehouse": Organisation("State House of Representatives", "official", "State Representative;Legislative Director;"
                               "District Aide", 3),
    "partnership": Organisation("Ossane Valley Regional Partnership", "official business", "Program Officer;Grants Manager", 3),
    "printing": Organisation("Plumb Line Print Shop", "business", "Owner;Press Operator", 2),
    "retired": Organisation("", "senior", "Retired Teacher;Retired Machinist;Retired Judge;Volunteer", 4),
    "vendor1": Organisation("VoteBoost Nine Digital", "vendor", "Growth Partner;Account Executive", 0),
    "vendor2": Organisation("Placard & Post Direct Mail", "vendor", "Sales Manager", 0),
    "vendor3": Organisation("Leadspring Outreach Labs", "vendor", "Client Success Lead;Founder", 0),
    "recruiters": Organisation("Bramble Hart Search Partners", "recruiter", "Senior Recruiter;Talent Partner", 0),
    "campaign": Organisation("Ada for Council", "ally volunteer", "Campaign Manager;Treasurer;Field Director", 0),
}  # fmt: skip

NEWSLETTERS = (
    ("The Ledger Morning Note", "morning-note", "portelleryledger.example"),
    ("Friends of the Ossane: Field Notes", "field-notes", "friendsoftheossane.example"),
    ("Port Ellery Chamber Update", "chamber-update", "portellerychamber.example"),
    ("RiverLine Rider Alerts", "rider-alerts", "riverline.example"),
)


def ascii_word(text: str) -> str:
    """Lower-case ASCII letters and digits of a text, hyphens for the rest; empty for scripts without a plain form."""
    special = str.maketrans({"ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "ß": "ss", "ı": "i", "đ": "d"})
    plain = unicodedata.normalize("NFKD", text.translate(special)).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")


def domain_of(organisation: Organisation) -> str:
    """The organisation's mail domain, under the reserved top-level domain; private people use a provider that does not exist."""
    return f"{ascii_word(organisation.name).replace('-', '')}.example" if organisation.name else "mailhaven.example"
