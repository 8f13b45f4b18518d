"""What to say on an occasion, by kind and in eight languages.

What a member noted of it is about the person, not for them, and is not quoted. Every form holds for familiar and formal address
alike, whoever of the family it is about.
"""

from __future__ import annotations

OCCASIONS: dict[str, dict[str, str]] = {
    "en": {
        "election_result": "I heard about the election result and wanted to send a word at once.",
        "funding": "congratulations on the new funding! I am glad for the work that it makes possible.",
        "publication": "congratulations on the publication! I look forward to reading it.",
        "milestone": "I have had this day in mind and wanted to send my warmest wishes.",
        "birth": "congratulations on the baby! All the best to the whole family.",
        "wedding": "congratulations on the wedding! All the best to the whole family.",
        "graduation": "congratulations on the graduation! What a day to celebrate.",
        "retirement": "congratulations on the retirement, and my best wishes for all that comes next.",
        "anniversary": "congratulations on the anniversary!",
        "moving": "I hope that the move went well. My best wishes for the new place!",
        "illness": "you are in my thoughts. Tell me if there is something that I can do.",
    },
    "es": {
        "election_result": "he sabido del resultado de las elecciones y quería escribir enseguida.",
        "funding": "¡enhorabuena por la financiación! Me alegro por el trabajo que hará posible.",
        "publication": "¡enhorabuena por la publicación! Tengo muchas ganas de leerla.",
        "milestone": "he tenido presente este día y quería mandar mis mejores deseos.",
        "birth": "¡enhorabuena por el bebé! Mis mejores deseos para toda la familia.",
        "wedding": "¡enhorabuena por la boda! Mis mejores deseos para toda la familia.",
        "graduation": "¡enhorabuena por la graduación! Es un día para celebrar.",
        "retirement": "¡enhorabuena por la jubilación y mis mejores deseos para lo que viene!",
        "anniversary": "¡enhorabuena por el aniversario!",
        "moving": "espero que la mudanza haya ido bien. ¡Mis mejores deseos en el nuevo lugar!",
        "illness": "pienso mucho en lo que pasa estos días. Aquí estoy para lo que haga falta.",
    },
    "fr": {
        "election_result": "j’ai appris le résultat de l’élection et je voulais écrire tout de suite.",
        "funding": "félicitations pour ce financement ! Je me réjouis du travail qu’il rend possible.",
        "publication": "félicitations pour la publication ! Je me réjouis de la lire.",
        "milestone": "j’avais ce jour à l’esprit : tous mes vœux !",
        "birth": "félicitations pour la naissance ! Tous mes vœux à toute la famille.",
        "wedding": "félicitations pour le mariage ! Tous mes vœux à toute la famille.",
        "graduation": "félicitations pour le diplôme ! Voilà un jour à fêter.",
        "retirement": "félicitations pour ce départ à la retraite, et tous mes vœux pour la suite.",
        "anniversary": "félicitations pour cet anniversaire !",
        "moving": "j’espère que le déménagement s’est bien passé. Tous mes vœux pour le nouveau lieu !",
        "illness": "mes pensées accompagnent toute la famille. Je suis là s’il y a quelque chose à faire.",
    },
    "de": {
        "election_result": "ich habe vom Ausgang der Wahl gehört und wollte mich gleich melden.",
        "funding": "herzlichen Glückwunsch zur Förderung! Ich freue mich über die Arbeit, die damit möglich wird.",
        "publication": "herzlichen Glückwunsch zur Veröffentlichung! Ich freue mich auf das Lesen.",
        "milestone": "ich hatte diesen Tag im Kopf. Alles Gute dazu!",
        "birth": "herzlichen Glückwunsch zum Nachwuchs! Alles Gute der ganzen Familie.",
        "wedding": "herzlichen Glückwunsch zur Hochzeit! Alles Gute der ganzen Familie.",
        "graduation": "herzlichen Glückwunsch zum Abschluss! Das ist ein Tag zum Feiern.",
        "retirement": "herzlichen Glückwunsch zum Ruhestand und alles Gute für das, was jetzt kommt.",
        "anniversary": "herzlichen Glückwunsch zum Jubiläum!",
        "moving": "ich hoffe, der Umzug ging gut. Alles Gute am neuen Ort!",
        "illness": "ich denke viel an die ganze Familie. Ich bin da, wenn etwas zu tun ist.",
    },
    "pt": {
        "election_result": "soube do resultado das eleições e quis escrever logo.",
        "funding": "parabéns pelo financiamento! Fico feliz pelo trabalho que torna possível.",
        "publication": "parabéns pela publicação! Tenho muita vontade de a ler.",
        "milestone": "tive este dia presente e quis enviar os meus melhores votos.",
        "birth": "parabéns pelo bebé! Os meus melhores votos a toda a família.",
        "wedding": "parabéns pelo casamento! Os meus melhores votos a toda a família.",
        "graduation": "parabéns pela formatura! É um dia para festejar.",
        "retirement": "parabéns pela reforma e os meus melhores votos para o que aí vem.",
        "anniversary": "parabéns pelo aniversário!",
        "moving": "espero que a mudança tenha corrido bem. Os meus melhores votos no novo lugar!",
        "illness": "penso muito em toda a família. Estou aqui para o que for preciso.",
    },
    "it": {
        "election_result": "ho saputo del risultato delle elezioni e volevo scrivere subito.",
        "funding": "congratulazioni per il finanziamento! Mi fa piacere per il lavoro che rende possibile.",
        "publication": "congratulazioni per la pubblicazione! La leggerò con piacere.",
        "milestone": "avevo in mente questo giorno: i miei migliori auguri!",
        "birth": "congratulazioni per la nascita! I miei migliori auguri a tutta la famiglia.",
        "wedding": "congratulazioni per il matrimonio! I miei migliori auguri a tutta la famiglia.",
        "graduation": "congratulazioni per la laurea! È un giorno da festeggiare.",
        "retirement": "congratulazioni per la pensione e i miei migliori auguri per quello che verrà.",
        "anniversary": "congratulazioni per l’anniversario!",
        "moving": "spero che il trasloco sia andato bene. I miei migliori auguri nel nuovo posto!",
        "illness": "il mio pensiero va a tutta la famiglia. Sono qui per qualsiasi cosa.",
    },
    "nl": {
        "election_result": "ik hoorde van de verkiezingsuitslag en wilde meteen iets laten weten.",
        "funding": "gefeliciteerd met de financiering! Ik ben blij voor het werk dat daarmee kan.",
        "publication": "gefeliciteerd met de publicatie! Ik zie ernaar uit die te lezen.",
        "milestone": "ik had deze dag in gedachten. Mijn beste wensen!",
        "birth": "gefeliciteerd met de baby! Mijn beste wensen voor de hele familie.",
        "wedding": "gefeliciteerd met de bruiloft! Mijn beste wensen voor de hele familie.",
        "graduation": "gefeliciteerd met het diploma! Dat is een dag om te vieren.",
        "retirement": "gefeliciteerd met het pensioen, en mijn beste wensen voor alles wat komt.",
        "anniversary": "gefeliciteerd met het jubileum!",
        "moving": "ik hoop dat de verhuizing goed ging. Mijn beste wensen op de nieuwe plek!",
        "illness": "ik denk veel aan de hele familie. Ik sta klaar als er iets te doen is.",
    },
    "pl": {
        "election_result": "wiem już o wyniku wyborów i od razu piszę.",
        "funding": "gratulacje z okazji finansowania! Cieszę się z pracy, która będzie dzięki niemu możliwa.",
        "publication": "gratulacje z okazji publikacji! Chętnie ją przeczytam.",
        "milestone": "ten dzień jest w moich myślach. Najlepsze życzenia!",
        "birth": "gratulacje z okazji narodzin dziecka! Wszystkiego dobrego dla całej rodziny.",
        "wedding": "gratulacje z okazji ślubu! Wszystkiego dobrego dla całej rodziny.",
        "graduation": "gratulacje z okazji dyplomu! To dzień do świętowania.",
        "retirement": "gratulacje z okazji emerytury i wszystkiego dobrego na to, co dalej.",
        "anniversary": "gratulacje z okazji jubileuszu!",
        "moving": "mam nadzieję, że przeprowadzka się udała. Wszystkiego dobrego w nowym miejscu!",
        "illness": "myślami jestem z całą rodziną. Jestem do dyspozycji, jeśli można coś zrobić.",
    },
}
"""By language and kind."""

