"""The data of the room: the questions of `schemas/bedomning.yaml` and the clauses of `reports/krav/`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import partial
from string import Formatter

from sysselreg.assess.model import Clause, Question
from sysselreg.errors import DefinitionError
from sysselreg.finding import Place
from sysselreg.period import PartialDate
from sysselreg.schema.load import naming, place_of, read
from sysselreg.schema.model import Schemas
from sysselreg.snapshot import REPORTS, SCHEMAS, Snapshot
from sysselreg.swedish import join_and

QUESTIONS, CLAUSES = SCHEMAS + "bedomning.yaml", REPORTS + "krav/"
# What a clause may ask for → how it reads when nobody knows.
BLANKS: Mapping[str, str] = {
    "organisation": "[kommunen]",
    "målgrupper": "[målgrupper]",
    "platser": "[antal] platser",
    "heltidsmånader": "[antal] månader",
    "vite": "[belopp] kronor",
    "första_dialog_dagar": "[antal]",
    "första_anställning_månader": "[antal]",
    "uppfyllt_vid_procent": "[antal]",
    "rapport_intervall": "[hur ofta]",
    "rapport_senast_dag": "[dag]",
    "reserverad_andel_minst_procent": "[antal]",
}


def load_questions(snapshot: Snapshot) -> dict[str, Question]:
    """Code → question. Raises DefinitionError when the file is broken."""
    top = read(snapshot, QUESTIONS)
    with naming(partial(Place, QUESTIONS)):
        return {
            each["kod"]: Question(
                each["kod"],
                each["fråga"],
                {"ja": each["ja"], "nej": each["nej"], "okänt": each["okänt"]},
                each["källa"],
            )
            for each in top["frågor"]
        }


def load_clauses(snapshot: Snapshot, schemas: Schemas) -> tuple[Clause, ...]:
    """The clauses by name. Raises DefinitionError, with file and line, when one of them is broken."""
    return tuple(_clause(snapshot, path, schemas) for path in snapshot.under(CLAUSES, ".yaml"))


def faults(snapshot: Snapshot, schemas: Schemas, own: Iterable[str]) -> Iterator[DefinitionError]:
    """What is wrong with the clauses among a register's own files, each told by itself."""
    for path in own:
        if path.startswith(CLAUSES) and path.endswith(".yaml"):
            try:
                _clause(snapshot, path, schemas)
            except DefinitionError as error:
                yield error


def _clause(snapshot: Snapshot, path: str, schemas: Schemas) -> Clause:
    top = read(snapshot, path)
    with naming(partial(place_of, snapshot, path), "Klausulen"):
        for key, vocabulary in (("krav", "kravtyp"), ("enhet", "kravenhet")):
            codes = schemas.vocabularies[vocabulary].codes
            if key in top and top[key] not in codes:
                raise DefinitionError(
                    f"{top[key]} finns inte i kodlistan {vocabulary}. Välj ett av: {', '.join(codes)}.",
                    place_of(snapshot, path, key),
                )
        for key in ("lydelse", "vite"):
            _known_names(snapshot, path, key, top.get(key, ""))
        return Clause(
            name=top["klausul"],
            title=top["namn"],
            requirement=top["krav"],
            unit=top.get("enhet", ""),
            when=top["används"],
            wording=top["lydelse"].strip(),
            penalty=top.get("vite", "").strip(),
            advice=top.get("att_tänka_på", ""),
            source=top["källa"],
            valid_from=_day(snapshot, path, "gäller_från", top["gäller_från"]),
            valid_to=_day(snapshot, path, "gäller_till", top["gäller_till"]) if "gäller_till" in top else None,
        )


def _known_names(snapshot: Snapshot, path: str, key: str, template: str) -> None:
    names = {name for _, name, _, _ in Formatter().parse(template) if name is not None}
    if strange := sorted(names - BLANKS.keys()):
        raise DefinitionError(
            f"{key} frågar efter {join_and([f'{{{name}}}' for name in strange])}, som inte finns. "
            f"Namnen är: {', '.join(BLANKS)}.",
            place_of(snapshot, path, key),
        )


def _day(snapshot: Snapshot, path: str, key: str, written: object) -> date:
    when = PartialDate.parse(str(written))
    if when is None or when.exact is None:
        raise DefinitionError(f"{key} är {written}. Skriv en dag, ÅÅÅÅ-MM-DD.", place_of(snapshot, path, key))
    return when.exact
