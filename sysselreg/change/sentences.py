"""From the fields that differ to Swedish sentences."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from sysselreg.change.difference import entry_names
from sysselreg.change.model import FieldChange, Kind
from sysselreg.change.wording import SECRET, Words, is_free, is_year, quoted
from sysselreg.schema.model import Field
from sysselreg.swedish import join_and, number, plural, sentence_start

_DATES = frozenset({"datum", "partiellt-datum"})
_HEADER = frozenset({"typ", "id", "version"})
# A text this long is told by the part of it that differs, with this many words around.
_LONG, _AROUND = 160, 5


def changed(words: Words, kind: str, root: Field, contents: Sequence[Any], changes: Sequence[FieldChange]) -> list[str]:
    """What is different, one sentence for each field or list entry. `contents`: the record before and after."""
    groups: dict[tuple[str, ...], list[FieldChange]] = {}
    for change in changes:
        groups.setdefault(_head(words, kind, root, change), []).append(change)
    told = []
    for head, group in groups.items():
        subject = _subject(words, kind, root, contents, head)
        if group[0].path == head:
            told.append(f"{sentence_start(_clause(words, subject, group[0]))}.")
            continue
        clauses = [_clause(words, _below(words, root, head, change.path), change) for change in group]
        told.append(f"{sentence_start(subject)}: {'; '.join(clauses)}.")
    return told


def arrived(words: Words, kind: Kind, content: Mapping[str, Any], root: Field) -> list[str]:
    """A new record: its most telling fields in one sentence, the rest in another."""
    first, rest = _in_short(words, kind, content, root)
    told = [f"{'Nytt' if kind.neuter else 'Ny'} {kind.one}: {first}."]
    return [*told, f"Övriga uppgifter: {rest}."] if rest else told


def departed(words: Words, kind: Kind, content: Mapping[str, Any], root: Field, pointing: Sequence[str]) -> list[str]:
    """A removed record: its most telling fields, and what pointed at it."""
    first, _ = _in_short(words, kind, content, root)
    told = [f"{sentence_start(kind.the)} tas bort: {first}."]
    shown, more = pointing[:5], len(pointing) - 5
    listed = join_and([*shown, f"{more} till"] if more > 0 else shown)
    return [*told, f"På {'det' if kind.neuter else 'den'} pekade {listed}."] if pointing else told


def text_changed(words: Words, before: str, after: str) -> tuple[list[str], list[FieldChange]]:
    """A narrative text told by its paragraphs."""
    old, new = ([part.strip() for part in text.split("\n\n") if part.strip()] for text in (before, after))
    told, fields = [], []
    for tag, i, j, k, m in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        for at in range(max(j - i, m - k)):
            a, b = old[i + at] if i + at < j else None, new[k + at] if k + at < m else None
            fields.append(FieldChange((f"stycke {(k if b is not None else i) + at + 1}",), a, b, None))
            if a is None or b is None:
                told.append(f"Ett stycke {'läggs till' if a is None else 'tas bort'}: {words.quoted(a or b or '')}.")
            else:
                told.append(f"Ett stycke {_rewritten(words, a, b)}.")
    return told or ["Bara radbrytningar eller mellanslag är ändrade."], fields


def lines_changed(before: bytes | None, after: bytes | None) -> str:
    """Another file told by how many of its lines came and went."""
    old, new = ((data or b"").decode("utf-8", "replace").splitlines() for data in (before, after))
    came, went = (sum((Counter(a) - Counter(b)).values()) for a, b in ((new, old), (old, new)))
    if before is None or after is None:
        return f"Filen {'är ny' if before is None else 'tas bort'} ({_counted(came or went, 'rad', 'rader')})."
    added = f"{number(came)} {plural(came, 'ny rad', 'nya rader')}"
    return f"Filen är ändrad: {added} och {number(went)} {plural(went, 'borttagen', 'borttagna')}."


def _counted(amount: int, one: str, many: str) -> str:
    return f"{number(amount)} {plural(amount, one, many)}"


# ---- what a sentence is about ----------------------------------------------------------------------------------------


def _head(words: Words, kind: str, root: Field, change: FieldChange) -> tuple[str, ...]:
    """The part of a path that a sentence is about: a list entry, a field, or a map together with its other changes."""
    path = change.path
    entry = next((index for index, step in enumerate(path) if step.startswith("[")), None)
    if entry is not None:
        return path[: entry + 1]
    whole = _titles(root, path)
    if len(path) == 1 or _dotted(kind, path) in words.wording.fields or whole[0].casefold() in whole[-1].casefold():
        return path
    return path[:1]


def _subject(words: Words, kind: str, root: Field, contents: Sequence[Any], head: tuple[str, ...]) -> str:
    special = words.wording.fields.get(_dotted(kind, head))
    if special:
        return special
    if head[-1].startswith("["):
        field = _at(root, head[:-1])
        name = head[-1][1:-1]
        held = (entry_names(_within(content, head[:-1]), field) for content in reversed(contents))
        content: Any = next((entries[name] for entries in held if entries and name in entries), {})
        return words.entry(_dotted(kind, head[:-1]), name, content, field)
    return words.label(_at(root, head), head[-1])


def _below(words: Words, root: Field, head: tuple[str, ...], path: tuple[str, ...]) -> str:
    """A field as it is called inside a sentence about its head: `antal`, `beslut, följd`."""
    steps = range(len(head) + 1, len(path) + 1)
    return ", ".join(words.part(_at(root, path[:n]), path[n - 1]).strip("[]") for n in steps)


def _titles(root: Field, path: tuple[str, ...]) -> list[str]:
    fields = [_at(root, path[: n + 1]) for n in range(len(path))]
    return [field.title if field else key for field, key in zip(fields, path, strict=True)]


def _dotted(kind: str, path: tuple[str, ...]) -> str:
    return ".".join([kind, *(step for step in path if not step.startswith("["))])


def _at(root: Field, path: tuple[str, ...]) -> Field | None:
    return root.at(tuple(0 if step.startswith("[") else step for step in path))


def _within(content: Any, path: tuple[str, ...]) -> Any:
    for step in path:
        content = content.get(step) if isinstance(content, Mapping) else None
    return content


# ---- what is said of it ----------------------------------------------------------------------------------------------


def _clause(words: Words, subject: str, change: FieldChange) -> str:
    before, after, field = change.before, change.after, change.field
    deep = any(isinstance(each, (Mapping, list)) for each in (before, after))
    a, b = words.value(before, field), words.value(after, field)
    if before is None:
        return f"{subject} läggs till: {b}" if deep else f"{subject} sätts till {b}"
    if after is None:
        return f"{subject} tas bort ({'' if deep else 'var '}{a})"
    if isinstance(before, list) and isinstance(after, list):
        return _list_clause(words, subject, change)
    if not deep and is_free(field) and isinstance(before, str) and isinstance(after, str):
        return f"{subject} {f'får andra ord {SECRET}' if words.closed else _rewritten(words, before, after)}"
    if field is not None and field.refers:
        return f"{subject} är {b} i stället för {a}"
    if field is not None and field.format in _DATES:
        return f"{subject} flyttas från {a} till {b}"
    if isinstance(before, int) and isinstance(after, int) and not is_year(field):
        return f"{subject} {'höjs' if after > before else 'sänks'} från {a} till {b}"
    return f"{subject} ändras från {a} till {b}"


def _list_clause(words: Words, subject: str, change: FieldChange) -> str:
    """Lists told by what came and went; one with the same entries has only changed their order."""
    before, after, field = change.before, change.after, change.field
    came, went = [each for each in after if each not in before], [each for each in before if each not in after]
    if not came and not went:
        named = field is not None and field.item is not None and field.item.children
        return f"{subject} får annan ordning: {', '.join(map(str, after)) if named else words.items(after, field)}"
    told = [f"{words.items(came, field)} läggs till"] if came else []
    told += [f"{words.items(went, field)} tas bort"] if went else []
    return f"{subject}: {' och '.join(told)}"


def _rewritten(words: Words, before: str, after: str) -> str:
    """A text told by what it was and is; of a long one only the words around what differs."""
    if before.split() == after.split():
        return "får andra radbrytningar eller mellanslag"
    old, new = words.safe(before), words.safe(after)
    if old == new:
        return "ändras i en personuppgift som inte visas"
    if max(len(old), len(new)) <= _LONG:
        return f"ändras från {quoted(old)} till {quoted(new)}"
    was, now = old.split(), new.split()
    same = _alike(was, now)
    end = _alike(was[: same - 1 if same else None : -1], now[: same - 1 if same else None : -1])
    return f"ändras från {_window(was, same, end)} till {_window(now, same, end)}"


def _alike(old: Sequence[str], new: Sequence[str]) -> int:
    """How many words two texts begin with alike."""
    return next((at for at, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))


def _window(words: list[str], same: int, end: int) -> str:
    start, stop = max(0, same - _AROUND), len(words) - max(0, end - _AROUND)
    return quoted(f"{'… ' if start else ''}{' '.join(words[start:stop])}{' …' if stop < len(words) else ''}")


def _in_short(words: Words, kind: Kind, content: Mapping[str, Any], root: Field) -> tuple[str, str]:
    """The foremost fields, and the rest of them."""
    known = [key for key in content if key not in _HEADER]
    first = [key for key in kind.foremost if key in content] or known[:3]
    both = (first, [key for key in known if key not in first])
    said = [", ".join(words.field(key, content[key], root.children.get(key)) for key in keys) for keys in both]
    return said[0], said[1]
