"""Past briefings made again: the same bytes in another process, on another day, after revisions."""

import json
import os
import re
import shutil
import subprocess
import sys
import time
import zipfile

import pytest

from zsanalytics import store
from zsanalytics.sample.writer import write_sample

UNITS = ("庆阳市", "天水市")
FORMATS = ("html", "pdf", "docx", "xlsx", "ipynb", "facts.json")
EAST, WEST = "Pacific/Kiritimati", "Etc/GMT+12"  # 26 hours apart: never the same day


def zs(*words, cwd, zone="UTC"):
    environment = {**os.environ, "TZ": zone, "PYTHONHASHSEED": "random"}
    done = subprocess.run(
        [sys.executable, "-m", "zsanalytics.cli", *words],
        cwd=cwd, env=environment, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert done.returncode in (0, 1), done.stderr
    return done


def brief(project, asof, *more, zone="UTC"):
    done = zs("brief", "--month", asof, "--region", "庆阳市", "--format", "html,pdf,docx,xlsx",
              *more, cwd=project, zone=zone)  # fmt: skip
    assert done.returncode == 0, done.stderr
    folder = project / "reports" / asof
    return {name: (folder / f"庆阳市.{name}").read_bytes() for name in FORMATS}


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A project in which August was built, with the files of September put aside."""
    folder = tmp_path_factory.mktemp("office")
    write_sample(folder / "all", first="2024-07", last="2024-09", ledgers=["2024-08"])
    for month in ("2024-07", "2024-08"):
        place = folder / "project/data/raw" / month
        place.mkdir(parents=True)
        for path in (folder / "all" / month).iterdir():
            if path.name.startswith(UNITS):
                shutil.copy(path, place)
    zs("build", "--month", "2024-08", cwd=folder / "project")
    return folder / "project"


@pytest.mark.slow
def test_a_draft_and_a_final_briefing_have_the_same_bytes_whenever_they_are_made(project):
    first = brief(project, "2024-08", zone=EAST)
    assert brief(project, "2024-08", zone=WEST) == first
    today = {time.strftime(form, time.gmtime(time.time() + 3600 * hours)).encode()
             for hours in (-12, 0, 14)
             for form in ("%Y-%m-%d", "%Y年%m月%d日", "D:%Y%m%d", "%Y/%m/%d")}  # fmt: skip
    assert not [name for name, content in first.items() for day in today if day in content]
    for name in ("docx", "xlsx"):
        path = project / "reports/2024-08" / f"庆阳市.{name}"
        with zipfile.ZipFile(path) as box:
            assert {info.date_time[0] for info in box.infolist()} <= {1980}
            parts = b"".join(box.read(info) for info in box.infolist())
        assert not [day for day in today if day in parts]
    final = brief(project, "2024-08", "--final", zone=EAST)
    locked = store.open_vintage(project, "2024-08").path.name
    raw = project / "data/raw"
    (raw / "2024-09").mkdir()
    for path in (project.parent / "all/2024-09").iterdir():
        if path.name.startswith(UNITS):
            shutil.copy(path, raw / "2024-09")
    revise(raw)
    for month in ("2024-07", "2024-09", "2024-08"):
        zs("build", "--month", month, cwd=project)
    brief(project, "2024-07", "--final")  # the bulletin before changes too
    brief(project, "2024-09")
    assert store.open_vintage(project, "2024-08").path.name != locked
    assert brief(project, "2024-08", zone=WEST) == final
    lock = json.loads((project / "reports/2024-08/庆阳市.final.json").read_text("utf-8"))
    assert lock["vintage"] == locked


def revise(raw):
    """Let a revision of July and of August arrive: all funds of one county a tenth more."""
    for month in ("2024-07", "2024-08"):
        (path,) = [p for p in (raw / month).iterdir() if p.name.startswith("庆阳市招商引资情况")]
        newer = path.with_name(f"{path.stem}-v2.xlsx")
        with zipfile.ZipFile(path) as box, zipfile.ZipFile(newer, "w") as made:
            for info in box.infolist():
                part = box.read(info)
                if info.filename.endswith("sheet1.xml"):
                    found = re.search(rb'(<c r="H5"[^>]*><v>)([^<]+)', part)
                    more = str(round(float(found[2]) * 1.1)).encode()
                    part = part[: found.start(2)] + more + part[found.end(2) :]
                made.writestr(info.filename, part)
