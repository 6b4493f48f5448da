"""The few words of the theme that Sphinx's own catalogue does not have in Chinese."""

from __future__ import annotations

import gettext

from sphinx.application import Sphinx
from sphinx.locale import translators

WORDS = {"Next": "下一页", "Previous": "上一页", "Home": "首页", "On this page": "本页内容"}


class _Further(gettext.NullTranslations):
    def gettext(self, message: str) -> str:
        return WORDS.get(message, message)


def use(app: Sphinx) -> None:
    """Answer for words that the catalogue lacks."""
    translators["general", "sphinx"].add_fallback(_Further())
