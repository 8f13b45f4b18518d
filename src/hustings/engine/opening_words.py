"""The words of openings in eight languages: forms, nouns, months and how a day is written after a noun."""

from __future__ import annotations

import re

# Every form holds for familiar and formal address alike. {when} comes with its own space before it.
ANSWER: dict[str, str] = {
    "en": "coming back to your {noun}{when}: {quote}",
    "es": "vuelvo sobre {noun}{when}: {quote}",
    "fr": "je reviens sur {noun}{when} : {quote}",
    "de": "{noun}{when}: {quote}",
    "pt": "volto {noun}{when}: {quote}",
    "it": "torno {noun}{when}: {quote}",
    "nl": "ik kom terug op {noun}{when}: {quote}",
    "pl": "wracam do {noun}{when}: {quote}",
}

NOUNS: dict[str, dict[str, str]] = {
    "en": {"question": "question", "ask": "request", "offer": "offer", "invitation": "invitation", "message": "message"},
    "es": {
        "question": "la pregunta",
        "ask": "la petición",
        "offer": "el ofrecimiento",
        "invitation": "la invitación",
        "message": "el mensaje",
    },
    "fr": {
        "question": "la question",
        "ask": "la demande",
        "offer": "la proposition",
        "invitation": "l’invitation",
        "message": "le message",
    },
    "de": {
        "question": "zur Frage",
        "ask": "zur Bitte",
        "offer": "zum Angebot",
        "invitation": "zur Einladung",
        "message": "zur Nachricht",
    },
    "pt": {
        "question": "à pergunta",
        "ask": "ao pedido",
        "offer": "à oferta",
        "invitation": "ao convite",
        "message": "à mensagem",
    },
    "it": {
        "question": "sulla domanda",
        "ask": "sulla richiesta",
        "offer": "sulla proposta",
        "invitation": "sull’invito",
        "message": "sul messaggio",
    },
    "nl": {
        "question": "de vraag",
        "ask": "het verzoek",
        "offer": "het aanbod",
        "invitation": "de uitnodiging",
        "message": "het bericht",
    },
    "pl": {"question": "pytania", "ask": "prośby", "offer": "propozycji", "invitation": "zaproszenia", "message": "wiadomości"},
}

FOLLOW_UP: dict[str, str] = {
    "en": "I have been thinking about your message{when}: {quote}",
    "es": "sigo pensando en el mensaje{when}: {quote}",
    "fr": "je repense au message{when} : {quote}",
    "de": "ich denke noch an die Nachricht{when}: {quote}",
    "pt": "ainda penso na mensagem{when}: {quote}",
    "it": "ripenso al messaggio{when}: {quote}",
    "nl": "ik denk nog aan het bericht{when}: {quote}",
    "pl": "wracam myślami do wiadomości{when}: {quote}",
}

PROMISE: dict[str, str] = {
    "en": "I have not forgotten my promise{when}: {quote}",
    "es": "no he olvidado mi promesa{when}: {quote}",
    "fr": "je n’ai pas oublié ma promesse{when} : {quote}",
    "de": "ich habe mein Versprechen{when} nicht vergessen: {quote}",
    "pt": "não esqueci a minha promessa{when}: {quote}",
    "it": "non ho dimenticato la mia promessa{when}: {quote}",
    "nl": "ik ben mijn belofte{when} niet vergeten: {quote}",
    "pl": "pamiętam o swojej obietnicy{when}: {quote}",
}

TALK: dict[str, str] = {
    "en": "it was good to talk at {quote}.",
    "es": "fue un gusto conversar en {quote}.",
    "fr": "merci pour notre échange lors de {quote}.",
    "de": "das Gespräch bei {quote} hat mich gefreut.",
    "pt": "gostei de conversar em {quote}.",
    "it": "mi ha fatto piacere parlare a {quote}.",
    "nl": "het was goed om te praten bij {quote}.",
    "pl": "dziękuję za rozmowę na {quote}.",
}

