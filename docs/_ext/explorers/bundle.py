"""One classic script an explorer, made of the small modules in ``_static/explorers``.

Pages opened from a file cannot load ES modules, so the sources are CommonJS modules, which Node's
test runner loads as they are, and this wraps each into a function. Nothing is installed for it.
"""

import json
import posixpath
import re
from pathlib import Path

from .. import ROOT

SOURCES = ROOT / "docs" / "_static" / "explorers"

_REQUIRE = re.compile(r'\brequire\(\s*"(\.[^"]+)",?\s*\)')
_TYPE = re.compile(r'import\("[^"]+"\)')
_IMPORT = re.compile(r'^@import "([\w.-]+)";\n', re.MULTILINE)
_COMMENT = re.compile(
    r"/\*\*(?:(?!\*/).)*\*/[ \t]*|^[ \t]*//[^\n]*\n|[ \t]+//[ \t][^\n\"]*$", re.MULTILINE | re.DOTALL
)

_STRICT = '"use strict";\n'  # once for all, in the frame

_FRAME = """\
(() => {{
"use strict";
const modules = {{
{modules}
}};
const loaded = {{}};
const load = (name) => {{
  if (!loaded[name]) {{
    loaded[name] = {{ exports: {{}} }};
    modules[name](loaded[name], load);
  }}
  return loaded[name].exports;
}};
load("{entry}");
}})();
"""


def style(name, *, sources=SOURCES):
    """Style of the explorer ``name``: its own, after that of the modules that it requires.

    What a style names in a line ``@import "other.css";`` comes with it, once.
    """
    found = {}
    _collect(f"{name}.js", Path(sources), found)
    own = Path(sources, f"{name}.css")
    paths = {Path(sources, module).with_suffix(".css") for module in found}
    texts = {path: path.read_text(encoding="utf-8") for path in paths | {own} if path.exists()}
    for path, text in list(texts.items()):
        named = (path.parent / other for other in _IMPORT.findall(text))
        texts |= {other: other.read_text(encoding="utf-8") for other in named}
    return "\n".join(
        _IMPORT.sub("", texts[path]) for path in sorted(texts, key=lambda one: (one == own, one))
    )


def bundle(name, *, sources=SOURCES):
    """Script of the explorer ``name``: its module and all that they require, in order of first use."""
    entry = f"{name}.js"
    found = {}
    _collect(entry, Path(sources), found)
    modules = ",\n".join(f'"{path}": {code}' for path, code in found.items())
    return _FRAME.format(modules=modules, entry=entry)


def _collect(path, sources, found):
    """Put the module at ``path`` and what it requires into ``found``, wrapped."""
    if path in found:
        return
    source = (sources / path).read_text(encoding="utf-8")
    if path.endswith(".json"):
        data = json.loads(source)
        if path.startswith("strings/"):
            data.pop("static", None)  # what stands there without scripts
        found[path] = f"(module) => {{ module.exports = {_literal(data)}; }}"
        return
    folder = posixpath.dirname(path)
    found[path] = None  # holds the place, and ends a circle
    needed = []

    def resolve(match):
        target = posixpath.normpath(posixpath.join(folder, match[1]))
        needed.append(target)
        return f'require("{target}")'

    code = _COMMENT.sub("", _REQUIRE.sub(resolve, _TYPE.sub("", source))).replace(_STRICT, "", 1)
    if code.count("require(") != len(needed):
        raise ValueError(f"{path}: `require` takes the relative path of a module, as a text.")
    found[path] = f"(module, require) => {{\n{code}}}"
    for target in needed:
        _collect(target, sources, found)


def _literal(data):
    """Data as a literal of JavaScript that may stand in a page, too."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/")
