r"""Leaves out of a script what nothing in it uses: arithmetic serves several explorers, each a part of it.

It reads the sources as they are written here: a function of a module begins and ends at the margin, and names
are taken from a module by ``const { a, b } = require("path");``. What is written otherwise stays. A name
counts as used wherever it stands, in a text, too, so that too much may stay, never too little.
"""

import re

_FUNCTION = re.compile(r"^(?:async )?function\*? (\w+)\(.*?^}\n", re.MULTILINE | re.DOTALL)
_NAMES = r"\{([\w$\s,:]*)\}"
_TAKEN = re.compile(rf"^const {_NAMES} =\s*require\(\"([^\"]+)\"\);\n", re.MULTILINE)
_GIVEN = re.compile(rf"^module\.exports = {_NAMES};\n", re.MULTILINE)
_NEEDED = re.compile(r"\brequire\(\"([^\"]+)\"\)")


def shaken(modules, entry):
    r"""Return the modules, path to code, with nothing that the one at `entry` does not need.

    Examples
    --------
    >>> modules = {
    ...     "one.js": 'const { a } = require("two.js");\na();\n',
    ...     "two.js": "function a() {\n}\n\nfunction b() {\n}\n\nmodule.exports = { a, b };\n",
    ...     "three.js": "",
    ... }
    >>> shaken(modules, "one.js")["two.js"]
    'function a() {\n}\n\n\nmodule.exports = { a };\n'
    """
    before, modules = None, _reached(modules, entry)
    while modules != before:
        before, wanted = modules, _wanted(modules)
        modules = {path: _needed_part(code, wanted.get(path, {})) for path, code in modules.items()}
        modules = _reached(modules, entry)
    return modules


def _reached(modules, entry):
    """Return the modules that the entry requires, directly or not, in the order in which they stood."""
    found, ahead = set(), [entry]
    while ahead:
        path = ahead.pop()
        if path not in found:
            found.add(path)
            ahead += _NEEDED.findall(modules[path])
    return {path: code for path, code in modules.items() if path in found}


def _wanted(modules):
    """Return which names each module has to give, by its path; None where all of it is taken."""
    wanted = {}
    for code in modules.values():
        for names, path in _TAKEN.findall(code):
            if wanted.setdefault(path, set()) is not None:
                wanted[path] |= {_first(name) for name in _split(names)}
        for path in _NEEDED.findall(_TAKEN.sub("", code)):
            wanted[path] = None
    return wanted


def _needed_part(code, wanted):
    """Return a module without what it need not give, and then need not have or take."""
    if wanted is not None:
        code = _GIVEN.sub(lambda given: _kept(given, lambda name: _first(name) in wanted), code)
    for function in list(_FUNCTION.finditer(code)):
        rest = code.replace(function[0], "")
        if not _stands(function[1], rest):
            code = rest
    rest = _TAKEN.sub("", code)
    return _TAKEN.sub(lambda taken: _kept(taken, lambda name: _stands(_last(name), rest)), code)


def _kept(line, is_kept):
    """Return a line of names with those that are kept; of one that takes none any more, nothing."""
    names = [name for name in _split(line[1]) if is_kept(name)]
    if not names and line[0].startswith("const"):
        return ""
    return line[0].replace(line[1], f" {', '.join(names)} ", 1)


def _split(names):
    return [name.strip() for name in names.split(",") if name.strip()]


def _first(name):
    return name.partition(":")[0].strip()


def _last(name):
    return name.rpartition(":")[2].strip()


def _stands(name, code):
    return re.search(rf"\b{name}\b", code) is not None
