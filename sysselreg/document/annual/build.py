"""The Årsrapport put together: what the templates are given, then HTML, then PDF."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sysselreg import __version__
from sysselreg.document.annual import appendix, collaboration, figures, pictures, procurements, program, words, worth
from sysselreg.document.annual.model import Materials, ProcurementView
from sysselreg.document.annual.splits import split_table
from sysselreg.document.annual.trail import definitions, people_table, record_list, trace_table
from sysselreg.document.blocks import Fact, Frame, Table
from sysselreg.document.html import Html
from sysselreg.document.markdown import narrative
from sysselreg.document.metadata import DocumentMeta
from sysselreg.document.pdf import Attachment, render_pdf
from sysselreg.document.templates import load_templates, render
from sysselreg.document.web import standalone_html
from sysselreg.snapshot import REPORTS
from sysselreg.swedish import date_text, number, plural

TEMPLATES = REPORTS + "arsrapport/"


def html(materials: Materials, files: Mapping[str, bytes]) -> Html:
    """The report as one HTML document without style. `files`: the snapshot's `reports/`."""
    return render(load_templates(files), f"{TEMPLATES}{materials.profile}.html.j2", context(materials))


def web_page(materials: Materials, files: Mapping[str, bytes]) -> str:
    """The report as an HTML page that stands on its own."""
    return standalone_html(html(materials, files), files, "report")


def pdf(materials: Materials, files: Mapping[str, bytes], attachments: tuple[Attachment, ...]) -> bytes:
    """The report as PDF/A-3a and PDF/UA-1 with the figures attached."""
    return render_pdf(html(materials, files), files, meta(materials), "report", attachments)


def basis(materials: Materials) -> str:
    """What the report rests on, in a sentence for the terminal."""
    counted, names = len(appendix.counted_records(materials)), {each.id for each in materials.figures.values()}
    warnings = sum(finding.level == "varning" for finding in materials.findings)
    state = f"registrets läge {_state(materials)}" if materials.revision.commit else "filer som inte är incheckade"
    return (
        f"Vilar på {state}: {number(len(materials.records.records))} poster, varav {number(counted)} räknas i "
        f"{number(len(names))} nyckeltal. Kontrollerna gav {number(warnings)} "
        f"{plural(warnings, 'varning', 'varningar')}."
    )


def meta(materials: Materials) -> DocumentMeta:
    """What the file says about itself."""
    settings = materials.records.config
    organisation, identifier = str(settings["organisation"]), _identifier(materials)
    return DocumentMeta(
        title=f"{_title(materials)}, årsrapport {materials.year}",
        kind="Årsrapport",
        author=str(settings.get("avsändare", {}).get("enhet", organisation)),
        publisher=organisation,
        created=materials.revision.date or materials.period.last,
        description=f"Årsrapport {materials.year} om upphandling med sysselsättningskrav, {organisation}",
        identifier=identifier,
        keywords=("årsrapport", "sysselsättningskrav", "upphandling", organisation),
        source=f"Registret {settings['register']}, läge {_state(materials)}",
        document_id=f"urn:sysselreg:{settings['register']}:arsrapport:{materials.year}",
        version_id=materials.revision.commit or "",
        generator=f"sysselreg {__version__}",
    )


def context(materials: Materials) -> dict[str, Any]:
    """Everything a template may show, under Swedish names."""
    texts = _texts(materials)
    views = procurements.views(materials, texts)
    source = f"registret, läge {_state(materials)}"
    told: dict[str, Any] = {
        "ram": _frame(materials),
        "titel": _title(materials),
        "undertitel": str(materials.records.config.get("rapport", {}).get("undertitel", "")),
        "ar": str(materials.year),
        "organisation": str(materials.records.config["organisation"]),
        "omslag": _cover(materials),
        "underskrift": list(materials.records.config.get("rapport", {}).get("underskrift", ())),
        "texter": texts,
        "program": program.view(materials, materials.program) if materials.program else None,
        "upphandlingar": views,
        "stora_tal": figures.key_figures(materials),
        "mal": appendix.goals(materials),
        "tysta": figures.silent_names(materials),
        "for_sma": figures.blank_splits(materials),
        "bilder": pictures.all_pictures(materials),
        "tabeller": {name: table for name, table in _tables(materials, views, source).items() if table is not None},
        "arenden": appendix.case_tables(materials, source),
        "poster": record_list(materials),
        "definitioner": definitions(materials),
        "kalla": source,
        "kalkyl": materials.worth,
        "lage": _state(materials),
        "version": __version__,
        **words.facts(materials, views),
    }
    # Macros in other files are handed everything as one value.
    return {**told, "r": told}


def _title(materials: Materials) -> str:
    return str(materials.records.config.get("rapport", {}).get("titel", "Upphandling med sysselsättningskrav"))


def _identifier(materials: Materials) -> str:
    decided = materials.program.data.get("beslut", {}) if materials.program else {}
    return str(materials.records.config.get("rapport", {}).get("diarienummer") or decided.get("diarienummer", ""))


def _state(materials: Materials) -> str:
    return materials.revision.short or "utan incheckning"


