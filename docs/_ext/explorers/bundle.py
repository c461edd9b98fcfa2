"""One classic script an explorer, made of the small modules in ``_static/explorers``.

Pages opened from a file cannot load ES modules, so the sources are CommonJS modules, which Node's
test runner loads as they are, and this wraps each into a function. Nothing is installed for it.

What several explorers load only when they need it is a script of its own, in ``shared/``: a module says
``require.resolve`` of its path, which becomes the address of the script beside that of the explorer.
"""

import json
import posixpath
import re
import zlib
from pathlib import Path

from .. import ROOT
from .minify import squeezed
from .shake import shaken

SOURCES = ROOT / "docs" / "_static" / "explorers"

_REQUIRE = re.compile(r'\brequire\(\s*"(\.[^"]+)",?\s*\)')
_REQUIRED = re.compile(r'\brequire\("([^"]+)"\)')
_RESOLVE = re.compile(r'\brequire\.resolve\("(\.[^"]+)"\)')
_ADDRESS = re.compile(r'"(shared/[\w-]+)\.js\?v=[0-9a-f]{8}"')
_TYPE = re.compile(r'import\("[^"]+"\)')
_IMPORT = re.compile(r'^@import "([\w./-]+)";\n', re.MULTILINE)
_COMMENT = re.compile(
    r"/\*\*(?:(?!\*/).)*\*/[ \t]*|^[ \t]*//[^\n]*\n|[ \t]+//[ \t][^\n\"]*$", re.MULTILINE | re.DOTALL
)

_COMMON = "strings/common.json"  # of which each explorer says a part
_STRICT = '"use strict";\n'  # once for all, in the frame

_FRAME = """\
(() => {{
"use strict";
const modules = [
{modules}
];
const loaded = [];
const load = (index) => loaded[index] ??= modules[index](load);
load({entry});
}})();
"""


def style(name, *, sources=SOURCES):
    """Style of the explorer ``name``: its own, after that of the modules that it requires.

    What a style names in a line ``@import "other.css";`` comes with it, once.
    """
    own = Path(sources, f"{name}.css").resolve()
    paths = {Path(sources, module).resolve().with_suffix(".css") for module in modules_of(name, sources)}
    texts = {path: path.read_text(encoding="utf-8") for path in paths | {own} if path.exists()}
    for path, text in list(texts.items()):
        named = ((path.parent / other).resolve() for other in _IMPORT.findall(text))
        texts |= {other: other.read_text(encoding="utf-8") for other in named}
    return "\n".join(
        _IMPORT.sub("", texts[path]) for path in sorted(texts, key=lambda one: (one == own, one))
    )


def bundle(name, *, sources=SOURCES):
    """Script of the explorer ``name``: its module and what it needs of others.

    The modules have numbers for names. Those that are alike stand beside each other, data behind all, as
    compressing finds again only what stood within the last 32 KiB.
    """
    found = modules_of(name, sources)
    order = sorted(found, key=lambda path: (path.startswith("data/"), path.endswith(".json"), path))
    places = {path: place for place, path in enumerate(order)}
    codes = (_REQUIRED.sub(lambda match: f"$({places[match[1]]})", found[path]) for path in order)
    return _FRAME.format(modules=",\n".join(map(_wrapped, codes)), entry=places[f"{name}.js"])


def modules_of(name, sources=SOURCES):
    """Return the code that the explorer needs of each module, by its path."""
    found = {}
    _collect(f"{name}.js", Path(sources), found)
    found = shaken(found, f"{name}.js")
    if _COMMON in found:
        code = "".join(code for path, code in found.items() if path.endswith(".js"))
        words = json.loads((Path(sources) / _COMMON).read_text(encoding="utf-8"))
        said = {key: text for key, text in words.items() if f'"{key}"' in code}
        found[_COMMON] = f"module.exports = {_literal(said)};\n"
    return found


def loaded_by(name, sources=SOURCES):
    """Return the names of the scripts that the explorer ``name`` loads when it needs them."""
    return sorted({found for code in modules_of(name, sources).values() for found in _ADDRESS.findall(code)})


def address(path, sources):
    """Address of a script of its own beside those of explorers: its version is that of what it holds."""
    script = squeezed(bundle(path.removesuffix(".js"), sources=sources))
    return f"{path}?v={zlib.crc32(script.encode()):08x}"


def _wrapped(code):
    """Return a module as a function that returns what it gives, and loads by ``$`` what it needs."""
    return f"($) => {{\n{code.replace('module.exports =', 'return', 1)}}}"


def _collect(path, sources, found):
    """Put the code of the module at ``path`` and of what it requires into ``found``."""
    if path in found:
        return
    source = (sources / path).read_text(encoding="utf-8")
    if path.endswith(".json"):
        data = json.loads(source)
        if path.startswith("strings/"):
            data.pop("static", None)  # what stands there without scripts
        found[path] = f"module.exports = {_literal(data)};\n"
        return
    folder = posixpath.dirname(path)
    found[path] = None  # holds the place, and ends a circle
    needed = []

    def resolve(match):
        target = posixpath.normpath(posixpath.join(folder, match[1]))
        needed.append(target)
        return f'require("{target}")'

    def addressed(match):
        return json.dumps(address(posixpath.normpath(posixpath.join(folder, match[1])), sources))

    source = _RESOLVE.sub(addressed, _REQUIRE.sub(resolve, _TYPE.sub("", source)))
    code = _COMMENT.sub("", source).replace(_STRICT, "", 1)
    if code.count("require(") != len(needed):
        raise ValueError(f"{path}: `require` takes the relative path of a module, as a text.")
    found[path] = code
    for target in needed:
        _collect(target, sources, found)


def _literal(data):
    """Data as a literal of JavaScript that may stand in a page, too."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/")
