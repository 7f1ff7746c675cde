"""Each file that differs between two states → what is told of it: records, settings, narrative texts, other files."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from sysselreg.change import compliance, sentences
from sysselreg.change.difference import differences
from sysselreg.change.model import Art, State, Told
from sysselreg.change.wording import OTHER, SETTINGS, TEXT, Wording, Words
from sysselreg.record.model import Record
from sysselreg.record.read import typed_data
from sysselreg.record.secrecy import public
from sysselreg.record.tell import title
from sysselreg.schema.model import Field, Schemas
from sysselreg.snapshot import CONFIG, RECORDS, REPORTS, SCHEMAS, differing
from sysselreg.yamltext import parse

_TEXT = re.compile(r"records/texter/(?P<year>[0-9]{4})/(?P<section>[^/]+)\.md\Z")
_STEERS = {
    SCHEMAS: "Filen styr vad poster får innehålla och hur de kontrolleras. Läs den rad för rad.",
    REPORTS: "Filen styr hur nyckeltal räknas och vad rapporten säger. Läs den rad för rad.",
    RECORDS: "Filen är ingen post. Läs den rad för rad.",
}


@dataclass(frozen=True)
class Teller:
    """The two states and how to speak of them. `closing`: words of records that are not open stay untold."""

    before: State
    after: State
    wording: Wording
    closing: bool

    @property
    def schemas(self) -> Schemas:
        """The schemas of the later state."""
        return self.after.register.schemas

    def root(self, record: Record) -> Field:
        """The fields of a record's kind, which the later state may no longer have."""
        return {**self.before.register.schemas.kinds, **self.schemas.kinds}[record.kind].root

    def words(self, *, closed: bool) -> Words:
        """How to speak of one record."""
        return Words(self.schemas, self.wording, self.name, closed)

    def closed(self, *records: Record | None) -> bool:
        """Whether the words of a record stay untold, as it was or as it is."""
        return self.closing and any(each is not None and public(each, self.schemas) is not each for each in records)

    def find(self, record_id: str) -> Record | None:
        """The record of an id, as it is or as it was."""
        return self.after.by_id.get(record_id) or self.before.by_id.get(record_id)

    @cached_property
    def differing(self) -> list[str]:
        """The paths whose content differs, those that came and those that went."""
        return sorted(differing(self.before.snapshot, self.after.snapshot))

    def name(self, record_id: str) -> str:
        """What a record is called; what it belongs to by its own name."""
        return self._called(record_id, lambda other: self._called(other, str))

    def _called(self, record_id: str, name_of: Callable[[str], str]) -> str:
        record = self.find(record_id)
        return record_id if record is None or self.closed(record) else title(record, name_of)


# ---- records ---------------------------------------------------------------------------------------------------------


def records(teller: Teller) -> Iterator[Told]:
    """Every record file that differs; one that has moved is the same record when its id is."""
    old, new = teller.before.snapshot.files, teller.after.snapshot.files
    for path in teller.differing:
        if not _is_record(path):
            continue
        before, after = teller.before.by_path.get(path), teller.after.by_path.get(path)
        if after is None and before is not None and path not in new:
            moved = teller.after.by_id.get(before.id)
            if moved is not None and moved.path not in old:
                continue  # told where it is now
        if before is None and after is not None and path not in old:
            known = teller.before.by_id.get(after.id)
            before = known if known is not None and known.path not in new else None
        unread = any(path in held and record is None for held, record in ((old, before), (new, after)))
        yield _unread(teller, path, old, new) if unread else _record(teller, before, after)


