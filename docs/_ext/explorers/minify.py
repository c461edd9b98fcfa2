"""Scripts and styles without the blanks that only their readers need."""

import re
from functools import cache

_JOINING = set("{}()[],;:=<>?&|!*")
_SIGNS = set("+-/%")  # join all but one another: `a - -b` needs its second blank, `a / /b/` too
_BEFORE_PATTERN = set("(=,:!&|?{;[")
_PATTERN = re.compile(r"/(?:[^/\\\n\[]|\\.|\[(?:[^\]\\]|\\.)*\])+/[a-z]*")
_TEXT = re.compile(r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'")
_TEMPLATE = re.compile(r"(?:[^`\\$]|\\.|\$(?!\{))*(?:`|\$\{)", re.DOTALL)
_BLANKS = re.compile(r"\s+")


@cache
def squeezed(code):
    r"""Return a script with fewer blanks; texts, templates and patterns are left alone.

    Examples
    --------
    >>> print(squeezed("const a = `${b + ' x'} y`;\n  f(a - -1, / = /);"))
    const a=`${b+' x'} y`;f(a- -1,/ = /);
    >>> squeezed("const a = [1,];\n{ b = 1; }\nc({ a, }); if (d) { e(); }")
    'const a=[1];{b=1}c({a});if(d){e();}'
    """
    out, open_templates, depth, at = [], [], 0, 0
    while at < len(code):
        letter = code[at]
        goes_on = letter == "}" and open_templates and open_templates[-1] == depth
        if goes_on or letter == "`":
            end = _TEMPLATE.match(code, at + 1).end()
            if goes_on:
                open_templates.pop()
            if code[end - 1] == "{":
                open_templates.append(depth)
        else:
            end = _end_of_token(code, at, out)
            depth += {"{": 1, "}": -1}.get(code[at:end], 0)
        token = code[at:end]
        if token.isspace():
            token = _blank(token, out, code[end : end + 1])
        elif token in set("}])") and not goes_on:
            _drop_needless_end(out, token)
        if token:
            out.append(token)
        at = end
    return "".join(out)


def _drop_needless_end(out, closing):
    """Leave out a comma behind the last of a list, and what ends the last statement of a block.

    Two commas stay, as ``[,]`` has an element; so does the end behind a parenthesis: ``while (a);`` needs it.
    """
    before = out[-2][-1:] if len(out) > 1 else ""
    if out and (
        (out[-1] == "," and before not in set(",[")) or (out[-1] + closing == ";}" and before != ")")
    ):
        out.pop()


def _end_of_token(code, at, out):
    """Where a text, a pattern or a run of blanks ends; else the next letter."""
    if code[at] in "\"'":
        return _TEXT.match(code, at).end()
    if code[at] == "/" and _last(out) in _BEFORE_PATTERN and (pattern := _PATTERN.match(code, at)):
        return pattern.end()
    blanks = _BLANKS.match(code, at)
    return blanks.end() if blanks else at + 1


def _last(out):
    """Return the last letter that is no blank."""
    return next((token[-1] for token in reversed(out) if token and not token.isspace()), "")


def _blank(token, out, following):
    """What is left of blanks: nothing beside what joins; the end of a line ends a statement, too."""
    before = out[-1][-1:] if out and out[-1] else _last(out)
    if "\n" in token:
        joins = (
            before in set("{([,;=&|?:")
            or following in set("])}.?:&|")
            or (before == "}" and following.isalpha())
        )
        return "" if joins else "\n"
    joins = {before, following} & _JOINING or (before in _SIGNS) != (following in _SIGNS)
    return "" if joins else " "


@cache
def squeezed_style(style):
    r"""Return a style sheet without comments and needless blanks.

    Examples
    --------
    >>> squeezed_style("/* A */\na, b { color: red; }\n@media (x) { a > b:hover { margin: 0 1px; } }")
    'a,b{color:red}@media (x){a>b:hover{margin:0 1px}}'
    """
    style = re.sub(r"\s+", " ", re.sub(r"/\*.*?\*/", "", style, flags=re.DOTALL))
    style = re.sub(r" ?([{};,>]) ?", r"\1", style).replace(";}", "}")
    return re.sub(r"([{;][a-z-]+): ", r"\1:", style).strip()