def _frame(materials: Materials) -> Frame:
    revision = materials.revision
    # The commit's own day, never the clock's: the same commit gives the same report whenever it is printed.
    early = revision.date is not None and revision.date < materials.period.start
    final = revision.clean and revision.commit is not None and not early
    return Frame(
        _title(materials),
        str(materials.records.config["organisation"]),
        _identifier(materials),
        "ARBETSMATERIAL" if materials.internal else "" if final else "UTKAST",
        "året hade inte börjat" if early else "",
    )


def _cover(materials: Materials) -> list[Fact]:
    settings, revision = materials.records.config, materials.revision
    sender = settings.get("avsändare", {})
    decided = materials.program.data.get("beslut", {}).get("instans") if materials.program else None
    body = settings.get("rapport", {}).get("beslutsinstans") or decided
    state = _state(materials) + (f", {date_text(revision.date)}" if revision.date else "")
    return [
        Fact("Diarienummer", _identifier(materials) or "inte registrerat"),
        Fact("Avser", f"{date_text(materials.period.start)} – {date_text(materials.period.last)}"),
        Fact("Beslutsinstans", str(body or "inte angiven")),
        Fact("Ansvarig", str(sender.get("enhet") or sender.get("namn") or settings["organisation"])),
        Fact("Registrets läge", state),
    ]


def _texts(materials: Materials) -> dict[str, Html]:
    """The year's narrative texts by section, figures put in."""
    prefix = f"records/texter/{materials.year}/"
    own = {path: text for path, text in materials.records.texts.items() if path.startswith(prefix)}
    words = figures.wordings(materials, own)
    return {
        path.removeprefix(prefix).removesuffix(".md"): narrative(text, path, words, level=5)
        for path, text in sorted(own.items())
    }


def _tables(materials: Materials, views: list[ProcurementView], source: str) -> dict[str, Table | None]:
    year = materials.year

    def split(name: str, anchor: str, caption: str) -> Table | None:
        return split_table(materials.figures.get(name), materials.before.get(name), anchor, caption, source)

    return {
        "prognos": procurements.forecast_table(views, source),
        "krav": split("N03", "t-krav", f"Upphandlingar {year} efter krav"),
        "kommande": split("N40", "t-kommande", "Kommande upphandlingar efter bransch"),
        "kon": split("N11", "t-kon", f"Personer som har börjat {year}, efter kön"),
        "form": split("N12", "t-form", f"Startade placeringar {year}, efter form"),
        "kon_bransch": split("N14", "t-kon-bransch", f"Personer {year} efter bransch och kön"),
        "utfall": split("N18", "t-utfall", f"Utfall när placeringen avslutades {year}"),
        "resultat": split("N19", "t-resultat", f"Vad avslutade placeringar {year} ledde till"),
        "forsorjningsstod": split("N21", "t-forsorjning", f"Försörjningsstöd före placeringen, {year}"),
        "reserverade": split("N33", "t-reserverade", "Reserverade upphandlingar och köpta platser"),
        "aktivitetsslag": split("N36", "t-aktivitetsslag", f"Aktiviteter {year} efter slag"),
        "budget": split("N39", "t-budget", "Budget och utfall"),
        "ledtider": split("N26", "t-ledtider", "Ledtider, mediantid"),
        "uppfyllnad": split("N25", "t-uppfyllnad", f"Krav som tog slut {year}, efter uppfyllnad"),
        "foljder": split("N34", "t-foljder", f"Beslut om följd {year}"),
        "lediga": split("N35", "t-lediga", f"Lediga platser vid slutet av {year}, efter väntetid"),
        "uppfoljning": split("N20", "t-uppfoljning", "I arbete eller studier efter placeringen"),
        "svarsandel": split("N28", "t-svarsandel", "Utvärderingar som har kommit in"),
        "fordyringar": words.extra_cost_table(materials, views, source),
        "kalkyl": worth.actor_table(materials, source),
        "korningar": worth.stored_run_table(materials),
        "kalkylposter": worth.formula_table(materials.worth) if materials.worth else None,
        "kalkylparametrar": worth.parameter_table(materials.worth) if materials.worth else None,
        "natverk": collaboration.network_table(materials, source),
        "traffar": collaboration.meetings_table(materials, source),
        "aktiviteter_intern": collaboration.activity_table(
            materials, "intern_samverkan", "t-aktiviteter-intern", f"Aktiviteter inom intern samverkan {year}", source
        ),
        "aktiviteter_extern": collaboration.activity_table(
            materials, "extern_samverkan", "t-aktiviteter-extern", f"Aktiviteter inom extern samverkan {year}", source
        ),
        "aktiviteter": collaboration.activity_table(materials, None, "t-aktiviteter", f"Aktiviteter {year}", source),
        "resurser_intern": collaboration.resource_table(materials, "intern_samverkan", "t-resurser-intern", source),
        "resurser_extern": collaboration.resource_table(materials, "extern_samverkan", "t-resurser-extern", source),
        "resurser": collaboration.resource_table(materials, None, "t-resurser", source),
        "parter": program.party_table(materials, source),
        "roller": program.role_table(materials, source),
        "regler": program.rule_table(materials, source),
        "ovriga_mal": program.stated_goal_table(materials, source),
        "mal": appendix.goal_table(appendix.goals(materials), source),
        "nyckeltal": figures.overview(materials, source),
        "dolda": appendix.withheld_table(materials),
        "motsagelser": appendix.contradiction_table(materials),
        "parametrar": appendix.parameter_table(materials),
        "sparbarhet": trace_table(materials),
        "incheckningar": people_table(materials),
    }
