"""Scenes by strangers who sell or recruit; nobody owes them an answer."""

SCRIPT = """
== pitch-texts | pitch | linkedin | vendor | Reach 94% of voters by text
P: Dear Ada,

Campaigns like yours lose because voters don't see them. Our AI-driven texting platform reached 94% open rates across 1,200+
races last cycle.

Do you have 15 minutes this week? Here is my calendar: https://voteboostninedigital.example/book

== pitch-mailers | pitch | mail | vendor | Quick question about your mail program
P: I noticed that you're running for council, congrats! Who handles direct mail for the campaign? We do full-service mailers from
41 cents. Worth a quick call on Tuesday or Wednesday?

== pitch-followup | pitch | mail | vendor | Re: Quick question
P: Just floating this to the top of your inbox! I know how busy campaigns get. Are you the right person to talk to?
P 4d: Should I close your file? If now isn't the right time simply reply "later" and I'll check back.

== pitch-seo | pitch | mail | vendor | Errors on your website
P: We found 27 errors on your website which stop you from ranking on page one. I can send the full audit at no cost. May I?

== pitch-followers | pitch | linkedin | vendor | 10,000 real followers
P: Hi Ada! I love your profile!! We help political leaders grow to 10,000 REAL followers in 60 days or your money back.

Interested? Reply YES and I'll send the packages.

== pitch-lists | pitch | mail | vendor | Verified donor list for your district
P: We have a verified list of 8,200 donors in your district with mobile numbers and net worth. Prices go up on the first of the
month. Shall I send a sample?

== pitch-podcast | pitch | linkedin | vendor | Guest on our show
P: Your story is amazing and our 40k listeners would love it. A guest slot is only $450, which covers production.

Can I lock in your date?

== pitch-merch | pitch | mail | vendor | Branded fans, pens and emery boards
P: Summer is coming, and nothing says "vote" like a branded hand fan. Order 2,000 by Friday and setup is free. What quantity can
I put you down for?

== pitch-photos | pitch | mail | vendor | Your headshot is costing you votes
P: Candidates with a professional headshot poll up to six points better. We're in your area on the 14th and have two slots left.
Shall I hold one for you?

== recruiter-director | recruiter | linkedin | recruiter | Executive Director role
P: Hi Ada, I came across your background and was impressed. I'm working with a statewide education nonprofit on an Executive
Director search (range 135-150k).

Would you be open to a confidential conversation?

== recruiter-superintendent | recruiter | mail | recruiter | Assistant Superintendent opportunity
P: Your mix of classroom and policy experience stood out for a confidential search. The location is flexible. Is this
something that
you would consider, or is there somebody in your network whom I should talk to?

== recruiter-edtech | recruiter | linkedin | recruiter | VP Partnerships (remote)
P: Hello Ada, quick note on a remote VP Partnerships role at a fast-growing edtech company. Competitive base plus equity.

When could we talk?
"""
