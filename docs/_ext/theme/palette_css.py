"""Write ``palette.css``: the colours of :mod:`cnn_docs.palette` as CSS variables, light and dark.

Each role becomes ``--cnn-<role>``, the colour of each activation function ``--cnn-function-<name>``.
The rules follow furo's switch (``body[data-theme]``) and, while
that says "auto", the system's preference. Printed pages are light.
"""

from pathlib import Path

from cnn_docs.palette import ACTIVATION_ROLES, DARK, LIGHT

from ..files import write_whole

NAME = "palette.css"


def style_sheet():
    """Return the text of the style sheet.

    Examples
    --------
    >>> print(style_sheet().splitlines()[1].strip())
    --cnn-input: #B5588F;
    """
    light, dark = variables(LIGHT), variables(DARK)
    return "\n".join(
        (
            f"body {{\n{light}}}",
            "@media not print {",
            f'body[data-theme="dark"] {{\n{dark}}}',
            "@media (prefers-color-scheme: dark) {",
            f'body:not([data-theme="light"]) {{\n{dark}}}',
            "}",
            "}",
            "",
        )
    )


def variables(palette):
    """Return the lines that set one palette."""
    colours = palette | {f"function-{name}": palette[role] for name, role in ACTIVATION_ROLES.items()}
    return "".join(f"  --cnn-{name}: {colour};\n" for name, colour in colours.items())


def write(app):
    """Write the style sheet before the pages are, so that their links carry its checksum."""
    if app.builder.format == "html":
        write_whole(Path(app.outdir, "_static", NAME), style_sheet())


def setup(app):
    app.connect("builder-inited", write)
    app.add_css_file(NAME, priority=700)
