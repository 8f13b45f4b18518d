"""The words of answers to invitations in eight languages. Every form holds for familiar and formal address,
and for writers and readers of any gender.
"""

from __future__ import annotations

GREETING: dict[str, str] = {
    "en": "Hello {name},",
    "es": "Hola, {name}:",
    "fr": "Bonjour {name},",
    "de": "Guten Tag {name},",
    "pt": "Olá, {name},",
    "it": "Buongiorno {name},",
    "nl": "Goedendag {name},",
    "pl": "Dzień dobry,",
}
"""Polish would have to bend the name, so it goes without."""

BARE_GREETING: dict[str, str] = {
    "en": "Hello,",
    "es": "Hola:",
    "fr": "Bonjour,",
    "de": "Guten Tag,",
    "pt": "Olá,",
    "it": "Buongiorno,",
    "nl": "Goedendag,",
    "pl": "Dzień dobry,",
}

ACCEPT: dict[str, str] = {
    "en": "thank you for the invitation. I am glad to stay in touch.",
    "es": "gracias por la invitación. Me alegra que sigamos en contacto.",
    "fr": "merci pour l’invitation. Au plaisir de rester en contact.",
    "de": "danke für die Einladung. Schön, in Verbindung zu bleiben.",
    "pt": "agradeço o convite. É bom mantermos o contacto.",
    "it": "grazie dell’invito. Fa piacere restare in contatto.",
    "nl": "dank voor de uitnodiging. Fijn om in contact te blijven.",
    "pl": "dziękuję za zaproszenie. Cieszę się, że pozostaniemy w kontakcie.",
}

ACCEPT_EVENT: dict[str, str] = {
    "en": "thank you for the invitation. It was good to meet at {where}; I am glad to stay in touch.",
    "es": "gracias por la invitación. Fue un gusto coincidir en {where}; me alegra que sigamos en contacto.",
    "fr": "merci pour l’invitation. Notre rencontre ({where}) m’a fait plaisir ; au plaisir de rester en contact.",
    "de": "danke für die Einladung. Die Begegnung ({where}) war mir eine Freude; schön, in Verbindung zu bleiben.",
    "pt": "agradeço o convite. Foi bom o nosso encontro ({where}); é bom mantermos o contacto.",
    "it": "grazie dell’invito. È stato un piacere incontrarsi ({where}); fa piacere restare in contatto.",
    "nl": "dank voor de uitnodiging. Het was goed om elkaar te ontmoeten ({where}); fijn om in contact te blijven.",
    "pl": "dziękuję za zaproszenie. Miło było się spotkać ({where}); cieszę się, że pozostaniemy w kontakcie.",
}

ACCEPT_WORK: dict[str, str] = {
    "en": "thank you for the invitation. I remember our time together at {where}; I am glad to stay in touch.",
    "es": "gracias por la invitación. Recuerdo nuestro tiempo juntos en {where}; me alegra que sigamos en contacto.",
    "fr": "merci pour l’invitation. Je me souviens bien de notre travail commun ({where}) ; au plaisir de rester en contact.",
    "de": "danke für die Einladung. An die gemeinsame Zeit ({where}) denke ich gern; schön, in Verbindung zu bleiben.",
    "pt": "agradeço o convite. Lembro-me bem do nosso tempo juntos ({where}); é bom mantermos o contacto.",
    "it": "grazie dell’invito. Ricordo bene il nostro lavoro insieme ({where}); fa piacere restare in contatto.",
    "nl": "dank voor de uitnodiging. Ik denk graag terug aan onze tijd samen ({where}); fijn om in contact te blijven.",
    "pl": "dziękuję za zaproszenie. Dobrze wspominam wspólną pracę ({where}); cieszę się, że pozostaniemy w kontakcie.",
}

