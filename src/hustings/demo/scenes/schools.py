"""Scenes on schools: buses, the parents' evenings, class sizes, lunches. `P` is the person, `A` is Ada."""

SCRIPT = """
== bus-late-again | ended | any | parent teacher transit | {route} is late again
P: {route} was twenty-five minutes late again today and the kids at {school} stood in the rain. I know you taught there. Who
do I even complain to? The school says the bus company, the bus company says the school.
A 3h: I am sorry, that is miserable. Both are right, which is the problem: RiverLine runs it and the district sets the bell
times. Which stop, and about what time?
P: The one on {street}, 7:18. It is always the same stop.
A 1d: I rode it this morning. It loses nine minutes at the freight crossing and never gets them back. I wrote to the planning
desk and to the principal in one letter so that neither can point at the other. Copy attached to my page.
P 6d: I don't know what you wrote but it was on time three days in a row. The kids think you are magic.
A: Not magic, they moved the departure by eight minutes. Tell the kids they owe the scheduler a drawing.

== bus-driver-view | ended | linkedin | transit transitunion | Bell times
A: I keep hearing about {route}. Before I say something foolish in public: what does it look like from the driver's seat?
P: Ha, thank you for asking first. The schedule was drawn before the crossing got busy. We all skip our break to catch up.
P 4m: And nobody has asked a driver since 2019.
A: May I say that at the hearing, without names?
P: Say it WITH my name. I'm tired.
A 9d: I said it with your name. The room went very quiet. How are you?
P: Got four handshakes and one angry supervisor. Worth it.

== class-size-letter | ended | mail | parent | Class sizes at {school}
P: My son's class at {school} has thirty-one children since the fall. His teacher is wonderful and exhausted. Is there a rule,
or is thirty-one simply what happens?
A: There is a guideline of twenty-six, and a sentence that lets the district go over it "in exceptional years". It has been
exceptional for four years running.

I have asked for the numbers school by school. Would you be willing to say at the board what you just wrote to me?
P: I have never spoken at anything. But yes, if someone sits next to me.
A 6d: I sat next to you and you were excellent. They have promised a list by the end of the month.
P: My hands shook the whole time. Thank you for the glass of water.

== lunch-debt | ended | mail | faith parent | Lunch debt
P: Did you know that {school} sends letters home about lunch debt? In one case it was four dollars and ten cents. Our group
would pay all of it quietly if someone told us whom to pay.
A: I did not, and I am going to be polite about it only because it is you who asks. Give me a week.
A 6d: It is $2,316 across the whole school, and the office manager nearly cried when I said somebody wanted to pay. She would
like it to come through the PTA so that no family is named.
P: Done, check goes out tomorrow. Please don't post about it.
A: I will not say a word. Thank you.

== reading-hour | thanks | linkedin | teacher library parent | Reading hour
P: Would you come and read to the second graders on the last Thursday of the month? Any book except the one about the duck, we
have had the duck.
A: I would love to. I will bring the one about the lighthouse and do all the voices.
P 8d: They are still talking about the foghorn voice. Thank you, truly.

== special-ed-van | ended | mail | parent | The van for Leo
P: My nephew rides the special education van. Since the new contract it comes any time between 6:50 and 7:40, and for him not
knowing is the worst part.
A: Thank you for writing about Leo. Nobody should start a day like that. Do you know if his plan mentions pick-up times?
P: It does! "Consistent and predicted." I had never read it that way.
A 2d: Then it is not a courtesy, it is owed. I have put his mother in touch with Inés at Legal Aid, who does this in her sleep,
and asked the contractor for a window of ten minutes.
P 9d: 7:05 every day this week. He waves at the driver now.

== teacher-leaves | ended | linkedin | schools | Leaving the classroom
P: You'll hear it anyway so hear it from me: I'm leaving {school} in June. I can't do another year of two grades in one room.
A: Oh no. I mean: I understand completely, and oh no. Are you all right?
P: Relieved and ashamed of being relieved.
A: I felt exactly that when I left. The shame goes. Soup on Sunday?
P: Soup on Sunday.

== science-fair-judge | thanks | mail | academic energy plant | Judges for the science fair
A: I promised Millrace four judges for the science fair and have three. You once explained a pump to me with two straws. Would
you give a Saturday morning to forty volcanoes?
P: I would be honored. Are the volcanoes insured?
A: They are made of baking soda and pride.
P 11d: Best Saturday in months. The girl with the mold deserved to win. Thank you for thinking of me.

== curriculum-question | ended | mail | university | A question about the science units
P: I am writing a paper on how districts choose science units and someone said you kept notes from the last adoption. Could I
see them? I would of course anonymize.
A: I kept three binders. They are honest to the point of rudeness, so please do anonymize. You can have them for a month.
P 14d: These are gold. Page 60, where you write "we voted for the one with the free globes", may become the title.
A: I stand by page 60.

== night-class | ended | any | schools teacher student | Evening English class
P: The evening English class at {school} is cut from next month. Fourteen people, most of them work days. They found out from a
note on the door.
A: A note on the door. Who signed it?
P: Nobody signed it.
A 2d: Found it: the room fee went up and the program could not pay. {mutual} at {mutualorg} has a room with chairs and a
whiteboard, free, from seven to nine. Could the class move three blocks?
P: It could move to the moon if there are chairs. Thank you!

== pta-thankyou | thanks | mail | pta parent | Thank you for the evening
P: You stayed until the last chair was folded. That did not go unnoticed. Thank you from all of us at the PTA.
A: I fold chairs better than I give speeches. Thank you for having me.
"""
