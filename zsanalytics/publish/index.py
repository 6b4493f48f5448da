"""The index of a month's set: which briefings lie in a folder, and their files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from zsanalytics.codebook import Codebook, load_codebook
from zsanalytics.periods import month_text, parse_asof
from zsanalytics.publish import html
from zsanalytics.publish.report import Report, collect_blocks

LABELS = {"html": "网页", "pdf": "PDF", "docx": "Word", "xlsx": "Excel"}


def index_page(
    folder: str | Path, *, asof: str, vintage: str = "", book: Codebook | None = None
) -> str:
    """Write the page that lists the briefings of a folder, in the order of the codebook.

    A briefing is an executed notebook with files of the same name beside it; its title and marks
    are read from the notebook.

    Parameters
    ----------
    folder : str or Path
        Holds ``甘肃省.ipynb``, ``甘肃省.html`` and so on.
    asof : str
        The month, as ``"2024-09"``.
    vintage : str
        The vintage of the data, printed at the foot.
    book : Codebook, optional
        The codebook, for the order of regions.

    Returns
    -------
    str
        The text of ``index.html``; it needs no asset.
    """
    entries = sorted(_entries(Path(folder)), key=_in_order(book or load_codebook()))
    marks = list(dict.fromkeys(mark for entry in entries for mark in entry["marks"]))
    year, month = parse_asof(asof)
    return html.page_text(
        "index.html.j2",
        {
            "title": f"{month_text(year, month)}招商引资统计通报",
            "marks": marks,
            "entries": entries,
            "vintage": vintage,
        },
    )


def render_index(
    folder: str | Path, *, asof: str, vintage: str = "", book: Codebook | None = None
) -> Path:
    """Write ``index.html`` into a folder of briefings; see `index_page`."""
    path = Path(folder) / "index.html"
    page = index_page(folder, asof=asof, vintage=vintage, book=book)
    path.unlink(missing_ok=True)  # why: it may be linked to the one of an older set
    path.write_text(page, encoding="utf-8", newline="\n")
    return path


def _entries(folder: Path) -> list[dict[str, Any]]:
    found = []
    for notebook in sorted(folder.glob("*.ipynb")):
        report = Report(tuple(collect_blocks(notebook)))
        files = [
            {"label": label, "href": quote(f"{notebook.stem}.{form}")}
            for form, label in LABELS.items()
            if (folder / f"{notebook.stem}.{form}").is_file()
        ]
        head = {"title": report.title, "marks": list(report.head.get("marks", ()))}
        found.append({"name": notebook.stem, "files": files, **head})
    return found


def _in_order(book: Codebook) -> Any:
    places = {region: place for place, region in enumerate(book.regions["region"])}

    def order(entry: Mapping[str, Any]) -> tuple[int, str]:
        region = str(entry["name"]).partition("-")[0]
        return places.get(region, len(places)), str(entry["name"])

    return order
