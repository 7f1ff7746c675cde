"""Templates: the only importer of Jinja. A template formats, it does not calculate; what it is given is data.

Sandboxed and immutable, every name must exist, every text is escaped unless it is `Html`. Templates come from the
snapshot (`reports/…`), never from disk; text of records is never a template (hazards F81, F82).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any, NoReturn

from jinja2 import (
    FunctionLoader,
    StrictUndefined,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
    UndefinedError,
    meta,
    nodes,
)
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from sysselreg import swedish
from sysselreg.document.html import Html
from sysselreg.document.outline import complete
from sysselreg.document.typography import typeset
from sysselreg.errors import DefinitionError, detail
from sysselreg.finding import Place

# What a template may use of Jinja's own filters: choosing and listing. None that computes, formats or trusts a text.
_FILTERS = (
    "default", "first", "groupby", "items", "join", "last", "length", "list", "lower", "map", "reject", "rejectattr",
    "select", "selectattr", "trim", "unique", "upper",
)  # fmt: skip
_SWEDISH_FILTERS: Mapping[str, Callable[..., Any]] = {
    "tal": swedish.number,
    "kr": swedish.kronor,
    "procent": swedish.percent_value,
    "datum": swedish.date_text,
    "datum_tabell": swedish.date_table,
    "datum_delvis": swedish.partial_date_text,
    "antal": swedish.count_word,
    "antal_av": swedish.counted,
    "plural": swedish.plural,
    "andel_ord": swedish.share_words,
    "och": swedish.join_and,
    "sorterad": lambda texts: sorted(texts, key=swedish.sort_key),
    "versal": swedish.sentence_start,
}
_STRING_METHODS = ("startswith", "endswith")
_UNDEFINED = re.compile(r"(?:'(?P<name>[^']+)' is undefined|has no attribute '(?P<attribute>[^']+)')")


_NO_SUCH = re.compile(r"(?:No (?P<kind>filter|test) named|unknown tag) '(?P<name>[^']+)'")
_NONE_SUCH = {
    "filter": "Filtret ”{}” finns inte.",
    "test": "Villkoret ”{}” finns inte.",
    None: "Satsen ”{}” finns inte, eller står på fel ställe.",
}


class _ArithmeticError(SecurityError):
    """A template that calculates; its message is the operator."""


class _Environment(ImmutableSandboxedEnvironment):
    """The sandbox, narrowed: powers, multiplication and padding are arithmetic and could fill the memory (F82)."""

    intercepted_binops = frozenset({"**", "*", "/", "//", "%"})

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> NoReturn:  # noqa: ARG002 - Jinja's own
        raise _ArithmeticError(operator)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        if isinstance(obj, str) and attr not in _STRING_METHODS:
            return False
        return super().is_safe_attribute(obj, attr, value)


@dataclass(frozen=True, slots=True)
class Templates:
    """Templates ready for use; each is compiled the first time it is needed."""

    environment: _Environment


def load_templates(files: Mapping[str, bytes]) -> Templates:
    """The templates of a snapshot: `files` is path → bytes, a template names another by its whole path."""

    def source(path: str) -> tuple[str, str, Callable[[], bool]] | None:
        return (files[path].decode("utf-8"), path, lambda: True) if path in files else None

    environment = _Environment(
        loader=FunctionLoader(source), undefined=StrictUndefined, autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters = {name: environment.filters[name] for name in _FILTERS} | dict(_SWEDISH_FILTERS)
    environment.globals = {}
    return Templates(environment)


def render(templates: Templates, path: str, context: Mapping[str, object]) -> Html:
    """The finished HTML: rendered, numbered (document.outline) and set in Swedish (document.typography).

    Raises DefinitionError with the template's file and line and what to mend.
    """
    html = _filled(templates, path, context)
    try:
        return Html(typeset(complete(html)))
    except DefinitionError as error:
        raise DefinitionError(error.what, Place(path)) from error


def _filled(templates: Templates, path: str, context: Mapping[str, object]) -> str:
    try:
        return templates.environment.get_template(path).render(dict(context))
    except TemplateNotFound as error:
        raise DefinitionError(f"Mallen {error.name} finns inte. Kontrollera namnet, hela sökvägen ska stå.") from error
    except TemplateSyntaxError as error:
        raise _unreadable(error, path) from error
    except (
        TemplateError,
        TypeError,
        ValueError,
        ArithmeticError,
        LookupError,
        AttributeError,
        RecursionError,
    ) as error:
        places = _places(error.__traceback__) or [Place(path)]
        called = f" Mallen anropas från {places[0]}." if places[0] != places[-1] else ""
        raise DefinitionError(_reason(error) + called, places[-1]) from error


def faults(files: Mapping[str, bytes], own: Iterable[str]) -> Iterator[DefinitionError]:
    """What makes the templates among `own` paths impossible to read; they are not filled in."""
    templates = load_templates(files)
    for path in own:
        if path.endswith(".j2"):
            try:
                templates.environment.get_template(path)
            except TemplateSyntaxError as error:
                yield _unreadable(error, path)


def names_used(templates: Templates, path: str) -> Iterator[tuple[str, Place]]:
    """The names that a template wants to be given, each once with where it stands first, in all its branches.

    Raises DefinitionError, with file and line, when the template is not there or cannot be read.
    """
    environment = templates.environment
    try:
        source = environment.loader.get_source(environment, path)[0] if environment.loader else ""
        tree = environment.parse(source, path, path)
        wanted = meta.find_undeclared_variables(tree)
    except TemplateNotFound as error:
        raise DefinitionError("Mallen finns inte. Lägg dit den.", Place(path)) from error
    except TemplateSyntaxError as error:
        raise _unreadable(error, path) from error
    # A block sees what the whole template has imported.
    wanted -= {each.target for each in tree.find_all(nodes.Import)}
    for name in tree.find_all(nodes.Name):
        if name.name in wanted:
            wanted.remove(name.name)
            yield name.name, Place(path, name.lineno)


def _unreadable(error: TemplateSyntaxError, path: str) -> DefinitionError:
    known = _NO_SUCH.search(error.message or "")
    what = _NONE_SUCH[known["kind"]].format(known["name"]) if known else "Mallen går inte att läsa."
    return DefinitionError(
        f"{what} Rätta raden {detail(error.message or '')}.", Place(error.filename or path, error.lineno)
    )


def _places(traceback: TracebackType | None) -> list[Place]:
    """Where it happened, from the page to the innermost template."""
    places = []
    while traceback is not None:
        name = traceback.tb_frame.f_code.co_filename
        if name.endswith(".j2"):
            places.append(Place(name, traceback.tb_lineno))
        traceback = traceback.tb_next
    return places


def _reason(error: Exception) -> str:
    if isinstance(error, _ArithmeticError):
        return f"Mallen räknar med ”{error}”. Räkna i nyckeltalet och visa resultatet."
    if isinstance(error, SecurityError):
        return f"Mallen gör något som inte är tillåtet. Ta bort det {detail(error)}."
    undefined = _UNDEFINED.search(str(error)) if isinstance(error, UndefinedError) else None
    if undefined:
        return f"Namnet ”{undefined['name'] or undefined['attribute']}” finns inte. Rätta namnet i mallen."
    return f"Mallen kan inte fyllas i. Rätta raden {detail(f'{type(error).__name__}: {error}')}."
