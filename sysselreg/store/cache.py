"""What is kept between runs, as a row of `doktor`, and how it is thrown away."""

from __future__ import annotations

from collections.abc import Iterator

from sysselreg import kept
from sysselreg.errors import DiskError
from sysselreg.store.disk import reason
from sysselreg.store.doctor import Row


def of_cache() -> Iterator[Row]:
    """What is kept between runs, and where."""
    where = kept.folder()
    if not kept.in_use():
        yield Row("cache", None, f"Inget sparas mellan körningarna: {kept.OFF} är satt.")
    elif kept.usable():
        text = f"Det som redan är läst och kontrollerat sparas i {where}: {_size(kept.size())}."
        yield Row("cache", ok=True, text=text)
    else:
        text = f"Inget kan sparas mellan körningarna i {where}, så stora register tar längre tid."
        yield Row("cache", None, text, "Se till att mappen är din och går att skriva i, och att disken inte är full.")


def emptied() -> None:
    """Throw away what is kept between runs. Raises DiskError when that cannot be done."""
    try:
        kept.empty()
    except OSError as error:
        raise DiskError(f"{error.filename or kept.folder()} går inte att ta bort: {reason(error)}.") from error


def _size(number: int) -> str:
    """`214 MB`, `3 kB`."""
    kilo = -(-number // 1000)
    return f"{kilo} kB" if kilo < 1000 else f"{round(kilo / 1000)} MB"
