"""What a PDF says about itself: document information and the XMP packet of PDF/A and PDF/UA."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from html import escape

from sysselreg.document.variant import PDFA_PART, Variant


@dataclass(frozen=True, slots=True)
class DocumentMeta:
    """What the file says about itself (XMP and the document information).

    `kind`: "Årsrapport", "Påminnelse" …; `identifier`: diarienummer, empty when there is none; `created`: the day that
    the document speaks of (never the clock); `source`: what it was made from, with commit; `document_id`: stable for
    the document; `version_id`: the commit, or empty; `generator`: program and version.
    """

    title: str
    kind: str
    author: str
    publisher: str
    created: date
    description: str
    identifier: str = ""
    keywords: tuple[str, ...] = ()
    source: str = ""
    document_id: str = ""
    version_id: str = ""
    generator: str = "sysselreg"
    language: str = "sv"

    @property
    def timestamp(self) -> str:
        """Noon UTC of the day, so that it is the same day in every time zone of Sweden's daily use."""
        return f"{self.created.isoformat()}T12:00:00Z"


def xmp_packet(meta: DocumentMeta, variant: Variant, producer: str) -> bytes:
    """The XMP packet (ISO 16684-1): one RDF, only predefined schemas and the PDF/UA one with its description."""
    pdfa = f"<pdfaid:part>{PDFA_PART[variant]}</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>"
    descriptions = [
        _description("pdfaid", "http://www.aiim.org/pdfa/ns/id/", pdfa),
        _description("pdfuaid", "http://www.aiim.org/pdfua/ns/id/", "<pdfuaid:part>1</pdfuaid:part>"),
        _PDFUA_SCHEMA,
        _description("dc", "http://purl.org/dc/elements/1.1/", "".join(_dublin_core(meta))),
        _description(
            "pdf",
            "http://ns.adobe.com/pdf/1.3/",
            _element("pdf:Producer", producer) + _element("pdf:Keywords", ", ".join(meta.keywords)),
        ),
        _description(
            "xmp",
            "http://ns.adobe.com/xap/1.0/",
            _element("xmp:CreatorTool", meta.generator)
            + _element("xmp:CreateDate", meta.timestamp)
            + _element("xmp:ModifyDate", meta.timestamp),
        ),
        _description(
            "xmpMM",
            "http://ns.adobe.com/xap/1.0/mm/",
            _element("xmpMM:DocumentID", meta.document_id) + _element("xmpMM:VersionID", meta.version_id),
        ),
    ]
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n<x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\n'
        + "\n".join(filter(None, descriptions))
        + '\n</rdf:RDF></x:xmpmeta>\n<?xpacket end="r"?>'
    ).encode()


def _dublin_core(meta: DocumentMeta) -> Iterator[str]:
    yield _element("dc:format", "application/pdf")
    yield _language_alternatives("dc:title", meta.title, meta.language)
    yield _language_alternatives("dc:description", meta.description, meta.language)
    yield _list("dc:creator", [meta.author], "Seq")
    yield _list("dc:publisher", [meta.publisher], "Bag")
    yield _list("dc:language", [meta.language], "Bag")
    yield _list("dc:type", [meta.kind], "Bag")
    yield _list("dc:subject", meta.keywords, "Bag")
    yield _element("dc:identifier", meta.identifier)
    yield _element("dc:source", meta.source)


def _description(prefix: str, namespace: str, content: str) -> str:
    if not content:
        return ""
    return f'<rdf:Description rdf:about="" xmlns:{prefix}="{namespace}">{content}</rdf:Description>'


def _element(name: str, text: str) -> str:
    return f"<{name}>{escape(text)}</{name}>" if text else ""


def _list(name: str, texts: Iterable[str], kind: str) -> str:
    items = "".join(_element("rdf:li", text) for text in texts)
    return f"<{name}><rdf:{kind}>{items}</rdf:{kind}></{name}>" if items else ""


def _language_alternatives(name: str, text: str, language: str) -> str:
    items = "".join(f'<rdf:li xml:lang="{lang}">{escape(text)}</rdf:li>' for lang in ("x-default", language))
    return f"<{name}><rdf:Alt>{items}</rdf:Alt></{name}>" if text else ""


# PDF/A demands that a schema it does not know is described in the packet itself (ISO 19005-2, 6.6.2.3).
_PDFUA_SCHEMA = (
    '<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"'
    ' xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">'
    '<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">'
    "<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>"
    "<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>"
    "<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>"
    '<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">'
    "<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>"
    "<pdfaProperty:category>internal</pdfaProperty:category>"
    "<pdfaProperty:description>PDF/UA version identifier</pdfaProperty:description>"
    "</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"
)
