"""Scenes with shops, permits and the Chamber. `P` is the person, `A` is Ada."""

SCRIPT = """
== permit-sidewalk | ended | mail | bakery brewery | Two tables on the sidewalk
P: Two tables and six chairs. That's all we want. I have filled in eleven pages, and now they ask for a flood elevation for the
chairs.
A 2h: For the chairs. I am going to have that framed.

Can I bring your eleven pages to the permit committee, as they are?
P: With the coffee stains, please.
A 13d: The committee laughed and then did something: under ten seats it becomes one page, from the first of next month.
P: Table one is yours. For life.

== chamber-breakfast | ended | mail | chamber | Breakfast with candidates
P: Our members would like fifteen minutes from each candidate, and then questions. They will ask about the bike lane. I thought
you should know.
A: Thank you for the warning. I would rather be asked than not. May I sit among them and not at the front?
P: That has never been done. I will say it was my idea.
A 9d: It was a good idea of yours. Thank you for a fair hour.
P: Three people who came to grumble asked for your card. I am only reporting.

== loan-bakery-intro | ended | linkedin | bank partnership | Somebody you should meet
A: A man who roasts coffee in his garage makes the best cup in Quarry Hill and thinks that a loan is for other people. May I send
him to you?
P: Please. Does he have books?
A: He has a shoebox. An orderly shoebox.
P 18d: I have now met the shoebox. It is better than most balance sheets I see. He signs on Monday.
A: You made my week.

== loading-zones | ended | mail | hardware printing | Loading zones
P: The draft takes out the loading zone in front of my store from 7 to 10. That is when everything comes. Who writes these?
A: Someone who buys online, I suspect. What hours would hurt least?
P: Keep it to ten. After ten you can plant roses in it.
A 10d: "Loading until ten, roses after" is now in the minutes. The traffic engineer wants to see your delivery log.
P: It's a calendar with a truck on it but he can have it.

== downtown-restroom | ended | linkedin | library theatre business faith | Public restroom
P: This is not a glamorous topic, but downtown has no public restroom after four. People come into our place and I can't say no
to a grandmother.
A: It's the least glamorous thing that everybody mentions. If the city paid for cleaning, would you put a sign on the door?
P: For cleaning and paper, yes.
A 20d: Six places said yes. Pilot for a year, with paper.

== minimum-hours | ended | mail | hardware bakery brewery farm printing | Scheduling rule
P: I pay above the union rate and still the scheduling ordinance treats me like a chain. I have nine people and two of them are
my cousins.
A: Cousins should be a category of their own. Would a limit of twenty-five employees leave out the right ones?
P: It would leave out me. Ask the ones who work for places like mine, too.
A 8d: I asked eleven of them. Nine wanted the rule and ten wanted to keep their boss. I take that as an instruction.

== print-shop-files | ended | mail | printing | Proofs of the door card
P: The proof is attached. You have a missing "l" in "public". I thought you would want to hear that from a friend.
A 12m: I have never been so grateful to anybody. Please add the l, at any price.
P: The l is free. It ships tomorrow.

== plant-shift | ended | linkedin | plant | Second shift
P: Second shift at the valve plant starts in May, sixty people. The last bus leaves at 9:50 and they get out at eleven. Figured
you'd want to know before the ribbon gets cut.
A: I do, thank you. How do people get home now?
P: They sleep in cars or walk along the quarry road. It's bad.
A 6d: RiverLine will look at a run at 11:15 if the plant tells them numbers by stop. Could you ask around?
P 9d: 41 answers, sorted by stop. My steward did it on the back of a bolt box.
A: I brought the bolt box to the meeting. The run starts with the shift.

== farmers-market-move | ended | mail | farm bakery volunteer | Moving the market
P: They want to move the market to the stadium lot. Nobody walks to the stadium lot. Half of my customers come with a cane or a
stroller.
A: Who is "they", and what is the reason?
P: Parks. "Wear on the grass."
A 7d: The grass has agreed to rest on Mondays to Fridays. You stay.

== hiring-fair | thanks | linkedin | software tech business hospital | Hiring fair
A: Harbor Light holds a small hiring fair for young people who have never had an interview. No booth, only a table and a kind
face. Could your company send one?
P: I'll come myself. I was that kid.
P 13d: I met three I'd hire. One asked ME about my weaknesses. Thank you for the invitation.
"""
