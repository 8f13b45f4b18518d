"""Tables of how people tell of a need, in eight languages, and of what only sounds like one.

Each entry is a piece of a regular expression in lower case. Notes speak of somebody in the third person and often leave the
subject out; letters say I or we, or ask.
"""

from __future__ import annotations

_SOMEBODY = r"(?:anyone|anybody|someone|somebody)"
_BE = r"(?:am|is|are|\w+['’](?:m|s|re))"

NEEDS: dict[str, tuple[str, ...]] = {
    "en": (
        r"(?:needs?|needing)(?! to\b| you\b| your\b)|in need of",
        r"needs? to (?:find|borrow|hire|rent|reach|recruit|get hold|know who)",
        r"(?:looking|searching|hunting|on the lookout) for|short[ -](?:of|handed|staffed)|understaffed",
        rf"{_BE} (?:hiring|recruiting)|{_BE} after (?:an?|some|any)|{_BE} (?:still )?missing (?:an?|some|any)",
        r"(?:struggling|trying|hoping|wants?|wanted|wishes|keen|eager|like|love|help) to "
        r"(?:find|get(?! you| back| in\b| there)|reach|meet (?:an?|some\w*|the|people)|borrow|hire|recruit|learn"
        r"|have (?:an?|some\w*|more)|be introduced"
        r"|talk (?:to|with) (?:an?|some\w*)|hear from (?:an?|some\w*)|speak (?:to|with) (?:an?|some\w*))",
        r"(?:struggling|trouble|difficulty|hard time|problem is|challenge is) (?:with |in )?(?:finding|getting)",
        r"(?:biggest|main|real) (?:problem|gap|worry|challenge) is|nowhere to|no idea (?:who|whom|where|how)"
        r"|(?:run|ran|running|are|re) out of (?:\w+ )?\w+s\b",
        r"desperate(?:ly)? (?:for|seeking)|could (?:really |also |certainly )?(?:use|do with)|would help (?:me|us|them"
        r"|her|him)",
        r"(?:would|\w+['’]d) (?:really |also |greatly )?(?:love|like|welcome|appreciate|be glad of|be happy about|kill for) "
        r"(?:an?|any|some\w*|help|more|advice|feedback|two|three|\w+ more|(?:our|your) help)",
        r"pick (?:your|our) brains?|grateful for (?:an?|any|some|help|advice)",
        r"(?:interested in|keen on) (?:meeting|an? introduction|hearing from|talking|borrowing)",
        r"without (?:an?|any) (?:treasurer|venue|room|hall|home|office|van|driver|speaker|lawyer|translator|job|roof|budget)",
        r"lacks? (?:an?|any|enough|some|staff|volunteers|people|money|space|data|figures)",
        r"what would help|what (?:i|we|they|she|he)(?: am| are| is|['’]\w+)? (?:missing|lacking|need)",
        r"(?:can['’]t|cannot|couldn['’]t|could not|unable to|hard to|difficult to) find "
        r"(?:an?|any\w*|someone|somebody|enough|people)",
        r"(?:has|have|had|there is|there are|there['’]s) (?:no|not enough|too few) "
        r"(?:room|space|venue|hall|staff|volunteers?|people|helpers?|money|budget|data|figures|numbers|van|drivers?"
        r"|speaker|treasurer)",
        r"ha(?:ve|s)n['’]t (?:got |found )?(?:enough|any|an?)|wish(?:es)? (?:she|he|they|we|i) (?:had|knew)",
        rf"(?:do|does|would) (?:you|anyone|anybody) (?:happen to )?(?:know|have) (?:of )?(?:{_SOMEBODY}|any|an?|some"
        rf"|figures|numbers|data)",
        rf"(?:whether|if) (?:you|we|i|anyone) (?:know|knew|have|had) (?:of )?(?:{_SOMEBODY}|any|an?|some)",
        rf"any chance (?:that )?(?:you|we) (?:have|could|know)|is there {_SOMEBODY}",
        r"who (?:could|can|should) (?:i|we|they) (?:ask|call)|where (?:could|can|would) (?:i|we|they) (?:find|get|borrow|rent)",
        r"have you (?:got )?(?:an?|any|some|spare)",
        rf"(?:could|can|would|will) (?:you|we|i|they|{_SOMEBODY}) (?:please |possibly |perhaps )?(?:borrow|lend"
        rf"|recommend|suggest|spare|"
        r"share|introduce|explain|get (?:an?|some|hold)|have an? (?:copy|look|list)|use (?:your|the)|point (?:me|us"
        r"|them)|(?:put|get) (?:me|us|them) in touch|connect (?:me|us|them))",
        rf"(?:if|whether) (?:you|we|i|they|{_SOMEBODY}) could (?:get|borrow|lend|recommend|spare|share|introduce|have|use)",
        r"ask(?:s|ed|ing)? (?:\w+ )?for|wants? (?:an?|some(?:one|body)?|help|advice|more)\b(?! of\b)",
        r"(?:please |kindly )?(?:send|give|lend|get) (?:me|us) (?:the (?:names?|numbers?|report|figures|data|contact)"
        r"|an? |your |some )",
    ),
    "de": (
        r"(?:brauch(?:e|t|en)|bräuchten?|benötig(?:e|t|en))|such(?:e|t|en)|auf der suche nach",
        r"(?:uns|ihnen|ihm|ihr|mir|noch) fehl(?:t|en)|fehl(?:t|en) (?:uns|ihnen|ihm|ihr|mir|noch) \w+|fehlt es (?:\w+ )?an",
        r"habt ihr (?:zahlen|daten|jemand\w*|ein\w*)|(?:kennst|weißt|hast) du (?:\w+ )?(?:jemand|wen|ein)\w*|(?:kennen"
        r"|wissen|haben) sie (?:\w+ )?(?:jemand|wen|ein)\w*",
        r"(?:wäre|bin|wären|sind) (?:\w+ )?(?:dankbar|froh) (?:für|über|um)|(?:würde|möchte)n? (?:\w+ ){0,5}kennenlernen",
        r"hätten? (?:\w+ )?gern|(?:kannst du|können sie|könnt ihr|könntest du|könnten sie) (?:mir|uns) (?:\w+ ){1,4}"
        r"(?:leihen|empfehlen|vorstellen|geben|nennen|besorgen)",
        r"nach eine[mr] (?:\w+ ){1,3}gefragt|fragt\w* (?:\w+ )?nach eine[mr]|(?:bat|bittet) (?:\w+ )?um (?:ein\w*|hilfe|rat)",
    ),
    "fr": (
        r"(?:ai|a|avons|ont|aurais|aurait|aurions|auraient) (?:\w+ )?besoin d\w*|(?:re)?cherch(?:e|ons|ent)"
        r"|à la recherche d\w*",
        r"(?:nous|lui|leur|me) manque(?:nt)? (?:de|des|du|une?|encore)|manqu(?:e|ons|ent) de \w+",
        r"(?:tu connais|vous connaissez|connais-tu|connaissez-vous) (?:quelqu\w*|une?|des)|(?:auriez-vous"
        r"|aurais-tu) (?:une?|des)",
        r"(?:aimer|voudr)(?:ais|ait|ions|aient) (?:bien )?(?:rencontrer|trouver|avoir)",
        r"(?:pourri(?:ez-vous|ons-nous)|pourrais-tu|peux-tu|pouvez-vous) (?:\w+ )?"
        r"(?:prêter|recommander|présenter|emprunter|mettre en contact)",
    ),
    "es": (
        r"necesit(?:o|a|amos|an)|busc(?:o|a|amos|an)|est(?:oy|á|amos|án) buscando|en busca de",
        r"(?:me|nos|le|les) (?:hacen? falta|faltan?|vendrían? bien)|conoces? (?:a algui\w+|algún)|tienes? algun[ao]? contacto",
        r"(?:quisiera|quiere|quiero|gustaría) (?:conocer|encontrar)|(?:puedes?|podrías?) (?:\w+ )?"
        r"(?:poner(?:me|nos)? en contacto|prestar\w*|recomendar\w*|presentar\w*)",
    ),
    "pt": (
        r"precis(?:o|a|amos|am) (?:\w+ )?de|procur(?:o|a|amos|am)|à procura d\w+|conheces? algu\w+",
        r"faltam?-(?:me|nos|lhes?)|(?:me|nos|lhe|lhes) faltam?|gosta(?:va|ria|ríamos) de (?:conhecer|encontrar)",
        r"(?:pode(?:s|ria|rias)?) (?:\w+ )?(?:apresentar|emprestar|recomendar)\w*",
    ),
    "it": (
        r"(?:ho|ha|abbiamo|hanno|avrei|avrebbe|avremmo) (?:\w+ )?bisogno d\w*|cerc(?:o|a(?! del?\b)|hiamo|ano)|st(?:o|a|iamo"
        r"|anno) cercando",
        r"(?:mi|ci|gli|le) (?:manca|mancano|serve|servono|servirebbe|servirebbero|farebbe comodo) \w+|in cerca d\w+"
        r"|alla ricerca d\w+",
        r"(?:può|puoi|potrebbe|potresti) (?:\w+ )?(?:prestar|presentar|consigliar|mettere in contatto)\w*",
        r"conosc(?:i|e|ete) qualcun\w+|vorre(?:i|bbe|mmo) (?:conoscere|incontrare|trovare)",
    ),
    "nl": (
        r"zoek(?:t|en)?|op zoek naar|(?:heb|heeft|hebben) (?:\w+ ){0,5}nodig|behoefte aan|tekort aan|te weinig \w+",
        r"(?:ken|kent|weet) (?:je|jij|u|jullie) (?:\w+ )?(?:iemand|een)|(?:wil|zou) graag (?:\w+ ){0,5}(?:ontmoeten"
        r"|kennismaken)",
        r"(?:kun|kan|kunnen|kunt) (?:je|u|jullie|we) (?:\w+ ){1,4}(?:lenen|aanbevelen|voorstellen)",
    ),
    "pl": (
        r"potrzebuj(?:ę|e|emy|ą)|potrzebn\w+|szuka(?:m|my|ją)?|brakuje|(?:mógłbyś|mogłabyś"
        r"|może pani?) (?:\w+ )?(?:pożyczyć|polecić|przedstawić)|prosi(?:ł|ła)? o",
        r"zna(?:sz|cie| pani?) (?:kogoś|jak\w+)|przydał\w* (?:by )?się|chciał(?:by|aby|bym|abym) poznać",
    ),
}
"""How a need is told, by language."""

