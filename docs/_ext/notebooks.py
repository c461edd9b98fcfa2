"""Turn a lesson page into a clean notebook and into a script that runs on its own.

Markdown for readers outside of the site: directives and roles become plain Markdown, solutions stay,
instructor notes go, outputs are left for the reader to make.
"""

import re
import textwrap
from urllib.parse import urljoin

import nbformat
from checked_numbers import ROLE_TEXT
from lesson_blocks import KINDS
from myst_nb.core.read import read_myst_markdown_notebook

FENCE = re.compile(r"(?P<fence>:{3,}|`{3,})\{(?P<name>[\w:.-]+)\}\s*(?P<arguments>.*)")
PLAIN_FENCE = re.compile(r"(?P<fence>`{3,}|~{3,}|\${2})")
ROLE = re.compile(r"\{(?P<name>[\w:.-]+)\}(?P<ticks>`+)(?P<content>.+?)(?P=ticks)", re.DOTALL)
LINK = re.compile(r"(?<!!)\[(?P<text>[^\]]*)\]\((?P<target>[^)\s]+)\)")
IGNORED = re.compile(r"%\s.*|\([\w.:-]+\)=\s*")
INSTRUCTOR_GATE = re.compile(r"^:{3,}\{instructor-(start|end)\}.*?\n:{3,}$\n?", re.MULTILINE | re.DOTALL)
ADMONITIONS = {"admonition", "caution", "danger", "important", "note", "seealso", "tip", "warning"}
DROPPED = {"bibliography", "include", "index", "raw", "toctree"}


class Plain:
    """Turn MyST Markdown into plain Markdown, for a page at an address.

    Parameters
    ----------
    address : str
        The page's address on the site; links are made absolute with it.
    title_of : callable
        Returns the title of what a role such as ``doc`` or ``ref`` names.
    """

    def __init__(self, address, title_of):
        self.address = address
        self.title_of = title_of

    def markdown(self, text):
        """Return a piece of MyST as plain Markdown."""
        done, lines = [], text.splitlines()
        while lines:
            line = lines.pop(0)
            directive, plain = FENCE.fullmatch(line.strip()), PLAIN_FENCE.match(line.strip())
            if directive:
                body = take_until(lines, directive["fence"])
                done.append(self.directive(directive["name"], directive["arguments"].strip(), body))
            elif plain and not (line.strip().endswith("$$") and line.strip() != "$$"):
                body = take_until(lines, plain["fence"])
                done += [line, *body, plain["fence"]]
            elif not IGNORED.fullmatch(line.strip()):
                done.append(line)
        return self.inline("\n".join(done)).strip("\n")

    def directive(self, name, title, lines):
        """Return what a directive becomes."""
        options, body = split_options(lines)
        kind = name.removesuffix("-start").removesuffix("-end")
        if kind == "instructor" or name in DROPPED or name.endswith("-end"):
            return ""
        if name == "math":
            return f"$$\n{body or title}\n$$"
        if name in ("figure", "image"):
            picture = f"![{options.get('alt', '')}]({urljoin(self.address, title)})"
            return f"{picture}\n\n{self.markdown(body)}".rstrip()
        if name in ("code", "code-block"):
            return f"```{title}\n{body}\n```"
        if name == "explorer":
            return f"*On the [web page]({self.address}) this is interactive.*"
        if kind in KINDS:
            return self.block(kind, title, options, body, gated=name != kind)
        if name in ADMONITIONS:
            return f"**{title or name.capitalize()}**\n\n{self.markdown(body)}"
        return self.markdown(body)

    def block(self, kind, title, options, body, *, gated):
        """Return what a lesson block becomes; hints and solutions fold where no cells are inside."""
        label = KINDS[kind].label
        heading = (
            title if kind in ("callout", "spoiler") and title else ": ".join(filter(None, (label, title)))
        )
        if "minutes" in options:
            heading += f" ({options['minutes']} min)"
        if gated or not KINDS[kind].folded:
            return f"**{heading}**\n\n{self.markdown(body)}".rstrip()
        return f"<details><summary>{heading}</summary>\n\n{self.markdown(body)}\n\n</details>"

    def inline(self, text):
        """Return text with its roles and links made plain."""
        return LINK.sub(self.link, ROLE.sub(self.role, text))

    def role(self, found):
        """Return what a role becomes."""
        name, content = found["name"], found["content"]
        if name == "math":
            return f"${content}$"
        explicit = ROLE_TEXT.fullmatch(content)
        if explicit:
            return explicit["shown"]
        if name in ("doc", "eq", "numref", "ref"):
            return self.title_of(name, content)
        return content if name in ("abbr", "num", "term") else f"`{content}`"

    def link(self, found):
        """Return a link with an absolute address."""
        target = re.sub(r"\.(?:md|rst)(?=$|#)", ".html", found["target"])
        return f"[{found['text']}]({urljoin(self.address, target)})"


