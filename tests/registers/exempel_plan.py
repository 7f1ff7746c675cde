"""The sixty procurements of the invented register, written by hand, so that they are realistic and cover every case.

Columns: title | branch | object | CPV | SNI | unit | value in thousands | status | month | months of contract |
requirement | suppliers | flags. The month is that of the award; for what is not awarded, of the notice or the need.
Flags: R1 framework number 1, A1 call-off from it, B bought by a municipal company, X by a private buyer, N performed
nearby, W elsewhere, O place unknown, D direct award, V… what the last supplier's
failure to fulfil the requirement led to.
"""

from __future__ import annotations

from typing import NamedTuple


class Plan(NamedTuple):
    """One row of the table. `value` in thousands of kronor, 0 when unknown; `month` is ÅÅÅÅ-MM or ÅÅÅÅ."""

    title: str
    branch: str
    bought: str
    cpv: str
    sni: str
    unit: str
    value: int
    status: str
    month: str
    months: int
    requirement: str
    suppliers: int
    flags: tuple[str, ...]


_TABLE = """
Stensättning och plattläggning|anläggning|byggentreprenad|45233250-6|42110|TF|12000|pågående|2023-01|48|dialog|2|R1
Lokalvård i skolor|lokalvård|tjänst|90911200-8|81210|BUF|28000|pågående|2023-01|48|båda|2|
Nybyggnad av Exempelskolan|bygg|byggentreprenad|45214210-5|41200|SBF|145000|utvärderad|2023-01|26|skarpt|1|
Skötsel av parker|grönytor|tjänst|77310000-6|81300|TF|18000|pågående|2023-02|46|dialog|2|
Skolskjuts|transport|tjänst|60130000-8|49390|BUF|36000|pågående|2023-02|48|dialog|2|Vrättelse_begärd
Målningsarbeten|bygg|byggentreprenad|45442100-8|43341|SBF|6000|avslutad|2023-02|30|dialog|2|R2
Avrop: målning av förskolor|bygg|byggentreprenad|45442100-8|43341|BUF|1900|avslutad|2023-04|14|dialog|1|A2
Catering till möten|måltid|tjänst|55520000-1|56210|KLF|1200|utvärderad|2023-03|24|reserverad|1|
Snöröjning och halkbekämpning|anläggning|tjänst|90620000-9|81290|TF|8000|utvärderad|2023-03|24|dialog|2|Vej_uppfyllt
Kontorsmöbler|inredning|vara|39130000-2|31011|KLF|4200|avslutad|2023-03|24|inget|1|W
Cykelväg längs Exempelån|anläggning|byggentreprenad|45233162-2|42110|SBF|22000|utvärderad|2023-04|14|skarpt|1|Vingen
Flyttjänster|transport|tjänst|98392000-7|49420|KLF|2800|avslutad|2023-05|24|inget|1|
Takrenovering av idrottshallen|bygg|byggentreprenad|45261210-9|43911|SBF|9400|utvärderad|2023-05|12|dialog|1|
Tvätt av arbetskläder|lokalvård|tjänst|98310000-9|96011|VOF|5100|pågående|2023-06|36|dialog|1|N
Support och datordrift|IT|tjänst|72253000-3|62030|KLF|16000|avslutad|2023-08|24|dialog|1|N
Köp av sysselsättningsplatser|arbetsmarknad|tjänst|85312000-9|88101|ASF|7200|pågående|2023-09|36|köpta|6|
Renovering av bostäder i Låtsasbyn|bygg|byggentreprenad|45210000-2|41200||60000|utvärderad|2023-10|22|båda|2|B Vhävning
Byte av ventilation i förskolor|bygg|byggentreprenad|45331210-1|43222|SBF|11000|avslutad|2023-11|12|inget|1|
Lokalvård i kontor|lokalvård|tjänst|90919200-4|81210|KLF|9300|pågående|2024-01|36|dialog|2|
Ombyggnad av torget|anläggning|byggentreprenad|45233262-3|42110|SBF|34000|avslutad|2024-01|18|skarpt|1|Vvite
Bevakning|bevakning|tjänst|79710000-4|80100|KLF|7400|pågående|2024-02|36|inget|1|
Avrop: plattläggning vid resecentrum|anläggning|byggentreprenad|45233250-6|42110|TF|3100|pågående|2024-03|24|dialog|1|A1
Måltider till hemtjänsten|måltid|tjänst|55521100-9|56299|VOF|12500|pågående|2024-03|36|dialog|2|
Röjning av tätortsnära skog|grönytor|tjänst|77231000-8|02402|TF|2100|pågående|2024-04|30|reserverad|1|
Elarbeten|bygg|byggentreprenad|45310000-3|43210|SBF|10500|pågående|2024-04|36|dialog|3|R3
Avrop: belysning i motionsspår|bygg|byggentreprenad|45310000-3|43210|TF|2400|avslutad|2024-08|12|dialog|1|A3
Insamling av matavfall|avfall|tjänst|90511000-2|38110|TF|26000|pågående|2024-05|48|bonus|1|
Renovering av möbler|återbruk|tjänst|50850000-8|95240|KLF|900|pågående|2024-06|24|reserverad|1|
Nytt äldreboende i Exempelstad|bygg|byggentreprenad|45215212-6|41200|VOF|210000|pågående|2024-06|30|båda|1|
Datorer och skärmar|IT|vara|30200000-1|46510|KLF|14000|pågående|2024-09|36|inget|2|R4 W
Fönsterputsning|lokalvård|tjänst|90911300-9|81221|BUF|1700|avslutad|2024-09|12|dialog|1|D
Ny butik vid Exempelporten|bygg|byggentreprenad|45213100-4|41200||48000|pågående|2024-10|18|dialog|1|X
Trädvård och beskärning|grönytor|tjänst|77340000-5|81300|TF|5200|pågående|2025-01|24|dialog|2|Vavvikelse
Skolmåltider vid Exempelgymnasiet|måltid|tjänst|55524000-9|56291|BUF|15000|pågående|2025-03|36|skarpt|1|
Avrop: elarbeten i vattenverk|bygg|byggentreprenad|45310000-3|43210|TF|3600|pågående|2025-02|16|dialog|1|A3
Vattenledning till Låtsasbyn|anläggning|byggentreprenad|45232150-8|42210||31000|avtal_tecknat|2025-10|18|skarpt|1|B
Färdtjänst|transport|tjänst|60120000-5|49320|VOF|40000|avtal_tecknat|2025-10|48|dialog|2|
Platser i textilverkstad|arbetsmarknad|tjänst|85312000-9|88101|ASF|1100|avtal_tecknat|2025-11|24|köpta|1|D
Trycksaker|kommunikation|tjänst|79810000-5|18122|KLF|2200|tilldelad|2025-12|36|inget|2|R5 O
Ny förskola i Mönsterdalen|bygg|byggentreprenad|45214100-1|41200|SBF|65000|tilldelad|2025-11|20|båda|1|
Klottersanering|lokalvård|tjänst|90690000-0|81290|TF|1100|tilldelad|2025-12|24|inget|1|
Rivning av gamla badhuset|bygg|byggentreprenad|45111100-9|43110|SBF|12000|överprövning|2025-09|8|dialog|1|
Sopning av gator|anläggning|tjänst|90610000-6|81290|TF|6300|överprövning|2025-11|36|inget|1|
Lokalvård på vårdboenden|lokalvård|tjänst|90911200-8|81210|VOF|19000|annonserad|2025-11|48|dialog|0|
Underhåll av lekplatser|grönytor|tjänst|50870000-4|81300|TF|4400|annonserad|2025-12|24|skarpt|0|
Kontorsmaterial|inredning|vara|30192000-1|46499|KLF|3000|annonserad|2025-12|36|inget|0|W
Ny idrottshall|bygg|byggentreprenad|45212200-8|41200|SBF|90000|planerad|2026-09|22|skarpt|0|
Asfaltering|anläggning|byggentreprenad|45233222-1|42110|TF|30000|planerad|2026-05|36|dialog|0|
Kafé i kulturhuset|måltid|koncession|55330000-2|56100|KLF|2000|planerad|2026|36|reserverad|0|
Arbetskläder|inredning|vara|18100000-0|14120|VOF|2900|planerad|2025-11|24|ej_bedömd|0|O
Städning av badplatser|lokalvård|tjänst|90680000-7|81290|TF|600|bedömd|2026-04|5|dialog|0|
Utbildning i ledarskap|utbildning|tjänst|80500000-9|85594|KLF|1900|bedömd|2026-02|24|inget|0|O
Sängar till vårdboenden|inredning|vara|33192120-9|31030|VOF|5000|bedömd|2026-06|12|inget|0|W
Bro över Exempelån|anläggning|byggentreprenad|45221100-3|42130|SBF|75000|identifierad|2027|30|ej_bedömd|0|
Digitala lås|IT|okänt|||BUF|0|identifierad|2026-10|0|ej_bedömd|0|O
Skötsel av naturreservat|grönytor|tjänst|77310000-6|81300|TF|0|identifierad|2025|0|ej_bedömd|0|
Matlådor till utflykter|måltid|vara|15894200-3|56299|BUF|1000|avbruten|2023-10|24|dialog|0|
Budtransporter|transport|tjänst|60161000-4|53201|KLF|1600|avbruten|2024-05|36|dialog|0|
Lekutrustning|inredning|vara|37535200-9|32300|TF|2000|avbruten|2025-04|12|inget|0|W
Nytt lager vid Exempelporten|bygg|byggentreprenad|45213220-8|41200||39000|avbruten|2024-11|15|okänt|0|X
"""


