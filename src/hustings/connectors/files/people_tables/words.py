"""The words by which people head the columns of their tables, in many languages, and the words that say yes, no, come, support.

A table of facts. Words are compared without case, accents, spaces and signs, see `key_of`.
"""
# ruff: noqa: E501 - a table of words

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from hustings.kernel.records import IdentityKind

_LONGEST = 200


def key_of(text: str) -> str:
    """A header without case, accents, spaces and signs: `E-Mail-Adresse` and `e_mail adresse` are both `emailadresse`."""
    return _key(text[:_LONGEST])


@lru_cache(maxsize=4_096)
def _key(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text.strip()).casefold()
    return "".join(sign for sign in folded if sign.isalnum())


_WORD = re.compile(r"[A-Z]?[^\W\d_A-Z]+|[A-Z]+(?![a-z])|\d+")


def words_of(text: str) -> tuple[str, ...]:
    """The words of a header as keys, parted at blanks, signs and inner capitals: `E-mail2Address` has four."""
    return _words(text[:_LONGEST])


@lru_cache(maxsize=4_096)
def _words(text: str) -> tuple[str, ...]:
    return tuple(key for word in _WORD.findall(unicodedata.normalize("NFC", text)) if (key := _key(word)))


def _keys(words: str) -> frozenset[str]:
    return frozenset(key for word in " ".join(words.split()).split(",") if (key := key_of(word)))