def take_until(lines, fence):
    """Take the lines up to the one that closes a fence."""
    body = []
    while lines:
        line = lines.pop(0)
        closing = line.strip()
        if set(closing) == {fence[0]} and len(closing) >= len(fence):
            break
        body.append(line)
    return body


def split_options(lines):
    """Return (options, body) of a directive's lines."""
    options, count = {}, 0
    while count < len(lines) and (found := re.fullmatch(r":([\w-]+):\s*(.*)", lines[count].strip())):
        options[found[1]] = found[2]
        count += 1
    return options, "\n".join(lines[count:]).strip("\n")


def make_notebook(text, plain, config, install):
    """Return the notebook of a page: an installing cell, then its text and its cells.

    Parameters
    ----------
    text : str
        The page's source.
    plain : Plain
        How its Markdown is made plain.
    config : myst_parser.config.main.MdParserConfig
        How the site reads Markdown.
    install : str
        The requirement that ``pip install`` takes.
    """
    source = read_myst_markdown_notebook(text, config=config)
    cells = [nbformat.v4.new_code_cell(INSTALL.format(install=install))]
    hidden = False
    for cell in source.cells:
        if cell.cell_type == "markdown":
            shown, hidden = without_instructor(cell.source, hidden)
            shown = plain.markdown(shown)
            cells += [nbformat.v4.new_markdown_cell(shown)] if shown else []
        elif not hidden:
            tags = [tag for tag in cell.metadata.get("tags", []) if tag == "raises-exception"]
            cells.append(nbformat.v4.new_code_cell(cell.source, metadata={"tags": tags} if tags else {}))
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number}"  # the ids are random otherwise, and no two builds equal
    metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    return nbformat.v4.new_notebook(cells=cells, metadata=metadata)


INSTALL = """\
# Installs the package where it is missing, on Colab for instance.
try:
    import cnn_docs
except ModuleNotFoundError:
    %pip install --quiet "{install}\""""


def without_instructor(source, hidden):
    """Return (text without what stands in instructor gates, whether such a gate is still open)."""
    kept = []
    for part in INSTRUCTOR_GATE.split(source):
        if part in ("start", "end"):
            hidden = part == "start"
        elif not hidden:
            kept.append(part)
    return "".join(kept), hidden


def make_script(notebook, install):
    """Return a notebook as a script in the percent format, which editors show cell by cell.

    Cells that raise on purpose are caught, so that the script runs to its end.
    """
    parts = [f'# Install first: python -m pip install "{install}"\n']
    for cell in notebook.cells[1:]:
        if cell.cell_type == "markdown":
            comment = textwrap.indent(cell.source, "# ", lambda _: True)
            parts.append("# %% [markdown]\n" + re.sub(r"[ \t]+$", "", comment, flags=re.MULTILINE) + "\n")
        elif "raises-exception" in cell.metadata.get("tags", []):
            body = textwrap.indent(cell.source, "    ")
            parts.append(
                f"# %%\ntry:\n{body}\nexcept Exception as error:\n    print(type(error).__name__, error)\n"
            )
        else:
            parts.append(f"# %%\n{cell.source}\n")
    if any("matplotlib" in cell.source or "plot_" in cell.source for cell in notebook.cells):
        parts.append("# %%\nimport matplotlib.pyplot as plt\n\nplt.show()\n")
    return "\n".join(parts)
