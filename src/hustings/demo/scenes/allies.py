"""Scenes among people who know each other well: short, teasing, useful. `P` is the person, `A` is Ada."""

SCRIPT = """
== ally-walk-list | ended | linkedin | ally | Walk list
P: Who drew the walk list for Orchard Terrace? It sends me up the hill three times.
A: Me, at one in the morning. Sorry about your calves.
P: My calves accept. Fixed it, new one is in the folder.
A: You are a saint with a clipboard.

== ally-speech-cut | ended | mail | ally mentor | The speech
A: The launch speech is attached. It is nine minutes and I love all of them.
P 3h: You love six of them. Cut the rowing story and the second quotation. End on the library door.
A: The rowing story made my father cry.
P: Your father isn't undecided.
A 1d: Five minutes fifty. You were right, and I told my father so.

== ally-bad-day | ended | linkedin | ally friend | Bad day
A: Bad day. Somebody's uncle called me a tourist in my own city, and everybody looked at their shoes.
P 9m: Which uncle? I have a list.
A: No lists. Tell me something good.
P: My neighbor, who has voted the other way since 1980, asked me for your sign. Two, he has a corner lot.
A: All right. I can cook dinner now.

== ally-signs-weather | ended | linkedin | ally | Signs
P: Wind took about forty signs on Quarry Road. I found eleven, in a hedge, in very good spirits.
A: I'll bring the stakes after six. Whose hedge?
P: The other candidate's treasurer. She had stacked them neatly and made me coffee.

== ally-budget-numbers | ended | mail | ally mentor academic | Budget figures
A: Can you check one thing? I get 1.9 million for the stormwater backlog and the city says 1.2.
P 5h: You're both right. They leave out what is under the rail yard because nobody has agreed whose it is.
A: So I say "1.2 that the city admits and 0.7 that nobody wants".
P: Say it exactly so.

== ally-treasurer | ended | mail | ally campaign | Report
P: The finance report is ready. 312 donors, the median is twenty-five dollars. One check I want to return: a company name in
the corner.
A 20m: Return it today, with a kind note. And 312!
P: Returned. He said he respected that and sent his own, for twenty.

== ally-babysit | ended | linkedin | friend parent | Tomorrow night
A: Would you take the twins of {mutualgiven} tomorrow from six to eight? They are both speaking at the forum.
P: The ones with the glitter?
A: The glitter has been confiscated.
P 1d: It had not been. I sparkle. They were angels.

== ally-recipe | ended | linkedin | friend ally | Beans
P: What did you put in the beans last night? My wife is asking, which never happens.
A: Orange peel. And an hour more than you think.
P: She says you've got her vote and that you've had it anyway.

== ally-strategy-doors | ended | mail | campaign ally | Where next
P: We have 40 volunteers and two districts that we haven't touched. My gut says Ferry Landing, the numbers say Quarry Hill.
A: What does your gut know that the numbers don't?
P: People in Ferry Landing stop and talk. Quarry Hill has gates.
A 1d: Then Ferry Landing first, and I do Quarry Hill in living rooms. Somebody opens those gates for pie.

== ally-mail-pile | ended | linkedin | campaign ally | The pile
P: There are nineteen letters in the tray that nobody has answered. I know you know.
A: I know. Tonight, worst first, till eleven. Would you sit with me?
P: I'll bring the stamps.

== ally-union-hall | ended | mail | transitunion union ally | At the hall
P: They liked you. Two didn't. One of the two is my brother-in-law so that evens out.
A: What did your brother-in-law dislike?
P: You said "stakeholder".
A: He is right. I have put a dollar into the jar.

== ally-clinic-hours | ended | mail | clinic health ally | Clinic hours
A: Are the waiting times at the clinic as bad as people tell me at the door?
P 6h: Worse. Nineteen days for a child with an ear. We have the rooms and not the people.
A: Is that money, or is it that nobody moves here?
P: It's rent, in fact. Our last two nurses could not find a place.
A 2d: Then I'll say it in the housing debate and not in the health one. May I quote the nineteen days?
P: Quote it loudly.

== ally-prayer | ended | mail | baptist faith ally | Sunday
P: You are welcome in the pew on Sunday, not in the pulpit. You understand the difference.
A: I do, and I am grateful for it. I will sing badly in the back.
P 4d: You did indeed sing badly. Sister Lucille was delighted.

== ally-river-grant | ended | mail | river ally | The grant
P: WE GOT IT. Three years, all seven sites, and a salary for Sylvie!
A 4m: I am on the floor of the bakery. In a good way. Tell me everything on Thursday?
P: Thursday, and you are holding the giant check for the photo.
A: I have always wanted to hold a giant check.

== ally-tenants-night | ended | linkedin | tenants ally | Building C
P: Building C has no hot water since Sunday. 22 families. I'm here with a thermometer and a lawyer.
A: On my way. Do you need anything?
P: Coffee for the lawyer and someone who can be calm at a superintendent.
A 1d: Hot at 9:40 last night. You were calmer than me.
P: I practise on my children.

== ally-bakery-hours | ended | mail | bakery ally | Coffee hours
P: Saturday was 64 people, and we ran out of conchas at nine. I'm not complaining.
A: Did anybody pay for my coffee again? There's a man with a hat, I suspect him.
P: My lips are sealed. Next time order the day before, then we bake double.
A: Double, please. And thank you for opening at seven for the night shift.

== ally-poll | ended | linkedin | campaign ally academic | Numbers
P: A poll of 300, for what it's worth: you 31, him 34, nobody yet 35.
A: I like the 35 best. What do they want?
P: To be called back, mostly. I'm not joking, it's the top answer.
A: Then we know what to do for the rest of the year.

== ally-lost-voice | ended | linkedin | ally friend | Voice
A: I've lost my voice. Could you read the statement at the hearing tonight? It's two minutes.
P: Yes, if I may do your eyebrows as well.
A 1d: I heard that the eyebrows got applause.

== ally-anniversary | thanks | linkedin | ally friend | Ten years
P: Ten years ago today you made me carry a canoe across a parking lot. Worst first meeting of my life. Thank you for all that
came after.
A: The canoe sends its love. And so do I.

== ally-second-thoughts | ended | mail | mentor ally friend | Second thoughts
A: Between us: am I the right one for this? There is a tiredness that doesn't go away with sleep.
P 4h: The ones who never ask are the wrong ones. Take Sunday off, entirely, and ask me again on Monday.
A 3d: It is Monday. I'm not asking.
P: I thought so.

== ally-forum-seat | thanks | mail | ally network friend | The empty chair
P: You left an empty chair on the stage for "the neighbor who had to work tonight". My daughter asked if she could sit in it
one day.
A: Please tell her that it's hers. Thank you for writing that to me.

== net-report-lunch | ended | mail | partnership official county | The regional report
P: The regional report comes out next week. Page 12 makes {city} look better than it is and page 30 worse.
A: Which one will people quote?
P: Twelve, if we are quick.
A 6d: I quoted both, since someone would have found thirty. Lunch for your trouble?
P: Lunch, and you were right about thirty.

== net-commissioner | ended | mail | county statehouse | County road money
A: You sit on the road committee. Is there truly no money for the Lock Street shoulder, or is it nobody's favorite?
P 1d: Nobody's favorite. It could be mine, if the city pays for the paint.
A: The city will pay for the paint. I asked before I wrote.
P: You always do. I'll put it on for the spring.

== net-energy-bills | ended | linkedin | energy worker | Winter bills
P: People think the co-op raised rates. We didn't, the winter did. Could you help us say it without sounding like a utility?
A: Say how many degrees and how many hours, and offer to look at anyone's bill in person at a table with coffee.
P 14d: Table with coffee: 71 bills, 9 real mistakes, all fixed. Who would have thought.

== net-playhouse | ended | mail | theatre arts | A ticket
P: There's a play about a council meeting. It's a comedy, or we hope so. Two tickets in your name on Friday?
A: I could play every part. Yes, please!
P 4d: You laughed at the point of order. Nobody else has ever laughed at the point of order.
A: It was the truest thing I've seen on a stage.

== net-credit-union | ended | linkedin | bank business | Payday loans
P: We've started small loans, up to five hundred, no fee. Nobody comes. They all go to the place with the neon.
A: Do you have evening hours, or neon?
P: Neither.
A 9d: I told the tenants' clinic. They say: evenings, and someone at the door who speaks Hmong.
P 18d: Tuesday evenings till eight now, with Mai at the door. 23 people last week.
"""
