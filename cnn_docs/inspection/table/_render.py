"""Layer tables as text, HTML, Markdown, comma-separated values and frames."""

import csv
import io
import re
from dataclasses import asdict
from html import escape

from cnn_docs import _checks

HEADINGS = ("layer", "kind", "output", "parameters", "multiply-adds", "memory", "field", "step")
WEIGHTS, PRODUCTS = "Weights", "Products"  # kinds of rows that are no calls
_RIGHT = ("multiply-adds", "memory", "field", "step")
_GAP = "  "
_NO_FORMULAS = "tex2jax_ignore mathjax_ignore"  # a notebook would typeset what stands between two dollars


def text(table, width):
    """Return a table as aligned text that is at most ``width`` columns wide."""
    headings, cells = _fitting([_cells(row) for row in table.rows] + [_totals(table)], width)
    widths = _widths(headings, cells)
    lines = [_line(dict(zip(headings, headings, strict=True)), headings, widths)]
    rule = _GAP.join("-" * widths[heading] for heading in headings)
    lines += [rule, *(_line(row, headings, widths) for row in cells[:-1]), rule]
    return "\n".join([_cut(_one_line(table.name), width), *lines, _line(cells[-1], headings, widths)])


def html(table):
    """Return a table as HTML: column and row headings marked as such, no colours."""
    body = "".join(_html_row(_cells(row)) for row in table.rows)
    return _html_table(table.name, HEADINGS, body, _html_row(_totals(table)))


def markdown(table):
    """Return a table in GitHub's Markdown."""
    align = ["---:" if heading in _RIGHT else "---" for heading in HEADINGS]
    rows = [list(map(_markdown_cell, _cells(row).values())) for row in table.rows]
    totals = [value and f"**{_markdown_cell(value)}**" for value in _totals(table).values()]
    return "\n".join(f"| {' | '.join(line)} |" for line in [HEADINGS, align, *rows, totals])


