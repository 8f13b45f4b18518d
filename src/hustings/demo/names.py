"""Given and family names by origin, and a few people who write their name in another script. Long tables of facts."""

from __future__ import annotations

from typing import NamedTuple


class Origin(NamedTuple):
    """Names that go together, the share of the city's people who bear them, and the language they may prefer to write in."""

    share: int
    given: str
    family: str
    language: str = "en"


ORIGINS: tuple[Origin, ...] = (
    Origin(
        22,
        "Abigail Andrea Beth Caleb Clayton Colleen Darlene Derek Eleanor Ellis Frances Garrett Gwen Harold Heather "
        "Ivy Joanna "
        "Keith Laurel Lorraine Malcolm Marjorie Nathan Nora Oliver Patricia Preston Rosalind Russell Shelby "
        "Tabitha Vernon Wade Wendy",
        "Abernathy Ashdown Barlow Birchall Brightwell Cartwright Coldwell Danforth Dunmore Ellwood Fairbank "
        "Garside Hathersage "
        "Hollowell Kettering Langley-Moss Marchbanks Nethercott Oakeshott Pemberley Quigg Ridgeway Standish "
        "Thistlewood Underhill "
        "Whitlock Yarborough Tanner-Cole",
    ),
    Origin(
        12,
        "Aaliyah Andre Bernice Cedric Denise Desmond Ebony Isaiah Jada Jamal Keisha Latoya Lucille Marcus Monique "
        "Reggie Terrence "
        "Tyrell Vivian Xavier",
        "Bellweather Booker-Hale Broadnax Crutchfield Fontaine Gadsden Hightower Ivory Lockett Mayfield Pettway "
        "Rollins Singletary "
        "Toussaint Whitfield Wimberly",
    ),
    Origin(
        15,
        "Adriana Alejandro Araceli Beatriz César Consuelo Diego Elena Esteban Fernanda Guadalupe Héctor Inés "
        "Joaquín Lucía Mariana "
        "Néstor Paloma Raúl Rocío Sofía Tomás Ximena Yolanda",
        "Arreola Benavides Cárdenas Castañeda de_la_Garza del_Río Escobedo Fuentes-Ibarra Gallegos Hinojosa Lozano "
        "Montoya Nuñez "
        "Olivares Peralta Quiñones Rentería Saldívar Treviño Urrutia Villaseñor Zamora",
        "es",
    ),
    Origin(
        5,
        "Adalgisa Caio Duarte Flávia Joana Luís Marisa Rui Teresa Vasco",
        "Almada Brandão Carvalhal da_Fonseca Figueira Moutinho Pacheco Sobral Tavares",
        "pt",
    ),
    Origin(
        4,
        "Benoît Céline Dominique Élodie Hervé Josette Lucien Maëlle Odile Thibault",
        "Beaulieu Charbonneau d'Aubigny de_Brissac Gauthier Lemoine Pelletier Roussel Vasseur",
        "fr",
    ),
    Origin(
        5,
        "Annelies Bernd Dieter Friederike Gisela Jörg Katrin Lutz Matthias Ursula",
        "Achterberg Brückner Dornbusch Grünwald Hessler Kreutzer Oberländer Schäfer von_Rabenau Weißmann",
        "de",
    ),
    Origin(
        5,
        "Agnieszka Bogdan Czesława Dariusz Ewa Grażyna Jacek Łukasz Małgorzata Zbigniew",
        "Borkowska Dąbek Głowacki Jaworski Kołodziej Nowicka Pawlak Sobczyk Święcki Żurek",
        "pl",
    ),
    Origin(
        5,
        "Astrid Bjørn Eirik Freja Gunnar Ingrid Kjell Linnea Sigrid Torvald",
        "Aasen Bergqvist Dahlström Ekelund Fjeldstad Hållberg Lindgaard Nyström Ødegaard Sørby",
    ),
    Origin(
        5,
        "Aoife Brendan Ciarán Deirdre Eamon Fionnuala Maeve Niamh Padraig Sinéad",
        "Brannigan Corrigan Devlin Fitzmaurice Geraghty Mac_Giolla McElhone O'Dwyer O'Shaughnessy Tierney",
    ),
    Origin(
        4,
        "Alessia Bruno Carlotta Dario Fiorella Gino Loredana Nunzio Rosaria",
        "Bellandi Caruana D'Angelis Di_Marzo Fracassi Giannone Lombardini Passarelli Tedeschi",
    ),
    Origin(6, "Bao Dung Hanh Huong Khanh Linh Minh Phuong Quyen Thuy", "Bui Dang Dinh Huynh Lam Nghiem Ngo Phan Truong Vu"),
    Origin(5, "Chia Fong Kou Mai Nhia Pa_Houa Sheng Toua Xeng Yer", "Cha Her Lor Moua Thao Vang Xiong Yang-Lee"),
    Origin(
        5,
        "Aileen Chengwei Daniel Grace Haoran Jiayi Meilin Shu-fen Winston Xiaoyu",
        "Au-Yeung Cheng Fung Hsieh Kwan Liang Ouyang Shih Tsui Yip",
    ),
    Origin(4, "Eun-ji Hana Jae-won Jiwoo Min-seo Sang-hoon Seo-yeon Yuna", "Bae Chae Gwak Hwang Noh Ryu Seong Yeo"),
    Origin(
        8,
        "Aditi Anand Deepika Farhan Gurpreet Harini Ishaan Kavya Lakshmi Manjit Nikhil Priyanka Rohan Sanjana Tariq Vikram",
        "Acharya Bhattacharjee Chaudhry Deshmukh Gill-Sandhu Iyengar Joshipura Kulkarni Mukherjee Nair Qureshi "
        "Raghunathan "
        "Siddiqui Thakkar Venkataraman",
    ),
    Origin(
        5,
        "Amira Bassam Dalia Hisham Layla Mahmoud Nadia Rania Samir Yasmin",
        "Abu-Nasr al-Khatib Barakat Darwish El-Sayegh Haddadin Khoury-Mansour Nassif Saab Zeidan",
    ),
    Origin(
        6,
        "Adaeze Babajide Chidi Folasade Ifeoma Kwabena Ngozi Obinna Temitope Yewande",
        "Adebanjo Agyeman Boateng-Osei Chukwudi Ezeigbo Nwachukwu Ogunleye Okonjo-Bright Owusu Uzoma",
    ),
    Origin(
        5,
        "Abdirahman Almaz Bekele Fadumo Genet Hodan Ismail Mulu Sahra Yonas",
        "Abdulle Alemayehu Farah Gebremariam Hirsi Jama Mohamud Tesfahun Warsame Woldeyes",
    ),
    Origin(
        3,
        "Aylin Demetra Eleni Kostas Mehmet Nikos Selin Stavroula Zeynep",
        "Anagnostou Çelikkol Karahalios Kılıçaslan Mavrogiannis Papadimas Şengül Tzannis",
    ),
    Origin(
        4,
        "Analyn Benjie Corazon Danilo Imelda-Rose Jun Ligaya Rowena",
        "Abaya Bautista-Sy Calupitan Dimaculangan Macaraeg Panganiban Salonga",
    ),
    Origin(
        4,
        "Alyona Bohdan Dmytro Galina Katya Maksym Oksana Taras",
        "Bondarchuk Hrytsenko Kovalchuk-Ross Lysenko Melnychenko Petrushenko Savchenko Vdovenko",
    ),
    Origin(
        3,
        "Avigail Dov Eitan Noa Rivka Shimon Tzipora",
        "Abravanel Ben-Shalom Finkelman Kestenbaum Lederhendler Mizrachi Roitblat",
    ),
    Origin(2, "Ahiga Dena Koda Lomasi Winona", "Redcloud Swift_Heron Two_Rivers White_Elk"),
)


