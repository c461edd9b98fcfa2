"""Write a value the way a text writes its number, so that the two can be compared."""

import math
import re

NUMERAL = re.compile(r"(?<![A-Za-z_\d.])(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:e[-−+]?\d+)?")
SIGNED = re.compile(r"(?:(?<![\w.,)])[-−+])?" + NUMERAL.pattern)
WORDS = [
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"),
    *("twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"),
]


def format_like(text, value):
    """Return a value written the way a text writes its number.

    Decimals, thousands separators, a sign, an exponent and per cent (of a fraction) are taken from the
    text, and so is everything around the number. A text with several numbers, such as ``30×30×16``, takes
    a sequence; a number word takes a small whole number; any other text the value's ``str``.
    """
    numerals = list(SIGNED.finditer(text))
    if not numerals:
        return as_word(text, value)
    values = [one for one in flat(value) if one is not None]
    if len(values) != len(numerals):
        return str(value)
    shown, end = "", 0
    for numeral, one in zip(numerals, values, strict=True):
        percent = re.match(r"\s*%", text[numeral.end() :])
        shown += text[end : numeral.start()] + numeral_like(numeral[0], one * 100 if percent else one)
        end = numeral.end()
    return shown + text[end:]


def as_word(text, value):
    """Return a small whole number as a word in the case of the text, else the value's text."""
    if text.lower() in WORDS and not isinstance(value, (bool, str)) and value in range(len(WORDS)):
        word = WORDS[int(value)]
        return word.capitalize() if text[0].isupper() else word
    return str(value)


def flat(value):
    """Return the items of a nested sequence or array, or the value alone."""
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, (list, tuple)):
        return [item for part in value for item in flat(part)]
    return [value]


def numeral_like(numeral, value):
    """Return one number written the way a numeral is written."""
    if isinstance(value, (bool, str)) or math.isnan(value):
        raise TypeError(f"{value!r} is no number")
    mantissa, _, exponent = numeral.replace("−", "-").partition("e")
    decimals = len(mantissa.partition(".")[2])
    sign = "+" if mantissa.startswith("+") else ""
    if exponent:
        digits, _, power = f"{value:{sign}.{decimals}e}".partition("e")
        shown = f"{digits}e{int(power)}"
    else:
        comma = "," if "," in mantissa else ""
        shown = f"{value:{sign}{comma}.{decimals}f}"
    return shown.replace("-", "−") if "−" in numeral else shown
