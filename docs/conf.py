"""The handbook's site; built by `python3 run.py docs` into docs/_build/html."""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))  # the pages' makers stand in docs/handbook/

from handbook import (  # noqa: E402
    commands,
    dictionary,
    examples,
    indicators,
    mathematics,
    pictures,
    reference,
    search,
    typography,
    wording,
)
from sphinx.application import Sphinx  # noqa: E402
from sphinx.search import languages  # noqa: E402

highlight_language = "text"
project = "zsanalytics 招商引资统计手册"
author = "zsanalytics"
language = "zh_CN"
html_title = "zsanalytics 手册"
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["_build", "scores", "handbook"]

# Markdown
myst_heading_anchors = 3
myst_enable_extensions = ["colon_fence", "deflist"]

# the reference: docstrings as they stand, types short, code that is not ours not linked
default_role = "py:obj"
add_module_names = False
toc_object_entries = False
autodoc_typehints = "signature"
autodoc_typehints_format = "short"
autodoc_preserve_defaults = True
autodoc_member_order = "bysource"
napoleon_google_docstring = False
napoleon_use_param = False
napoleon_use_rtype = False
napoleon_preprocess_types = False
python_maximum_signature_line_length = 80
nitpick_ignore_regex = [("py:.*", ".*")]  # names in docstrings; pages and anchors stay checked

# the look: nothing is fetched from anywhere
SANS = (
    "system-ui, 'Noto Sans SC', 'Noto Sans CJK SC', 'Source Han Sans SC', 'PingFang SC', "
    "'Microsoft YaHei', sans-serif"
)
html_theme = "furo"
html_theme_options = {
    "light_css_variables": {"font-stack": SANS},
    "top_of_page_buttons": [],
}
html_static_path = ["_static"]
html_css_files = ["handbook.css"]
html_math_renderer = "mathml"
html_copy_source = False
html_show_sphinx = False
html_show_copyright = False
html_show_search_summary = False  # it would fetch pages, which a browser forbids for files
html_search_language = "zh"


def write_pages(app: Sphinx) -> None:
    """Write what the build makes by itself into docs/generated/."""
    generated = Path(app.srcdir) / "generated"
    indicators.write(generated)
    dictionary.write(generated)
    commands.write(generated)
    reference.write(generated)
    pictures.write(generated, app.config.zs_pictures)


def setup(app: Sphinx) -> None:
    """Add our makers to Sphinx."""
    languages["zh"] = search.PairSearch
    app.add_config_value("zs_pictures", True, "env", bool)
    app.connect("builder-inited", write_pages)
    app.connect("autodoc-process-docstring", reference.plain_words)
    app.connect("autodoc-process-signature", reference.plain_paths)
    examples.use(app)
    mathematics.use(app)
    typography.use(app)
    wording.use(app)
