"""Szenen auf Deutsch. `P` is the person, `A` is Ada."""

SCRIPT = """
== de-seminar | ended | any | university ally | Seminar im Frühjahr
P: Kommst du wieder in mein Seminar? Die Studierenden fragen nach der Frau mit den Kaulquappen.
A: Gern. Diesmal bringe ich den Haushaltsplan mit, der ist fast so lebendig.
P 14d: Sie haben danach noch eine Stunde gestritten. Über Abwasser! Ich war sehr stolz.
A: Das war ich auch. Der mit der grünen Mütze hat sich bei uns gemeldet.

== de-brauerei | ended | mail | brewery bakery | Der lange Tisch
P: Wir würden dir den langen Tisch für einen Abend geben, dreißig Plätze, Essen geht auf uns. Nur reden musst du selbst.
A: Das ist großzügig, danke. Ich rede kurz und höre lang zu, abgemacht?
P: Abgemacht. Bring den Busfahrer mit, der war im Radio gut.
A 16d: Was für ein Abend. Danke euch allen, auch der Küche.

== de-owed-entwurf | unanswered | any | any | Dein Entwurf
P: Ich habe deinen Entwurf zur Mietsatzung gelesen. Paragraf 3 hält vor Gericht nicht, glaube ich; ich hätte einen Vorschlag.
Soll ich
ihn dir vor der Anhörung schicken, oder wollen wir telefonieren?

== de-dank | thanks | linkedin | any | Danke
P: Danke, dass du gestern so deutlich warst. Das hat im Raum sonst niemand gewagt.
A: Ich hatte weiche Knie. Schön, dass du da warst.
"""
