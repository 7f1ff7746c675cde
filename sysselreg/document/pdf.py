"""HTML → PDF, byte for byte the same for the same input: the only importer of WeasyPrint.

Nothing is fetched but the given assets and `data:` addresses; only the bundled fonts may end up in the file; no clock.
"""

from __future__ import annotations

import atexit
import logging
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, time
from functools import lru_cache
from typing import Any
from urllib.request import DataHandler, Request

from sysselreg.document.conformance import first_unambiguous, make_conformant
from sysselreg.document.metadata import DocumentMeta
from sysselreg.document.variant import PDFA_PART, SHARED, STYLESHEETS, Variant
from sysselreg.errors import DefinitionError, DiskError, detail

FONT_FAMILIES = frozenset({"SR Sans", "SR Serif", "SR Mono"})
# Not a place on any network (RFC 6761): it only gives relative addresses in the stylesheet something to hang on.
_BASE = "https://sysselreg.invalid/"

APT_PACKAGES = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0")
BREW_PACKAGES = ("pango",)


class MissingLibrariesError(DiskError):
    """Pango and its friends are not installed on the computer."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file inside a report: its name with `.csv` or `.json`, content, description; `Data` is what figures rest on."""

    name: str
    content: bytes
    description: str
    relationship: str = "Data"


def render_pdf(
    html: str,
    assets: Mapping[str, bytes],
    meta: DocumentMeta,
    variant: Variant,
    attachments: Sequence[Attachment] = (),
) -> bytes:
    """The document as PDF/A-3a and PDF/UA-1 ("report") or PDF/A-2a and PDF/UA-1 ("letter").

    `assets`: path → bytes of what `reports/shared/` holds (stylesheet, fonts, logo). Raises DefinitionError when the
    document asks for anything else, a link leads nowhere or a character is missing in the bundled fonts;
    MissingLibrariesError when the computer lacks Pango.
    """
    if attachments and PDFA_PART[variant] < 3:
        raise DefinitionError("Ett brev (PDF/A-2) kan inte bära bilagda filer. Bilägg dem var för sig.")
    weasyprint = _weasyprint()
    shared = {path: content for path, content in assets.items() if path.startswith(SHARED)}
    fetch = _fetcher(shared)
    with _problems_as_errors():
        style, fonts = _style(STYLESHEETS[variant], tuple(sorted(shared.items())))
        source = weasyprint.HTML(string=html, base_url=_BASE, url_fetcher=fetch)
        document = source.render(font_config=fonts, stylesheets=[style])
        if document.metadata.attachments:
            raise DefinitionError("Mallen bilägger en fil. Bilagor läggs till av programmet, ta bort länken ur mallen.")
        _set_metadata(document, meta)
        return first_unambiguous(
            lambda spare: document.write_pdf(
                finisher=lambda document, pdf: _finish(document, pdf, meta, variant, spare),
                pdf_variant=f"pdf/a-{PDFA_PART[variant]}a",
                attachments=[_attachment(weasyprint, attachment, meta) for attachment in attachments],
            )
        )


def library_fault() -> str:
    """Why PDFs cannot be made on this computer, or become large; empty when all is there."""
    try:
        with warnings.catch_warnings(record=True) as said:
            warnings.simplefilter("always")
            import weasyprint  # noqa: F401
    except OSError:
        return f"Systembiblioteket Pango saknas, så ingen PDF kan göras. Kör apt-get install {' '.join(APT_PACKAGES)}."
    if any("harfbuzz" in str(each.message).casefold() for each in said):
        return "Biblioteket libharfbuzz-subset saknas, så PDF:er blir stora. Kör apt-get install libharfbuzz-subset0."
    return ""


def _weasyprint() -> Any:
    try:
        with warnings.catch_warnings():
            # Tells that libharfbuzz-subset is missing; `doktor` and the Makefile see to that.
            warnings.simplefilter("ignore")
            import weasyprint
    except OSError as error:
        raise MissingLibrariesError(
            "Det går inte att göra PDF på den här datorn, systembiblioteket Pango saknas. Installera det med"
            f" ”apt-get install {' '.join(APT_PACKAGES)}” (Debian, Ubuntu) eller"
            f" ”brew install {' '.join(BREW_PACKAGES)}” (macOS) och försök igen."
        ) from error
    return weasyprint


