"""Formulas as text: no reader of feeds can be trusted with MathML, every reader shows TeX."""

from __future__ import annotations

import html as entities
import re
from collections.abc import Mapping

from aggregator.content.nodes import Node

# MathJax keeps the source of a formula in a script; a gist is a script too. Both become what the walk can read.
_TEX_SCRIPT = re.compile(r"(?i)<script\b[^<>]{0,300}math/tex([^<>]{0,100})>")
_SCRIPT_END = re.compile(r"(?i)</script\s*>")
_GIST_SCRIPT = re.compile(
    r"(?i)<script\b[^<>]{0,300}?src\s*=\s*[\"']?((?:https?:)?//gist\.github\.com/[\w\-]{1,60}/\w{1,60})\.js[^<>]{0,200}>"
    r"\s{0,20}</script\s*>"
)
_DISPLAY_STYLE = re.compile(r"\{\\(?:displaystyle|textstyle)\s*(.*)\}$", re.DOTALL)


def unscripted(html: str) -> str:
    """The markup with the scripts that hold content (MathJax formulas, gists) as elements; others stay as they are."""
    if "math/tex" in html:
        html = _with_formulas(html)
    return _GIST_SCRIPT.sub(r'<iframe src="\1"></iframe>', html) if "gist.github.com" in html else html


def _with_formulas(html: str) -> str:
    pieces: list[str] = []
    place = 0
    while start := _TEX_SCRIPT.search(html, place):
        end = _SCRIPT_END.search(html, start.end())
        if end is None:
            break
        source = html[start.end() : end.start()].removeprefix("% <![CDATA[").removesuffix("%]]>").strip()
        display = ' display="block"' if "display" in start[1].lower() else ""
        tex = f'<annotation encoding="application/x-tex">{entities.escape(source, quote=False)}</annotation>'
        pieces.append(f"{html[place : start.start()]}<math{display}>{tex}</math>")
        place = end.end()
    return "".join(pieces) + html[place:]


def formula(element: Node, attributes: Mapping[str, str]) -> str:
    """A `math` element as TeX between dollar signs where it carries its source, else as its text."""
    source = attributes.get("alttext", "")
    annotations = list(element.iter("annotation"))
    for annotation in annotations:
        if "tex" in annotation.attributes.get("encoding", "").lower():
            source = annotation.words()
            break
    source = " ".join(source.split())
    styled = _DISPLAY_STYLE.match(source)
    if styled:
        source = styled[1].strip()
    if not source:
        for annotation in annotations:
            annotation.text = ""
        return " ".join(element.words().split())
    if source.startswith(("$", "\\(", "\\[")):
        return source
    sign = "$$" if attributes.get("display", "").lower() == "block" else "$"
    return f"{sign}{source}{sign}"
