"""One PDF that is both PDF/A and PDF/UA: what is put right after WeasyPrint and before the file is written.

WeasyPrint offers one variant at a time. On top of its PDF/A this adds PDF/UA-1 (ISO 14289-1) and the archive's own
metadata, and mends what validators stop at. Works on the objects of pydyf; no clock, no disk.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

from sysselreg.document.metadata import DocumentMeta, xmp_packet
from sysselreg.document.variant import Variant


def first_unambiguous(write: Callable[[int], bytes]) -> bytes:
    """What `write(0)`, `write(1)` … gives first without a stream that ends in CR.

    A carriage return as the last byte of a stream cannot be told from the line end before `endstream` (ISO 19005-2,
    6.1.7.1). Our own streams are mended by `make_conformant`; the last two, of objects and places, are packed after it,
    so they are moved by as many unused objects as the number says. One file in 128 needs it.
    """
    for spare in range(16):
        content = write(spare)
        if b"\r\nendstream" not in content:
            return content
    raise AssertionError("sixteen different files that all end a stream in CR")


def make_conformant(pdf: Any, document: Any, meta: DocumentMeta, variant: Variant, spare: int) -> None:
    """Change WeasyPrint's finished objects in place: metadata, artifacts, link descriptions, attachments, streams."""
    import pydyf

    _replace_metadata(pdf, meta, variant)
    _mark_margin_boxes_as_artifacts(pdf)
    _describe_links(document)
    _list_attachments_once(pdf)
    _end_streams_unambiguously(pdf)
    for _ in range(spare):
        pdf.add_object(pydyf.Dictionary())


def _replace_metadata(pdf: Any, meta: DocumentMeta, variant: Variant) -> None:
    stream = pdf.objects[_number(pdf.catalog["Metadata"])]
    # Not compressed: an archive must be able to read it without a PDF program.
    stream.stream, stream.compress = [xmp_packet(meta, variant, pdf.info["Producer"].string)], False


def _mark_margin_boxes_as_artifacts(pdf: Any) -> None:
    """Page headers, footers and stamps are tagged by WeasyPrint but hang on no tree: make them artifacts."""
    import pydyf

    root = pdf.objects[_number(pdf.catalog["StructTreeRoot"])]
    linked = _linked_elements(pdf, root)
    numbers = pdf.objects[_number(root["ParentTree"])]["Nums"]
    parents = {key: value for key, value in zip(numbers[::2], numbers[1::2], strict=True) if isinstance(value, list)}
    for page in (pdf.objects[number] for number in pdf.pages["Kids"][::3]):
        elements = parents.get(page.get("StructParents"), [])
        loose = {mark for mark, element in enumerate(elements) if _number(element) not in linked}
        operators = pdf.objects[_number(page["Contents"])].stream
        for at, operator in enumerate(operators):
            # begin_marked_content appends the tag, its properties and BDC.
            if operator == b"BDC" and isinstance(operators[at - 1], dict) and operators[at - 1].get("MCID") in loose:
                operators[at - 2 : at] = ["/Artifact", pydyf.Dictionary({"Type": "/Pagination"})]
        for mark in loose:
            elements[mark] = b"null"
    for item in pdf.objects:
        if _is_element(item) and item.number not in linked:
            item.clear()


def _linked_elements(pdf: Any, root: Any) -> set[int]:
    linked: set[int] = set()
    waiting = [root]
    while waiting:
        kids = waiting.pop().get("K", [])
        for kid in kids if isinstance(kids, list) else [kids]:
            if not isinstance(kid, bytes):
                continue
            item = pdf.objects[_number(kid)]
            if _is_element(item) and item.number not in linked:
                linked.add(item.number)
                waiting.append(item)
    return linked


def _is_element(item: Any) -> bool:
    return isinstance(item, dict) and item.get("Type") == "/StructElem"


def _describe_links(document: Any) -> None:
    """Each link is described by its own words; WeasyPrint gives the anchor's name (ISO 14289-1, 7.18.5)."""
    import pydyf

    for page in document.pages:
        for _, _, _, box in page.links:
            words = " ".join("".join(box.element.itertext()).split())
            if words and box.link_annotation:
                box.link_annotation["Contents"] = pydyf.String(words)


def _list_attachments_once(pdf: Any) -> None:
    import pydyf

    if "AF" in pdf.catalog:
        pdf.catalog["AF"] = pydyf.Array(dict.fromkeys(pdf.catalog["AF"]))


def _end_streams_unambiguously(pdf: Any) -> None:
    """Pack the streams; one that ends in CR is written in ASCII instead (see `first_unambiguous`)."""
    import pydyf

    for item in pdf.objects:
        if not isinstance(item, pydyf.Stream) or not item.compress:
            continue
        _, _, rest = pydyf.Stream(item.stream, compress=True).data.partition(b"\nstream\n")
        packed, filters = rest.removesuffix(b"\nendstream"), pydyf.Array(["/FlateDecode"])
        if packed.endswith(b"\r"):
            packed, filters = base64.a85encode(packed) + b"~>", pydyf.Array(["/ASCII85Decode", "/FlateDecode"])
        item.stream, item.compress = [packed], False
        item.extra["Filter"] = filters


def _number(reference: bytes | str) -> int:
    text = reference if isinstance(reference, str) else reference.decode()
    return int(text.split()[0])
