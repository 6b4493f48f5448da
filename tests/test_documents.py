"""Documents: the running text of txt, md, html, docx and facts.json; anything else is refused."""

import json
import zipfile

import pytest

from zsanalytics.documents import read_document
from zsanalytics.errors import RequestError

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SENTENCE = "到位资金12.5亿元，占25%。"


def docx(path, body):
    text = f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", text)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_text_in_any_usual_encoding(tmp_path, encoding):
    path = tmp_path / "通报.txt"
    path.write_text(SENTENCE, encoding=encoding)
    assert read_document(path) == SENTENCE


def test_a_page_without_its_tables_scripts_and_hidden_parts(tmp_path):
    path = tmp_path / "a.html"
    path.write_text(
        "<html><head><title>x</title><style>p{}</style></head><body><h1>通报</h1>"
        "<p>到位资金<b>12.5</b>亿元，</p><table><tr><td>9亿元</td></tr></table>"
        "<details>算法1亿元</details><p hidden>3亿元</p><script>5亿元</script>"
        "<p>占25%。</p></body>",
        encoding="utf-8",
    )
    assert read_document(path) == "通报\n到位资金12.5亿元，\n占25%。"


def test_an_empty_page_is_an_empty_text(tmp_path):
    path = tmp_path / "a.html"
    path.write_text("", encoding="utf-8")
    assert read_document(path) == ""


def test_the_paragraphs_of_a_letter(tmp_path):
    run = "<w:r><w:t>到位资金</w:t></w:r><w:r><w:t>12.5亿元</w:t></w:r>"
    table = f"<w:tbl><w:tr><w:tc><w:p>{run}</w:p></w:tc></w:tr></w:tbl>"
    deleted = "<w:del><w:r><w:delText>9亿元</w:delText></w:r></w:del>"
    path = docx(tmp_path / "a.docx", f"<w:p>{run}{deleted}</w:p>{table}<w:p>{run}</w:p>")
    assert read_document(path) == "到位资金12.5亿元\n到位资金12.5亿元"


def test_the_facts_of_a_report(tmp_path):
    path = tmp_path / "a.facts.json"
    facts = [{"label": "到位资金", "text": "12.50", "unit": "亿元"}]
    path.write_text(json.dumps(facts, ensure_ascii=False), encoding="utf-8")
    assert read_document(path) == "到位资金12.50亿元。"


def test_what_is_no_bulletin_is_refused_in_one_sentence(tmp_path):
    pdf, broken, letter = tmp_path / "a.pdf", tmp_path / "a.json", tmp_path / "a.docx"
    for path in (pdf, broken, letter):
        path.write_bytes(b"\xff{")
    with pytest.raises(RequestError) as refused:
        read_document(pdf)
    assert str(refused.value) == (
        f"{pdf}: found a .pdf file, expected txt, md, html, docx or facts.json; "
        "save the bulletin as one of these"
    )
    for path in (broken, letter):
        with pytest.raises(RequestError, match=f"not readable as {path.suffix[1:]} "):
            read_document(path)
    with pytest.raises(RequestError) as missing:
        read_document(tmp_path / "b.txt")
    assert str(missing.value) == f"{tmp_path / 'b.txt'}: no such file; check the path"


def test_a_document_too_large_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("zsanalytics.documents.LARGEST", 10)
    path = tmp_path / "a.txt"
    path.write_text(SENTENCE, encoding="utf-8")
    with pytest.raises(RequestError) as refused:
        read_document(path)
    assert str(refused.value) == f"{path}: larger than 20 MB, expected a bulletin; check the file"
    letter = docx(tmp_path / "a.docx", "<w:p/>" * 3)
    monkeypatch.setattr("zsanalytics.documents.LARGEST", letter.stat().st_size)
    docx(letter, "<w:p/>" * 4000)
    with pytest.raises(RequestError):
        read_document(letter)


def test_entities_of_a_letter_are_not_resolved(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("9亿元", encoding="utf-8")
    path = tmp_path / "a.docx"
    text = (
        f'<!DOCTYPE d [<!ENTITY e SYSTEM "{secret.as_uri()}">]><w:document xmlns:w="{W}">'
        "<w:p><w:r><w:t>&e;</w:t></w:r></w:p></w:document>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", text)
    assert "9" not in read_document(path)
