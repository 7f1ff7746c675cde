"""HTML that stands on its own: one file with style, fonts and pictures inside, nothing fetched when it is read."""

from __future__ import annotations

import base64
import posixpath
import re
from collections.abc import Mapping

from sysselreg.document.html import Html
from sysselreg.document.variant import STYLESHEETS, Variant
from sysselreg.errors import DefinitionError

_URL = re.compile(r"url\(\s*[\"']?(?!data:|#)([^\"')]+?)[\"']?\s*\)")
_FONT_FACE = re.compile(r"@font-face\s*\{[^}]*\}\n?")
# The faces that a screen gets; a browser slants them itself, and every further one weighs half a megabyte.
_SCREEN_FONTS = ("SourceSans3_400Regular.ttf", "SourceSans3_600SemiBold.ttf", "SourceSerif4_400Regular.ttf")
_TYPES = {".ttf": "font/ttf", ".svg": "image/svg+xml", ".png": "image/png"}


def standalone_html(html: str, assets: Mapping[str, bytes], variant: Variant) -> Html:
    """The rendered document with its stylesheet in `<head>`, the style's own files as `data:`.

    Raises DefinitionError when the stylesheet names a file that is not there.
    """
    path = STYLESHEETS[variant]
    if path not in assets:
        raise DefinitionError(f"Formatmallen {path} finns inte. Lägg tillbaka den.")
    style = _FONT_FACE.sub(_screen_font, assets[path].decode("utf-8"))
    style = _URL.sub(lambda found: f"url({_data(found[1], path, assets)})", style)
    return Html(html.replace("</head>", f"<style>\n{style}</style>\n</head>", 1))


def _screen_font(face: re.Match[str]) -> str:
    return face.group() if any(font in face.group() for font in _SCREEN_FONTS) else ""


def _data(name: str, stylesheet: str, assets: Mapping[str, bytes]) -> str:
    path = posixpath.normpath(posixpath.join(posixpath.dirname(stylesheet), name))
    if path not in assets:
        raise DefinitionError(
            f"{stylesheet} använder {path}, som inte finns. Lägg tillbaka filen eller ändra formatmallen."
        )
    kind = _TYPES.get(posixpath.splitext(path)[1], "application/octet-stream")
    return f"data:{kind};base64,{base64.b64encode(assets[path]).decode('ascii')}"
