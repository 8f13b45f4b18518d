"""Scenes on the campaign: endorsements, the press, invitations to speak, forums, advice. `P` is the person, `A` is Ada."""

SCRIPT = """
== endorse-pastor | ended | mail | baptist mentor | My name
P: I don't lend my name, as you know. I have thought about it for three weeks and I would like to lend it to you.
A 5h: I read that standing in the kitchen and had to sit down. Thank you. What would you want from me in return?
P: That you call me before you disappoint me, not after.
A: That I can promise.

== endorse-no | ended | mail | union chamber | Our decision
P: I wanted you to hear it from me: the committee went the other way, by one vote. Mine was with you.
A: Thank you for telling me yourself, and for the vote. What lost it?
P: Question six. You were honest, and it cost you.
A: Then I can live with it. Could I come and speak to your members anyway, after the election, whichever way it goes?
P 1d: That's the first time anybody has asked that. Yes.

== speak-university | ended | mail | university | Guest lecture
P: Would you speak to my seminar on local government? Twenty-two students, most of whom think that a city council is a kind of
student council with parking.
A: They are not entirely wrong. Yes, gladly. What have they read?
P: A chapter on weak mayors and your letter to the Ledger.
A 16d: They were sharper than the Chamber. The young man in the green hat should run for something.
P: He has put his name down to volunteer for you. I take no responsibility.

== press-background | ended | mail | press | Background on the budget
P: Do you have half an hour this week to walk me through the transfer from the water fund? Not for quotes.
A 1h: Yes. Bring the audit, page 88. I will bring tea.
P 6d: The story runs tomorrow. I think I got the direction of the arrows right thanks to you. You will disagree with the headline.
A: I do disagree with the headline. The rest is the clearest thing anyone has written on that fund. Well done.

== press-correction | ended | mail | press | A small correction
A: In this morning's piece I am said to have "voted against" the levy. I have never held an office, so I've had no vote. Could you
fix it online?
P 40m: Fixed, with a note. My apologies, that was an edit made at eleven at night.
A: Thank you for being so quick. Eleven at night forgives a great deal.

== debate-prep | ended | linkedin | ally friend mentor campaign | Debate practice
A: I need someone to be mean to me for an hour on Sunday. In a blazer, if possible.
P: I own a blazer and many resentments. Two o'clock?
A 4d: That was horrible and useful. The answer on the depot is still too long, isn't it?
P: It's four minutes. It wants to be one. Start with the night shift nurse.
A 5d: I started with the nurse. You could hear it land. Thank you.

== petition-signatures | ended | any | campaign ally | Signatures
P: 612 valid out of 700. The clerk says the line needs 500. We are on the ballot!
A 6m: I am going to sit down on these steps for a minute.
P: Sit. Then cake.

== house-party | thanks | mail | parent friend business retired cyclist | Our living room
P: We would like to invite our street to meet you. About twenty people, one of whom will ask about the leaf blowers at length.
A: I would be delighted, leaf blowers included. Which evening is best for your street?
P 12d: Everyone stayed until ten. Even the leaf blower man said that you listened. Thank you for coming.
A: Thank you both for the evening, and the pie.

== donor-limits | ended | mail | law campaign retired | A check
P: I'd like to give more than the form allows. Is there some other way to do it?
A: No, and I would not want one. The limit is the limit. But there is something that money can't do: would you call ten people
you know and tell them why?
P 8d: I called fourteen. It is harder than writing a check. I suppose that's your point.

== advice-judge | ended | mail | mentor | May I ask you something?
A: May I ask you something as a friend and not as a judge? Someone sent us a document about the other side. I think that it
is real. I
also think it was taken.
P 2h: You know my answer, or you wouldn't have asked me. Send it back, say that you have, and say nothing about what is in it.
A: Done within the hour. I slept.
P: Good. You'll get asked for it again. Sleep then too.

== letter-editor | ended | mail | retired senior | My letter
P: I wrote a letter to the Ledger about you. Before you thank me: I say that you interrupt people.
A: I do. Did they print it?
P: They cut everything but that.
A: Then I will start by not interrupting you. Dinner?

== survey-help | ended | linkedin | software academic tech | Twelve questions
A: We want to ask four hundred households what they need from a council member, on paper and online. Would you look over the
questions for anything leading?
P: Happy to. Question 3 leads, question 7 gallops.
A 1d: Fixed both. What would you ask that we don't?
P: "When did the city last answer you?" You'll get a number nobody else has.
A 19d: 44 percent said "never". It is on the front page of everything we do now. Thank you.

== forum-rules | ended | mail | library radio university | The candidates' evening
P: Rules for the evening: two minutes each, one rebuttal, cards from the audience. Does that work for you?
A: It does. Could the clock be where the audience can see it? We behave better then.
P: Done. The others agreed, one of them reluctantly.

== radio-slot | ended | linkedin | radio | Morning Crossing
P: Could you do Thursday at 7:40, live? The topic is night buses and who they're for.
A: I can. May I bring a bus driver? He knows more than I do, and he has the better voice.
P: Bring him. Bring him every week.
A 5d: He has had four messages from people who liked his voice. I have had none. It was a great half hour, thank you.
"""
