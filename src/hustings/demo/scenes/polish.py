"""Sceny po polsku. `P` is the person, `A` is Ada."""

SCRIPT = """
== pl-parafia | ended | any | any | Kiermasz
P: W niedzielę mamy kiermasz przy parafii. Przyjdzie Pani? Będą pierogi i dużo pytań o autobusy.
A: Przyjdę na pewno. Na pytania odpowiem, z pierogami też sobie poradzę.
P 6d: Dziękujemy! Ksiądz mówi, że jeszcze nikt nie zjadł tylu z kapustą.

== pl-schody | ended | mail | any | Oblodzone schody
P: Schody przy {street} są znowu oblodzone, wczoraj przewróciła się moja sąsiadka. Kto za nie odpowiada?
A: Bardzo mi przykro. Sprawdziłam: miasto, nie właściciel. Zgłosiłam dziś rano i będę pilnować.
P 4d: Już posypane, i jest nowa poręcz. Sąsiadka dziękuje i piecze sernik.

== pl-owed-tlumacz | unanswered | any | any | Tłumacz
P: Na zebranie w sprawie czynszów przyjdzie kilka starszych osób, które słabo mówią po angielsku. Czy będzie ktoś, kto tłumaczy na
polski? Jeśli nie, mogę pomóc.
"""
