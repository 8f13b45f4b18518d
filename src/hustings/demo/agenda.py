"""Meetings, forums and hearings of the campaign. Offsets count days before today; negative ones are to come."""

from __future__ import annotations

MEETINGS: tuple[tuple[str, str], ...] = (
    ("Coffee with {given}", "Second Rise Bakery"),
    ("{name} / Ada", "{org}"),
    ("Walk along the river with {given}", "North weir parking lot"),
    ("Call: {name}", ""),
    ("Lunch with {name}", "Lock Nine Brewing"),
    ("Site visit with {given}", "{org}"),
    ("Budget questions with {given}", "Port Ellery Public Library, room 2"),
)

ASSEMBLIES: tuple[tuple[str, int, int, str, str], ...] = (
    ("River Forum: Living with High Water", 96, 18, "Ossane Valley University, Hall B", "Panel, then table talks."),
    ("Spring river cleanup", 210, 9, "North weir parking lot", "Gloves, boots, thermos."),
    ("Hearing on the rental registry", 47, 17, "City Hall, council chamber", "Three minutes per speaker."),
    ("Chamber breakfast", 128, 7, "Port Ellery Chamber of Commerce", ""),
    ("Tenants' clinic", 74, 17, "Eastgate Family Clinic, lobby", "Bring your lease."),
    ("Library committee", 160, 16, "Port Ellery Public Library", ""),
    ("Campaign launch", 285, 11, "Ferry Landing", "Speeches short, cake long."),
    ("PTA general meeting", 33, 19, "Millrace Elementary, gym", "Route 14 on the agenda."),
    ("Night shift listening session", 150, 7, "St. Brendan's Hospital, cafeteria", ""),
    ("House party in Quarry Hill", 19, 18, "41 Quarry Road", "About twenty neighbors."),
    ("Interfaith supper", 64, 18, "Ferry Street Baptist Church", ""),
    ("Open house on stormwater", 12, 17, "City Hall annex", "Maps on easels."),
    ("Town Hall: Rents in Eastgate", -12, 18, "Eastgate community room", "Interpreters: Spanish, Hmong, Somali."),
    ("Canvass launch, Northbank", -5, 10, "Second Rise Bakery", "Clipboards at 9:45."),
    ("Candidates' Evening at the University", -40, 19, "Ossane Valley University, Hall A", "Format: two minutes each."),
    ("Editorial board, The Port Ellery Ledger", -20, 14, "The Port Ellery Ledger, second floor", "One hour, on the record."),
    ("Coffee hours", -2, 8, "Second Rise Bakery", "Anyone, anything."),
    ("Fundraising supper", -26, 18, "Lock Nine Brewing", "Hosts: Petra and Samir."),
)
