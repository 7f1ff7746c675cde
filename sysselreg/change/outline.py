"""The order of what is told of a change, the same in every format: in short, record by record, what else there is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from sysselreg.change.model import Art, Change, Kind, Told
from sysselreg.change.wording import SETTINGS
from sysselreg.figure.retold import sentences
from sysselreg.finding import LEVELS, Finding, Level
from sysselreg.swedish import counted, join_and, number, plural, sentence_start

_ARTS: dict[Art, tuple[str, str, str]] = {
    "ny": ("ny", "nytt", "nya"),
    "ändrad": ("ändrad", "ändrat", "ändrade"),
    "borttagen": ("borttagen", "borttaget", "borttagna"),
}
_LEVELS: dict[Level, tuple[str, str, str]] = {
    "fel": ("fel", "fel", "Nytt fel"),
    "varning": ("varning", "varningar", "Ny varning"),
    "upplysning": ("upplysning", "upplysningar", "Ny upplysning"),
}
# So many records that differ in the same words are told as one; so many of them by name.
_ALIKE, _NAMED = 3, 10
# What forges, Git's hooks and editors run of themselves, or are steered by.
_RUN = (
    ".gitlab-ci.yml", ".gitlab/", ".github/", ".forgejo/", ".gitea/", ".woodpecker", ".githooks/", ".husky/",
    ".pre-commit-config.yaml", ".vscode/",
)  # fmt: skip


class Follow(NamedTuple):
    """Something that follows from a change: what it is (`Följd`, `Nytt fel`, `Rättat`), and in words."""

    what: str
    text: str


class Section(NamedTuple):
    """What is told under one heading. `records`: how many records it is about; `id`: of the only one, else empty."""

    heading: str
    id: str
    sentences: tuple[str, ...]
    follows: tuple[Follow, ...]
    records: int


class Outline(NamedTuple):
    """A change in the order it is read. `notes` come last: what is not told, and what was compared."""

    summary: tuple[str, ...]
    sections: tuple[Section, ...]
    notes: tuple[str, ...]


def outline(change: Change) -> Outline:
    """Put a change in order."""
    sections = [*_loose(change), *_issued(change), *_sections(change)]
    return Outline((*_summary(change), *_running(change)), tuple(sections), tuple(_notes(change)))


def follows(told: Told, names: Mapping[str, str]) -> Iterator[Follow]:
    """What follows from the change of one record: errors first. `names`: what other records are called."""
    yield from _findings(told.findings, told.path, names)
    yield from (Follow("Följd", each) for each in told.consequences)
    yield from _solved(told.solved)


def _findings(findings: Sequence[Finding], path: str, names: Mapping[str, str]) -> Iterator[Follow]:
    """Findings in words, the same about several records once; where they stand is said when it is not in `path`."""
    groups: dict[tuple[str, ...], list[Finding]] = {}
    for finding in findings:
        groups.setdefault((finding.level, finding.code, finding.message, finding.remedy), []).append(finding)
    for group in groups.values():
        first = group[0]
        where = [_where(each, names) for each in group if each.place.file != path]
        of = f" Gäller {_listed(list(dict.fromkeys(where)))}." if where else ""
        yield Follow(_LEVELS[first.level][2], f"{first.message} {first.remedy}{of} ({first.code})")


def _where(finding: Finding, names: Mapping[str, str]) -> str:
    name = names.get(finding.record_id, finding.record_id)
    return f"{name} ({finding.record_id})" if name != finding.record_id else finding.record_id or finding.place.file


def _solved(findings: Sequence[Finding]) -> Iterator[Follow]:
    yield from (Follow("Rättat", message) for message in dict.fromkeys(each.message for each in findings))


def _listed(names: Sequence[str]) -> str:
    more = [f"{number(len(names) - _NAMED)} till"] if len(names) > _NAMED else []
    return join_and([*names[:_NAMED], *more])


# ---- in short --------------------------------------------------------------------------------------------------------


def _summary(change: Change) -> Iterator[str]:
    numbers = Counter((told.kind, told.art) for told in change.records)
    pairs = [(name, art) for name in change.kinds for art in _ARTS if numbers[name, art]]
    parts = [_amount(change.kinds[name], art, numbers[name, art]) for name, art in pairs]
    if not parts:
        yield "Inget är ändrat i registret."
        return
    yield f"{sentence_start(join_and(parts))}."
    yield _verdict([*change.findings, *(each for told in change.records for each in told.findings)])
    solved = [*change.solved, *(each for told in change.records for each in told.solved)]
    if solved:
        yield f"Ändringen rättar {_levels(solved)} som fanns förut."
    if standing := [finding for finding in change.standing if finding.level != "upplysning"]:
        yield f"Kvar sedan tidigare: {_levels(standing)}."


def _amount(kind: Kind, art: Art, amount: int) -> str:
    one, neuter, many = _ARTS[art]
    if kind.one == SETTINGS:
        return f"{many} {kind.many}"
    return counted(amount, f"{neuter if kind.neuter else one} {kind.one}", f"{many} {kind.many}", neuter=kind.neuter)


def _verdict(new: Sequence[Finding]) -> str:
    wrong = sum(finding.level == "fel" for finding in new)
    found = []
    for level, amount in _by_level(new):
        fresh = "nytt" if level == "fel" and amount == 1 else plural(amount, "ny", "nya")
        found.append(f"{number(amount)} {fresh} {_named(level, amount)}")
    if not found:
        return "Kontrollen hittar inga nya fel eller varningar."
    told = f"Kontrollen hittar {join_and(found)}."
    return f"{told} {plural(wrong, 'Felet', 'Felen')} måste rättas innan ändringen kan godkännas." if wrong else told


def _levels(findings: Sequence[Finding]) -> str:
    return join_and([f"{number(amount)} {_named(level, amount)}" for level, amount in _by_level(findings)])


def _by_level(findings: Sequence[Finding]) -> list[tuple[Level, int]]:
    numbers = Counter(finding.level for finding in findings)
    return [(level, numbers[level]) for level in LEVELS if numbers[level]]


def _named(level: Level, amount: int) -> str:
    return plural(amount, *_LEVELS[level][:2])


# ---- record by record ------------------------------------------------------------------------------------------------


def _loose(change: Change) -> Iterator[Section]:
    """What follows for records that have not changed themselves."""
    found = [
        *_findings(change.findings, "", change.names),
        *(Follow("Följd", each) for each in change.consequences),
        *_solved(change.solved),
    ]
    if found:
        yield Section("Följder för poster som inte själva är ändrade", "", (), tuple(found), 0)


def _issued(change: Change) -> Iterator[Section]:
    """The issued reports of which some number differs."""
    for each in change.issued or ():
        if each.numbers:
            registered = f" som {each.issue.number}" if each.issue.number else ""
            when = f"Rapporten gavs ut {each.issue.record.data['datum']}{registered}. Räknat nu ändras:"
            heading = f"Följder för en utgiven rapport: {each.issue.record.data['rubrik']}"
            yield Section(heading, each.issue.record.id, (when, *sentences(each)), (), 0)


def _sections(change: Change) -> Iterator[Section]:
    """The records in order; those that differ in the same words, with nothing following, together."""
    groups: dict[object, list[Told]] = {}
    for told in change.records:
        alone = told.findings or told.consequences or told.solved or told.art == "ny"
        groups.setdefault(told.path if alone else (told.kind, told.art, told.sentences), []).append(told)
    for group in groups.values():
        if len(group) >= _ALIKE:
            yield _together(change.kinds[group[0].kind], group)
        else:
            yield from (_section(change, told) for told in group)


def _section(change: Change, told: Told) -> Section:
    kind = change.kinds[told.kind]
    one, neuter, many = _ARTS[told.art]
    several = kind.one == SETTINGS
    heading = f"{many} {kind.many}" if several else f"{neuter if kind.neuter else one} {kind.one}"
    named = f": {told.title}" if told.title and not several else ""
    own_id = "" if told.id == told.title else told.id
    return Section(f"{sentence_start(heading)}{named}", own_id, told.sentences, tuple(follows(told, change.names)), 1)


def _together(kind: Kind, group: Sequence[Told]) -> Section:
    named = [f"{told.title} ({told.id})" if told.title else told.id for told in group]
    heading = f"{number(len(group))} {_ARTS[group[0].art][2]} {kind.many}, alla på samma sätt"
    return Section(heading, "", (*group[0].sentences, f"Gäller {_listed(named)}."), (), len(group))


def _running(change: Change) -> Iterator[str]:
    """Each file that would run something, by its name, however many there are."""
    for path in change.others:
        if path.startswith(_RUN):
            yield (
                f"Varning: {path} är ändrad och kan få program att köras på servern eller hos den som hämtar registret."
                " Läs hela ändringen i filen, eller be någon som kan, innan du godkänner."
            )


# ---- what else there is ----------------------------------------------------------------------------------------------


def _notes(change: Change) -> Iterator[str]:
    if change.issued is None:
        yield "Vad ändringen gör med tal i utgivna rapporter går att räkna när felen är rättade."
    elif change.issued and not any(each.numbers for each in change.issued):
        yield "Inget tal i en utgiven rapport ändras."
    if change.others:
        yield f"Ändringen gäller också filer utanför registret, som inte berättas här: {_listed(change.others)}."
    before = change.before
    since = f"läget {before.short}" if before.commit else "ett tomt register"
    since += f" från {before.date.isoformat()}" if before.date else ""
    yield f"Jämfört med {since}."