def csv_text(table, path):
    """Return a table as comma-separated values, and write them where a path is given."""
    records = [record(row) for row in table.rows]
    out = io.StringIO()
    writer = csv.DictWriter(out, fieldnames=list(records[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(records)
    if path is not None:
        _checks.file_path(path, "path").write_text(out.getvalue(), encoding="utf-8")
    return out.getvalue()


def frame(table):
    """Return a table as a pandas frame."""
    try:
        import pandas as pd
    except ImportError as error:
        raise ImportError("`to_pandas` needs pandas, which is not installed.") from error
    return pd.DataFrame(
        [asdict(row) | {"receptive_field": row.receptive_field} for row in table.rows]
    ).set_index("name")


def record(row):
    """Return a row as plain text and numbers by column, for a file."""
    placed = _is_placed(row)
    return {
        "name": _no_formula(row.name),
        "kind": _no_formula(row.kind),
        "output_shape": shape_text(row.output_shape),
        "parameters": row.parameters,
        "trainable": row.trainable,
        "formula": row.formula,
        "multiply_adds": row.multiply_adds,
        "activation_bytes": row.activation_bytes,
        "receptive_field": _by(row.receptive_field.size) if placed else row.receptive_field,
        "stride": _by(row.receptive_field.stride) if placed else "",
        "offset": _by(row.receptive_field.offset, ",") if placed else "",
        "nested": row.nested,
    }


def _no_formula(name):
    """Return a name with an apostrophe before it where a spreadsheet would take it for a formula."""
    return f"'{name}" if name.startswith(("=", "+", "-", "@", "\t", "\r")) else name


def paired(left, right):
    """Return rows of the same name as pairs, in the order of ``left``, new ones where they come."""
    right_names = {row.name: place for place, row in enumerate(right)}
    left_names = {row.name for row in left}
    pairs, done = [], 0
    for row in left:
        place = right_names.get(row.name)
        if place is not None and place >= done:
            pairs += [(None, new) for new in right[done:place] if new.name not in left_names]
            done = place + 1
        pairs.append((row, None if place is None else right[place]))
    return pairs + [(None, new) for new in right[done:] if new.name not in left_names]


def comparison_text(comparison):
    """Return two tables as one aligned text; where they differ a cell says ``left -> right``."""
    headings = ("layer", "output", "parameters", "multiply-adds")
    rows = _compared(comparison, " -> ")
    widths = _widths(headings, rows)
    rule = _GAP.join("-" * widths[heading] for heading in headings)
    head = _line(dict(zip(headings, headings, strict=True)), headings, widths)
    lines = [_line(row, headings, widths) for row in rows]
    title = _one_line(f"{comparison.left.name} -> {comparison.right.name}")
    return "\n".join([title, head, rule, *lines[:-1], rule, lines[-1]])


def comparison_html(comparison):
    """Return two tables as one in HTML; where they differ a cell says what it is on either side."""
    *body, last = [_html_row(row) for row in _compared(comparison, " → ")]
    caption = f"{comparison.left.name} → {comparison.right.name}"
    return _html_table(caption, ("layer", "output", "parameters", "multiply-adds"), "".join(body), last)


def shape_text(shape):
    """Return a shape as ``30x30x16``, with ``?`` for open axes; several shapes joined by commas."""
    if isinstance(shape, list):
        return ", ".join(shape_text(one) for one in shape)
    return "x".join("?" if side is None else str(side) for side in shape) or "number"


def number_text(number):
    """Return a number with thousands separators, ``?`` where it is not known."""
    return "?" if number is None else f"{number:,}"


def memory_text(size):
    """Return a number of bytes in the unit that leaves one to four digits before the point."""
    if size is None:
        return "?"
    for unit in ("B", "KiB", "MiB", "GiB"):
        if size < 1024 or unit == "GiB":
            return f"{size:,.0f} {unit}" if unit == "B" else f"{size:,.1f} {unit}"
        size /= 1024
    return ""


def _cells(row):
    """Return the texts of a row by heading."""
    depth = row.name.count("/")
    name = "  " * depth + _one_line(row.name.rsplit("/", 1)[-1])
    placed = _is_placed(row)
    return {
        "layer": name,
        "kind": _one_line(row.kind),
        "output": shape_text(row.output_shape),
        "parameters": _parameters(row),
        "multiply-adds": number_text(row.multiply_adds) if row.multiply_adds != 0 else "",
        "memory": memory_text(row.activation_bytes) if _is_called(row) else "",
        "field": _by(row.receptive_field.size) if placed else _field_text(row),
        "step": _by(row.receptive_field.stride) if placed else "",
    }


def _field_text(row):
    if _is_called(row):
        return row.receptive_field.removesuffix(" input")
    return "" if row.kind in (WEIGHTS, PRODUCTS) else "not called"


def _is_called(row):
    """Tell whether a row is a call, of which a loop hides what it puts out."""
    return row.output_shape != [] or row.activation_bytes is None


def _parameters(row):
    if not row.parameters:
        return row.formula
    frozen = "" if row.trainable == row.parameters else f" ({row.parameters - row.trainable:,} frozen)"
    formula = "" if row.nested or row.formula == str(row.parameters) else f"{row.formula} = "
    return f"{formula}{row.parameters:,}{frozen}"


def _totals(table):
    frozen = table.parameters - table.trainable
    parameters = f"{table.parameters:,}" + (f" ({frozen:,} frozen)" if frozen else "")
    return dict.fromkeys(HEADINGS, "") | {
        "layer": "total",
        "parameters": parameters,
        "multiply-adds": number_text(table.multiply_adds),
        "memory": memory_text(table.activation_bytes),
    }


def _compared(comparison, arrow):
    """Return a dict of texts for each pair of rows and for the totals; differing texts joined by an arrow."""
    pairs = [[_compared_cells(row) for row in pair] for pair in comparison.pairs]
    pairs.append([_compared_cells(table, total=True) for table in (comparison.left, comparison.right)])
    return [
        {
            heading: left[heading]
            if left[heading] == right[heading]
            else f"{left[heading]}{arrow}{right[heading]}"
            for heading in left
        }
        for left, right in ((left or _absent(right), right or _absent(left)) for left, right in pairs)
    ]


def _compared_cells(row, *, total=False):
    """Return the texts of one side of a comparison, None for a missing row."""
    if row is None:
        return None
    cells = _totals(row) if total else _cells(row)
    return {
        "layer": cells["layer"],
        "output": cells["output"],
        "parameters": f"{row.parameters:,}" if row.parameters else "",
        "multiply-adds": cells["multiply-adds"],
    }


def _absent(cells):
    """Return the other side of a row that only one table has: a dash for each text it has."""
    return {heading: value and "-" for heading, value in cells.items()} | {"layer": cells["layer"]}


def _is_placed(row):
    return not isinstance(row.receptive_field, str)


def _by(numbers, sign="x"):
    return sign.join(str(number) for number in numbers)


def _widths(headings, cells):
    return {heading: max(len(heading), *(len(row[heading]) for row in cells)) for heading in headings}


def _total_width(headings, cells):
    return sum(_widths(headings, cells).values()) + len(_GAP) * (len(headings) - 1)


def _fitting(cells, width):
    """Return the headings that have room, and the texts, shortened where that is not enough."""
    headings = list(HEADINGS)
    for heading in ("memory", "kind", "step"):
        if _total_width(headings, cells) > width:
            headings.remove(heading)
    for heading in ("field", "output", "multiply-adds"):
        if _total_width(headings, _shortened(headings, cells, width)) > width:
            headings.remove(heading)
    return headings, _shortened(headings, cells, width)


def _shortened(headings, cells, width):
    """Cut the ends of parameters, then of names, as far as the width asks for it."""
    ways = (("parameters", 16, _cut_formula), ("layer", 16, _cut), ("output", 12, _cut))
    for heading, least, cut in ways:
        excess = _total_width(headings, cells) - width
        if excess > 0 and heading in headings:
            longest = max(_widths(headings, cells)[heading] - excess, least)
            cells = [{**row, heading: cut(row[heading], longest)} for row in cells]
    return cells


def _cut(value, longest):
    return value if len(value) <= longest else f"{value[: longest - 3]}..."


def _cut_formula(value, longest):
    """Shorten a formula, of which the number stays, then what is said of frozen ones."""
    formula, sign, result = value.rpartition(" = ")
    room = longest - len(f"...{sign}{result}")
    if len(value) <= longest:
        return value
    if sign and room > 0:
        return f"{formula[:room]}...{sign}{result}"
    return result if len(result) <= longest else result.partition(" ")[0]


def _line(row, headings, widths):
    cells = [
        row[heading].rjust(widths[heading]) if heading in _RIGHT else row[heading].ljust(widths[heading])
        for heading in headings
    ]
    return _GAP.join(cells).rstrip()


def _html_table(caption, headings, body, foot):
    head = "".join(f'<th scope="col">{escape(heading)}</th>' for heading in headings)
    return (
        f'<table class="cnn-layer-table {_NO_FORMULAS}"><caption>{escape(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody><tfoot>{foot}</tfoot></table>"
    )


def _html_row(cells):
    name, *others = [escape(value) for value in cells.values()]
    indent = len(name) - len(name.lstrip())
    first = f'<th scope="row">{"&nbsp;" * indent}{name.strip()}</th>'
    return f"<tr>{first}{''.join(f'<td>{value}</td>' for value in others)}</tr>"


def _one_line(name):
    """Return a name without line breaks and other signs that cannot be seen."""
    return "".join(sign if sign.isprintable() else " " for sign in name)


def _markdown_cell(value):
    """Return a text as Markdown shows it: no sign of it is markup, formula or tag."""
    text = value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    text = re.sub(r"([\\`*|$~\[\]])", r"\\\1", text)
    text = re.sub(r"(?<![^\W_])_|_(?![^\W_])", r"\\_", text)  # inside of a word it is no markup
    return text.replace("  ", "&nbsp;&nbsp;")