MEET_FIRST: dict[str, str] = {
    "en": "thank you for the invitation. Here I connect with people whom I have met and could speak for, so let’s meet first, "
    "even for ten minutes.",
    "es": "gracias por la invitación. Aquí conecto con personas a las que ya conozco y de las que puedo dar fe; conozcámonos "
    "primero, aunque sean diez minutos.",
    "fr": "merci pour l’invitation. Ici, je me relie aux personnes que j’ai rencontrées et dont je peux répondre : "
    "rencontrons-nous d’abord, ne serait-ce que dix minutes.",
    "de": "danke für die Einladung. Hier vernetze ich mich mit Menschen, die ich getroffen habe und für die ich sprechen kann; "
    "lernen wir uns erst kennen, und seien es zehn Minuten.",
    "pt": "agradeço o convite. Aqui ligo-me a pessoas que já conheci e por quem posso falar; vamos conhecer-nos primeiro, "
    "nem que sejam dez minutos.",
    "it": "grazie dell’invito. Qui mi collego con persone che ho incontrato e per cui posso garantire; conosciamoci prima, "
    "anche solo dieci minuti.",
    "nl": "dank voor de uitnodiging. Hier verbind ik me met mensen die ik heb ontmoet en voor wie ik kan instaan; laten we "
    "elkaar eerst ontmoeten, al is het tien minuten.",
    "pl": "dziękuję za zaproszenie. Tutaj łączę się z osobami, które znam osobiście i za które mogę ręczyć; poznajmy się "
    "najpierw, choćby przez dziesięć minut.",
}

MEET_AGAIN: dict[str, str] = {
    "en": "thank you for the invitation. Before we connect here I would like us to talk once more, even for ten minutes.",
    "es": "gracias por la invitación. Antes de conectar aquí me gustaría que habláramos otra vez, aunque sean diez minutos.",
    "fr": "merci pour l’invitation. Avant de nous relier ici, j’aimerais que nous nous parlions encore une fois, ne serait-ce "
    "que dix minutes.",
    "de": "danke für die Einladung. Bevor wir uns hier vernetzen, würde ich gern noch einmal sprechen, und seien es zehn "
    "Minuten.",
    "pt": "agradeço o convite. Antes de nos ligarmos aqui, gostaria que falássemos mais uma vez, nem que sejam dez minutos.",
    "it": "grazie dell’invito. Prima di collegarci qui vorrei che parlassimo ancora una volta, anche solo dieci minuti.",
    "nl": "dank voor de uitnodiging. Voordat we hier verbinden, wil ik graag nog eens praten, al is het tien minuten.",
    "pl": "dziękuję za zaproszenie. Zanim połączymy się tutaj, chętnie porozmawiam jeszcze raz, choćby przez dziesięć minut.",
}
"""To somebody whom we met, or who says so: nobody who was met is told that they were not."""

ASK_TO_MEET: dict[str, str] = {
    "en": "I would like us to get to know each other in person before we connect here, even for ten minutes.",
    "es": "me gustaría que nos conociéramos en persona antes de conectar aquí, aunque sean diez minutos.",
    "fr": "j’aimerais que nous fassions connaissance avant de nous relier ici, ne serait-ce que dix minutes.",
    "de": "gern würde ich ein Kennenlernen vorschlagen, bevor wir uns hier vernetzen, und seien es zehn Minuten.",
    "pt": "gostaria que nos conhecêssemos pessoalmente antes de nos ligarmos aqui, nem que sejam dez minutos.",
    "it": "vorrei che ci conoscessimo di persona prima di collegarci qui, anche solo per dieci minuti.",
    "nl": "ik zou graag kennismaken voordat we hier verbinden, al is het tien minuten.",
    "pl": "zanim połączymy się tutaj, proponuję spotkanie, choćby na dziesięć minut.",
}
"""Our own letter to somebody who did not invite us."""

TIMES: dict[str, str] = {
    "en": "I could do {times}. Does one of these suit?",
    "es": "Podría {times}. ¿Conviene alguna de estas horas?",
    "fr": "Je suis libre {times}. L’un de ces moments convient-il ?",
    "de": "Bei mir ginge es {times}. Passt etwas davon?",
    "pt": "Eu poderia {times}. Algum destes momentos convém?",
    "it": "Potrei {times}. Va bene uno di questi momenti?",
    "nl": "Ik kan {times}. Past een van deze momenten?",
    "pl": "Mogę {times}. Czy któryś z tych terminów pasuje?",
}

