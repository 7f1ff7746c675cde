"""Versions of a record as Git holds them, read whatever they are."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, TypeAlias

from sysselreg.record.direct import read_directly
from sysselreg.record.read import typed_data
from sysselreg.schema.model import Field
from sysselreg.yamltext import parse

# The fields of a version: none where there is no file, None where the file is no record that can be read.
Content: TypeAlias = dict[str, Any] | None


def reader(root: Field) -> Callable[[bytes | None], Content]:
    """From a version of a record of some kind to its fields, right or wrong. `root`: the kind's.

    A version is read once: it is what one commit made and what the next one found.
    """

    @lru_cache(maxsize=64)
    def read(data: bytes | None) -> Content:
        if data is None:
            return {}
        direct = read_directly(data, root)
        if direct is not None:
            return direct
        tree = parse(data).root
        return typed_data(tree, root) if tree is not None else None

    return read