NO_NEEDS: dict[str, tuple[str, ...]] = {
    "en": (
        r"needs? no introduction|(?:no|the|any) need|no longer (?:\w+ )?(?:needs?|looking for|short of)|(?:you"
        r"|who) (?:still )?needs?",
        r"(?:not|never|\w+n['’]t|hardly) (?:\w+ )?(?:need|looking for|short of|lack|in need of)",
        r"(?:if|when|whenever|whatever|in case|should|do|does|anything|all) (?:\w+ )?(?:they|we|i|she|he|anyone"
        r"|anybody) needs?",
        r"have (?:an?|any) (?:minute|moment|second|sec|chance|question|good|nice|great|idea|plans?)",
    ),
    "de": (
        r"brauch(?:e|t|en) (?:\w+ ){0,4}(?:nicht|kein\w*)|(?:nicht|kein\w*) (?:\w+ )?brauch\w*|das fehlt|brauch(?:t"
        r"|en) (?:ihr|sie)",
        r"suchen? (?:dich|euch|sie) (?:\w+ )?auf|hast du (?:\w+ )?(?:eine )?(?:minute|zeit)|falls (?:\w+ ){0,3}brauch\w*",
    ),
    "fr": (
        r"(?:plus|pas|jamais) besoin|(?:si|quand) (?:\w+ ){0,3}besoin|(?:auriez-vous|aurais-tu) une? (?:minute|instant|moment)",
        r"cherch\w+ à",
    ),
    "es": (r"no (?:\w+ )?necesit\w+|si (?:\w+ )?necesit\w+|no (?:me|nos|le|les) (?:hace|falta)\w*|falta experiencia",),
    "pt": (r"não (?:\w+ )?precis\w+|se (?:\w+ )?precis\w+|vocês? precis\w+",),
    "it": (r"non (?:\w+ ){0,2}(?:bisogno|serve|servono)|se (?:\w+ ){0,2}bisogno|hai bisogno",),
    "nl": (
        r"(?:niet|niets|geen) (?:\w+ ){0,3}nodig|(?:heb|hebt|heeft) (?:je|u|jij) (?:\w+ ){0,4}nodig|zoek(?:en"
        r"|t)? (?:het uit|je|u)",
    ),
    "pl": (r"nie (?:\w+ )?(?:potrzebuj\w+|szuka\w*|brakuje)|jeśli (?:\w+ )?potrzebuj\w+",),
}
"""What only sounds like a need: what is not needed any more, and what is asked or offered; it is passed over in a sentence."""

