"""Scenes on rents, landlords and building. `P` is the person, `A` is Ada."""

SCRIPT = """
== rent-lease-clause | ended | mail | renter | A clause in my lease
P: My new lease says that I waive "all notice". All of it. Can they just write that?
A 4h: They can write it. It does not hold. {mutual} and the people at the tenants' clinic keep a list of exactly these
sentences; bring the lease there on Thursday, or send me that page with your name blacked out.
P 2d: I went. There were four others from my building with the same page! We did not know each other and now we do.
A: That may be worth more than the clause. Tell me how it goes.
P 9d: He struck it from all five leases. Nobody even raised a voice.

== rent-landlord-view | ended | linkedin | realty | From the other side
P: You talk a lot to tenants. I manage forty units, half of them below market, and the registry fee lands on me the same as on
the man with four hundred. Ever thought about that?
A: Not enough. How would you do it?
P: By the unit, and free below ten. It isn't complicated.
A 11d: The committee liked "free below ten". I said where it came from. I hope that was all right.
P: More than all right. Didn't expect it, to be honest.

== rent-registry-hearing | ended | mail | tenants legal | Hearing on the registry
P: Speakers get three minutes at the hearing. We have nineteen people and nobody wants to go first.
A: Put the one who bakes first. Nobody interrupts a person who has brought rolls.
P 6d: Mrs. Vu went first, with rolls. It passed out of committee. I have never seen that room laugh.
A: I had two rolls. Congratulations to every one of you.

== housing-trust-site | ended | mail | housing | The lot on Foundry Street
P: The lot on Foundry Street is ours if the city drops the parking minimum: 34 homes, or 19 and a parking deck. Would you walk it
with us before the vote?
A: Yes. Could someone from the street come too? I would like to hear it from them and not about them.
P: Two neighbors are coming. One is for it, one is furious.
A 7d: The furious one was right about the light on the east side. Could you turn the stairs?
P 4d: The architects turned the stairs. He shook my hand. 34 homes.

== housing-aging | ended | mail | senior | Staying where I am
P: I have lived on {street} for forty-one years and I'd like to die here, but not on the stairs. Is there any help for a
railing and a downstairs bath?
A: There is a county program with a terrible name and decent money. I will send you the two pages that matter, and
{mutualgiven} can sit with you over the form.
P 13d: The railing is in. The bath takes longer. I showed it to the whole street as if it were a yacht.

== rent-student-house | ended | linkedin | student | Nine in one house
P: There are nine of us in a house for five and the heat is "included" which means absent. If I complain, do we get thrown out?
A: The law says no, and says it clearly. A complaint about heat protects you for six months. Don't use your phone, use paper; I
will show you.
P 5d: Paper worked?? The boiler man came with an apology and a new valve.

== rent-mold | thanks | mail | renter health parent | Mold
P: The clinic says my daughter's cough is the bathroom wall. I have sent the landlord nine pictures.
A: Nine is enough. The city must inspect within five working days if a doctor's note is attached; the form is two lines.
P 10d: They came on day three. New wall, new fan. She slept through. Thank you, thank you.

== housing-shelter-beds | ended | mail | faith | Cold nights
P: The forecast says eight below on Thursday. We can put up twenty beds in the hall if somebody signs for the insurance.
A 25m: The partnership has a rider for exactly that. Calling now.
A 3h: Signed. Hall, hallway and kitchen, through Sunday. Who has blankets?
P 4d: Seventeen people slept warm. One of them fixed our piano.

== housing-adu | ended | linkedin | architects construction | Granny flats
P: Is the city serious about backyard cottages? I have clients who ask and I have no honest answer.
A: Half serious. The council likes the idea, the fire code likes it less: the lane must be twelve feet.
P: Most of Old Mill has eleven.
A: I know. I measured it with a class of fourth graders. Would you write down what a sprinkler would change?
P 15d: Two pages, drawings included. Use it as you wish.
"""