NO_TIMES: dict[str, str] = {
    "en": "Which day would suit?",
    "es": "¿Qué día convendría?",
    "fr": "Quel jour conviendrait ?",
    "de": "Welcher Tag würde passen?",
    "pt": "Que dia conviria?",
    "it": "Quale giorno andrebbe bene?",
    "nl": "Welke dag zou passen?",
    "pl": "Jaki dzień by pasował?",
}

TIME: dict[str, str] = {
    "en": "on {weekday} {day} {month} at {clock}",
    "es": "el {weekday} {day} de {month} a las {clock}",
    "fr": "{weekday} {day} {month} à {clock}",
    "de": "am {weekday}, {day}. {month}, um {clock}",
    "pt": "{weekday}, {day} de {month}, às {clock}",
    "it": "{weekday} {day} {month} alle {clock}",
    "nl": "op {weekday} {day} {month} om {clock}",
    "pl": "{weekday} {day} {month} o {clock}",
}

OR: dict[str, str] = {
    "en": "or", "es": "o", "fr": "ou", "de": "oder", "pt": "ou", "it": "o", "nl": "of", "pl": "lub",
}  # fmt: skip

WEEKDAYS: dict[str, tuple[str, ...]] = {
    code: tuple(names.split())
    for code, names in {
        "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
        "es": "lunes martes miércoles jueves viernes sábado domingo",
        "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche",
        "de": "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag",
        "pt": "segunda-feira terça-feira quarta-feira quinta-feira sexta-feira sábado domingo",
        "it": "lunedì martedì mercoledì giovedì venerdì sabato domenica",
        "nl": "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag",
        "pl": "poniedziałek wtorek środa czwartek piątek sobota niedziela",
    }.items()
}

RECRUITER: dict[str, str] = {
    "en": "thank you for the invitation. I am open to new tasks at the moment; which position is it about?",
    "es": "gracias por la invitación. Ahora mismo busco nuevas tareas; ¿de qué puesto se trata?",
    "fr": "merci pour l’invitation. Je suis actuellement à l’écoute de nouvelles missions ; de quel poste s’agit-il ?",
    "de": "danke für die Einladung. Ich bin zurzeit offen für neue Aufgaben; um welche Stelle geht es?",
    "pt": "agradeço o convite. Neste momento procuro novas tarefas; de que cargo se trata?",
    "it": "grazie dell’invito. Al momento sono alla ricerca di nuovi incarichi; di quale posizione si tratta?",
    "nl": "dank voor de uitnodiging. Ik sta nu open voor nieuw werk; om welke functie gaat het?",
    "pl": "dziękuję za zaproszenie. Obecnie szukam nowych zadań; o jakie stanowisko chodzi?",
}

DECLINE: dict[str, str] = {
    "en": "thank you for the invitation. Here I only connect with people whom I know well; I wish you all the best.",
    "es": "gracias por la invitación. Aquí solo conecto con personas a las que conozco bien; mis mejores deseos.",
    "fr": "merci pour l’invitation. Ici, je ne me relie qu’aux personnes que je connais bien ; meilleurs vœux de réussite.",
    "de": "danke für die Einladung. Hier vernetze ich mich nur mit Menschen, die ich gut kenne; alles Gute.",
    "pt": "agradeço o convite. Aqui só me ligo a pessoas que conheço bem; votos de sucesso.",
    "it": "grazie dell’invito. Qui mi collego solo con persone che conosco bene; i migliori auguri.",
    "nl": "dank voor de uitnodiging. Hier verbind ik me alleen met mensen die ik goed ken; alle goeds.",
    "pl": "dziękuję za zaproszenie. Tutaj łączę się tylko z osobami, które dobrze znam; wszystkiego dobrego.",
}

