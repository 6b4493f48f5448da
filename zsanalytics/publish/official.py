"""The official form of a Word document (GB/T 9704): its styles, page and page number.

A4, 37 mm above and 28 mm at the binding edge, a type area of 156 × 225 mm with 22 lines of 28
characters; 二号 for the title, 三号 for the text. The fonts are named as the standard's offices
have them (方正小标宋简体, 仿宋_GB2312, 黑体, 楷体_GB2312); elsewhere Word substitutes its own.
"""

from __future__ import annotations

from typing import Any, NamedTuple

LATIN = "Times New Roman"
BODY, TITLE, BLACK, SCRIPT = "仿宋_GB2312", "方正小标宋简体", "黑体", "楷体_GB2312"

LINE = 579
"""Line pitch in twentieths of a point: 22 lines in 225 mm."""
PAGE = (210.0, 297.0)
MARGINS = {"top": 37.0, "right": 26.0, "bottom": 35.0, "left": 28.0}
LYING_MARGINS = {"top": 25.0, "right": 22.0, "bottom": 22.0, "left": 22.0}

SPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


class Style(NamedTuple):
    """A paragraph style: type in half points, lengths in twentieths of a point."""

    name: str
    font: str
    size: int
    align: str = "both"
    first: int = 0
    line: int = LINE
    rule: str = "exact"
    before: int = 0
    after: int = 0
    level: int = -1
    together: bool = False
    bold: bool = False
    colour: str = "000000"
    border: str = ""


_RED_BELOW = '<w:bottom w:val="single" w:sz="12" w:space="4" w:color="C00000"/>'
_RULES = (
    '<w:top w:val="single" w:sz="8" w:space="2" w:color="000000"/>'
    '<w:bottom w:val="single" w:sz="8" w:space="2" w:color="000000"/>'
)

STYLES = {
    "Normal": Style("Normal", BODY, 32),
    "BodyText": Style("Body Text", BODY, 32, first=200),
    "Title": Style("Title", TITLE, 44, align="center", line=680, before=240, after=200),
    "Subtitle": Style("Subtitle", SCRIPT, 28, align="center", line=480, after=120),
    "Heading1": Style("heading 1", BLACK, 32, first=200, level=0, together=True),
    "Heading2": Style("heading 2", SCRIPT, 32, first=200, level=1, together=True),
    "Heading3": Style("heading 3", BODY, 32, first=200, level=2, together=True, bold=True),
    "Caption": Style("caption", BLACK, 24, align="center", line=360, rule="auto", before=120,
                     together=True),
    "Mark": Style("Mark", BLACK, 28, align="right", colour="C00000"),
    "Imprint": Style("Imprint", BODY, 28, align="left", line=400, after=240, border=_RED_BELOW),
    "TableUnit": Style("Table Unit", BODY, 20, align="right", line=280, together=True),
    "TableHead": Style("Table Head", BLACK, 21, align="center", line=240, rule="auto",
                       together=True),
    "TableText": Style("Table Text", BODY, 21, align="left", line=240, rule="auto", before=34,
                       after=34),
    "Note": Style("Note", BODY, 20, align="left", line=300),
    "Figure": Style("Figure", BODY, 24, align="center", line=240, rule="auto", before=160,
                    together=True),
    "Colophon": Style("Colophon", BODY, 28, align="left", line=400, before=200, border=_RULES),
    "Header": Style("header", BODY, 18, align="right", line=240, rule="auto", colour="5C636B"),
    "Footer": Style("footer", "宋体", 28, align="right", line=240, rule="auto"),
    "FooterEven": Style("Footer Even", "宋体", 28, align="left", line=240, rule="auto"),
}  # fmt: skip

_OWN = {"Mark", "Imprint", "TableUnit", "TableHead", "TableText", "Note", "Figure", "Colophon",
        "FooterEven"}  # fmt: skip


def dress(document: Any) -> None:
    """Give a new python-docx document the styles and defaults of the official form."""
    styles = document.styles.element
    for old in styles.findall(f"{{{SPACE}}}style"):
        if old.get(f"{{{SPACE}}}styleId") in STYLES:
            styles.remove(old)
    styles.replace(styles.find(f"{{{SPACE}}}docDefaults"), made(_defaults()))
    for identifier, style in STYLES.items():
        styles.append(made(_style(identifier, style)))