_KINDS: dict[str, str] = {
    "name": """name, full name, fullname, display name, contact name, person, contact, attendee, attendee name, participant,
        member, member name, volunteer, volunteer name, first and last name, nombre completo, nombre y apellidos,
        apellidos y nombre, nom complet, nom et prénom, nom prénom, prénom nom, vollständiger name, vor- und nachname,
        name vorname, vorname name, kontakt, teilnehmer, nome completo, nome e sobrenome, nome e cognome, cognome e nome,
        nominativo, participante, imię i nazwisko, nazwisko i imię, uczestnik, naam, volledige naam, voor- en achternaam,
        фио, полное имя, имя и фамилия, фамилия имя отчество, фамилия и имя, контакт, участник, піб, повне ім'я,
        ім'я та прізвище, прізвище та ім'я, прізвище ім'я по батькові, الاسم, الاسم الكامل, الاسم الثلاثي, שם, שם מלא,
        שם פרטי ומשפחה, 姓名, 名字, 全名, 联系人, 聯絡人, 氏名, お名前, 名前, 成名, 이름, 성명, ad soyad, isim soyisim, 이름""",
    "given": """first name, firstname, first, given name, givenname, given names, forename, forenames, christian name, fname,
        nombre, nombres, nombre de pila, primer nombre, prénom, prénoms, prenom, vorname, vornamen, rufname, nome próprio,
        primeiro nome, nome di battesimo, imię, imiona, imie, voornaam, voornamen, roepnaam, имя, ім'я, الاسم الأول, اسم,
        שם פרטי, 名, 下の名前, förnamn, fornavn, etunimi, jméno, meno, prenume, keresztnév, ad, isim, adı""",
    "family": """last name, lastname, last, surname, family name, familyname, lname, apellido, apellidos, primer apellido, nom,
        nom de famille, nom d'usage, nachname, familienname, zuname, sobrenome, apelido, último nome, cognome, nazwisko,
        achternaam, familienaam, фамилия, прізвище, اسم العائلة, اللقب, الكنية, שם משפחה, 姓, 姓氏, 苗字, 名字(姓), efternamn,
        efternavn, etternavn, sukunimi, příjmení, priezvisko, nume, nume de familie, vezetéknév, soyad, soyadı, soyisim, 성""",
    "additional": """middle name, middlename, middle, middle initial, mi, second name, additional name, segundo nombre,
        deuxième prénom, zweiter vorname, weitere vornamen, zweitname, mittelname, secondo nome, nome do meio, segundo nome, drugie imię,
        tweede naam, tussenvoegsel, отчество, по батькові, اسم الأب, שם אמצעי, 中间名, ミドルネーム""",
    "prefix": """prefix, name prefix, salutation, honorific, honorific prefix, courtesy title, mr/mrs, tratamiento, civilité,
        civilite, anrede, titel, akad. titel, titulo de tratamento, tratamento, pronome de tratamento, titolo di cortesia,
        zwrot, aanhef, обращение, звертання, 敬称, 称谓, 称呼""",
    "suffix": "suffix, name suffix, honorific suffix, sufijo, suffixe, namenszusatz, sufixo, suffisso, achtervoegsel, суффикс",
    "nickname": """nickname, nick name, nick, preferred name, known as, goes by, aka, alias, apodo, surnom, spitzname, apelido
        carinhoso, soprannome, przydomek, roepnaam (bijnaam), bijnaam, прозвище, псевдонім, كنية, כינוי, 昵称, 暱稱, ニックネーム,
        愛称""",
    "maiden": """maiden name, maiden, birth name, née, former name, previous name, apellido de soltera, nom de jeune fille,
        nom de naissance, geburtsname, mädchenname, nome de solteira, cognome da nubile, nazwisko panieńskie, nazwisko rodowe,
        meisjesnaam, девичья фамилия, дівоче прізвище, 旧姓""",
    "email": """email, e-mail, mail, email address, e-mail address, emailaddress, email addresses, emails, e-mails, primary
        email, preferred email, contact email, correo, correo electrónico, dirección de correo electrónico, direccion de
        correo, courriel, adresse e-mail, adresse email, adresse mail, adresse électronique, mél, e-mail-adresse, emailadresse,
        mailadresse, endereço de e-mail, correio eletrónico, correio eletrônico, indirizzo e-mail, indirizzo email, posta
        elettronica, adres e-mail, adres email, poczta elektroniczna, e-mailadres, эл. почта, электронная почта, почта,
        адрес электронной почты, имейл, email адрес, електронна пошта, ел. пошта, адреса електронної пошти, البريد الإلكتروني,
        بريد إلكتروني, ايميل, דואר אלקטרוני, דוא"ל, אימייל, מייל, 电子邮件, 電子郵件, 邮箱, 电邮, 電郵, 电子邮箱, メール, メールアドレス,
        eメール, 이메일, e-posta, eposta, e-post, epost, sähköposti""",
    "phone": """phone, telephone, phone number, telephone number, tel, tel no, telno, mobile, mobile phone, mobile number, cell,
        cell phone, cellphone, cellular, landline, contact number, phones, phone numbers, preferred phone, primary phone,
        handset, teléfono, telefono, número de teléfono, móvil, movil, celular, téléphone, telephone fixe, numéro de téléphone,
        portable, mobile, gsm, telefon, telefonnummer, rufnummer, handy, handynummer, mobil, mobiltelefon, mobilnummer,
        festnetz, telefone, telemóvel, telemovel, número de telefone, cellulare, numero di telefono, recapito telefonico,
        numer telefonu, nr telefonu, komórka, telefon komórkowy, telefoon, telefoonnummer, mobiel, mobiele nummer, gsm-nummer,
        телефон, номер телефона, мобильный, моб. телефон, мобильный телефон, мобільний, мобільний телефон, номер телефону,
        الهاتف, هاتف, رقم الهاتف, الجوال, جوال, رقم الجوال, الموبايل, טלפון, מספר טלפון, נייד, טלפון נייד, 电话, 電話, 手机,
        手機, 手机号, 电话号码, 電話番号, 携帯, 携帯電話, 携帯番号, 連絡先, 전화번호, 휴대폰, telefon numarası, cep telefonu, puhelin""",
    "street": """street, street address, address 1, address1, address line 1, addr1, addressline1, address line, mailing address,
        street and number, house and street, calle, calle y número, dirección postal, domicilio, rue, n° et rue, voie, adresse 1,
        straße, strasse, straße und hausnummer, straße hausnummer, str, anschrift, rua, logradouro, morada, endereço,
        via, indirizzo, via e numero, ulica, ulica i numer, straat, straat en huisnummer, straatnaam, улица, улица дом, вулиця,
        الشارع, רחוב, 街道, 街道地址, 番地, 町名番地""",
    "street2": """address 2, address2, address line 2, addr2, addressline2, address 3, address3, address line 3, apt, apartment,
        unit, suite, house number, house no, house nr, street number, street no, building number, hausnummer, hausnr, adresszusatz, adresse 2, complément d'adresse, número, numero
        civico, complemento, numer domu, nr domu, nr lokalu, huisnummer, toevoeging, дом, квартира, будинок, 建物名, 部屋番号""",
    "address": """address, full address, home address, postal address, residential address, dirección, direccion,
        dirección completa, adresse, adresse complète, adresse postale, vollständige adresse, postanschrift, endereço completo,
        indirizzo completo, adres, pełny adres, volledig adres, адрес, полный адрес, домашний адрес, адреса, повна адреса,
        العنوان, عنوان, כתובת, כתובת מלאה, 地址, 详细地址, 住所, 주소""",
    "locality": """city, town, town/city, city/town, locality, municipality, village, suburb, post town, ciudad, localidad,
        población, municipio, ville, commune, localité, stadt, ort, wohnort, gemeinde, cidade, município, localidade, città,
        citta, comune, località, miasto, miejscowość, gmina, stad, plaats, woonplaats, gemeente, город, населенный пункт, місто,
        населений пункт, المدينة, مدينة, עיר, יישוב, 城市, 市, 市区町村, 市町村, 도시, şehir, ilçe""",
    "region": """state, bundesland/kanton, province, region, county, state/province, state province, st, provincia, estado, comunidad autónoma,
        comunidad, région, département, departement, bundesland, kanton, land (bundesland), distrito, uf, regione, prov,
        województwo, powiat, provincie, область, регион, край, район, محافظة, المحافظة, المنطقة, מחוז, 省, 省份, 州, 都道府県,
        県""",
    "postal_code": """zip, zip code, zipcode, zip5, zip/postal code, postal code, postalcode, postcode, post code, zip/postcode,
        código postal, codigo postal, cp, c.p., code postal, plz, postleitzahl, cep, código de endereçamento postal, cap,
        codice postale, codice di avviamento postale, kod pocztowy, kod, индекс, почтовый индекс, поштовий індекс, індекс,
        الرمز البريدي, מיקוד, 邮编, 邮政编码, 郵遞區號, 郵便番号, 〒, 우편번호, posta kodu, postnummer""",
    "country": """country, country name, country code, country/region, land/region, país o región, pays/région, nation, país, pais, pays, land, staat, paese, nazione, stato, kraj, państwo, страна,
        країна, الدولة, البلد, מדינה, ארץ, 国家, 國家, 国, 국가, ülke""",
    "organisation": """organisation, organization, company, company name, organisation name, organization name, employer,
        business, firm, workplace, institution, agency, office, current company, affiliation, club, association, group, account,
        account name, organización, organizacion, empresa, compañía, entidad, asociación, institución, empleador, organisme,
        organisation/entreprise, entreprise, société, societe, employeur, structure, association, établissement, firma,
        unternehmen, arbeitgeber, verein, verband, einrichtung, betrieb, organização, organizacao, instituição, entidade,
        empregador, organizzazione, azienda, società, ente, ditta, datore di lavoro, associazione, organizacja, instytucja,
        pracodawca, stowarzyszenie, organisatie, bedrijf, bedrijfsnaam, werkgever, vereniging, instelling, организация,
        компания, место работы, работодатель, учреждение, організація, компанія, місце роботи, роботодавець, установа,
        المؤسسة, الشركة, المنظمة, جهة العمل, ארגון, חברה, מקום עבודה, 公司, 单位, 單位, 组织, 機構, 机构, 会社, 会社名, 所属, 団体,
        団体名, 勤務先, 회사, kurum, şirket""",
    "title": """title, job title, jobtitle, position, role, function, occupation, profession, job, post held, office held, cargo,
        puesto, profesión, ocupación, fonction, poste, profession, métier, titre, beruf, funktion, stelle, tätigkeit, position,
        berufsbezeichnung, profissão, função, ocupação, cargo/função, ruolo, professione, mansione, posizione, carica, qualifica,
        stanowisko, zawód, funkcja, functie, beroep, functietitel, должность, профессия, посада, професія, المسمى الوظيفي,
        الوظيفة, المهنة, תפקיד, מקצוע, 职位, 職位, 职务, 職稱, 役職, 肩書, 職業, 직책, unvan, görev""",
    "birthday": """birthday, birth date, birthdate, date of birth, dob, born, fecha de nacimiento, nacimiento, cumpleaños, date
        de naissance, né le, naissance, anniversaire, geburtstag, geburtsdatum, geb, data de nascimento, nascimento, aniversário,
        data di nascita, nascita, compleanno, data urodzenia, urodziny, geboortedatum, verjaardag, дата рождения,
        день рождения, дата народження, день народження, تاريخ الميلاد, תאריך לידה, יום הולדת, 生日, 出生日期, 生年月日, 誕生日""",
    "url": """website, web site, web, url, homepage, home page, web page, webpage, link, site, blog, sitio web, página web,
        pagina web, site web, site internet, webseite, internetseite, internet, página, sito, sito web, strona, strona www, www,
        webpagina, сайт, веб-сайт, الموقع, الموقع الإلكتروني, אתר, 网站, 網站, 网址, ウェブサイト, ホームページ""",
    "tags": """tags, tag, tag list, tag names, labels, label, categories, category, groups, lists, segments, keywords, topics, interests, etiquetas,
        etiqueta, categorías, categoría, grupos, étiquettes, etiquette, catégories, catégorie, groupes, mots-clés, kategorien,
        kategorie, gruppen, gruppe, schlagwörter, stichwörter, marcadores, categorias, categoria, etichette, etichetta,
        categorie, gruppi, etykiety, etykieta, grupy, kategorie, trefwoorden, groepen, schlagworte, schlagwort, schlagworter,
        stichworte, stichwort, kennzeichen, listen, verteiler, mot-clé, mots clés, libellés, libellé, étiquettes et groupes,
        groupe, listes, palabras clave, palabra clave, grupo, listas, palavras-chave, palavra-chave, rótulos, rótulo, parole
        chiave, parola chiave, gruppo, liste, trefwoord, groep, kenmerken, labels en groepen, categorieën, lijsten, tagi, słowa
        kluczowe, słowo kluczowe, grupa, listy, ключевые слова, ключові слова, ярлыки, ярлик, теги, метки, категории, группы, мітки,
        категорії, групи, الوسوم, التصنيف, תגיות, תגים, קטגוריה, 标签, 標籤, 分组, 类别, タグ, カテゴリ, ラベル, グループ""",
    "note": """note, notes, comment, comments, remark, remarks, description, background, bio, memo, details, notas, nota,
        observaciones, comentarios, comentario, remarques, remarque, commentaire, commentaires, observations, notiz, notizen,
        bemerkung, bemerkungen, anmerkung, anmerkungen, kommentar, notas/observações, observações, comentários, note/commenti,
        osservazioni, commenti, annotazioni, notatka, notatki, uwagi, komentarz, notitie, notities, opmerking, opmerkingen,
        примечание, примечания, заметки, комментарий, комментарии, примітка, примітки, нотатки, коментар, ملاحظات, ملاحظة,
        הערות, הערה, 备注, 備註, 注释, 说明, 備考, メモ, コメント, 비고, notlar""",
    "household": """household, household id, household name, hh id, family id, hogar, foyer, haushalt, agregado familiar,
        nucleo familiare, gospodarstwo domowe, huishouden, домохозяйство, домогосподарство, 世帯, 家庭""",
    "support": """support, support level, support score, supporter level, candidate support, rating, nivel de apoyo, niveau de
        soutien, unterstützung, unterstützungsgrad, nível de apoio, livello di sostegno, poziom poparcia, steun, уровень
        поддержки, рівень підтримки""",
    "event": """event, event name, event title, evento, événement, evenement, veranstaltung, wydarzenie, мероприятие, подія, захід,
        الفعالية, אירוע, 活动, 活動, イベント""",
    "status": """status, rsvp, rsvp status, attendance, attended, attendee status, attendance status, registration status, response,
        going, checked in, check-in, asistencia, asistió, présence, présent, teilnahme, anwesend, zusage, presença, presenza,
        obecność, aanwezig, посещение, присутність, 出席, 出欠""",
    "at": """date, event date, contact date, note date, contacted on, met on, fecha, datum, data, дата, التاريخ, תאריך, 日期, 日付""",
    "value": "value, data value, contact value, detail value, wert, valor, valeur, waarde, wartość, valore, значение, значення, 值, 値",
    "value_type": """value type, data type, contact type, type of value, field type, value kind, wertart, tipo de valor,
        type de valeur""",
    "skip": "#, row, row number, row no, line, line number, s.no, s/n, serial number, lfd. nr, lfd nr, pos, lp, №, п/п, № п/п, 序号, 番号",
    "weak_id": """id, no, nr, number, contact id, person id, record id, user id, uuid, guid, key, código, codigo, numéro, numero,
        nummer, número, code, customer id, client id, ref, reference, идентификатор, ідентифікатор, 编号, 編號""",
}
KIND_OF: dict[str, str] = {}
"""The kind of column that a header names, by its key. Where two kinds share a word the later table wins: see `_FIRST`."""
_FIRST = ("given", "family", "name", "email", "phone", "title", "address")
for _kind in (*reversed([kind for kind in _KINDS if kind not in _FIRST]), *reversed(_FIRST)):
    KIND_OF.update(dict.fromkeys(_keys(_KINDS[_kind]), _kind))

