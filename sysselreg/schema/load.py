"""Schema files → `Schemas`: references to types and code lists put in place, each kind as plain JSON Schema."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache, partial
from typing import Any

from sysselreg.errors import DefinitionError, detail
from sysselreg.finding import Place
from sysselreg.schema.model import Code, Duty, Field, Kind, Message, Schemas, Vocabulary
from sysselreg.snapshot import SCHEMAS, Snapshot
from sysselreg.yamltext import UnreadableDataError, data_file, find, parse

_LINE = re.compile(r"\b(?:rad|line) ([0-9]+)")
_ANNOTATIONS = frozenset({"typ", "prefix", "mapp", "version", "avser", "enhet", "kodlista", "sammanhör"})


def load_schemas(snapshot: Snapshot) -> Schemas:
    """Read all of `schemas/`. Raises DefinitionError, naming the file, when one of them is itself broken.

    The same files give the same schemas: what a command asks for again is not read again.
    """
    return _loaded(tuple((path, snapshot.files[path]) for path in snapshot.under(SCHEMAS)))


@lru_cache(maxsize=4)
def _loaded(files: tuple[tuple[str, bytes], ...]) -> Schemas:
    snapshot = Snapshot(dict(files))
    types = read(snapshot, SCHEMAS + "types.yaml")
    vocabularies = {v.name: v for v in (_vocabulary(snapshot, p) for p in snapshot.under(SCHEMAS + "vocabularies/"))}
    compiler = _Compiler(types, vocabularies)
    paths = snapshot.under(SCHEMAS + "kinds/", ".yaml")
    kinds = {kind.name: kind for kind in (compiler.kind(path, read(snapshot, path)) for path in paths)}
    settings = compiler.kind(SCHEMAS + "register.yaml", read(snapshot, SCHEMAS + "register.yaml"))
    return Schemas(kinds, vocabularies, load_messages(snapshot), settings, load_duties(snapshot))


def load_messages(snapshot: Snapshot) -> dict[str, Message]:
    """Code → wording, from every file of `schemas/rules/`. Raises DefinitionError, naming the broken file."""
    messages = {}
    for path in snapshot.under(SCHEMAS + "rules/", ".yaml"):
        top = read(snapshot, path)
        with naming(partial(Place, path)):
            for rule in top["regler"]:
                messages[rule["kod"]] = Message(
                    code=rule["kod"],
                    level=rule["nivå"],
                    name=rule["namn"],
                    message=rule["meddelande"],
                    remedy=rule["åtgärd"],
                    reason=rule["skäl"],
                    source=rule.get("källa", ""),
                    thresholds=rule.get("tröskel", {}),
                    in_settings=rule.get("inställningar", {}),
                )
    return messages


def load_duties(snapshot: Snapshot) -> dict[str, Duty]:
    """Code → duty, from `schemas/bevakning.yaml`. Raises DefinitionError when it is broken."""
    path = SCHEMAS + "bevakning.yaml"
    top = read(snapshot, path)
    with naming(partial(Place, path)):
        return {
            each["kod"]: Duty(
                code=each["kod"],
                name=each["namn"],
                what=each["vad"],
                role=each["roll"],
                letter=each.get("brev", ""),
                term=each["frist"],
                limits=tuple(each.get("gränser", ())),
                done=each["klart"],
                ends=each.get("upphör", ""),
                reason=each["skäl"],
                source=each["källa"],
            )
            for each in top["bevakningar"]
        }


@contextmanager
def naming(where: Callable[[], Place], what: str = "Filen") -> Iterator[None]:
    """What a broken data file raises while it is read, as a sentence with its place. `what`: the part that is read."""
    try:
        yield
    except KeyError as error:
        raise DefinitionError(f"{what} saknar {error.args[0]}. Lägg till det.", where()) from error
    except RecursionError:
        raise DefinitionError(f"{what} hänvisar till sig själv. Ta bort hänvisningen.", where()) from None
    except (TypeError, ValueError, AttributeError) as error:
        raise DefinitionError(
            f"{what} har inte den form som behövs. Jämför med en sådan fil som följer med programmet {detail(error)}.",
            where(),
        ) from error


def place_of(snapshot: Snapshot, path: str, *steps: str | int) -> Place:
    """Where an entry of a data file begins; the nearest enclosing one when it is not there."""
    root = parse(snapshot.files.get(path, b"")).root
    return Place(path, *(find(root, steps) if root else ()))


def read(snapshot: Snapshot, path: str) -> Any:
    """One data file of `schemas/` or `reports/`. Raises DefinitionError when it is missing or no YAML."""
    try:
        return data_file(snapshot.text(path))
    except KeyError:
        raise DefinitionError("Filen saknas. Installera om programmet eller hämta filen ur Git.", Place(path)) from None
    except UnicodeDecodeError as error:
        raise DefinitionError(
            f"Filen är inte skriven i UTF-8. Spara den som UTF-8 {detail(error)}.", Place(path)
        ) from error
    except UnreadableDataError as error:
        lines = _LINE.findall(str(error))
        raise DefinitionError(
            f"Filen går inte att läsa som YAML. Rätta raden eller den före {detail(error)}.",
            Place(path, int(lines[-1]) if lines else 0),
        ) from error


def _vocabulary(snapshot: Snapshot, path: str) -> Vocabulary:
    top = read(snapshot, path)
    name = path.rsplit("/", 1)[1].removesuffix(".yaml")
    with naming(partial(Place, path)):
        codes = {
            str(code): Code(
                str(code),
                entry["etikett"],
                entry.get("betydelse", ""),
                entry.get("källa", ""),
                str(entry.get("gäller_från") or ""),
                str(entry.get("gäller_till") or ""),
            )
            for code, entry in top["koder"].items()
        }
        return Vocabulary(name, top["titel"], codes, top.get("beskrivning", ""), top.get("källa", ""))


class _Compiler:
    """Resolves the references of one set of schema files (private: `load_schemas` is the door)."""

    def __init__(self, types: Mapping[str, Any], vocabularies: Mapping[str, Vocabulary]) -> None:
        self.types, self.vocabularies = types, vocabularies

    def kind(self, path: str, top: Mapping[str, Any]) -> Kind:
        with naming(partial(Place, path)):
            resolved = self.resolve(top)
            name = str(top["typ"])
            return Kind(
                name=name,
                prefix=str(top.get("prefix", "")),
                folder=str(top.get("mapp", "")),
                version=int(top.get("version", 1)),
                root=self.field(name, resolved),
                schema=_plain(resolved),
                together=tuple(tuple(group) for group in top.get("sammanhör", ())),
            )

    def resolve(self, node: Any) -> Any:
        if isinstance(node, list):
            return [self.resolve(each) for each in node]
        if not isinstance(node, Mapping):
            return node
        own = {key: self.resolve(value) for key, value in node.items() if key != "$ref"}
        if "$ref" not in node or not isinstance(node["$ref"], str):
            return {**({"$ref": node["$ref"]} if "$ref" in node else {}), **own}
        where, _, name = node["$ref"].partition("/")
        if where == "kodlista":
            if name not in self.vocabularies:
                raise KeyError(f"kodlistan {name} i schemas/vocabularies")
            target = {"type": "string", "enum": list(self.vocabularies[name].codes), "kodlista": name}
        elif where == "typer" and name in self.types:
            target = self.resolve(self.types[name])
        else:
            raise KeyError(f"det som hänvisningen {node['$ref']} gäller")
        return {**target, **own}

    def field(self, name: str, node: Mapping[str, Any]) -> Field:
        refers = tuple(node.get("avser", ()))
        item = node.get("items")
        return Field(
            name=name,
            title=str(node.get("title", name)),
            description=str(node.get("description", "")),
            type=str(node["type"]),
            format=str(node.get("format", "")),
            vocabulary=str(node.get("kodlista", "")),
            refers=refers,
            required=frozenset(node.get("required", ())),
            children={key: self.field(key, each) for key, each in node.get("properties", {}).items()},
            item=self.field(name, item) if isinstance(item, Mapping) else None,
            minimum=node.get("minimum"),
            maximum=node.get("maximum"),
        )


def _plain(node: Any) -> Any:
    """JSON Schema without our own annotations."""
    if isinstance(node, list):
        return [_plain(each) for each in node]
    if not isinstance(node, Mapping):
        return node
    kept = {}
    for key, value in node.items():
        if key == "properties":
            kept[key] = {name: _plain(each) for name, each in value.items()}
        elif key not in _ANNOTATIONS:
            kept[key] = _plain(value)
    return kept