ENDORSEMENT: dict[str, str] = {
    "en": "thank you for the endorsement{when}: {quote}",
    "es": "gracias por la validación{when}: {quote}",
    "fr": "merci pour la recommandation de compétence{when} : {quote}",
    "de": "danke für die Bestätigung der Kenntnis{when}: {quote}",
    "pt": "agradeço a recomendação de competência{when}: {quote}",
    "it": "grazie per la conferma della competenza{when}: {quote}",
    "nl": "dank voor de onderschrijving{when}: {quote}",
    "pl": "dziękuję za potwierdzenie umiejętności{when}: {quote}",
}

RECOMMENDATION: dict[str, str] = {
    "en": "thank you for the recommendation{when}, above all for this: {quote}",
    "es": "gracias por la recomendación{when}, sobre todo por esto: {quote}",
    "fr": "merci pour la recommandation{when}, surtout pour ceci : {quote}",
    "de": "danke für die Empfehlung{when}, vor allem dafür: {quote}",
    "pt": "agradeço a recomendação{when}, sobretudo isto: {quote}",
    "it": "grazie per la segnalazione{when}, soprattutto per questo: {quote}",
    "nl": "dank voor de aanbeveling{when}, vooral hiervoor: {quote}",
    "pl": "dziękuję za rekomendację{when}, zwłaszcza za to: {quote}",
}

CONGRATULATION: dict[str, dict[str, str]] = {
    "en": {
        "both": "congratulations on the new position: {title} at {organisation}.",
        "title": "congratulations on the new position: {title}.",
        "organisation": "congratulations on the new position at {organisation}.",
    },
    "es": {
        "both": "enhorabuena por el nuevo puesto: {title} en {organisation}.",
        "title": "enhorabuena por el nuevo puesto: {title}.",
        "organisation": "enhorabuena por el nuevo puesto en {organisation}.",
    },
    "fr": {
        "both": "félicitations pour le nouveau poste : {title}, {organisation}.",
        "title": "félicitations pour le nouveau poste : {title}.",
        "organisation": "félicitations pour le nouveau poste chez {organisation}.",
    },
    "de": {
        "both": "herzlichen Glückwunsch zur neuen Aufgabe: {title}, {organisation}.",
        "title": "herzlichen Glückwunsch zur neuen Aufgabe: {title}.",
        "organisation": "herzlichen Glückwunsch zur neuen Aufgabe bei {organisation}.",
    },
    "pt": {
        "both": "parabéns pelo novo cargo: {title}, {organisation}.",
        "title": "parabéns pelo novo cargo: {title}.",
        "organisation": "parabéns pelo novo cargo: {organisation}.",
    },
    "it": {
        "both": "congratulazioni per il nuovo incarico: {title}, {organisation}.",
        "title": "congratulazioni per il nuovo incarico: {title}.",
        "organisation": "congratulazioni per il nuovo incarico presso {organisation}.",
    },
    "nl": {
        "both": "gefeliciteerd met de nieuwe functie: {title} bij {organisation}.",
        "title": "gefeliciteerd met de nieuwe functie: {title}.",
        "organisation": "gefeliciteerd met de nieuwe functie bij {organisation}.",
    },
    "pl": {
        "both": "gratulacje z okazji nowego stanowiska: {title}, {organisation}.",
        "title": "gratulacje z okazji nowego stanowiska: {title}.",
        "organisation": "gratulacje z okazji nowego stanowiska: {organisation}.",
    },
}

QUOTES: dict[str, str] = {
    "en": "“{}”",
    "es": "«{}»",
    "fr": "«\u202f{}\u202f»",
    "de": "„{}“",
    "pt": "“{}”",
    "it": "«{}»",
    "nl": "“{}”",
    "pl": "„{}”",
}

