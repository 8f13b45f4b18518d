"""Scenes on streets, bicycles, buses and the library's hours. `P` is the person, `A` is Ada."""

SCRIPT = """
== bike-lane-heron | ended | mail | cyclist business architects | Heron Avenue
P: I ride Heron Avenue every day with a child on the back, and I've been told you now have "doubts". Which ones?
A: Honest ones. Paint would give you a line and no safety, and would cost the shops their mornings. I would rather fight for a
curb on the east side only.
P: A curb would be more than we asked for. Why not say that?
A 5d: I said it last night. I should have said it to you first. The drawings come in four weeks; will you look at them with me?
P: With the child, she has opinions.

== bike-count | ended | linkedin | bikes cyclist | Counting bicycles
P: We counted: 412 bicycles on the bridge between seven and nine. The city's figure is 90. Theirs is from a wet day in November.
A: Wonderful. Did you count the walkers too?
P: 288, and a man with a goose.
A: The goose goes in the appendix. May I quote the rest?
P: Please. Method is on page two.

== library-sunday | ended | mail | library | Sunday hours
P: The Quarry Hill branch closes at four, and on Sundays it does not open. My students do their homework in the laundromat because
it has light.
A: I used to see them there. What would Sunday afternoons cost, do you know?
P: 38,000 a year for two branches, one till five. I've had the figure in my drawer for three years, nobody asked.
A 15d: They asked today. Five to two, from the autumn. I read your sentence about the laundromat aloud.
P: I am standing between the shelves, crying a little. The good way.

== library-printer | thanks | any | library | The printer
P: You mentioned that people come to you to have forms printed. Send them to us. Ten pages free, no questions asked.
A: I will. That is the best news of a dull day.
P 6d: Twenty-two came this week and all said your name. Thank you for passing it on.

== pothole-lock | ended | linkedin | any | That pothole
P: There's a hole on Lock Street that has eaten my hubcap. I've named it. Who fixes it?
A: Does it have a sign with a number nearby? City and county share that street by the meter.
P: It has a traffic cone with a beard drawn on it.
A 4d: County's, as of two meters ago. They filled it this morning. The cone has been returned to the wild.
P: Farewell, Gerald.

== bus-shelter | ended | mail | senior constituent | A bench
P: At the hospital stop there's neither bench nor roof. I come from dialysis three times a week, and I stand.
A 2h: You should not have to. I am asking two people today: the hospital about the land, RiverLine about the shelter.
A 9d: The hospital gives the land, RiverLine has a shelter in storage, and neither knew about the other. End of the month.
P 21d: I sat today. Facing the sun. I thought of you.

== school-street | ended | mail | parent cyclist teacher | A street without cars, for twenty minutes
P: Could {street} be closed to cars for twenty minutes in the morning and twenty in the afternoon? Other cities do it with two
volunteers and a sawhorse.
A: I love it. It needs a resolution from the PTA and a signature from public works. Will you write the first and I chase the
second?
P 6d: Resolution attached. Unanimous, which has never happened.
A 12d: Signature attached. It took three visits and a muffin.

== crossing-light | ended | any | any | The light at Ferry Street
P: Is it only me or is the green for walkers at Ferry Street six seconds long? My mother needs fourteen.
A: It is not only you. I timed it: six and a half. The standard would be twelve.
P: So what happens now?
A 8d: Now it is thirteen. The engineer was kind about it; he has a mother too.

== snow-corner | ended | mail | senior constituent | Snow at the corners
P: The plow pushes all the snow into the corner ramps, every time. I use a walker. I am not young enough to climb Alps.
A: Could I bring a photograph of the Alps to the public works meeting?
P: Take three, I have named them.
A 5d: From now on corners near the senior center come first. And Ben and two others will come by with shovels till they do.
P: Two polite young people and a very bad joke came by at eight. Bless you.

== transit-director-data | ended | mail | transit | On-time figures
A: Could you tell me how "on time" is counted? The 91 percent does not feel like 91 percent at the stop.
P: It is counted at the end of the line, within six minutes. I know. I inherited it.
A: What would you count if you could choose?
P 3d: Every stop, within four. It would say 68 and people would shout at me for a year.
A: I would stand beside you for that year.
P 10d: The board agreed to publish both. I may need you to stand now.
"""
