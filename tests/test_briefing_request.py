"""Requests: the parameter cell of a notebook, and where one is looked for."""

import pytest

from tests.test_briefing_batch import write_notebook
from zsanalytics.briefing import request
from zsanalytics.errors import RequestError


def test_a_project_may_have_its_own_notebook_and_else_uses_the_shipped_one(tmp_path):
    shipped = request.notebook_path(tmp_path, "monthly_briefing")
    assert shipped.name == "monthly_briefing.ipynb" and not shipped.is_relative_to(tmp_path)
    write_notebook(tmp_path, "monthly_briefing")
    own = tmp_path / "notebooks" / "monthly_briefing.ipynb"
    assert request.notebook_path(tmp_path, "monthly_briefing") == own


@pytest.mark.parametrize("name", ["", "../x", "a/b", "a b", "x.ipynb", ".hidden", "a\x00b"])
def test_a_notebook_is_named_not_addressed(tmp_path, name):
    with pytest.raises(RequestError, match="not found; there are "):
        request.notebook_path(tmp_path, name)


def test_parameters_are_read_from_the_cell_without_running_it(tmp_path):
    cell = (
        'asof = "2024-09"  # 月份\nregion = "甘肃省"\ntop = 5\nshare = 0.5\nnames = ["a"]\nx = None'
    )
    write_notebook(tmp_path, "n", parameters=cell)
    path = tmp_path / "notebooks" / "n.ipynb"
    assert request.parameters_of(path) == {
        "asof": "2024-09", "region": "甘肃省", "top": 5, "share": 0.5, "names": ["a"], "x": None,
    }  # fmt: skip
    assert request.checked_parameters(path, {"top": 3, "x": "any"}) == {"top": 3, "x": "any"}


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"top": True}, "parameter top = True: expected int, as in n.ipynb"),
        ({"top": 5.0}, "parameter top = 5.0: expected int, as in n.ipynb"),
        ({"asof": 202409}, "parameter asof = 202409: expected str, as in n.ipynb"),
        ({"x); import os": "1"},
         "parameter 'x); import os': n.ipynb has none of that name; it has asof, top"),
    ],
)  # fmt: skip
def test_a_parameter_of_another_name_or_type_is_refused(tmp_path, given, sentence):
    write_notebook(tmp_path, "n", parameters='asof = "2024-09"\ntop = 5')
    with pytest.raises(RequestError) as caught:
        request.checked_parameters(tmp_path / "notebooks" / "n.ipynb", given)
    assert str(caught.value) == sentence


def test_a_computed_parameter_is_refused_in_a_sentence(tmp_path):
    write_notebook(tmp_path, "n", parameters="asof = str(2024)")
    with pytest.raises(RequestError) as caught:
        request.parameters_of(tmp_path / "notebooks" / "n.ipynb")
    assert str(caught.value) == (
        "n.ipynb: a parameter is not a plain value; write text, numbers or lists of them"
    )


def test_names_may_be_given_one_by_one_or_as_a_single_text():
    assert request.checked_formats("html") == ["html"]
    assert request.checked_formats(("pdf", "html", "pdf")) == ["pdf", "html"]
    assert request.checked_jobs(3) == 3
    assert request.checked_jobs(None) >= 1
    assert request.checked_engine("papermill") == "papermill"
