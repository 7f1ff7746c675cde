"""Why the shared repository could not be used: what git, ssh and curl say, in English, becomes a Swedish sentence."""

from __future__ import annotations

import re

_AGAIN = "Allt ligger kvar på din dator. Kör samma kommando igen när det är löst."
_NET = "Kontrollera nätet (och VPN, om ni har det)"
# The first that matches. Only what git, ssh and curl themselves say is looked at.
_FAILURES = (
    (
        "Could not resolve host",
        f"Datorn hittar inte servern ({{where}}). {_NET} och adressen.",
    ),
    (
        "REMOTE HOST IDENTIFICATION HAS CHANGED",
        "Servern ({where}) har en annan nyckel än förut. Någon kan ha ställt sig emellan: fråga den som sköter servern "
        "innan du gör något mer.",
    ),
    (
        "Host key verification failed",
        "Datorn känner inte igen servern ({where}). Anslut en gång med ssh i ett terminalfönster, jämför serverns "
        "fingeravtryck med det som den som sköter servern uppger, och svara yes.",
    ),
    (
        r"Permission denied \(",
        "Servern ({where}) känner inte igen din SSH-nyckel. Lägg till nyckeln med ssh-add, och se till att den är "
        "inlagd på servern.",
    ),
    (
        "could not read (Username|Password)|terminal prompts disabled",
        "Servern ({where}) vill ha användarnamn och lösenord, och Git har inga sparade. Välj en lösenordshjälp med "
        "git config --global credential.helper, och logga in en gång med git fetch i ett terminalfönster.",
    ),
    (
        "Authentication failed|returned error: 401",
        "Servern ({where}) godtog inte ditt användarnamn och lösenord. Har åtkomstnyckeln gått ut, skapa en ny på "
        "servern och logga in en gång med git fetch i ett terminalfönster.",
    ),
    (
        "returned error: 403|DENIED by",
        "Servern ({where}) vet vem du är men ger dig inte rätt till det här. Kontrollera adressen, eller fråga den som "
        "sköter servern.",
    ),
    (
        "repository '.*' not found|returned error: 404|does not appear to be a git repository|does not exist"
        "|[Rr]epository not found|project you were looking for",
        "Det finns inget förråd på {where}, eller så har du inte rätt att se det. Kontrollera adressen med "
        "git remote -v och rätta den med git remote set-url.",
    ),
    (
        "[Tt]imed? ?out|Operation too slow",
        "Servern ({where}) svarade inte i tid. Hann något fram märks det nästa gång, och inget skickas dubbelt.",
    ),
    (
        "returned error: 5",
        "Servern ({where}) har själv ett fel. Vänta en stund, och säg till den som sköter den.",
    ),
    (
        "hung up|early EOF|unexpected disconnect|Broken pipe|Connection (reset|closed)|Empty reply|failed to report",
        "Förbindelsen med servern ({where}) bröts. Hann något fram märks det nästa gång, och inget skickas dubbelt.",
    ),
    (
        "Failed to connect|Connection refused|[Nn]etwork is (unreachable|down)|No route to host|Couldn't connect",
        f"Servern ({{where}}) går inte att nå. {_NET}, eller vänta en stund.",
    ),
    (
        "SSL|TLS|certificate",
        "Servern ({where}) kan inte visa att den är den rätta, så inget är skickat dit. Kontrollera adressen, eller "
        "fråga den som sköter servern om certifikatet.",
    ),
    (
        "transport '.*' not allowed|is not a git command",
        "Adressen {where} börjar på ett sätt som inte är tillåtet. Använd https, ssh eller en mapp.",
    ),
    (
        "dubious ownership",
        "Git litar inte på mappen {where}, som ägs av någon annan. Är den er, kör: "
        "git config --global --add safe.directory {where}",
    ),
    (
        "fsck error",
        "Det som servern ({where}) lämnade är skadat eller otillåtet, så det är inte mottaget. Fråga den som sköter "
        "servern.",
    ),
)
# Over ssh the server's programs say things without Git's `remote:` before them: FATAL:, ERROR:, Forgejo:, Gerrit:.
_SERVER = re.compile(r"remote: ?(?P<marked>.*)|(?!Warning: )(?P<plain>[A-Z]\w+: .*)")


def sentence(said: str, where: str) -> str:
    """What happened, what is kept and how to go on; then the server's own words, when there are any.

    `said`: all that git printed on stderr. `where`: the address, already masked.
    """
    ours = [line for line in said.splitlines() if not line.startswith("remote: ")]
    told = next((text for pattern, text in _FAILURES if re.search(pattern, "\n".join(ours))), None)
    if told is None:
        last = next((line for line in reversed(ours) if line.startswith(("fatal:", "error:"))), "inget svar")
        told = f"Det gick inte att använda {{where}}. Git säger: {masked_address(last)}."
    words = server_words(said)
    return f"{told.replace('{where}', where)} {_AGAIN}" + (f"\n{quoted(words)}" if words else "")


def server_words(said: str) -> str:
    """The server's own lines in what git printed on stderr, without Git's mark; empty when it said nothing."""
    found = [_SERVER.match(line) for line in re.split(r"[\r\n]+", said)]
    lines = [(match["marked"] or match["plain"] or "").rstrip() for match in found if match]
    return "\n".join(lines).strip("\n")


def quoted(words: str) -> str:
    """The server's words under a heading."""
    return "Servern säger:\n" + "\n".join(f"  {line}" for line in words.split("\n"))


def masked_address(text: str) -> str:
    """A text with users and passwords taken out of its web addresses; who logs in over ssh is no secret."""
    return re.sub(r"(https?://)[^/\s@]*@", r"\1", text)
