"""Escenas en español. `P` is the person, `A` is Ada."""

SCRIPT = """
== es-panaderia | ended | any | any | Café con vecinos
P: ¿Lo del sábado en la panadería es para todos o hay que apuntarse? Mi suegra quiere ir, pero le da pena.
A: Es para todos, y para las suegras primero. A las ocho hay conchas recién hechas.
P 4d: Fue y habló más que nadie. Dice que usted escucha con los ojos.
A: Dígale que la espero el mes que viene. Y que traiga a sus amigas.

== es-contrato | ended | mail | renter constituent | El contrato de renta
P: El contrato está solo en inglés y el dueño quiere la firma para el viernes. No entiendo la parte del aviso. ¿A quién le puedo
preguntar sin que se enoje?
A: No firme todavía. Preguntar es su derecho. El jueves está Inés en la clínica de inquilinos, habla español y no cobra.
P 3d: Ya fui. Me explicó todo con mucha paciencia, y quitaron una cláusula. Dormí por primera vez en una semana.
A: Qué alegría me da. Guarde una copia de todo en casa de alguien de confianza.

== es-ruta | ended | linkedin | acquaintance worker | La {route}
P: Maestra, la {route} pasa llena y nos deja en la parada. Entro a las seis y ya me descontaron dos veces.
A: Lo siento mucho. ¿En qué parada, y más o menos a qué hora?
P: En {street}, a las 5:20.
A 7d: Hablé con la oficina de horarios: desde el lunes sale un segundo autobús a las 5:15. Cuénteme si es cierto.
P: ¡Es cierto! Hasta me senté.

== es-quince | thanks | mail | parent constituent | Los quince de mi hija
P: Mi hija cumple quince y se acuerda de usted, de segundo grado. ¿Vendría aunque sea un ratito?
A: No me lo pierdo. ¿Todavía le gustan las ranas?
P 9d: Gracias por venir y por la rana de chocolate. Lloró su abuela, lloré yo, lloró el señor de la música.

== es-prensa | ended | mail | press | Entrevista
P: Nos gustaría una entrevista para la edición del mes: rentas, autobuses y por qué se lanza. ¿Media hora, en español?
A: Con mucho gusto. Le aviso que mi español tiene acento de salón de clase.
P 6d: Salió muy bien. Nos llegaron nueve cartas, y ocho son para usted.

== es-pesame | ended | linkedin | any | Don Chuy
A: Acabo de saber lo de don Chuy. Siempre me guardaba el último tamal. Te mando un abrazo muy grande; no hace falta que contestes.
P 5d: Gracias, Ada. Hablaba de usted como si fuera de la familia. El rosario es el domingo, por si puede.
A: Ahí estaré.

== es-voluntaria | ended | any | constituent acquaintance student volunteer | Quiero ayudar
P: No puedo votar todavía, pero puedo tocar puertas. ¿Sirvo?
A: Sirves muchísimo. Nadie convence mejor que quien conoce la calle. ¿El sábado a las diez, con Rosi?
P 5d: Tocamos 48 puertas. En tres nos dieron de comer. Vuelvo el sábado.

== es-owed-taller | unanswered | mail | constituent acquaintance | El permiso del taller
P: Llevo cuatro meses con el permiso del taller. Cada vez que voy falta un papel distinto, y la señora de la ventanilla no habla
español. ¿Me podría acompañar alguien la próxima semana, o decirme a quién buscar?

== es-owed-misa | unanswered | linkedin | any | Después de misa
P: El padre dice que puede hablar cinco minutos después de la misa de once, el domingo que guste. Somos como trescientos. ¿Qué
domingo le ponemos?

== es-owed-guarderia | unanswered | mail | constituent acquaintance | Guardería
P: Cerraron la guardería de {street} con una semana de aviso. Somos catorce familias y ninguna puede faltar al trabajo. ¿La ciudad
tiene algo para estos casos?

== es-waiting-cartel | waiting | any | any | El cartel
A: ¿Me ayudas a revisar el español del cartel antes de la imprenta? No quiero otro "reunión de bote". Son seis renglones.
"""