LABELS: dict[str, frozenset[str]] = {
    "home": _keys("home, personal, private, privat, casa, particular, personnel, perso, domicile, prywatny, thuis, prive, privé, "
                  "домашний, личный, домашній, особистий, المنزل, בית, 家, 自宅, 个人, residential, privato, personale"),
    "work": _keys("work, business, office, job, professional, company, trabajo, trabalho, travail, bureau, professionnel, pro, "
                  "arbeit, geschäftlich, dienstlich, büro, lavoro, ufficio, praca, służbowy, werk, zakelijk, рабочий, робочий, "
                  "العمل, עבודה, 工作, 公司, 勤務先, 会社, laboral, profesional"),
    "mobile": _keys("mobile, cell, cellular, cellphone, móvil, celular, portable, handy, mobil, mobiltelefon, telemóvel, cellulare, "
                    "komórkowy, komórka, mobiel, gsm, мобильный, моб, мобільний, الجوال, נייד, 手机, 手機, 携帯, 携帯電話"),
    "billing": _keys("billing, invoice, facturación, facturation, rechnung, fatturazione, cobrança, factuur"),
    "mailing": _keys("mailing, correspondence, correspondencia, envoi, correspondance, korrespondencyjny, почтовый"),
    "fax": _keys("fax, telefax, факс, ファックス, فاكس, פקס"),
    "other": _keys("other, otro, autre, andere, weitere, outro, altro, inny, overig, другой, інший, secondary, alternate, alternative, "
                   "второй, additional"),
    "": _keys("primary, main, preferred, principal, default, contact, haupt, bevorzugt, hauptadresse, the, your, of, de, da, do, "
              "du, die, der, permanent, current, residence, registered, voter, constituent, attendee, participant, person, "
              "member, donor, volunteer, supporter, buyer, full, user, individual, del, della, des, la, le, el, dos, das, van, von"),
}  # fmt: skip
LABEL_OF = {word: label for label, words in LABELS.items() for word in words}
TYPE_WORDS = _keys("type, label, kind, art, typ, tipo, тип, location type, 类型, 種別")

