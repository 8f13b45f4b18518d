"""What people wrote with invitations and recommendations, and the skills they confirmed. Tables written by hand."""

from __future__ import annotations

SKILLS: tuple[str, ...] = (
    "Public Speaking", "Community Organizing", "Curriculum Development", "Budgeting", "Mediation", "Facilitation",
    "Grant Writing", "Spanish", "Public Policy", "Volunteer Management", "Negotiation", "Urban Planning", "Nonprofit Boards",
)  # fmt: skip

INVITATIONS: tuple[str, ...] = (
    "Ada, we sat at the same table at the river forum. You asked the flood-map question I was too shy to ask.",
    "I teach across the hall from Rosi. She says we should know each other before the budget hearing.",
    "",
    "Hi Ada, I place senior leaders in education nonprofits. I have a role you would be perfect for. Open to a quick chat?",
    "We wrote last month about the crossing on Heron Avenue. Easier to stay in touch here.",
    "",
    "Your talk at the library was the first time anyone explained the permit backlog to me. Would like to stay connected.",
    "",
    "I help local candidates 10x their reach with proven mailers. Let's connect!",
    "Benedict gave me your name. I kept the books for two campaigns in the county and have time this fall.",
    "",
    "We met at the door on Tannery Lane, I was the one with the three dogs.",
    "Saw your letter in the Ledger about rents. I manage forty units and disagree with half of it. Talk?",
    "Growing my network of civic leaders. Would love to add you!",
    "",
    "My daughter was in your class at Millrace, the year of the tadpoles. She is at Ossane Valley now!",
    "I would like to understand your view on the depot before our members vote.",
    "Thank you for the good conversation about stormwater at the open house. I would be glad to keep it going.",
    "You spoke about night buses at the hearing; I am studying exactly that and would value your view.",
    "We were introduced at the clinic's opening. I am looking for people who know Eastgate well.",
)

RECEIVED: tuple[str, ...] = (
    "I have watched {ada} run a room of eighty angry parents. Nobody left angry, and everyone left with a job to do.",
    "{ada} reads the budget. All of it. Then she explains it so that my members ask better questions than the council does.",
    "When the river came over the bank, {ada} had a phone list before the city had one. I would work with her anywhere.",
    "As a teacher {ada} never talked down to a child, and as an organizer she never talks down to a neighbor.",
    "{ada} disagrees in the open and keeps her word in private. In this city that is rare.",
    "We asked {ada} for one evening of advice and got a year of patient help with our bylaws.",
    "She remembered my mother's name after two years. That is all I have to say, and it is enough.",
)

GIVEN: tuple[str, ...] = (
    "{given} says what the numbers say, even when I wished for others. Every committee needs someone like that.",
    "I learnt from {given} how to listen at a kitchen table. Patient, funny and never late.",
    "{given} kept forty volunteers warm, fed and pointed in the right direction, twice, in sleet.",
)