class WrittenName(NamedTuple):
    """A name in its own script as (given, family), and in Latin letters as other sources of the same person have it."""

    given: str
    family: str
    latin_given: str
    latin_family: str


OTHER_SCRIPTS: tuple[WrittenName, ...] = (
    WrittenName("美玲", "欧阳", "Meiling", "Ouyang-Reed"),
    WrittenName("建国", "谢", "Jianguo", "Hsieh"),
    WrittenName("سلمى", "الخطيب", "Salma", "al-Khatib"),
    WrittenName("باسم", "درويش", "Basem", "Darwish"),
    WrittenName("Оксана", "Петрушенко", "Oksana", "Petrushenko"),
    WrittenName("Богдан", "Лисенко", "Bohdan", "Lysenko"),
    WrittenName("רבקה", "מזרחי", "Rivka", "Mizrachi"),
    WrittenName("איתן", "בן־שלום", "Eitan", "Ben-Shalom"),
    WrittenName("서연", "류", "Seo-yeon", "Ryu"),
    WrittenName("Ελένη", "Παπαδήμα", "Eleni", "Papadima"),
)

NICKNAMES: dict[str, str] = {
    "Abigail": "Abby", "Alejandro": "Alex", "Andrea": "Andie", "Beatriz": "Bea", "Colleen": "Coll", "Consuelo": "Chelo",
    "Daniel": "Danny", "Eleanor": "Nell", "Elena": "Leni", "Frances": "Fran", "Guadalupe": "Lupe", "Harold": "Hal",
    "Joanna": "Jo", "Joaquín": "Quino", "Lorraine": "Lori", "Malgorzata": "Gosia", "Małgorzata": "Gosia", "Marjorie": "Midge",
    "Matthias": "Matze", "Nathan": "Nate", "Oliver": "Ollie", "Patricia": "Trish", "Priyanka": "Priya", "Rosalind": "Roz",
    "Russell": "Russ", "Tabitha": "Tabby", "Temitope": "Temi", "Terrence": "Terry", "Ursula": "Uschi", "Vernon": "Vern",
    "Winston": "Win", "Zbigniew": "Zbyszek", "Agnieszka": "Aga", "Corazon": "Cora", "Desmond": "Des", "Babajide": "Jide",
}  # fmt: skip

SUFFIXES: tuple[str, ...] = ("Jr.", "Sr.", "III", "PhD")


def words(table: str) -> list[str]:
    """The names of a table; an underscore stands for a space inside a name (`de_la_Garza`)."""
    return [word.replace("_", " ") for word in table.split()]