NETWORKS: dict[str, IdentityKind] = {
    "x": "x", "twitter": "x", "facebook": "facebook", "fb": "facebook", "instagram": "instagram", "insta": "instagram",
    "ig": "instagram", "tiktok": "tiktok", "youtube": "youtube", "telegram": "telegram", "bluesky": "bluesky", "bsky": "bluesky",
    "mastodon": "mastodon", "fediverse": "mastodon", "linkedin": "linkedin",
}  # fmt: skip
SYSTEMS: dict[str, str] = {
    "vanid": "everyaction", "mycampaignid": "everyaction", "everyactionid": "everyaction", "voterfilevanid": "van",
    "myvoterfilevanid": "van", "nationbuilder": "nationbuilder", "civicrm": "civicrm", "salesforce": "salesforce",
    "actionnetwork": "actionnetwork", "actblue": "actblue", "mailchimp": "mailchimp", "hubspot": "hubspot", "dwid": "dwid",
    "catalist": "catalist", "fec": "fec", "fecid": "fec", "feccandidateid": "fec", "bioguideid": "bioguide", "bioguide": "bioguide",
    "openstatesid": "openstates", "wikidata": "wikidata", "wikidataid": "wikidata",
}  # fmt: skip
"""Systems whose number stands for the same person in every file; a bare VANID is one of EveryAction, not of the voter file."""