RELATIVE: dict[str, dict[str, str]] = {
    "en": {"today": "from today", "yesterday": "from yesterday", "last_week": "from last week"},
    "es": {"today": "de hoy", "yesterday": "de ayer", "last_week": "de la semana pasada"},
    "fr": {"today": "d’aujourd’hui", "yesterday": "d’hier", "last_week": "de la semaine dernière"},
    "de": {"today": "von heute", "yesterday": "von gestern", "last_week": "von letzter Woche"},
    "pt": {"today": "de hoje", "yesterday": "de ontem", "last_week": "da semana passada"},
    "it": {"today": "di oggi", "yesterday": "di ieri", "last_week": "della settimana scorsa"},
    "nl": {"today": "van vandaag", "yesterday": "van gisteren", "last_week": "van vorige week"},
    "pl": {"today": "z dzisiaj", "yesterday": "z wczoraj", "last_week": "z zeszłego tygodnia"},
}

DAY: dict[str, str] = {
    "en": "from {day} {month}",
    "es": "del {day} de {month}",
    "fr": "du {day} {month}",
    "de": "vom {day}. {month}",
    "pt": "de {day} de {month}",
    "it": "{of}{day} {month}",
    "nl": "van {day} {month}",
    "pl": "z {day} {month}",
}
DAY_WITH_YEAR: dict[str, str] = {code: form + (" de {year}" if code in ("es", "pt") else " {year}") for code, form in DAY.items()}

MONTHS: dict[str, tuple[str, ...]] = {
    code: tuple(names.split())
    for code, names in {
        "en": "January February March April May June July August September October November December",
        "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
        "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
        "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
        "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
        "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
        "nl": "januari februari maart april mei juni juli augustus september oktober november december",
        "pl": "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
    }.items()
}
"""Months from January on, in the case that follows a day."""

PROMISING = re.compile(
    r"(?<!\w)(?:(?:i|we)(?: will|'ll|’ll| promise)|i am going to|"
    r"te (?:enviaré|mando|envío|llamaré|aviso)|le (?:enviaré|llamaré)|les enviaremos|prometo|"
    r"je (?:te|vous|t’|vous l’)\s?(?:enverrai|enverrais|envoie|rappelle|rappellerai|tiens)|je (?:promets|m[’']en occupe)|"
    r"ich (?:werde|schicke|sende|melde mich|rufe|kümmere mich|verspreche)|wir (?:werden|schicken)|"
    r"(?:vou|vamos) (?:te |lhe )?(?:enviar|mandar|ligar)|envio-(?:te|lhe)|"
    r"(?:ti|le|vi) (?:mando|invio|manderò|invierò|chiamo|richiamo)|"
    r"ik (?:zal|stuur|bel|beloof)|we zullen|"
    r"(?:wyślę|prześlę|zadzwonię|obiecuję|odezwę się))(?!\w)",
    re.IGNORECASE,
)
"""Phrases by which somebody binds themselves to do something."""

ONLY_POLITE = re.compile(
    r"^(?:(?:many )?thanks?|thank you|(?:muchas )?gracias|merci|(?:vielen )?dank|danke|(?:muito )?obrigad[oa]|grazie|bedankt|"
    r"dank je|dzięk\w+|i hope|hope (?:you|this|all)|espero que|j[’']espère que|ich hoffe|ik hoop|spero che|mam nadzieję|"
    r"if you have any|happy birthday|merry christmas|happy new year|congrat\w+|it was (?:nice|great|good))(?!\w)",
    re.IGNORECASE,
)
"""How a statement begins that says nothing in particular."""

SMALL_TALK = re.compile(
    r"^(?:and |so )?(?:how are (?:you|things)|how is it going|cómo est[áa]s?|wie geht|comment (?:vas|allez|ça)|"
    r"come (?:stai|sta|va)|como (?:estás?|vai)|hoe gaat|jak się masz|co słychać)(?!\w).{0,30}$",
    re.IGNORECASE,
)
"""Questions that everybody asks."""


def day_number(day: int, *, language: str) -> tuple[str, str]:
    """The preposition before a day, where it depends on the day, and the day's number as it is written in a date."""
    if language == "it":
        return ("dell’" if day in (8, 11) else "del ", "1°" if day == 1 else str(day))
    return "", "1er" if language == "fr" and day == 1 else str(day)