def _row(line: str) -> Plan:
    title, branch, bought, cpv, sni, unit, value, status, month, months, requirement, suppliers, flags = line.split("|")
    return Plan(
        title, branch, bought, cpv, sni, unit, int(value), status, month, int(months), requirement, int(suppliers),
        tuple(flags.split()),
    )  # fmt: skip


PLANS: tuple[Plan, ...] = tuple(_row(line) for line in _TABLE.strip().split("\n"))

# Code, name, diary series of its board, the part of it that orders.
UNITS = (
    ("KLF", "Kommunledningsförvaltningen", "KS", "Kommunledningsförvaltningen, enheten för service"),
    ("TF", "Tekniska förvaltningen", "TN", "Tekniska förvaltningen, gata och park"),
    ("SBF", "Samhällsbyggnadsförvaltningen", "SBN", "Samhällsbyggnadsförvaltningen, projektenheten"),
    ("BUF", "Barn- och utbildningsförvaltningen", "BUN", "Barn- och utbildningsförvaltningen, lokalenheten"),
    ("VOF", "Vård- och omsorgsförvaltningen", "VON", "Vård- och omsorgsförvaltningen, staben"),
    ("ASF", "Arbetsmarknads- och socialförvaltningen", "ASN", "Arbetsmarknads- och socialförvaltningen, staben"),
)