YES = _keys(
    "yes, y, true, t, 1, x, on, checked, si, sí, oui, o, ja, j, wahr, sim, s, tak, да, так, نعم, כן, 是, はい, 有, ✓, ✔, ok, vrai, vero"
)
YES |= frozenset({"✓", "✔", "✅", "☑"})
NO = _keys(
    "no, n, false, f, 0, off, unchecked, non, nein, falsch, não, nao, nie, nee, нет, ні, لا, לא, 否, いいえ, faux, falso, none, never"
)

RELATIONS: dict[str, frozenset[str]] = {
    "spouse": _keys("spouse, partner, husband, wife, husband/wife, cónyuge, pareja, conjoint, époux, ehepartner, ehegatte, "
                    "cônjuge, coniuge, małżonek, echtgenoot, супруг, чоловік/дружина, 配偶, 配偶者, spouse name, partner name"),
    "assistant": _keys("assistant, assistant name, secretary, asistente, assistante, assistent, assistente, asystent, помощник"),
    "child": _keys("child, children, kids, hijos, enfants, kinder, filhos, figli, dzieci, kinderen, дети, діти"),
    "parent": _keys("parent, mother, father, guardian, parent name, padre, madre, eltern, parents"),
    "manager": _keys("manager, manager name, supervisor, boss, reports to, vorgesetzter"),
    "referred by": _keys("referred by, recruited by, introduced by, recruiter, empfohlen von, recommandé par, referido por"),
}  # fmt: skip
RELATION_OF = {word: relation for relation, words in RELATIONS.items() for word in words}

