"""What Ada has posted and commented on LinkedIn, the polls she voted in and the events she answered. Written by hand."""

from __future__ import annotations

POSTS: tuple[tuple[str, str], ...] = (
    ("Six people asked me about Route 14 this week. I rode it with them this morning. It was eleven minutes late, "
     "and the driver knew everyone's name. Both things are worth fixing and keeping.", ""),
    ("A permit for a sidewalk table should not take longer than building the table.", ""),
    ("The flood map is public now. Find your street, then tell me what it gets wrong:\nhttps://adaforcouncil.example/floodmap",
     "https://adaforcouncil.example/floodmap"),
    ("Forty bags, one shopping cart, and a \"mostly complete\" accordion. Thank you, river people.", ""),
    ("I changed my mind about the Heron Avenue bike lane after two evenings with the shop owners. Here is what moved me.", ""),
    ("To the twelve of you who wrote about library hours: I read each letter aloud at the committee. They voted 5 to 2.", ""),
    ("Office hours at Second Rise Bakery, Saturday, 8 to 10. Bring a question or just eat.", ""),
    ("Fourteen years of teaching taught me this about budgets: what is on the wall on the first day is what matters.", ""),
    ("Nos vemos el sábado en la panadería. Habrá café, conchas y tiempo para hablar de las rentas.", ""),
    ("If I answered you late this month, you are right to be annoyed. It was the week of the hearing. I am catching up.", ""),
    ("Why I am running, in one picture: the sign on the library door that says CLOSED at 4.", ""),
    ("Nurses on the night shift finish at 7:15. The first bus leaves at 7:10. I have asked who can move which.", ""),
    ("Today I filed my papers. The clerk stamped them twice, for luck she said.", ""),
    ("Our tenants' clinic helped 31 households read their leases. Thirteen had clauses that do not hold.", ""),
    ("The council meets at two in the afternoon. Who can come at two in the afternoon?", ""),
    ("Good debate with people who disagree with me at the Chamber breakfast. The eggs were neutral.", ""),
    ("Class of tadpoles, you are voters now. I am old.", ""),
    ("What would you ask the stormwater engineer if you had ten minutes? I have ten minutes on Thursday.", ""),
)  # fmt: skip

COMMENTS: tuple[str, ...] = (
    'You said "nobody reads the appendix". I read the appendix. Page 41 is wrong.',
    "Congratulations, this is well deserved!",
    "Could you share the slides? My old students would use them.",
    "The gauge at the lock is read by hand, isn't it? That explains the gap in March.",
    "Fair criticism. I should have called you before the vote, not after.",
    "Thank you for saying this plainly.",
    "Our depot has the same problem, see C:\\archive\\2019 for the old study. Yes, it lives in a folder called that.",
    "Happy to bring six volunteers and a truck.",
    "I disagree, and I would rather do it over coffee than here. My treat.",
    '"Temporary" since 2009!',
    "The night shift at St. Brendan's would be a good group to ask.",
    "¡Felicidades! Nos vemos el sábado.",
    "Has anyone asked the people who live above the shops?",
    "Beautiful work. The kids at Millrace still talk about your visit.",
    "What a year. Thank you for staying with it.",
    "Let us not fight over paint when the drain under it is broken.",
    "I'd add one thing: the hearing was announced three days ahead. The rule says ten.",
    "So sorry to hear this. He fixed my bike for free, twice.",
)

POLLS: tuple[str, ...] = ("Evening meetings", "Protected lane", "Keep the ferry slip", "Yes, with childcare", "Sunday hours")

TALKS: tuple[tuple[str, int, str], ...] = (
    ("Small Business Permits: What Would Help?", 28, "ACCEPTED"),
    ("River Forum: Living with High Water", 96, "ACCEPTED"),
    ("Night Buses, Night Shifts", 150, "ACCEPTED"),
    ("Ten Growth Hacks for Local Campaigns", 171, "DECLINED"),
    ("Town Hall: Rents in Eastgate", -12, "ACCEPTED"),
    ("Candidates' Evening at the University", -40, "PENDING"),
)