FOUND: dict[str, dict[str, str]] = {
    "en": {
        "publication": "I came across this and read it with interest: {quote}.",
        "election_result": "congratulations on the election: {text}.",
    },
    "es": {
        "publication": "he encontrado esto y lo he leído con interés: {quote}.",
        "election_result": "enhorabuena por la elección: {text}.",
    },
    "fr": {
        "publication": "je viens de lire ceci avec intérêt : {quote}.",
        "election_result": "félicitations pour l’élection : {text}.",
    },
    "de": {
        "publication": "darauf bin ich gestoßen und habe es mit Interesse gelesen: {quote}.",
        "election_result": "herzlichen Glückwunsch zur Wahl: {text}.",
    },
    "pt": {
        "publication": "encontrei isto e li com interesse: {quote}.",
        "election_result": "parabéns pela eleição: {text}.",
    },
    "it": {
        "publication": "ho trovato questo e l’ho letto con interesse: {quote}.",
        "election_result": "congratulazioni per l’elezione: {text}.",
    },
    "nl": {
        "publication": "dit kwam ik tegen en heb ik met belangstelling gelezen: {quote}.",
        "election_result": "gefeliciteerd met de verkiezing: {text}.",
    },
    "pl": {
        "publication": "z zainteresowaniem czytam: {quote}.",
        "election_result": "gratulacje z okazji wyboru: {text}.",
    },
}
"""What is said on something that public sources tell, by its title; by language and kind."""
