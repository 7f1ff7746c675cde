"""The canonical writer: one text for one content, comments kept (data model: canonical form).

Block style, two-space indent, key order of the schema, LF, final newline; text that some YAML reader would take for a
number, a date or a truth value stands in double quotes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple, Protocol

from sysselreg.yamltext import FORBIDDEN, Fields, Items, Node, Path, Scalar


class Shape(Protocol):
    """What the writer needs to know of a field: the order of its keys, its items, and whether text is left unquoted."""

    @property
    def children(self) -> Mapping[str, Shape]:
        """Fields of a mapping, in canonical order."""

    @property
    def item(self) -> Shape | None:
        """The field of each item of a list."""

    @property
    def plain(self) -> bool:
        """True for numbers and dates, which are typed by the schema and written without quotes."""


class Comments(NamedTuple):
    """Comments by the path of the entry they stand above or beside; `end` stand after the last one."""

    above: dict[Path, list[str]]
    beside: dict[Path, str]
    end: list[str]


NO_COMMENTS = Comments({}, {}, [])

# What some YAML reader takes for something else than text: null, truth values of 1.1, numbers, sexagesimals, dates.
_AMBIGUOUS = re.compile(
    r"(?:~|null|true|false|yes|no|on|off|y|n|=|<<|[-+]?\.?[0-9][-+0-9a-f_:.,xoT ZeE]*|[-+]?\.(?:inf|nan))\Z",
    re.I,
)
# Three dots and a space at the start of a line end the document.
_PLAIN = re.compile(r"(?!\.{3}(?: |\Z))[^\s\-?:,\[\]{}#&*!|>'\"%@`=~<](?:[^\n\t:#]|:(?! )(?!\Z)|(?<! )#)*\Z")
_TYPED = re.compile(r"(?:0|-?[1-9][0-9]{0,14})(?:-[0-9]{2}){0,2}\Z")


@lru_cache(maxsize=16384)
def scalar_text(text: str, *, typed: bool) -> str:
    """A one-line scalar in canonical form: plain where every YAML reader reads it as text, else in double quotes."""
    if typed and _TYPED.match(text):
        return text
    if _PLAIN.match(text) and not text.endswith(" ") and not _AMBIGUOUS.match(text) and _printable(text):
        return text
    return '"' + "".join(_ESCAPES.get(char) or (char if _printable(char) else _escape(char)) for char in text) + '"'


_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def _printable(text: str) -> bool:
    return not FORBIDDEN.search(text)


def _escape(char: str) -> str:
    code = ord(char)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def emit(data: Mapping[str, Any], shape: Shape, comments: Comments = NO_COMMENTS) -> str:
    """A record (dict, list, str, int) as canonical text: keys in the order of the shape, unknown ones last."""
    lines: list[str] = []
    _emit_fields(data, shape, (), 0, comments, lines)
    lines.extend(comments.end)
    return "\n".join(lines) + "\n"


def _emit_fields(
    data: Mapping[str, Any],
    shape: Shape | None,
    path: Path,
    indent: int,
    comments: Comments,
    lines: list[str],
) -> None:
    known: Mapping[str, Shape] = shape.children if shape else {}
    for key in [*(k for k in known if k in data), *(k for k in data if k not in known)]:
        head = scalar_text(key, typed=False)
        _emit_entry(
            # YAML reads no longer name before a colon on the same line.
            f"{head}:" if len(head) < 1000 else f"? {head}\n{' ' * indent}:",
            data[key],
            known.get(key),
            (*path, key),
            indent,
            comments,
            lines,
        )


def _emit_entry(
    head: str, value: Any, shape: Shape | None, path: Path, indent: int, comments: Comments, lines: list[str]
) -> None:
    space = " " * indent
    beside = ""
    if comments is not NO_COMMENTS:
        lines.extend(space + comment for comment in comments.above.get(path, ()))
        beside = "  " + comments.beside[path] if path in comments.beside else ""
    if isinstance(value, dict) and value:
        lines.append(f"{space}{head}{beside}")
        _emit_fields(value, shape, path, indent + 2, comments, lines)
    elif isinstance(value, list) and value:
        lines.append(f"{space}{head}{beside}")
        item = shape.item if shape else None
        for index, each in enumerate(value):
            _emit_item(each, item, (*path, index), indent + 2, comments, lines)
    elif isinstance(value, str) and "\n" in value and literal(value):
        keep = "" if value.endswith("\n") else "-"
        lines.append(f"{space}{head} |{keep}{beside}")
        lines.extend(f"{space}  {line}" if line else "" for line in value.removesuffix("\n").split("\n"))
    else:
        lines.append(f"{space}{head} {_leaf(value, shape)}{beside}")


def _emit_item(value: Any, shape: Shape | None, path: Path, indent: int, comments: Comments, lines: list[str]) -> None:
    if not isinstance(value, dict | list) or not value:
        _emit_entry("-", value, shape, path, indent, comments, lines)
        return
    space = " " * indent
    lines.extend(space + comment for comment in comments.above.get(path, ()))
    inner: list[str] = []
    if isinstance(value, dict):
        _emit_fields(value, shape, path, indent + 2, comments, inner)
    else:
        for index, each in enumerate(value):
            _emit_item(each, shape.item if shape else None, (*path, index), indent + 2, comments, inner)
    # The dash takes the place of the first entry's indent; comments above that entry go above the dash.
    first = next(i for i, line in enumerate(inner) if not line.lstrip().startswith("#"))
    lines.extend(space + line.lstrip() for line in inner[:first])
    lines.append(f"{space}- {inner[first].lstrip()}")
    lines.extend(inner[first + 1 :])


def _leaf(value: Any, shape: Shape | None) -> str:
    if isinstance(value, dict):
        return "{}"
    if isinstance(value, str):
        return scalar_text(value, typed=shape is not None and shape.plain)
    return str(value) if isinstance(value, int) else "[]"


def literal(text: str) -> bool:
    """Whether a text of several lines can be written as a literal block and read back the same."""
    lines = text.removesuffix("\n").split("\n")
    return (
        not text.endswith("\n\n")
        and bool(lines[0])
        and not lines[0].startswith((" ", "\t"))
        and all(line.strip(" \t") or not line for line in lines)
        and bool(lines[-1])
        and _printable(text.replace("\n", ""))
    )


def comments_of(text: str, root: Fields) -> Comments:
    """The comments of a readable text, each tied to the entry below it or on its line."""
    if "#" not in text:
        return NO_COMMENTS
    from sysselreg.yamlevents import scalar_ends

    ends = scalar_ends(text)
    entries = sorted(_entry_lines(root, ()), key=lambda pair: pair[0])
    comments = Comments({}, {}, [])
    inside = {line for start, (stop, _) in ends for line in range(start + 1, stop + 1)}
    last_end = {stop: column for _, (stop, column) in ends}
    for number, line in enumerate(text.split("\n"), 1):
        if line.lstrip().startswith("#") and number not in inside:
            _above(line.strip(), number, entries, comments)
        elif number not in inside or number in last_end:
            tail = re.search(r"(?:^|\s)(#.*)$", line[last_end.get(number, 1) - 1 :])
            if tail:
                _beside(tail[1].rstrip(), line, number, entries, comments)
    return comments


def _above(comment: str, number: int, entries: list[tuple[int, Path]], comments: Comments) -> None:
    target = next((path for at, path in entries if at > number), None)
    (comments.end if target is None else comments.above.setdefault(target, [])).append(comment)


def _beside(comment: str, line: str, number: int, entries: list[tuple[int, Path]], comments: Comments) -> None:
    """Beside the last entry of the line; on a line that ends an entry begun above, beside that one."""
    here = [path for at, path in entries if at == number]
    if not here and not line.lstrip().startswith("-"):
        here = [path for at, path in entries if at < number]
    if here and here[-1] not in comments.beside:
        comments.beside[here[-1]] = comment
    else:
        _above(comment, number, entries, comments)


def _entry_lines(node: Node, path: Path) -> Iterator[tuple[int, Path]]:
    if isinstance(node, Fields):
        for name, (key, value) in node.entries.items():
            yield key.line, (*path, name)
            yield from _entry_lines(value, (*path, name))
    elif isinstance(node, Items):
        for index, value in enumerate(node.values):
            if not _has_entries(value):
                yield value.line, (*path, index)
            yield from _entry_lines(value, (*path, index))


def _has_entries(node: Node) -> bool:
    """Whether a list's item is told by entries of its own, the first of which stands beside the dash."""
    return not isinstance(node, Scalar) and bool(node.entries if isinstance(node, Fields) else node.values)
