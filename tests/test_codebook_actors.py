"""Actors in the codebook: kinds by words, members by any spelling, an office's own list."""

import pytest

from zsanalytics.codebook import load_codebook
from zsanalytics.codebook.actors import actors_in, bare_actor, kind_of, load_actors, office_actors
from zsanalytics.errors import CodebookError

BOOK = load_codebook()


def own(tmp_path, text):
    (tmp_path / "actors.toml").write_text(text, encoding="utf-8")
    return load_codebook(tmp_path)


@pytest.mark.parametrize("said", [
    "市工信局", "张掖市工信局", "张掖市工业和信息化局", "市 工业和信息化局", "张掖市人民政府工信局",
])  # fmt: skip
def test_an_actor_is_the_same_under_every_spelling(said):
    assert list(actors_in(said, load_actors(BOOK), "甘州区", BOOK)) == ["市工信局"]


def test_the_office_of_one_city_is_not_that_of_another():
    actors = load_actors(BOOK)
    assert list(actors_in("市文旅局", actors, "甘州区", BOOK)) == ["市文广旅游局"]
    assert list(actors_in("市文旅局", actors, "西峰区", BOOK)) == ["市文旅局"]


def test_several_actors_are_told_apart_each_once():
    found = actors_in(
        "驻沪联络处、市商务局；张掖市商务局/甘州区", load_actors(BOOK), "甘州区", BOOK
    )
    assert list(found) == ["市政府驻上海联络处", "市商务局", "甘州区"]


def test_a_county_department_is_the_county_and_a_bare_name_stays():
    assert kind_of("甘州区工信局", BOOK) == "县区"
    assert bare_actor("市政府", "张掖市") == "市政府"


def test_a_list_of_its_own_has_the_shipped_kinds(tmp_path):
    book = own(tmp_path, '[[member]]\nname = "省商务厅"\ntask = true\n')
    actors = load_actors(book)
    assert actors.members.values.tolist() == [["省商务厅", "市直部门", "甘肃省", True, ()]]
    assert kind_of("省驻京办事处", book) == "驻外机构"


@pytest.mark.parametrize(("text", "said"), [
    ('[[member]]\nof = "张掖市"\n', "a member has no name; give aliases, chains, kind, name"),
    ('[[member]]\nname = "甲局"\nduty = 1\n', "a member has unknown field duty; give aliases"),
    ('[[member]]\nname = "甲局"\n[[member]]\nname = "乙局"\naliases = ["甲局"]\n',
     "'甲局' means two actors; name each once"),
    ("[[member", "actors cannot be read"),
])  # fmt: skip
def test_a_wrong_list_is_refused(tmp_path, text, said):
    with pytest.raises(CodebookError, match=said):
        load_actors(own(tmp_path, text))


def test_an_office_gets_its_members_and_another_an_example():
    assert 'name = "市政府驻北京联络处"' in office_actors(BOOK, "张掖市")
    told = office_actors(BOOK, "白银市")
    assert "白银市的招商主体" in told and "\n[[member]]" not in told