SUPPORT: dict[str, int] = {
    word: level
    for level, words in {
        1: "1, strong support, strong supporter, strong yes, strongly supports, 1 - strong support, definite, strong for, sure",
        2: "2, lean support, leaning support, weak support, leans yes, support, supporter, likely, probable, for, 2 - lean support",
        3: "3, undecided, unsure, neutral, unknown lean, 3 - undecided, maybe",
        4: "4, lean against, lean oppose, leaning oppose, weak oppose, unlikely, against, oppose, opponent, 4 - lean oppose",
        5: "5, strong against, strong oppose, strong opponent, strong no, strongly opposes, 5 - strong oppose, hostile",
    }.items()
    for word in _keys(words)
}

ATTENDANCE: dict[str, frozenset[str]] = {
    "attended": _keys("attended, present, checked in, here, came, yes attended, asistió, présent, présente, anwesend, teilgenommen, "
                      "presente, compareceu, obecny, obecna, aanwezig, присутствовал, был, присутній, حضر, נכח, 出席, 已签到, 已簽到"),
    "no_show": _keys("no show, no-show, absent, did not attend, not attended, missed, nicht erschienen, ausente, absente, assente, "
                     "nieobecny, afwezig, отсутствовал, 欠席, 缺席"),
    "cancelled": _keys("cancelled, canceled, cancellation, annulé, abgesagt, storniert, cancelado, annullato, anulowano, "
                       "geannuleerd, отменено, refunded, キャンセル, 取消"),
    "declined": _keys("declined, not going, no, regrets, decliné, refusé, abgelehnt, recusado, rifiutato, не придет, 辞退, nein, non, "
                      "nie, nee, não, нет, ні"),
    "tentative": _keys("tentative, maybe, interested, quizás, peut-être, vielleicht, talvez, forse, może, misschien, может быть, "
                       "можливо, 未定"),
    "accepted": _keys("accepted, going, yes, confirmed, attending, will attend, confirmado, confirmé, zugesagt, bestätigt, "
                      "confermato, potwierdzony, bevestigd, придет, sí, oui, ja, sim, tak, да, так, 参加"),
    "registered": _keys("registered, signed up, rsvp, attending?, completed, scheduled, inscrito, inscrit, angemeldet, iscritto, "
                        "zapisany, aangemeld, зарегистрирован, зареєстрований, مسجل, רשום, 已报名, 申込済"),
    "invited": _keys("invited, no response, pending, not responded, awaiting, invitado, invité, eingeladen, convidado, invitato, "
                     "zaproszony, uitgenodigd, приглашен, запрошений, 招待済, 已邀请"),
}  # fmt: skip
ATTENDANCE_OF = {word: status for status, words in ATTENDANCE.items() for word in words}
HONORIFICS = _keys("mr, mrs, ms, miss, mx, dr, prof, rev, hon, sir, dame, sra, sr, srta, dña, don, m, mme, mlle, herr, frau, hr, fr, "
                   "sig, sig.ra, dott, dott.ssa, pan, pani, dhr, mevr, mw, г-н, г-жа, пан, пані, 先生, 女士, 様")  # fmt: skip
