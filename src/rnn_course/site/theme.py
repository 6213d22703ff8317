"""How the pages look, and formulas that need no script."""

from __future__ import annotations

from typing import Any

import latex2mathml.converter
from docutils import nodes
from sphinx.application import Sphinx

__all__ = ["SETTINGS", "STYLE", "setup"]

SETTINGS: dict[str, Any] = {
    "project": "The RNN course",
    "author": "the founders of the RNN course",
    "language": "en",
    "extensions": ["myst_nb", "rnn_course.site.theme"],
    "nb_execution_mode": "off",
    "nb_ipywidgets_js": {},  # nothing from the network
    "myst_enable_extensions": ["dollarmath"],
    "myst_heading_anchors": 4,
    "html_theme": "sphinx_book_theme",
    "html_title": "The RNN course",
    "html_static_path": ["_static"],
    "html_css_files": ["course.css"],
    "html_copy_source": False,
    "html_show_sourcelink": False,
    "html_use_index": False,
    "html_show_copyright": False,
    "html_math_renderer": "mathml",
    "html_context": {"default_mode": "auto"},  # left out, it is an error in the console
    "html_theme_options": {
        "home_page_in_toc": True,
        "navbar_persistent": [],  # one search field is enough
        "use_download_button": False,
        "use_fullscreen_button": False,
        "show_toc_level": 2,
    },
}

STYLE = """\
/* Questions and solutions, folded. */
details.course { border: 1px solid var(--pst-color-border); border-radius: 6px;
  margin: 1em 0; padding: .5em 1em; }
details.course > summary { cursor: pointer; font-weight: 600; }
details.course[open] > summary { margin-bottom: .6em; }
.course-question { border-left: 5px solid var(--pst-color-primary); margin: 1.5em 0;
  padding: .2em 1.2em; }
.course-question .label { color: var(--pst-color-text-muted); font-size: .85em; }
.course-question ol > li::marker { font-weight: 600; }
.cell_output { overflow-x: auto; }
.cell_output figure img { min-width: 0 !important; }
html[data-theme="dark"] body .bd-content div.cell_output .text_html:not(
  :has(table.dataframe)) { background: none; color: inherit; padding: 0; }
html[data-theme="dark"] .cell_output figure img { border-radius: 6px; }
html[data-theme="dark"] .rnn-card { --edge: #9fb0c0; }
html[data-theme="dark"] .rnn-card.right { --edge: #4fc28a; }
.bd-content .rnn-card { --ink: var(--pst-color-text-base); }
.bd-content code.literal, .bd-content code.literal .pre { overflow-wrap: anywhere;
  white-space: normal; }
.bd-article h1 { font-size: min(2.5em, 8.5vw); overflow-wrap: break-word; }
.bd-article h2 { font-size: min(2em, 7vw); }
math { font-size: 1.08em; }
.math-block { margin: 1em 0; overflow-x: auto; text-align: center; }
"""


def setup(app: Sphinx) -> None:
    """Teach Sphinx to write formulas as MathML, which browsers show by themselves."""
    app.add_html_math_renderer("mathml", (_inline, None), (_block, None))


def _inline(writer: Any, node: nodes.math) -> None:
    writer.body.append(latex2mathml.converter.convert(node.astext()))
    raise nodes.SkipNode


def _block(writer: Any, node: nodes.math_block) -> None:
    mathml = latex2mathml.converter.convert(node.astext(), display="block")
    writer.body.append(f'<div class="math-block" tabindex="0">{mathml}</div>')
    raise nodes.SkipNode
