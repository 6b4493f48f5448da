"""Search in Chinese without a word list: text and queries are cut into pairs of characters.

A page that holds 完成率 is found under 完成 and 成率; a query of several characters asks for all of
its pairs. Latin words and codes are kept whole, in lower case.
"""

from __future__ import annotations

import re

from sphinx.search import SearchLanguage

HAN = "\u3400-\u9fff\U00020000-\U0003ffff"
_PIECES = re.compile(rf"[{HAN}]+|[^\W{HAN}]+")


def pairs(text: str) -> list[str]:
    """Cut a text into Latin words and pairs of Chinese characters.

    Examples
    --------
    >>> pairs("完成率 needed_growth")
    ['完成', '成率', 'needed_growth']
    """
    words: list[str] = []
    for piece in _PIECES.findall(text):
        if re.match(rf"[{HAN}]", piece) and len(piece) > 1:
            words += [piece[n : n + 2] for n in range(len(piece) - 1)]
        else:
            words.append(piece.lower())
    return words


class PairSearch(SearchLanguage):
    """Sphinx's index and its page of results, both cutting text by `pairs`."""

    lang = "zh"
    language_name = "Chinese"
    js_splitter_code = r"""
function splitQuery(query) {
  const han = "\\u3400-\\u9fff\\u{20000}-\\u{3ffff}";
  const pieces = new RegExp(`[${han}]+|(?:[^\\s\\p{P}\\p{S}${han}]|_)+`, "gu");
  const pairs = (piece) => {
    const letters = Array.from(piece);
    if (letters.length < 2 || !new RegExp(`^[${han}]`, "u").test(piece)) return [piece];
    return letters.slice(1).map((letter, n) => letters[n] + letter);
  };
  return (query.match(pieces) || []).flatMap(pairs);
}
"""

    def split(self, input: str) -> list[str]:
        """Cut a page's text into what is looked up."""
        return pairs(input)

    def word_filter(self, word: str) -> bool:
        """Keep every term; a lone digit says nothing."""
        return not word.isdigit()
