"""Scenes on volunteering, introductions, favours and thanks. `P` is the person, `A` is Ada."""

SCRIPT = """
== volunteer-first | ended | any | volunteer student parent cyclist tech | I'd like to help
P: I have never done anything political, and I don't like phones. Is there something for me?
A: There is always something. Do you like maps, soup, spreadsheets or dogs?
P: Maps. And dogs.
A: Then you are going to cut the walking lists, so that nobody climbs Quarry Road twice, and mark where the dogs are.
P 11d: 14 lists, 31 dogs. I added their names where I knew them.
A: The best lists we have ever had. People open the door to someone who knows the dog's name.

== volunteer-tired | ended | linkedin | volunteer friend campaign | A break
P: I have to step back for a month. Nothing dramatic, there is simply nothing left in the tank.
A 30m: Then stop today and not on Friday. I'll take your Saturday. Thank you for all of it.
P: You're not disappointed?
A: I'd be disappointed if you broke.
P 27d: I slept, I read two bad novels. I'm back, if there's room.
A: There's a chair with your name taped to it. Nobody dared.

== intro-asked | ended | mail | partnership nonprofit | An introduction, if you can
P: Do you know {mutual} well enough to introduce us? We have a grant for community health and nobody who knows {mutualorg}.
A: Well enough to ask first. Give me until tomorrow.
A 1d: The answer was "with pleasure". You two, meet: one has money with a deadline, one has work without money. I leave you to it.
P 15d: We submitted on time, together. I owe you at least a coffee.

== intro-made | thanks | linkedin | software tech business student bank | Thank you for {mutualgiven}
P: Just a word on the introduction to {mutualgiven}: we talked for two hours and have the beginning of something. Thank you.
A: That makes me very happy. I only did the easy part.

== truck-lent | thanks | any | farm construction logistics | The truck
A: May I borrow your truck on Saturday from eight to noon? It's for chairs, eighty of them.
P: Key's on the hook. Second gear sticks, be nice to it.
A 3d: It is back, swept and with a full tank. Second gear and I are friends now. Thank you!
P: You're the only one who ever swept it.

== food-drive | ended | mail | foodbank faith | Fewer cans, more rice
P: We love your volunteers and their cans, but what runs out is rice, diapers and cooking oil. How do I say that kindly?
A: You just did. May I put it on the flyer in your words?
P 12d: 900 pounds of rice, and a neighborhood that now knows the size 4 diaper. Thank you for the flyer.

== reference-letter | ended | mail | student teacher youth academic | A letter of reference
P: I am applying for the fellowship at the county. Would you write me a reference? It has to be in by the end of the month. I'd
understand if you have no time.
A 1d: I'd be glad to. Send me the text of the call and three things you did that you're proud of, the small ones too.
P: The tenants' map, the night I stayed with Mrs. Vu at the hospital, and the time I said no to you.
A 5d: Sent. The time you said no is in the first paragraph.
P 24d: I got it!!! First paragraph!

== tables-thanks | thanks | mail | volunteer parent senior cyclist | Saturday
A: You stood at that table for four hours, in wind. I counted 61 conversations on your sheet. Thank you, and please tell your
knees.
P: The knees say it was worth it. Thank you for noticing.

== translator-found | ended | mail | faith clinic health volunteer | Somebody who speaks Hmong
A: For the rent evening we need someone who interprets from and into Hmong, paid. Do you know a person people trust?
P: My aunt. She did it in court for twenty years and frightens judges.
A: She sounds ideal. What does she need from us?
P 1d: A chair, hot water, and no jokes that don't translate.
A 14d: She was magnificent. Three people thanked HER for the new lease law.

== photos-cleanup | thanks | linkedin | press arts river | Photos
P: Here are the photos from the morning, the whole folder. Use what you like, name under it if there's room.
A: They are beautiful, above all the one with the mud. Your name goes under all of them. Thank you.

== board-seat | ended | mail | nonprofit youth foodbank legal seniors | Our board
P: We have a seat free on the board. You're busy, I know. But do you know somebody who reads budgets and isn't afraid of us?
A: Two. {mutual} reads them for pleasure. The other is retired and frightens me, which I take as a recommendation.
P 17d: We took the frightening one. She found a mistake in the first ten minutes. We're in love.

== mentor-young | ended | linkedin | mentor statehouse retired | How did you do it?
A: How did you answer four hundred letters a month and still see your children?
P: Badly, at first. Then an hour each morning, before anyone was up, by hand, worst letter first.
A: Worst first?
P: The worst one is the one you carry around all day otherwise.
A 18d: Three weeks of worst first. You were right. I even had dinner.
"""