# Year → diary number of the matter that the year's work is kept in.
MATTERS = {2023: "KS 2023/0031", 2024: "KS 2024/0018", 2025: "KS 2025/0027"}

# Name and branches; the name tells at once that nobody of that name exists.
SUPPLIERS = (
    ("Exempelbygg AB", ("bygg",)),
    ("Påhittade Hus AB", ("bygg",)),
    ("Låtsaskonstruktion AB", ("bygg", "anläggning")),
    ("Exempelmark och Anläggning AB", ("anläggning",)),
    ("Mönsterasfalt AB", ("anläggning",)),
    ("Provstäd AB", ("lokalvård",)),
    ("Skinande Exempel Lokalvård AB", ("lokalvård",)),
    ("Sagoträdgården AB", ("grönytor", "anläggning")),
    ("Påhittad Parkskötsel AB", ("grönytor",)),
    ("Låtsastransporter AB", ("transport",)),
    ("Exempelbussarna AB", ("transport", "avfall")),
    ("Fiktiva Måltider AB", ("måltid",)),
    ("Exempelköket AB", ("måltid",)),
    ("Provexempel IT AB", ("IT",)),
    ("Hittepå Data AB", ("IT", "kommunikation")),
    ("Exempelvakten AB", ("bevakning", "utbildning")),
    ("Mönsterinredning AB", ("inredning", "kommunikation")),
    ("Sagoel, enskild firma", ("bygg",)),
)
SOCIAL = (
    ("Arbetskooperativet Exempelverkstan", "arbetsintegrerande_socialt_företag", ("återbruk", "arbetsmarknad"), "ja"),
    ("Låtsaskaféet ekonomisk förening", "arbetsintegrerande_socialt_företag", ("måltid", "arbetsmarknad"), "ja"),
    (
        "Skogslaget Exempel ekonomisk förening",
        "arbetsintegrerande_socialt_företag",
        ("grönytor", "arbetsmarknad"),
        "ja",
    ),
    ("Påhittade Textilverkstaden", "arbetsintegrerande_socialt_företag", ("arbetsmarknad",), "ja"),
    ("Stiftelsen Exempelhjälpen", "hybridorganisation", ("arbetsmarknad",), "nej"),
    ("Föreningen Exempelgemenskap", "ideell_organisation", ("arbetsmarknad",), "nej"),
)
