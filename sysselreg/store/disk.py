"""Why the disk refuses, in Swedish."""

from __future__ import annotations

import errno
from types import MappingProxyType

_REASONS = MappingProxyType(
    {
        errno.EACCES: "du har inte rätt till den",
        errno.EPERM: "du har inte rätt till den",
        errno.EISDIR: "den är en mapp",
        errno.ENOTDIR: "en del av namnet är ingen mapp",
        errno.ELOOP: "den är en länk. Lägg filen själv i länkens ställe",
        errno.ENOENT: "den finns inte",
        errno.EEXIST: "det ligger en fil i vägen",
        errno.ENAMETOOLONG: "namnet är för långt",
        errno.ENOSPC: "disken är full",
        errno.EDQUOT: "ditt utrymme på disken är slut",
        errno.EROFS: "disken går inte att skriva på",
        errno.EIO: "disken svarar med fel",
        errno.EMFILE: "för många filer är öppna",
    }
)


def reason(error: OSError) -> str:
    """The reason as the end of a sentence about a file or folder; the system's own words when it is an unusual one."""
    return _REASONS.get(error.errno or 0) or error.strerror or str(error)
