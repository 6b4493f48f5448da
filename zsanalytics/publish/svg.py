"""Drawings as SVG: cleaned of all that is not drawing, and fitted to where they are shown.

A drawing is kept without name spaces, metadata, scripts and links, as it may stand inside a page;
`standalone` makes a document of it again, and `inline` gives it identifiers of its own.
"""

from __future__ import annotations

import re

from lxml import etree

from zsanalytics.errors import ZsError

SPACE = "http://www.w3.org/2000/svg"

_DRAWN = {
    "svg", "g", "defs", "style", "path", "rect", "circle", "line", "polyline", "polygon", "ellipse",
    "text", "tspan", "use", "clipPath", "linearGradient", "stop", "pattern", "title", "desc",
}  # fmt: skip


class DrawingError(ZsError):
    """A drawing that is not SVG."""


_WORDED = {"text", "tspan", "style", "title", "desc"}


def clean(drawing: str) -> str:
    """Keep of an SVG document only what draws, without name spaces and outside links.

    Raises
    ------
    DrawingError
        If it is not SVG.

    Examples
    --------
    >>> clean('<svg xmlns="http://www.w3.org/2000/svg"><script>x</script><path d="M0 0"/></svg>')
    '<svg><path d="M0 0"/></svg>'
    """
    return _written(_kept(_parsed(drawing)))


def inline(drawing: str, *, prefix: str, label: str = "") -> str:
    """Fit a drawing into a page: identifiers begin with ``prefix``, size follows the page.

    Parameters
    ----------
    drawing : str
        SVG.
    prefix : str
        Letters and digits, different for each drawing of a page.
    label : str
        What the drawing says, for those who do not see it.
    """
    root = _kept(_parsed(drawing))
    for element in root.iter():
        for name, value in list(element.attrib.items()):
            if name == "id":
                element.set(name, f"{prefix}-{value}")
            elif name == "href":
                element.set(name, f"#{prefix}-{value[1:]}")
            elif "url(#" in value:
                element.set(name, value.replace("url(#", f"url(#{prefix}-"))
    for name in ("width", "height"):
        root.attrib.pop(name, None)
    root.set("role", "img")
    if label:
        root.set("aria-label", label)
    return _written(root)


def standalone(drawing: str) -> str:
    """Make a cleaned drawing an SVG document again."""
    return clean(drawing).replace("<svg", f'<svg xmlns="{SPACE}"', 1)


def words(drawing: str) -> list[str]:
    """List the texts that a drawing prints.

    Examples
    --------
    >>> words("<svg><g><text>兰州市</text></g></svg>")
    ['兰州市']
    """
    found = _parsed(drawing).iter("{*}text")
    return [said for said in ("".join(text.itertext()).strip() for text in found) if said]


def _parsed(drawing: str) -> etree._Element:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True,
        remove_pis=True, huge_tree=False,
    )  # fmt: skip
    try:
        root = etree.fromstring(drawing.encode("utf-8"), parser)
    except etree.XMLSyntaxError as error:
        raise DrawingError(f"drawing: not SVG ({error}); expected <svg>…</svg>") from error
    if etree.QName(root).localname != "svg":
        raise DrawingError(f"drawing: found <{etree.QName(root).localname}>; expected <svg>…</svg>")
    return root


def _kept(root: etree._Element) -> etree._Element:
    made = etree.Element(etree.QName(root).localname)
    for name, value in root.attrib.items():
        local = etree.QName(name).localname
        if _draws(local, value):
            made.set(local, value)
    if made.tag in _WORDED:
        made.text, made.tail = root.text, root.tail
    for child in root:
        if isinstance(child.tag, str) and etree.QName(child).localname in _DRAWN:
            made.append(_kept(child))
    return made


def _draws(name: str, value: str) -> bool:
    if name in ("version", "space", "base") or name.startswith("on"):
        return False
    outside = re.search(r"(?i)://|script:|data:", value)
    return not outside and (name != "href" or value.startswith("#"))


def _written(root: etree._Element) -> str:
    return str(etree.tostring(root, encoding="unicode"))
