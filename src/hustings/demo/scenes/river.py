"""Scenes on the river: the ordinance, cleanups, floods, water quality. `P` is the person, `A` is Ada."""

SCRIPT = """
== river-ordinance-draft | ended | mail | river academic official | Draft of the river ordinance
P: The draft ordinance is out. Section 4 lets the city waive the setback "where practicable". You could drive a truck through
that word, and somebody will.
A 5h: I read it with a pencil last night and circled the same word. Do you have language from another town that held up?
P: Two. I like the one that says who must sign the waiver and that it is published within ten days.
A 3d: I proposed exactly that, and the committee took it four to three. Section 4 now has a name, a date and a signature in it.
P: Then the otters owe you one. So do I.

== river-cleanup-join | thanks | any | volunteer student faith tech bank | Cleanup on Saturday
A: We are nineteen people short of a boatload on Saturday at the north weir. Boots provided, glory not. Are you in?
P: In, with two teenagers who don't know it yet.
A 4d: Your teenagers pulled out a bicycle, a safe and half a sofa. Please thank them from the whole bank.
P: They want to know if the safe was opened. Thank you for making it fun.

== river-basement | ended | mail | any | Water in the basement
P: We had eleven centimeters of water in the basement on {street} after the last storm. The city's map says we are not in the
zone. Are we not in the zone or is the map not in the world?
A: The map is from before the new parking deck. You are the sixth on your street; would you let me put your photographs, without
the address, into one letter?
P: Please do. The washing machine is visible in one of them and I would like it to be remembered.
A 8d: They are going to survey the street this month. Not a promise to dig, but a promise to look.
P: Looking is new. Thank you.

== river-otters | ended | linkedin | river | Two pups!
P: OTTERS. Two pups on the trail camera at 5:40. I haven't slept and I don't care.
A 20m: I just shouted on the bus. May I tell the children at Millrace?
P: Only if they promise not to go near the weir.
A: They promised in writing. There are drawings.

== river-brewery-water | ended | mail | brewery | Intake water
P: The new fee hits us at forty dollars for every thousand gallons, even for water that goes back cleaner than it came. I am
for the ordinance, but this part will push us out to the highway.
A: I would rather not lose you to the highway. Would a credit for what you return, measured, be fair?
P: More than fair. We already meter it.
A 12d: The amendment is in. They want twelve months of your meter readings by the first of the month.
P 1d: Sent. First time those spreadsheets made anybody happy.

== river-panel-host | ended | mail | university | River forum
P: We can give you Hall B for the river forum, with microphones and a projector that works most days. We need a title by Monday.
A: "Living with High Water". If somebody asks, the river chose it.
P 2d: Booked. 180 seats. Shall we invite the county's engineer, or would that turn it into a fight?
A: Invite him. I would rather have the fight with him in the room.
P 16d: 211 people in 180 seats and no fight. He asked for the recording.

== river-kayak | ended | linkedin | river cyclist tech | Kayak ramp
P: Random question. Is the kayak ramp at Ferry Landing closed for good or only closed the way things get closed here?
A: Only the second. A bolt is missing since April. It has its own file number.
P: I'm an engineer, I have bolts.
A 6d: Please don't, they would have to open a second file. But I read your offer aloud and the bolt arrived the next day.

== river-farm-runoff | ended | mail | farm | Buffer strips
P: People keep saying it's the farms. I planted twelve feet of willow on my side and nobody came to look.
A 8h: I would like to come and look. Early, so that I don't keep you?
P: Six. Wear shoes you don't like.
A 5d: Thank you for the walk and for the eggs. I told the committee what I saw, and two of them want to come too. Same shoes rule?
P: Same rule. Tell them to bring a shovel.

== river-test-results | ended | mail | river | Nitrate results
P: All seven sites are in. Site 5 is high again, the others are fine. I'd like the number to come from us before it comes from a
rumor.
A: Publish it with the other six beside it, and with what a parent should do: nothing, except not swim at site 5. I'll share it.
P 1d: Done, and I used your sentence. Eleven calls so far, all of them calm.

== river-gloves | thanks | any | hardware construction plant | Gloves
P: I have two boxes of work gloves, sizes that nobody buys. Do you want them for the cleanup?
A: We want every one. You are kind.
A 5d: A hundred and four hands in your gloves this morning. Thank you.
P: Glad they got dirty. Thank you for asking us.
"""
