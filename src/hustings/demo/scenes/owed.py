"""Scenes that Ada has not answered yet: questions, offers, complaints, and some in which she waits for others."""

SCRIPT = """
== owed-crossing | unanswered | mail | parent | Crossing guard on {street}
P: The corner of {street} and Lock Street has had no crossing guard for two weeks. Yesterday a delivery van took the turn with
four kids on the curb. Is this a city matter or a school matter, and could you find out when someone will be there?

== owed-offer-print | unanswered | mail | printing | Yard signs at cost
P: We spoke at the Chamber breakfast. I meant what I said, we can do your yard signs at cost, union bug and all, if the file
is here within two weeks. After that the fall catalogues start and I can't hold the press. Do you want me to keep the slot?

== owed-volunteer-nurse | unanswered | linkedin | hospital clinic | Volunteering
P: I work three twelves, so I have four days when other people don't. I could knock doors on weekday mornings or drive people
to the polls. Where do I sign up?

== owed-rent-increase | unanswered | mail | constituent | 22 percent
P: Our rent at {street} goes up by 22 percent in two months. There are nine units, mostly older people. The letter says we have
thirty days to sign. Can they do that? Mrs. Aguilar on the first floor has already started packing and I told her to wait until
I heard from you.

== owed-speak-rotary | unanswered | any | bank law realty seniors | An invitation to speak
P: We would like you to speak at our lunch, twenty minutes and questions, about forty people who vote in everything and agree on
nothing. The program goes to print next week. Would the third Wednesday of the month suit you?

== owed-river-data | unanswered | linkedin | river academic energy | Gauge data
P: I finished the gauge analysis. The old model underestimates the spring crest by about forty centimeters at the north weir. Do
you want it before the hearing, or after I have had it reviewed? I would rather you decide.

== owed-complaint-flyer | unanswered | mail | constituent | Your flyer
P: Two of your flyers were pushed through my door this week although there is a sign that says no flyers. I was thinking of
voting for you. Who is in charge of this?

== owed-bike-critic | unanswered | linkedin | hardware brewery bakery printing farm | Heron Avenue
P: I read your post on changing your mind about Heron Avenue. I own one of the shops. Half of my deliveries come at nine in the
morning, where should the truck stand? A real question, not a trap. I could show you.

== owed-endorse-union | unanswered | mail | union | Questionnaire
P: The committee meets in ten days and we still have no questionnaire from you. Question 6 (contracting out) is the one that the
members will read. Can you send it by Friday? I would hate to go in with a blank page next to your name.

== owed-reporter | unanswered | mail | press | Comment for the weekend piece
P: I am writing about who pays for the Quarry Hill cleanup and have a memo that says the city knew in the spring. Did you know of
the memo? I need two sentences by Thursday, on the record, or we can talk first.

== owed-library-teen | unanswered | mail | library | Teen room
P: Our teens wrote a petition to keep the room open until eight. 114 signatures, three of them in crayon. They would like to hand
it to you in person. When could you come by?

== owed-old-student | unanswered | linkedin | acquaintance | You won't remember me
P: You won't remember me but I sat next to the turtle tank in your class. I just got my commercial license and drive for a
living now. I never thanked you for the summer with the reading. Could I buy you a coffee sometime?

== owed-accessibility | unanswered | mail | senior constituent | Steps at the town hall
P: I wanted to come to your last evening in the hall on Ferry Street but there are five steps and no ramp. I use a chair since
the winter. Will the next one be somewhere I can get into?

== owed-money-help | unanswered | linkedin | business official tech | Small fundraiser
P: My partner and I would host a supper, twenty people, our treat, everybody brings a check and an opinion. We were thinking of
the week after the fair. Which evenings are you free?

== owed-after-reply | unanswered | mail | foodbank youth | The storage room
P: Could we keep forty boxes in your storage room for a week? Our roof leaks over the dry goods.
A 4h: Yes of course. The key is at the bakery. How is the roof?
P 1d: Thank you, they are in. The roof is worse than we thought: 11,000 dollars, and the landlord says it is ours to pay. Do you
know anyone on the council staff who handles emergency grants, or is that the county?

== owed-permit-loop | unanswered | mail | bakery brewery farm | Month five
P: Month five of the permit for the oven hood. The inspector asks for a drawing which the permit office says does not exist as a
form. I have a lease running since March and no bread. You said at the library that you collect these. Would you look at mine?

== owed-intro-request | unanswered | linkedin | software | An introduction
P: Would you introduce me to {mutual} at {mutualorg}? We built a small tool that shows bus delays by stop and I think it should
belong to riders, not to us. Two lines would be enough.

== owed-night-bus | unanswered | any | hospitalunion hospital | 7:10
P: You asked who could move the 7:10. The answer is: nobody here, it is set by the contract with the county. But the contract
ends in the spring, and comments close in three weeks. Shall we write one together, from the night shift and from you?

== owed-interpreter | unanswered | mail | mosque faith renter | Interpreters for the town hall
P: I heard the rent evening will have Spanish and Hmong. A good third of the building on Eastgate Boulevard speaks Somali, and my
sister interprets at the clinic. Do you still need someone for that night?

== owed-neighbor-dispute | unanswered | mail | constituent | Drain behind {street}
P: Every time it rains more than an hour the drain behind {street} comes up into three basements. I have called the city eleven
times since last year and have the ticket numbers. What would you do if you were me?

== owed-quiet-friend | unanswered | linkedin | friend | Are you sleeping?
P: You looked tired at the forum. I'm not asking the candidate, I'm asking you: are you sleeping? Dinner at ours any day, no
politics, just soup and the dog.

== waiting-memo | waiting | mail | official | The parking study
P: The study you asked about exists but is still a draft. I can ask if it may be shared.
A 1d: Please do ask. A draft that is marked as a draft would be fine, and I will quote nothing from it without checking with you.

== waiting-coffee | waiting | linkedin | business press | Coffee
A: We have now waved at each other across four hearings. Coffee, on me, any morning next week? I would like to hear what you
think of the permit counter.

== waiting-endorse | waiting | mail | synagogue union parish nonprofit | Your support
A: You have known me long enough to say no. Would you put your name under mine for the council? I would rather have you as an
honest critic than as a name on a list, so please take the time that you need.

== waiting-date | waiting | mail | academic library | A date for the panel
P: We would like to hold the housing panel in the first half of next month. Would you moderate?
A: Gladly. The second Tuesday and the Thursday after it are free for me. Which one suits the others?

== waiting-numbers | waiting | linkedin | transit official health | Ridership
A: You mentioned that ridership on {route} doubled after the hospital stop came in. Do you have that by month? It would settle an
argument I am having with myself.

== waiting-photo | waiting | mail | ledger arts | The photograph
A: The photograph you took at the cleanup, with the shopping cart on the shoulders of six people: may we use it on the web page,
with your name under it? We would pay your usual rate.

== waiting-help | waiting | any | parent volunteer | Saturday tables
A: Could you take the Ferry Landing table for two hours, from ten to twelve? {mutualgiven} does the setting up, you would
only have
to be yourself.
"""
