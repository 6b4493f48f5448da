"""Chinese in one's own matplotlib figures, with no set-up: the bundled fonts, for as long as asked.

Nothing is set on import, and matplotlib's settings are as before afterwards.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from typing import Any

from zsanalytics.publish.style import chart_style


@contextlib.contextmanager
def fonts(**settings: Any) -> Iterator[None]:
    """Draw matplotlib (and pandas) figures with Chinese fonts and the house colours.

    画 matplotlib 图时使用中文字体和统一配色，退出后恢复原设置。

    Figures begun inside are laid out before the fonts are put back, so that what a notebook shows
    after the cell has its Chinese labels too.

    Parameters
    ----------
    **settings
        Further matplotlib settings, with ``_`` for the first dot: ``font_size=11``.

    Examples
    --------
    >>> import matplotlib.pyplot as plt
    >>> with fonts(font_size=11):
    ...     figure, axes = plt.subplots()
    ...     bars = axes.bar(["兰州市", "庆阳市"], [1200.5, 866.6])
    >>> plt.close(figure)
    """
    with chart_style(**settings):
        before = set(_open_figures())
        yield
        for number, drawn in _open_figures().items():
            if number not in before:
                drawn.draw_without_rendering()


def _open_figures() -> dict[int, Any]:
    """Give pyplot's open figures; none where pyplot has not been loaded."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    return {n: pyplot.figure(n) for n in pyplot.get_fignums()} if pyplot else {}
