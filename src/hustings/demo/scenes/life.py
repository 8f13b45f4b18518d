"""Scenes of life: children, jobs, illness, death, moves, birthdays, small talk with a point. `P` is the person, `A` is Ada."""

SCRIPT = """
== baby-born | thanks | linkedin | friend parent teacher tech health | She is here
P: She's here! Six pounds, eleven ounces, a lot of hair and no schedule. We have named her Junia.
A 15m: Junia! Welcome to the river. I am putting a lasagna on your porch tomorrow, and I will not ring.
P 2d: The lasagna saved us. You rang no bell, bless you. Thank you.

== baby-twins | ended | any | parent business energy software plant | Small announcement
P: You may have heard me be vague about the autumn. It's twins. I will not be at meetings for a while.
A: Twins! Congratulations, to all four of you. What do you need that isn't a onesie?
P: Someone to take the minutes until spring.
A: It is done. {mutualgiven} has offered, and writes a better hand than either of us.

== new-job | ended | linkedin | tech software business bank hospital university | New job
P: Small news: I've left {former} behind. Since Monday I am {title} at {org}. Still finding the coffee.
A 2h: Congratulations! They are lucky. Is it what you hoped for?
P: It's the first place where somebody asked me what I think in the first week.
A: Then tell them everything. And when you've found the coffee, ask me along, I'd like to see it.

== new-job-fear | ended | mail | nonprofit legal library energy county | Leaving after nine years
P: I've said yes to {org} and haven't told anybody here. Nine years. I feel like a thief.
A: You are leaving nine years of good work on the table, that's the opposite of a thief. Tell them tomorrow, early, before the
day gets its teeth into you.
P 1d: I told them at 8:05. My boss hugged me. I had prepared for everything but that.
A: I'm so glad. When do you start?
P: On the first. I'll need a friend on the second.
A: Lunch on the second. It's in the calendar.

== condolence-mother | ended | mail | any | Your mother
A: I have just heard about your mother. She used to correct my grammar at the bakery counter, and she was always right. I am so
sorry. You don't need to answer this.
P 8d: She kept the clipping of your first letter to the Ledger, with two commas added. I found it on Sunday. Thank you for
writing.
A: I'll treasure those commas. I am here, also in three months, when the others have stopped asking.

== condolence-colleague | ended | mail | transit transitunion | Walt
P: Walt died on Tuesday. Thirty years on {route}. The funeral is on Saturday, at eleven, and we'd like somebody from outside
to say
what he was to the passengers.
A 50m: I'm so sorry. He waited for my class once, all twenty-six of them and the tadpoles. I'd be honored.
P 5d: There were bus drivers from four counties. You made them laugh in the right place. Thank you, from his wife too.

== surgery | ended | linkedin | friend senior mentor faith | The hip
P: The hip is being replaced on the ninth. I'm told I'll dance by summer, which would be new.
A: Who is feeding the cat? And who is feeding you?
P: Cat: neighbor. Me: unclear.
A: Clear now. There's a list, you are on it, Tuesdays are mine.
P 20d: I've had eleven casseroles. I am walking so that I can run from them.

== birthday | thanks | linkedin | ally friend network press mentor | Happy birthday
A: Happy birthday! I hope that there's cake, and that nobody makes you give a speech.
P: There was cake, and I gave the speech. Thank you for remembering!

== moved-house | ended | any | renter tech student cyclist health | New address
P: We've moved! {street}, the yellow door. Come by when you canvass, we'll pretend to be undecided.
A: I'll bring my best arguments and some bread and salt. Do you miss the old place?
P: The light, yes. The upstairs tuba, no.

== marathon | ended | linkedin | cyclist tech health software | Running
P: I hear you run along the river at six. I'm slow and hate talking before eight. May I join?
A: I'm slower, and I never talk. Tuesday, at the weir.
P 6d: The best conversation I've had in weeks, and we didn't say a word.

== book-lent | ended | mail | library academic senior theatre arts | Your book
A: I still have your book. I finished it on a bus and missed my stop.
P: Keep it until you've read the last chapter twice. What did you make of the mayor?
A: I liked him, and I wouldn't vote for him.
P: That's exactly what he is for. Give it to {mutualgiven} next.

== citizenship | thanks | mail | logistics mosque constituent | The oath
P: On Friday I took the oath. Nineteen years. My first vote will be in your election, whether for you or not.
A 1h: I've read this three times. Congratulations, to you and everyone who waited with you. Vote as you like, but let me bring
flowers.
P: Flowers accepted. Thank you for the help with that letter in the spring. It mattered.

== old-friend-visit | ended | linkedin | friend academic theatre law | In town
P: I'm back in {city} for two days. Is the bakery still the bakery?
A: It is. Seven-thirty tomorrow, our old table, he has kept the wobble.
P: Deal.
A 2d: Seeing you was like opening a window. Don't let it be three years.

== retirement | ended | mail | city county | Last day
P: Friday is my last day, after thirty-one years. You were the only one outside the building who ever sent a thank-you note for a
drain.
A: It was a very good drain. What will you do on Monday?
P: Sleep, then build a boat I don't need.
A 24d: How is the boat?
P: Upside down, as it should be at this stage.

== job-lost | ended | mail | worker ledger | Laid off
P: They let eleven of us go this morning. I'm fine. I'm not fine. I don't know why I'm writing to you.
A 10m: I'm glad that you did. Today do nothing. Tomorrow sign up at the county office, in person, before ten, and ask for Mr.
Tierney's desk. On Thursday have lunch with me.
P 2d: I signed up. He was kind. Lunch is still on?
A 21d: I've been thinking of you. {mutual} is looking for somebody careful. May I give your name?
P: Yes. Please. Thank you.
P 16d: I start on the first. I'm fine. This time it's true.

== garden-tomatoes | thanks | any | senior farm faith retired energy | Tomatoes
P: There's a bag of tomatoes on your steps. They're the ugly kind that taste of something.
A: I ate two, standing up, over the sink. Heaven. Thank you.
"""
