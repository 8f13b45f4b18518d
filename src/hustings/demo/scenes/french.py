"""Scènes en français. `P` is the person, `A` is Ada."""

SCRIPT = """
== fr-theatre | ended | any | any | Les mercredis au théâtre
P: Nous voudrions ouvrir la salle aux écoles le mercredi matin, sans billet. Il nous manque le bus. Une idée ?
A: Une idée et un ami : Marcus connaît un bus qui dort au dépôt le mercredi. Je lui demande.
P 9d: Le bus est venu ! Cinquante-deux enfants, aucun perdu, un seul malade. Merci infiniment.
A: Gardez-moi une place au fond, je viendrai avec mes anciens élèves.

== fr-livre | thanks | linkedin | any | Le discours
P: J'ai lu votre texte sur la bibliothèque. C'est rare, un texte politique qui donne envie de lire. Bravo.
A: Merci, vous me faites rougir. C'est le meilleur compliment de la semaine.

== fr-owed-subvention | unanswered | any | any | Subvention
P: La commission nous demande un budget sur trois ans alors que la subvention est annuelle. Est-ce une erreur du formulaire,
ou faut-il
vraiment l'inventer ? La date limite approche.
"""
