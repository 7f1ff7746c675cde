"""Sentences of the invented register, in plain Swedish. Nobody has said them; they name no person."""

from __future__ import annotations

REQUIREMENT_WORDING = {
    "dialogkrav": (
        "Leverantören ska föra dialog med kommunen om möjligheten att ta emot personer som står långt från "
        "arbetsmarknaden. Dialogen ska hållas inom två månader från avtalets start."
    ),
    "skarpt_krav": (
        "Leverantören ska under avtalstiden ordna platser i den omfattning som anges. Leverantören får rekrytera själv "
        "eller ta hjälp av kommunen."
    ),
    "bonus": "Leverantören får ersättning för varje plats utöver dialogen som pågår i minst tre månader.",
    "reserverad_upphandling": (
        "Upphandlingen är reserverad för leverantörer som har till huvudsyfte att integrera personer som har svårt att "
        "få arbete."
    ),
    "köpta_sysselsättningsplatser": "Leverantören ska hålla platser med handledare för personer som kommunen anvisar.",
}
TARGETS = (
    "ungdomar", "utrikes_födda", "funktionsnedsättning", "långtidsarbetslösa", "nyanlända", "försörjningsstödstagare",
    "övriga",
)  # fmt: skip
ASSESSED_YES = (
    "Arbetet utförs i kommunen och avtalet är långt nog för en meningsfull period.",
    "Branschen har vana att ta emot praktikanter och kravet står i proportion till uppdraget.",
    "Flera leverantörer har i marknadsdialogen sagt att de kan ta emot deltagare.",
    "Uppdraget har enklare arbetsmoment som passar för introduktion.",
)
ASSESSED_NO = {
    "W": "Varorna tillverkas på annan ort. Kommunen har inte möjlighet att följa upp ett krav där.",
    "": "Marknadsdialogen visade att branschen inte har möjlighet att ta emot deltagare i det här uppdraget.",
    "O": "Det är inte känt var arbetet ska utföras. Ett krav skulle inte gå att följa upp.",
}
EXTRA_COST = (
    "Leverantören har räknat in tid för handledning i priset.",
    "Merkostnaden gäller skyddskläder och introduktion på arbetsplatsen.",
    "Leverantören har angett ett tillägg för administration av kravet.",
)
EXTRA_COST_REMEDY = (
    "Ange i nästa underlag att kommunen bekostar handledarkursen.",
    "Låt kommunens rekryterare ta hand om introduktionen den första veckan.",
    "Samla rapporteringen till en gång i kvartalet.",
)
DECIDES = "Upphandlingschefen, punkt 7.4 i delegationsordningen"
DECISION = {
    "vite": "Platserna blev inte ordnade trots begäran om rättelse. Kommunen begär vite för tre av de 24 "
    "månaderna, eftersom den hade deltagare att föreslå först när tre månader återstod.",
    "hävning": "Leverantören avbröt samarbetet och svarade inte på begäran om rättelse.",
    "ingen": "Leverantören hade platser lediga men kommunen kunde inte föreslå deltagare i tid.",
}
NO_PLACES = (
    "Arbetslaget är för litet för att hinna handleda under första året.",
    "Uppdraget minskade och leverantören nyanställer inte.",
    "Arbetsplatsen kräver säkerhetsprövning som tar längre tid än uppdraget.",
    "Leverantören tar redan emot praktikanter från gymnasieskolan.",
    "Platserna bestäms vid avrop.",
)
# What the work asks for and where it is done, by branch; the first row is for branches without one of their own.
PROFILES = {
    "": ("Inga förkunskaper. Handledare finns på plats hela dagen.", "Noggrannhet och intresse för service."),
    "anläggning": ("Vana av kroppsarbete utomhus. Körkort är en fördel.", "Vilja att lära sig yrket från grunden."),
    "bygg": ("Vana av kroppsarbete. Arbetet börjar tidigt på morgonen.", "Intresse för hantverk."),
    "grönytor": ("Vana av att arbeta utomhus i alla väder.", "Intresse för växter och maskiner."),
    "lokalvård": ("Noggrannhet. Arbetstiden är förlagd till tidiga morgnar.", "Grundläggande svenska i tal."),
    "måltid": ("Vana av att laga mat eller intresse av att lära sig.", "God hygien och intresse för service."),
    "transport": ("Körkort med behörighet B.", "Intresse för service och god lokalkännedom."),
    "IT": ("Intresse för teknik och vilja att lära sig yrket.", "Grundläggande svenska i tal och skrift."),
}
WORKPLACES = {
    "": ("Kontoret vid torget", "Verkstaden i Låtsasbyn"),
    "anläggning": ("Förrådet i Mönsterdalen", "Arbetsplatsen i centrum"),
    "bygg": ("Byggarbetsplatsen", "Bodarna vid Exempelskolan"),
    "grönytor": ("Parken vid Exempelån", "Förrådet i Mönsterdalen"),
    "lokalvård": ("Exempelskolan", "Förskolan i Mönsterdalen"),
    "måltid": ("Köket i Exempelgymnasiet", "Centralköket"),
    "transport": ("Depån i Låtsasbyn", "Bussgaraget"),
}
SANCTIONS = (
    "ingen",
    "Kommunen kan begära en ny plats inom en månad.",
    "Vite enligt avtalet om leverantören avbryter utan saklig grund.",
)
OUTSIDE_TARGET = (
    "Ingen i den prioriterade gruppen hade den utbildning som platsen kräver.",
    "Matchningen gav ingen annan sökande inom den tid som var avtalad.",
    "Platsen fanns redan i en annan insats och fördes över till den här.",
)
# What an answer shows and what was said, by kind of evaluation; the first row is for the employers and the rest.
CONCLUSIONS = {
    "": (
        "Placeringen fungerade väl och leverantören vill ta emot fler.",
        "Introduktionen behövde mer tid än planerat, men resultatet blev gott.",
        "Handledningen fungerade, men rapporteringen upplevdes som tung.",
        "Matchningen stämde inte fullt ut med arbetsuppgifterna.",
        "Kravet gav leverantören en väg till rekrytering som inte fanns förut.",
    ),
    "deltagare": (
        "Deltagaren är nöjd med handledningen.",
        "Deltagaren hade önskat en längre period.",
        "Arbetsuppgifterna var andra än de som var utlovade.",
    ),
    "upphandlare": (
        "Kravet gav inget merarbete efter att kravtexten var färdig.",
        "Kontakten mellan upphandlare och rekryterare kom i gång sent.",
        "Frågor under anbudstiden kunde besvaras direkt av samordnaren.",
    ),
    "leverantörssamarbete": (
        "En och samma kontakt hos kommunen gör samarbetet lätt.",
        "Dialogen kom för sent för att påverka bemanningen.",
    ),
    "internt_samarbete": (
        "Rollerna är kända, men överlämningen tar för lång tid.",
        "Checklistan används och har minskat dubbelarbetet.",
        "Samarbetet fungerar i vardagen och behöver inte längre drivas som projekt.",
    ),
    "samhällsekonomi": ("Värdet är större än kostnaden redan om en av två deltagare fortsätter i arbete.",),
    "följeforskning": ("Arbetssättet är förankrat, men det är för tidigt att säga något om effekter på lång sikt.",),
}
LESSONS = (
    "Håll den första dialogen innan leveransen börjar.",
    "Beskriv arbetsuppgifterna tydligare före matchningen.",
    "Boka avstämningar redan när överenskommelsen skrivs under.",
    "Erbjud handledarkurs innan deltagaren börjar.",
    "Lämna över kontaktuppgifterna samma vecka som tilldelningen.",
)
# The words and whether they may be published.
QUOTES = {
    "": (
        ("Vi fick en medarbetare som vi annars inte hade hittat.", "ja"),
        ("Det tog mer tid än vi trodde, men vi gör gärna om det.", "ja"),
        ("Blanketterna var för många.", "ja"),
        ("Rekryteraren kom ut till oss samma vecka. Det betydde mycket.", "ja"),
        ("Vi hade önskat att få veta tidigare vad kravet innebar.", "nej"),
        ("Arbetslaget har vuxit i rollen som handledare.", "ja"),
        ("Vi räknade aldrig på vad det kostade.", "nej"),
        ("Kravet borde gälla alla som lämnar anbud hos kommunen.", "ja"),
    ),
    "deltagare": (
        ("Jag fick visa vad jag kan.", "ja"),
        ("Det var för kort tid för att lära sig allt.", "nej"),
        ("Min handledare hade tid för mina frågor.", "ja"),
    ),
    "upphandlare": (
        ("Det är skönt att någon annan kan svara på frågorna om kravet.", "ja"),
        ("Jag visste inte vem jag skulle lämna över till.", "nej"),
    ),
}