KINDS: dict[str, tuple[str, ...]] = {
    "introduction": (
        r"introduc|knows? (?:of )?(?:anyone|anybody|someone|somebody)|in touch with|contact (?:at|to|with|for|person)",
        r"know an? (?!hall|room|venue)\w+|\bto (?:meet|reach) (?!at\b)|interested in meeting|happen to know",
        r"kontakt|jemand|kennenlernen|connais|contact\b|rencontrer|conoce|conhec|conosc|iemand|zna\w* kogoś|poznać",
    ),
    "data": (
        r"figures|numbers|statistic|\bdata\b|report|survey|zahlen|daten|chiffres|données|datos|cifras|dados",
        r"\bdati\b|cijfers|\bdan(?:e|ych)\b",
    ),
    "room": (
        r"\broom|venue|\bhall\b|\bspace\b|\braum\b|räume|\bsaal\b|salle|\bsal[ai]\b|\blocal\b|zaal|ruimte|espacio"
        "|espaço",
    ),
    "time": (
        r"volunteer|helping hand|(?<!-)hands?\b|helfer|ehrenamtlich|bénévol|volunt[aá]ri|volontari|vrijwillig|wolontariusz",
        r"help (?:us|me|them|her|him) (?:move|set|carry|pack|clean|knock)",
    ),
    "platform": (r"platform|audience|speaker|publicity|bühne|publikum|tribune|público|pubblico|podium",),
    "skill": (
        r"translat|design|programm|photograph|lawyer|accountant|übersetz|traduct|traduttor|tradut|vertal|tłumacz",
        r"anwält|anwalt|avocat|abogad|advogad|avvocat|advocaat|prawnik",
    ),
    "expertise": (r"advice|expert|how to|experience with|\brat\b|beratung|conseil|consejo|conselho|consigli|advies|porad",),
    "resource": (r"\bvan\b|truck|tent|microphone|projector|printer|equipment|material|sound system|loudspeaker",),
}
"""Words that tell what kind of need it is; the first kind that fits."""