@lru_cache(maxsize=4)
def _style(path: str, shared: tuple[tuple[str, bytes], ...]) -> tuple[Any, Any]:
    """The parsed stylesheet and the fonts it loads: made once for all documents of a run."""
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration

    assets = dict(shared)
    if path not in assets:
        raise DefinitionError(f"Formatmallen {path} finns inte. Lägg tillbaka den.")
    fonts = FontConfiguration()
    # They lie in a folder that goes with them only while the modules that remove it are still there.
    atexit.register(_style.cache_clear)
    text = assets[path].decode("utf-8")
    return CSS(string=text, base_url=f"{_BASE}{path}", url_fetcher=_fetcher(assets), font_config=fonts), fonts


def _fetcher(assets: Mapping[str, bytes]) -> Callable[[str], Any]:
    from weasyprint.urls import FatalURLFetchingError, URLFetcherResponse

    def fetch(url: str) -> Any:
        if url.startswith("data:"):
            answer = DataHandler().data_open(Request(url))  # noqa: S310 - data: only, checked on the line above
            return URLFetcherResponse(url, answer.read(), dict(answer.headers))
        content = assets.get(url.removeprefix(_BASE))
        if content is None:
            raise FatalURLFetchingError(url.removeprefix(_BASE))
        return URLFetcherResponse(url, content)

    return fetch


@contextmanager
def _problems_as_errors() -> Iterator[None]:
    """WeasyPrint logs what it could not do and goes on; an archived document with holes is worse than none."""
    from weasyprint.urls import FatalURLFetchingError

    log = logging.getLogger("weasyprint")
    seen: list[str] = []
    handler = logging.Handler(logging.ERROR)
    handler.emit = lambda record: seen.append(record.getMessage())  # type: ignore[method-assign]
    propagate, log.propagate = log.propagate, False
    log.addHandler(handler)
    try:
        with warnings.catch_warnings():
            # WeasyPrint leaves its colour profile open for the garbage collector.
            warnings.simplefilter("ignore", ResourceWarning)
            yield
    except FatalURLFetchingError as error:
        raise DefinitionError(
            f"Dokumentet försöker hämta ”{error}”. Bara filer i {SHARED} får användas. Ändra mallen."
        ) from error
    finally:
        log.removeHandler(handler)
        log.propagate = propagate
    if seen:
        raise DefinitionError(f"Dokumentet går inte att sätta. Rätta mallen eller formatmallen {detail(seen[0])}.")


def _set_metadata(document: Any, meta: DocumentMeta) -> None:
    """The document information; WeasyPrint would otherwise take it from the HTML."""
    described = document.metadata
    described.title, described.authors, described.description = meta.title, [meta.author], meta.description
    described.keywords, described.generator, described.lang = list(meta.keywords), meta.generator, meta.language
    described.created = described.modified = meta.timestamp


def _attachment(weasyprint: Any, attachment: Attachment, meta: DocumentMeta) -> Any:
    day = datetime.combine(meta.created, time(12), UTC)
    return weasyprint.Attachment(
        string=attachment.content,
        name=attachment.name,
        description=attachment.description,
        created=day,
        modified=day,
        relationship=attachment.relationship,
    )


def _finish(document: Any, pdf: Any, meta: DocumentMeta, variant: Variant, spare: int) -> None:
    _check_fonts(document)
    make_conformant(pdf, document, meta, variant, spare)


def _check_fonts(document: Any) -> None:
    """A character that the bundled fonts lack is silently taken from the computer's, or drawn as a box: say which."""
    lacking = set[str]()
    for font in document.fonts.values():
        lacking.update(chr(code) for code in font.missing)
        if font.family not in FONT_FAMILIES:
            lacking.update("".join(font.to_unicode.values()))
    if lacking:
        characters = " ".join(f"{letter} (U+{ord(letter):04X})" for letter in sorted(lacking)[:10])
        raise DefinitionError(
            f"Dokumentets typsnitt saknar tecknen {characters}."
            " Skriv dem på ett annat sätt, eller rätta typsnittet i mallen."
        )