def _record(teller: Teller, before: Record | None, after: Record | None) -> Told:
    record = after or before
    assert record is not None  # noqa: S101 - a path comes from one of the states
    kind, root = teller.wording.kinds[record.kind], teller.root(record)
    closed = teller.closed(before, after)
    words = teller.words(closed=closed)
    changes = tuple(differences(before.data if before else {}, after.data if after else {}, root))
    consequences: Iterator[str] = iter(())
    if before is None:
        said = sentences.arrived(words, kind, record.data, root)
    elif after is None:
        said = sentences.departed(words, kind, record.data, root, _pointing(teller, record))
    else:
        said = sentences.changed(words, record.kind, root, (before.data, after.data), changes)
        if before.path != after.path:
            said.append(f"Filen flyttas från {before.path} till {after.path}.")
        if not said:
            said = ["Bara kommentarer eller skrivsätt är ändrade, inga uppgifter."]
    if record.kind == "placering" and after is not None and after.id in teller.after.register.by_id:
        sound = teller.before.register.by_id.get(after.id)
        consequences = compliance.months(teller.after.register, sound, after, teller.name)
    named = "" if closed else title(record, teller.name)
    return Told(
        id=record.id,
        kind=record.kind,
        title=named,
        path=record.path,
        art=_art(before, after),
        sentences=tuple(said),
        fields=changes,
        consequences=tuple(consequences),
    )


def _unread(teller: Teller, path: str, old: Mapping[str, bytes], new: Mapping[str, bytes]) -> Told:
    """A file that no record could be read from: the checks say why."""
    folder = teller.schemas.by_folder(path.split("/")[1])
    art = _art(old.get(path), new.get(path))
    now = path in new and teller.after.by_path.get(path) is None
    said = f"Filen {'går' if now else 'gick'} inte att läsa som en post, så det går inte att berätta vad som är ändrat."
    return Told(path.rsplit("/", 1)[-1].removesuffix(".yaml"), folder.name if folder else OTHER, "", path, art, (said,))


def _pointing(teller: Teller, record: Record) -> list[str]:
    """What referred to a record before the change, apart from what goes away with it."""
    mark = record.id.encode()
    files = teller.before.snapshot.files
    staying = (each for each in teller.before.records if each.id in teller.after.by_id and each.id != record.id)
    return [f"{teller.name(each.id)} ({each.id})" for each in staying if mark in files[each.path]]


# ---- settings, texts and other files ---------------------------------------------------------------------------------


def settings(teller: Teller) -> Iterator[Told]:
    """The settings file, told as a record is."""
    old, new = (state.snapshot.files.get(CONFIG, b"") for state in (teller.before, teller.after))
    if old == new:
        return
    root = teller.schemas.settings.root
    trees = [parse(data).root for data in (old, new)]
    was, now = ({} if tree is None else typed_data(tree, root) for tree in trees)
    art = _art(old or None, new or None)
    changes = list(differences(was, now, root))
    said = sentences.changed(teller.words(closed=False), SETTINGS, root, (was, now), changes)
    said = said or ["Bara kommentarer eller skrivsätt är ändrade, inga inställningar."]
    yield Told(CONFIG, SETTINGS, "Registrets inställningar", CONFIG, art, tuple(said), tuple(changes))


def files(teller: Teller) -> Iterator[Told]:
    """Texts by their paragraphs, anything else by how many lines differ."""
    old, new = teller.before.snapshot.files, teller.after.snapshot.files
    for path in teller.differing:
        if path == CONFIG or _is_record(path):
            continue
        art = _art(old.get(path), new.get(path))
        if text := _TEXT.match(path):
            before, after = (held.get(path, b"").decode("utf-8", "replace") for held in (old, new))
            said, changes = sentences.text_changed(teller.words(closed=False), before, after)
            yield Told(path, TEXT, f"{text['section']} {text['year']}", path, art, tuple(said), tuple(changes))
        else:
            said = [sentences.lines_changed(old.get(path), new.get(path))]
            steers = tuple(told for folder, told in _STEERS.items() if path.startswith(folder))
            yield Told(path, OTHER, path, path, art, tuple(said), consequences=steers)


def _is_record(path: str) -> bool:
    return path.startswith(RECORDS) and path.endswith(".yaml")


def _art(before: object, after: object) -> Art:
    return "ny" if before is None else "borttagen" if after is None else "ändrad"