def lay(section: Any, *, lying: bool) -> None:
    """Set a section's paper, margins and line grid."""
    from docx.enum.section import WD_ORIENT  # python-docx takes 0.15 s to load
    from docx.shared import Mm

    across, down = PAGE[::-1] if lying else PAGE
    section.orientation = WD_ORIENT.LANDSCAPE if lying else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(across), Mm(down)
    for side, length in (LYING_MARGINS if lying else MARGINS).items():
        setattr(section, f"{side}_margin", Mm(length))
    section.header_distance = Mm(14 if lying else 20)
    section.footer_distance = Mm(12 if lying else 25)  # 7 mm below the type area
    properties = section._sectPr
    for old in properties.findall(f"{{{SPACE}}}docGrid"):
        properties.remove(old)
    properties.append(made(f'<w:docGrid w:type="lines" w:linePitch="{LINE}"/>'))


def number_pages(section: Any) -> None:
    """Put — 1 — at the outer edge of a section's pages: right on odd, left on even ones."""
    for footer, style in ((section.footer, "footer"), (section.even_page_footer, "Footer Even")):
        footer.is_linked_to_previous = False
        line = footer.paragraphs[0]
        line.style = style
        line.add_run("— ")
        _add_field(line, "PAGE")
        line.add_run(" —")


def border(table: Any) -> None:
    """Rule a table above and below (三线表) and fix its column widths."""
    lines = "".join(
        f'<w:{side} w:val="single" w:sz="12" w:space="0" w:color="000000"/>'
        for side in ("top", "bottom")
    )
    room = '<w:left w:w="40" w:type="dxa"/><w:right w:w="40" w:type="dxa"/>'
    properties = table._tbl.tblPr
    for old in properties.findall(f"{{{SPACE}}}tblLayout"):
        properties.remove(old)
    for part in (
        f"<w:tblBorders>{lines}</w:tblBorders>",
        '<w:tblLayout w:type="fixed"/>',
        f"<w:tblCellMar>{room}</w:tblCellMar>",
    ):
        properties.insert_element_before(made(part), "w:tblLook", "w:tblCaption")


def made(xml: str) -> Any:
    """Make an element of WordprocessingML text."""
    from docx.oxml import parse_xml

    return parse_xml(f'<w:p xmlns:w="{SPACE}">{xml}</w:p>')[0]


def _add_field(line: Any, name: str) -> None:
    parts = (
        '<w:fldChar w:fldCharType="begin"/>',
        f'<w:instrText xml:space="preserve"> {name} </w:instrText>',
        '<w:fldChar w:fldCharType="separate"/>',
        "<w:t>1</w:t>",
        '<w:fldChar w:fldCharType="end"/>',
    )
    for part in parts:
        line._p.append(made(f"<w:r>{part}</w:r>"))


def _fonts(east: str) -> str:
    return f'<w:rFonts w:ascii="{LATIN}" w:hAnsi="{LATIN}" w:eastAsia="{east}" w:cs="{LATIN}"/>'


def _defaults() -> str:
    return (
        f"<w:docDefaults><w:rPrDefault><w:rPr>{_fonts(BODY)}"
        '<w:sz w:val="32"/><w:szCs w:val="32"/>'
        '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/>'
        "</w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>"
    )


def _style(identifier: str, style: Style) -> str:
    normal = identifier == "Normal"
    based = "" if normal else '<w:basedOn w:val="Normal"/>'
    follows = '<w:next w:val="BodyText"/>' if style.level >= 0 else ""
    indent = f' w:firstLineChars="{style.first}" w:firstLine="{style.first * style.size // 10}"'
    paragraph = "".join((
        "<w:keepNext/>" if style.together else "",
        f"<w:pBdr>{style.border}</w:pBdr>" if style.border else "",
        "" if style.rule == "exact" and style.line == LINE else '<w:snapToGrid w:val="0"/>',
        f'<w:spacing w:before="{style.before}" w:after="{style.after}" w:line="{style.line}" '
        f'w:lineRule="{style.rule}"/>',
        f"<w:ind{indent}/>" if style.first else "",
        f'<w:jc w:val="{style.align}"/>',
        f'<w:outlineLvl w:val="{style.level}"/>' if style.level >= 0 else "",
    ))  # fmt: skip
    squeezed = '<w:spacing w:val="-4"/>' if style.size == 32 else ""  # why: 28 characters a line
    kind = ' w:default="1"' if normal else ' w:customStyle="1"' if identifier in _OWN else ""
    return (
        f'<w:style w:type="paragraph"{kind} w:styleId="{identifier}">'
        f'<w:name w:val="{style.name}"/>{based}{follows}<w:qFormat/><w:pPr>{paragraph}</w:pPr>'
        f"<w:rPr>{_fonts(style.font)}{'<w:b/>' if style.bold else ''}"
        f'<w:color w:val="{style.colour}"/>{squeezed}'
        f'<w:sz w:val="{style.size}"/><w:szCs w:val="{style.size}"/></w:rPr></w:style>'
    )
