"""Sphinx's settings, and nothing else; what the site does itself is in ``_ext``."""

import logging
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))  # the package and the extension that stand beside

import cnn_docs
from docs._ext.builds import repository
from docs._ext.figures import gallery
from docs._ext.lessons import notebooks

logging.getLogger("traitlets").setLevel(logging.WARNING)  # else it prints a line for each page that runs

project = html_title = ogp_site_name = repository.site_name()
author = "The cnn_docs developers"
copyright = "2026, the cnn_docs developers. Lessons CC BY 4.0, code MIT"
version = release = cnn_docs.__version__
language = "en"
addresses = repository.addresses()
cnn_docs_repository = repository.name_of(addresses["Source"])

extensions = [
    "myst_nb",
    "numpydoc",
    "sphinx.ext.autodoc",
    "sphinx.ext.viewcode",
    "sphinx_copybutton",
    "notfound.extension",
    "sphinxext.opengraph",
    "docs._ext",
]

exclude_patterns = [
    "_build",
    "_ext",
    "_extra",
    "gallery/**.ipynb",
    "gallery/**.py",
    "gallery/**.md5",
    "sg_execution_times.rst",
]
nitpick_ignore_regex = [
    ("py:.*", r"(np|numpy|keras|matplotlib|plt|pandas|PIL|collections|pathlib)\..*"),
]

# Pages: MyST-NB
nb_execution_mode = "cache"
nb_execution_timeout = 600
nb_execution_show_tb = True
nb_output_stderr = "remove"
nb_merge_streams = True
myst_enable_extensions = ["attrs_block", "attrs_inline", "colon_fence", "deflist", "dollarmath", "fieldlist"]
myst_heading_anchors = 3
myst_update_mathjax = False
suppress_warnings = ["sphinx_gallery.space_in_filename"]  # it looks at the whole path, which people choose

# Reference
autodoc_member_order = "bysource"
numpydoc_show_class_members = False
numpydoc_xref_param_type = False
python_use_unqualified_type_names = True

# Gallery
sphinx_gallery_conf = {
    "examples_dirs": "../examples",
    "gallery_dirs": "gallery",
    "backreferences_dir": "gallery/backreferences",
    "doc_module": ("cnn_docs",),
    "remove_config_comments": True,
    "first_notebook_cell": notebooks.install_cell(
        f"cnn_docs[all] @ git+https://github.com/{cnn_docs_repository}"
    ),
    "show_signature": False,
    **gallery.SETTINGS,
}

# Site
html_theme = "furo"
html_math_renderer = "mathml"
templates_path = ["_templates"]
html_baseurl = addresses["Homepage"]
html_static_path = ["_static"]
html_extra_path = ["_extra"]
html_css_files = ["site.css"]
html_favicon = "_static/favicon.svg"
html_js_files = [("site.js", {"defer": "defer"})]
dated = os.environ.get("SOURCE_DATE_EPOCH") != "0"  # where git does not tell, as in a ZIP, no date is better
html_last_updated_fmt = "%d %B %Y" if dated else None
html_theme_options = {
    "source_repository": f"https://github.com/{cnn_docs_repository}/",
    "source_branch": "main",
    "source_directory": "docs/",
    "navigation_with_keys": False,
}
html_copy_source = False
html_domain_indices = False
ogp_site_url = html_baseurl
ogp_social_cards = {"enable": False}
notfound_urls_prefix = os.environ.get("CNN_DOCS_URL_PREFIX", repository.path_of(html_baseurl))
copybutton_exclude = ".linenos, .gp, .go"
linkcheck_anchors = False
