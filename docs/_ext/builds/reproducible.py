"""What else it takes for two builds, and a clean one and a repeated one, to be equal byte for byte."""

import hashlib
import json
from importlib import resources
from pathlib import Path

from ..files import write_whole


def number_cells(app, _doctree):
    """Give the executed notebook that was written for this page what does not vary.

    What programs write to standard error, such as TensorFlow's notes about the machine, is left out,
    as it is on the page.
    """
    config = getattr(app.env, "mystnb_config", None)
    if config is None:
        return
    path = Path(config.output_folder) / f"{app.env.docname}.ipynb"
    if not path.exists():
        return
    notebook = json.loads(path.read_text("utf-8"))
    for number, cell in enumerate(notebook["cells"], start=1):
        if "id" in cell:
            cell["id"] = f"cell-{number}"
        if "outputs" in cell:
            cell["outputs"] = [output for output in cell["outputs"] if output.get("name") != "stderr"]
    write_whole(path, json.dumps(notebook, indent=1, ensure_ascii=False) + "\n")


def place_style_sheet(app):
    """Put MyST-NB's style sheet in place before pages refer to it by its checksum.

    MyST-NB does so only after them, so a page read again would refer to it differently.
    """
    if app.builder.format == "html":
        style = resources.files("myst_nb.static").joinpath("mystnb.css").read_bytes()
        name = f"mystnb.{hashlib.sha256(style).hexdigest()}.css"
        write_whole(Path(app.outdir) / "_static" / name, style)


def setup(app):
    app.connect("builder-inited", place_style_sheet)
    app.connect("doctree-read", number_cells)