KNOWN_FROM: dict[str, dict[str, str]] = {
    "met_in_person": {
        "en": "we met{at}.",
        "es": "nos conocimos{at}.",
        "fr": "nous nous sommes rencontrés{at}.",
        "de": "wir haben uns getroffen{at}.",
        "pt": "conhecemo-nos{at}.",
        "it": "ci siamo incontrati{at}.",
        "nl": "we hebben elkaar ontmoet{at}.",
        "pl": "poznaliśmy się{at}.",
    },
    "worked_together": {
        "en": "we worked together{at}.",
        "es": "trabajamos juntos{at}.",
        "fr": "nous avons travaillé ensemble{at}.",
        "de": "wir haben zusammengearbeitet{at}.",
        "pt": "trabalhámos juntos{at}.",
        "it": "abbiamo lavorato insieme{at}.",
        "nl": "we hebben samengewerkt{at}.",
        "pl": "pracowaliśmy razem{at}.",
    },
    "studied_together": {
        "en": "we studied together{at}.",
        "es": "estudiamos juntos{at}.",
        "fr": "nous avons étudié ensemble{at}.",
        "de": "wir haben zusammen studiert{at}.",
        "pt": "estudámos juntos{at}.",
        "it": "abbiamo studiato insieme{at}.",
        "nl": "we hebben samen gestudeerd{at}.",
        "pl": "studiowaliśmy razem{at}.",
    },
    "introduced_by": {
        "en": "we were introduced to each other.",
        "es": "nos presentaron.",
        "fr": "on nous a présentés.",
        "de": "man hat uns einander vorgestellt.",
        "pt": "fomos apresentados.",
        "it": "siamo stati presentati.",
        "nl": "we zijn aan elkaar voorgesteld.",
        "pl": "przedstawiono nas sobie.",
    },
}
"""How we know each other, by the member's own answer; {at} is where, as AT says it, or nothing."""

AT: dict[str, str] = {"en": " at {where}", "es": " en {where}"}
"""Where it was; in languages that are not here it stands in brackets, so that no name has to be bent."""

STAY: dict[str, str] = {
    "en": "I would like to stay in touch.",
    "es": "Me gustaría que sigamos en contacto.",
    "fr": "J’aimerais rester en contact.",
    "de": "Gern würde ich in Verbindung bleiben.",
    "pt": "Gostaria de manter o contacto.",
    "it": "Vorrei restare in contatto.",
    "nl": "Ik blijf graag in contact.",
    "pl": "Chętnie pozostanę w kontakcie.",
}

NOTE_FAMILY: dict[str, str] = {
    "en": "it would be good to be connected here, too.",
    "es": "me alegraría que estemos en contacto también aquí.",
    "fr": "ce serait bien d’être en contact ici aussi.",
    "de": "schön wäre es, auch hier verbunden zu sein.",
    "pt": "seria bom estarmos em contacto também aqui.",
    "it": "sarebbe bello essere in contatto anche qui.",
    "nl": "het zou fijn zijn om ook hier in contact te zijn.",
    "pl": "miło będzie mieć kontakt także tutaj.",
}

NOTE_INTRODUCED: dict[str, str] = {
    "en": "{where} brought us together. I would like to stay in touch.",
    "es": "nos presentó {where}. Me gustaría que sigamos en contacto.",
    "fr": "{where} nous a mis en relation. J’aimerais rester en contact.",
    "de": "{where} hat uns zusammengebracht. Gern würde ich in Verbindung bleiben.",
    "pt": "{where} pôs-nos em contacto. Gostaria de o manter.",
    "it": "{where} ci ha messi in contatto. Vorrei restare in contatto.",
    "nl": "{where} bracht ons samen. Ik blijf graag in contact.",
    "pl": "poznaliśmy się dzięki: {where}. Chętnie pozostanę w kontakcie.",
}
"""Who introduced us stands in the place of {where}."""

EXCHANGED: dict[str, str] = {
    "en": "thank you for the exchange so far. I would like to stay in touch.",
    "es": "gracias por el intercambio hasta ahora. Me gustaría que sigamos en contacto.",
    "fr": "merci pour nos échanges. J’aimerais rester en contact.",
    "de": "danke für den Austausch bisher. Gern würde ich in Verbindung bleiben.",
    "pt": "agradeço a troca até agora. Gostaria de manter o contacto.",
    "it": "grazie dello scambio finora. Vorrei restare in contatto.",
    "nl": "dank voor het contact tot nu toe. Ik blijf graag in contact.",
    "pl": "dziękuję za dotychczasową rozmowę. Chętnie pozostanę w kontakcie.",
}
