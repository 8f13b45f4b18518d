"""Texts of newsletters, list posts and absence notes. Tables written by hand."""

from __future__ import annotations

ISSUES: dict[str, tuple[tuple[str, str], ...]] = {
    "morning-note": (
        ("Council tables the parking study again", "The vote slipped by two weeks. Also inside: a plan for the old ferry slip."),
        ("School board splits on bus contract", "Three members want RiverLine to bid. Also: the library's summer hours."),
        ("Who funds the Quarry Hill cleanup?", "A memo puts the cost at twice the first figure. Letters page: bike lanes."),
        ("Rents up for the ninth quarter", "Eastgate tenants pack the hearing room. Also: a baker's guide to permits."),
        ("Water stays high at the lock", "Engineers watch the gauge. Also: the candidates' calendar for this month."),
    ),
    "field-notes": (
        ("Otters at the north weir", "Two pups on the trail camera. Cleanup dates and the glove size survey are below."),
        ("Forty bags and a piano", "What 83 volunteers pulled from the bank in one morning, with photographs."),
        ("Testing week", "Nitrate results from all seven sites, in one plain table."),
    ),
    "chamber-update": (
        ("Breakfast with the permit office", "Bring your questions and your oldest unanswered application."),
        ("Main Street loading zones", "Members can comment on the draft until the end of the month."),
        ("Annual dinner: tables going fast", "Three tables left. Vegetarian choices this time, we promise."),
    ),
    "rider-alerts": (
        ("Route 14 detour on Lock Street", "Buses skip two stops while the water main is replaced."),
        ("Winter timetable", "Later last buses on Fridays and Saturdays. Route 22 gains a stop at the hospital."),
        ("Fares stay the same", "The board kept fares as they are for another year."),
    ),
}  # fmt: skip

LIST_POSTS: tuple[tuple[str, str], ...] = (
    ("Lost blue backpack", "Third grade lost and found, again. Blue, dinosaur patch, half a sandwich by now."),
    ("Carpool from Quarry Hill", "We have two seats in the mornings if someone can take afternoons."),
    ("Book fair volunteers", "Need four people for the Friday shift, no heavy lifting except the cash box."),
    ("Crossing guard at Heron and Lock", "The corner has been without a guard since Monday. Who do we call?"),
    ("Thank you for the soup", "To whoever left soup on our porch: it was wonderful and we have your pot."),
    ("Science night", "Ms. Ferreira still needs baking soda. All of it."),
    ("Instrument swap", "A half-size cello, gently loved, looking for its next child."),
    ("Minutes of last meeting", "Minutes attached to the web page. We did not solve parking."),
    ("Snow day plan", "If the buses stop, the gym opens at seven. Please sign up for one hour."),
    ("Field trip to the lock", "Rain boots. Really. Last year there were tears."),
)

ABSENCES: tuple[tuple[str, str], ...] = (
    ("Automatic reply: Coffee", "I am away until Monday with little access to mail. For anything urgent call {phone}.\n\n{name}"),
    ("Out of office Re: Route 14", "Thank you for your message. I am out of the office and will answer when I return.\n\n{name}"),
    ("Respuesta automática: Reunión", "Estoy fuera de la oficina hasta el lunes. Contestaré a mi regreso.\n\n{name}"),
    ("Automatische Antwort: Podium", "Ich bin bis Ende der Woche nicht im Haus und lese keine Mails.\n\n{name}"),
    ("Automatic reply: Thank you", "On parental leave through the end of the month. The front desk can help: {phone}.\n\n{name}"),
    ("Réponse automatique : Réunion", "Je suis absente jusqu'à lundi. Je vous répondrai à mon retour.\n\n{name}"),
)
