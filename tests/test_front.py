"""The front door: every public name resolves, and importing it loads nothing heavy."""

import importlib
import inspect
import operator
import re
import subprocess
import sys

import pytest

import zsanalytics as zs


@pytest.mark.parametrize("name", zs.__all__)
def test_a_public_name_resolves_and_is_documented(name):
    assert (getattr(zs, name).__doc__ or "").strip()
    assert name in dir(zs)


FIGURES = [f"explore.{name}" for name in zs.explore.__all__]
PIECES = [f"blocks.{name}" for name in ("title", "heading", "paragraph", "note", "table", "figure")]


@pytest.mark.parametrize("name", [*zs.__all__, *FIGURES, *PIECES])
def test_a_docstring_says_in_chinese_too_what_it_is(name):
    """After the English line a paragraph of one Chinese sentence: what completion shows."""
    found = operator.attrgetter(name)(zs)
    if not inspect.ismodule(found):
        second = inspect.getdoc(found).split("\n\n")[1]
        assert re.match(r"[^a-z\n]*[\u4e00-\u9fff]", second) and second.endswith("。"), second


def test_completion_offers_the_public_names_only():
    assert set(dir(zs.explore)) == set(zs.explore.__all__)
    assert {name for name in dir(zs) if not name.startswith("__")} == set(zs.__all__)


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="module 'zsanalytics' has no attribute 'grwoth'"):
        _ = zs.grwoth


def test_intake_is_the_function_whatever_was_imported_first():
    importlib.import_module("zsanalytics.intake.folder")
    assert inspect.isfunction(zs.intake) and zs.intake.__module__ == "zsanalytics.intake.folder"


def test_the_import_is_light():
    code = (
        "import sys, zsanalytics as zs\n"
        "zs.load_codebook; zs.growth; zs.read_records; zs.check; zs.brief; zs.load_targets; "
        "zs.explore; zs.show; zs.fonts; zs.blocks\n"
        "print(*sorted({'matplotlib', 'plotly', 'statsmodels', 'papermill', 'nbformat', 'typst',"
        " 'docx'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_no_verbs_help_loads_pandas():
    code = (
        "import sys\n"
        "from zsanalytics.cli import VERBS, main\n"
        "heavy = {'pandas', 'numpy', 'pyarrow', 'matplotlib', 'plotly', 'statsmodels', 'papermill',"
        " 'nbformat', 'distributed', 'rich'}\n"
        "for verb in ('', *(verb.name for verb in VERBS)):\n"
        "    try:\n"
        "        main([*verb.split(), '--help'])\n"
        "    except SystemExit:\n"
        "        pass\n"
        "    print('loaded:', verb or 'zs', *sorted(heavy & set(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", code],
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    loaded = [line.split()[1:] for line in done.stdout.splitlines() if line.startswith("loaded:")]
    assert len(loaded) > 15
    assert [line for line in loaded if len(line) > 1] == []
