"""Swedish micro-typography on the text of finished HTML, never inside tags, comments, svg, style, script or code.

Quotes ”…”, the dash –, the ellipsis …, and no-break spaces where a line must not break: in dates, amounts, shares,
references to law and diarienummer. Source: Språkrådet, Svenska skrivregler. Doing it twice changes nothing.
"""

from __future__ import annotations

import re

from sysselreg.swedish import MONTHS, NBSP

_UNTOUCHED = re.compile(
    r"<!--.*?-->"
    r"|<(?P<element>script|style|svg|title|code|kbd|samp|pre|textarea)\b.*?</(?P=element)\s*>"
    r"|<[A-Za-z/!](?:[^<>\"']|\"[^\"]*\"|'[^']*')*>",
    re.DOTALL | re.IGNORECASE,
)
_SPACE = r"[ \t\r\n]+"
_UNITS = "%|‰|kr|tkr|mnkr|Mkr|mkr|procent|procentenheter|st|år|mm|cm|km"
_BEFORE_NUMBER = "ca|cirka|nr|Nr|sid|sida|Dnr|dnr|punkt|kapitel|avsnitt|tabell|Tabell|figur|Figur|steg|§|§§"
_ABBREVIATIONS = "t ex|bl a|d v s|m m|s k|fr o m|t o m|m fl|o d"
_RULES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\"|&quot;|&#34;"), "”"),
    (re.compile(r"'|&apos;|&#39;|&#x27;"), "’"),
    (re.compile(r"(?<!\.)\.\.\.(?!\.)"), "…"),
    (re.compile(r"(?<=[ \t\r\n])-(?=[ \t\r\n])"), "–"),
    # 2017-2019 and 2-3, but never a date, a diarienummer, a code or an id.
    (re.compile(r"(?<![\w/.,:–-])((?:19|20)\d\d)-((?:19|20)\d\d)(?![\w/:–-])"), r"\1–\2"),
    (re.compile(r"(?<![\w/.,:–-])([1-9]\d{0,2})-([1-9]\d{0,2})(?![\w/:–-])"), r"\1–\2"),
    (re.compile(rf"(?<!\d)(\d{{1,2}}){_SPACE}({'|'.join(MONTHS)})\b"), rf"\1{NBSP}\2"),
    (re.compile(rf"(?<!\w)([Dd]en){_SPACE}(?=\d{{1,2}}[ {NBSP}](?:{'|'.join(MONTHS)})\b)"), rf"\1{NBSP}"),
    (re.compile(rf"(?<=\d){_SPACE}(?=(?:{_UNITS})(?!\w))"), NBSP),
    (re.compile(rf"(?<=\d){_SPACE}(?=§|kap\.|st\.|mom\.)"), NBSP),
    (re.compile(rf"(?<=kap\.){_SPACE}(?=\d)"), NBSP),
    (re.compile(rf"(?<!\w)({_BEFORE_NUMBER}){_SPACE}(?=\d)"), rf"\1{NBSP}"),
    (re.compile(rf"(?<!\w)([A-ZÅÄÖ]{{2,5}}){_SPACE}(?=\d{{4}}/\d)"), rf"\1{NBSP}"),
)
_THOUSANDS = re.compile(r"(?<![\d,.])\d{1,3}(?: \d{3})+(?!\d)")
# In a heading the short words i, på and av do not end a line; in running text that would only make it ragged.
_SHORT_WORD = re.compile(rf"(?<!\S)(i|på|av){_SPACE}(?=\w)")
_HEADING = re.compile(r"<(?P<end>/?)h[1-6]\b", re.IGNORECASE)
_SHORTENED = re.compile(rf"(?<!\w)(?:{_ABBREVIATIONS})(?!\w)", re.IGNORECASE)


# Ids, and what a dash without spaces joins: `april–december`.
_WHOLE = re.compile(r"(?<![\w-])[a-z]{3}-[0-9a-z]{6}(?![\w-])|[^\s–]+–[^\s–]+")
# The last part of a long compound, before which it may always be divided. Patterns know Swedish compounds too little:
# they give snör-öjning and matav-fall.
_PARTS = (
    "anställning|upphandling|överenskommelse|förvaltning|verksamhet|entreprenad|samordnare|bekämpning|utbildning|"
    "myndighet|leverantör|utveckling|underhåll"
)
_BORDER = re.compile(rf"(?<=[a-zåäö]{{4}})(?={_PARTS})")
# A dash between spaces does not begin a line, a short word is not alone on the last.
_BEFORE_DASH = re.compile(r"(?<=\S) (?=– )")
_LAST_WORD = re.compile(r"(?<=[^\s<>]) (?=[^\s<>]{1,7}</(?:p|li|h1|h2)>)")


def in_lines(html: str) -> str:
    """Typeset HTML for narrow lines that are not hyphenated: what is kept whole (class `hel`), where words may divide.

    Doing it twice is doing it wrong.
    """
    out, end = list[str](), 0
    for markup in _UNTOUCHED.finditer(html):
        out += _in_lines(html[end : markup.start()]), markup.group()
        end = markup.end()
    return _LAST_WORD.sub(NBSP, "".join([*out, _in_lines(html[end:])]))


def _in_lines(text: str) -> str:
    if not text or text.isspace():
        return text
    text = _BORDER.sub("\u00ad", _BEFORE_DASH.sub(NBSP, text))
    return _WHOLE.sub(r'<span class="hel">\g<0></span>', text)


def typeset(html: str) -> str:
    """The HTML with its text nodes set by the rules above; everything else byte for byte as it was."""
    out, end, in_heading = list[str](), 0, False
    for markup in _UNTOUCHED.finditer(html):
        out += _typeset_text(html[end : markup.start()], in_heading=in_heading), markup.group()
        end = markup.end()
        heading = _HEADING.match(markup.group())
        if heading:
            in_heading = not heading["end"]
    return "".join([*out, _typeset_text(html[end:], in_heading=in_heading)])


def _typeset_text(text: str, *, in_heading: bool) -> str:
    if not text or text.isspace():
        return text
    for pattern, replacement in _RULES:
        text = pattern.sub(replacement, text)
    if in_heading:
        text = _SHORT_WORD.sub(rf"\1{NBSP}", text)
    for pattern in (_THOUSANDS, _SHORTENED):
        text = pattern.sub(lambda found: found.group().replace(" ", NBSP), text)
    return text
