"""Figures as the sentences of the templates need them: numbers as words, shares as words, the year before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from sysselreg.document.annual.figures import comparable, coverage, in_prose, is_silent
from sysselreg.document.annual.model import Materials
from sysselreg.figure.model import Shown, ShownFigure
from sysselreg.figure.wording import PERCENT
from sysselreg.swedish import NBSP, counted, number, share_words


@dataclass(frozen=True, slots=True)
class Told:
    """A shown figure or group. What is withheld, not counted or mostly unknown is not `known`.

    `text`: as printed; `prose`: in running text (`sju`, `59 %`, `4 av 7` of few); `whole`: the count, None for what is
    none; `share`: in words (`nästan hälften`); `part`: `7 av 9`; `covered`: `9 av 10`, when something is unknown;
    `before`: the year before in prose; each '' where there is none. `hidden`: why it is withheld; `silent`: there was
    nothing to count.
    """

    text: str = ""
    prose: str = ""
    known: bool = False
    whole: int | None = None
    share: str = ""
    part: str = ""
    covered: str = ""
    before: str = ""
    hidden: str = ""
    silent: bool = True
    groups: Mapping[str, Told] | None = None

    def of(self, name: str) -> Told:
        """A group by its code; one that nothing was counted in says nothing."""
        return (self.groups or {}).get(name, NOTHING_TOLD)

    def counting(self, singular: str, plural: str) -> str:
        """The count with its word: `en plats`, `tre platser`, `inga platser`, `färre än 5 platser`, `ett dolt …`."""
        if self.whole is None:
            return f"ett dolt antal {plural}" if " eller " in self.text else f"{self.prose} {plural}"
        return counted(self.whole, singular, plural) if self.whole else f"inga {plural}"


NOTHING_TOLD = Told()


def told_figures(materials: Materials) -> Mapping[str, Told]:
    """Every figure by its name; one that the register does not define is silent, so that a sentence can ask for it."""
    told: dict[str, Told] = defaultdict(lambda: NOTHING_TOLD)
    for name, figure in materials.figures.items():
        told[name] = tell(figure, materials.before.get(name))
    return told


def tell(figure: ShownFigure, before: ShownFigure | None) -> Told:
    """A figure with its groups, held against the year before."""
    earlier = before if before is not None and comparable(figure, before) else None
    groups = {group.name: _told(group.shown, _group_of(earlier, group.name)) for group in figure.groups}
    return _told(figure.shown, earlier.shown if earlier else None, groups, silent=is_silent(figure))


def _group_of(figure: ShownFigure | None, name: str) -> Shown | None:
    group = figure.group(name) if figure else None
    return group.shown if group else None


def _told(
    shown: Shown, before: Shown | None, groups: Mapping[str, Told] | None = None, *, silent: bool = False
) -> Told:
    value, numerator, denominator = shown.value, shown.numerator, shown.denominator
    # What less than half is known of is told with its coverage in a table, never in a sentence.
    known = value is not None and not silent and 2 * (shown.known or 0) >= (shown.total or 0)
    is_share = known and shown.unit == PERCENT and value is not None and 0 <= value <= 100
    whole = value is not None and value.denominator == 1 and shown.unit == "antal"
    return Told(
        text=shown.text,
        prose=_said(shown),
        known=known,
        whole=int(value) if value is not None and whole else None,
        share=share_words(value / 100) if value is not None and is_share else "",
        part=f"{number(numerator)} av {number(denominator)}" if numerator is not None and denominator else "",
        covered=coverage(shown) if shown.known is not None and shown.known != shown.total else "",
        before=_said(before) if before is not None and before.value is not None else "",
        hidden=shown.hidden or "",
        silent=silent,
        groups=groups,
    )


# Of fewer a percentage says more than is known: one answer of one is no 100 %.
_FEW = 10


def _said(shown: Shown) -> str:
    """A value in running text; a share of few as what it is made of."""
    few = shown.unit == PERCENT and shown.denominator is not None and shown.denominator < _FEW
    if few and shown.numerator is not None and shown.denominator:
        return f"{number(shown.numerator)}{NBSP}av{NBSP}{number(shown.denominator)}"
    return in_prose(shown)
