"""The imprint: what an office puts above and below its bulletins, and what it follows.

``data/office.toml`` of a project, written by hand. What it does not say is left as a blank line
in the bulletin, never invented.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from zsanalytics.errors import CodebookError

PLACE = Path("data") / "office.toml"
BLANK = "＿＿＿＿"
FIELDS = ("issuer", "signer", "recipients", "issued")
SECTIONS = {"office", "issue", "deadline", "duty", "rhythm"}


def read_office(project: Path) -> Mapping[str, Any]:
    """Read ``data/office.toml``; an empty mapping without one.

    Raises
    ------
    CodebookError
        If it is no TOML, or has a section that is not known.
    """
    path = project / PLACE
    if not path.is_file():
        return {}
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CodebookError(f"{path}: cannot be read as TOML ({error}); mend the file") from error
    strange = sorted(set(content) - SECTIONS)
    if strange:
        raise CodebookError(
            f"{path}: section {strange[0]!r} is unknown; expected {', '.join(sorted(SECTIONS))}"
        )
    return content


def imprint_of(office: Mapping[str, Any], region: str, asof: str) -> dict[str, str]:
    """Give what stands above and below the bulletin of a region and month.

    Parameters
    ----------
    office : mapping
        From `read_office`: ``[office]`` with ``issuer`` (编发单位), ``signer`` (签发), ``issued``
        (成文日期) and ``recipients`` (报送), ``[office.地区]`` for what differs there;
        ``[issue]`` with the 期号 of each month, ``"2024-09" = "第9期"``.
    region, asof : str
        Whose, and of which month.

    Returns
    -------
    dict
        ``issue, issuer, signer, recipients, issued``; what is not stated is a blank line.

    Examples
    --------
    >>> office = {"office": {"issuer": "某局"}, "issue": {"2024-09": "第9期"}}
    >>> found = imprint_of(office, "兰州市", "2024-09")
    >>> found["issue"], found["issuer"], found["signer"]
    ('第9期', '编发单位：某局', '＿＿＿＿')
    """
    stated = office.get("office", {})
    own = {**stated, **(stated.get(region) or {})}
    given = {name: str(own.get(name, "")).strip() or BLANK for name in FIELDS}
    number = str(office.get("issue", {}).get(asof, "")).strip()
    return {
        "issue": number or f"第{BLANK[:2]}期",
        "issuer": f"编发单位：{given['issuer']}",
        "signer": given["signer"],
        "recipients": given["recipients"],
        "issued": given["issued"] if given["issued"] != BLANK else "",
    }
