"""The files of a register in pieces of some hundreds: what the files of each say by themselves, kept piece by piece."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, pairwise
from typing import NamedTuple
from zlib import crc32

from sysselreg import kept
from sysselreg.check.cores import Told
from sysselreg.check.links import Links
from sysselreg.check.own import Named, basis_of, finding, own, plain
from sysselreg.finding import Finding
from sysselreg.snapshot import Snapshot

# So many files make a piece, in the mean: fewer make more to look up, more make more to read again.
_PIECE = 256


class Piece(NamedTuple):
    """Some files beside each other, and the name of all that they hold."""

    files: Sequence[Named]
    name: bytes


class Said(NamedTuple):
    """What the files of a piece say: what is wrong with each by itself, as it is kept, and the name of their links."""

    findings: bytes
    links: bytes


def in_pieces(files: Sequence[Named], marks: Sequence[bytes]) -> list[Piece]:
    """The files in their order; where nothing changes, neither do the pieces."""
    ends = [at for at, mark in enumerate(marks, 1) if not crc32(mark) % _PIECE]
    return [
        Piece(files[start:end], kept.key(b"piece", b"\0".join(marks[start:end])))
        for start, end in pairwise(dict.fromkeys([0, *ends, len(files)]))
    ]


def said_by(snapshot: Snapshot, pieces: Sequence[Piece], told: Told) -> list[Said]:
    """What the files of each piece say; only those of pieces that are not known are asked."""
    basis = basis_of(snapshot)
    keys = [kept.key(basis, piece.name) for piece in pieces]
    known = kept.among(keys)
    unknown = {key: piece.files for key, piece in zip(keys, pieces, strict=True) if key not in known}
    # Of tens of thousands of files, what they say in full would fill the memory.
    whole = own(snapshot, chain.from_iterable(unknown.values()), told=told)
    each_says = {file: (each.links or b"null", each.findings) for file, each in whole}
    made: dict[bytes, bytes] = {}
    for key, files in unknown.items():
        links = b",".join(each_says[file][0] for file in files)
        name = kept.key(b"links", *(path.encode("utf-8", "surrogateescape") for path, _ in files), links)
        made |= {name: links, key: name + as_kept(each for file in files for each in each_says[file][1])}
    kept.keep(made)
    known |= made
    return [Said(known[key][kept.KEY :], known[key][: kept.KEY]) for key in keys]


def links_of(snapshot: Snapshot, pieces: Sequence[Piece], said: Sequence[Said]) -> list[Links | None]:
    """The links of each file of all pieces; None for one that is not sound."""
    known = kept.among([each.links for each in said])
    lost = [piece.files for piece, each in zip(pieces, said, strict=True) if each.links not in known]
    again = {file: each.links for file, each in own(snapshot, chain.from_iterable(lost))} if lost else {}
    found: list[Links | None] = []
    for piece, each in zip(pieces, said, strict=True):
        told = known.get(each.links) or b",".join(again[file] or b"null" for file in piece.files)
        found += (Links(*one) if one else None for one in json.loads(b"[%b]" % told))
    return found


def as_kept(found: Iterable[Finding]) -> bytes:
    """Findings as they are kept."""
    return json.dumps([plain(each) for each in found]).encode()


def as_found(told: bytes) -> Iterator[Finding]:
    """Findings that were kept."""
    return map(finding, json.loads(told))
