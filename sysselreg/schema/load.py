"""Schema files → `Schemas`: references to types and code lists put in place, each kind as plain JSON Schema."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache, partial
from typing import Any

from sysselreg.errors import DefinitionError, detail
from sysselreg.finding import Place
from sysselreg.kept import kept
from sysselreg.schema.model import Code, Duty, Field, Kind, Message, Schemas, Vocabulary
from sysselreg.snapshot import SCHEMAS, Snapshot
from sysselreg.yamltext import find, parse

_LINE = re.compile(r"\b(?:rad|line) ([0-9]+)")
_KINDS, _LISTS, _RULES = SCHEMAS + "kinds/", SCHEMAS + "vocabularies/", SCHEMAS + "rules/"
_TYPES, _SETTINGS, _DUTIES = SCHEMAS + "types.yaml", SCHEMAS + "register.yaml", SCHEMAS + "bevakning.yaml"
_OURS = (_KINDS, _LISTS, _RULES, _TYPES, _SETTINGS, _DUTIES)
_ANNOTATIONS = frozenset({"typ", "prefix", "mapp", "version", "avser", "enhet", "kodlista", "sammanhör"})


def load_schemas(snapshot: Snapshot) -> Schemas:
    """Read all of `schemas/`. Raises DefinitionError, naming the file, when one of them is itself broken.

    The same files give the same schemas: what a command asks for again is not read again.
    """
    return _loaded(tuple((path, snapshot.files[path]) for path in snapshot.under(SCHEMAS)))


@lru_cache(maxsize=4)
def _loaded(files: tuple[tuple[str, bytes], ...]) -> Schemas:
    snapshot = Snapshot(dict(files))
    data = read_all(snapshot, [path for path in snapshot.under(SCHEMAS, ".yaml") if path.startswith(_OURS)])
    lists = (_vocabulary(path, top) for path, top in data.items() if path.startswith(_LISTS))
    vocabularies = {each.name: each for each in lists}
    compiler = _Compiler(_of(data, _TYPES), vocabularies)
    compiled = [compiler.kind(path, top) for path, top in data.items() if path.startswith(_KINDS)]
    kinds = {each.name: each for each in compiled}
    settings = compiler.kind(_SETTINGS, _of(data, _SETTINGS))
    rules = {path: top for path, top in data.items() if path.startswith(_RULES)}
    return Schemas(kinds, vocabularies, _messages(rules), settings, _duties(_of(data, _DUTIES)))


def _messages(rules: Mapping[str, Any]) -> dict[str, Message]:
    messages = {}
    for path, top in rules.items():
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


def _duties(top: Any) -> dict[str, Duty]:
    with naming(partial(Place, _DUTIES)):
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


def read_all(snapshot: Snapshot, paths: Sequence[str]) -> dict[str, Any]:
    """Several data files, path → content: parsed once, as long as none of them changes. Raises as `read`."""
    basis = (part for path in paths for part in (path.encode(), snapshot.files[path]))
    found: dict[str, Any] = kept(basis, lambda: {path: read(snapshot, path) for path in paths})
    return found


def read(snapshot: Snapshot, path: str) -> Any:
    """One data file of `schemas/` or `reports/`. Raises DefinitionError when it is missing or no YAML."""
    from sysselreg.yamlevents import UnreadableDataError, data_file

    try:
        return data_file(snapshot.text(path))
    except KeyError:
        raise _missing(path) from None
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


def _of(data: Mapping[str, Any], path: str) -> Any:
    if path not in data:
        raise _missing(path)
    return data[path]


def _missing(path: str) -> DefinitionError:
    return DefinitionError("Filen saknas. Installera om programmet eller hämta filen ur Git.", Place(path))


def _vocabulary(path: str, top: Any) -> Vocabulary:
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
            unit=str(node.get("enhet", "")),
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
