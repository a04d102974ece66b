"""Calls of our functions as the add-in takes them: each argument once as a reference or once as a value.

    JX_RATE(F5;$B$2;jx.pack)  ->  JX_RATE(F5;;$B$2;;;jx.pack;;)

Calc does not know add-in functions in a file that it imports until their formulas are entered anew; this is done to the
text then. Formulas are as `Formula` gives them: English names, semicolons, sheets before a dot. Runs under any Python.
"""

import re

CALL = re.compile(r"JX_[A-Z_]+(?=\()", re.IGNORECASE)
_CALLED = re.compile(r"\bJX_[A-Z_]+$", re.IGNORECASE)
_CELL = r"\$?[A-Z]{1,3}\$?[0-9]+"
_SHEET = r"(?:\$?(?:'(?:[^']|'')+'|[^\s'\"();&<>=+*/^-]+)\.)?"
_REFERENCE = re.compile(rf"{_SHEET}{_CELL}(?::{_SHEET}{_CELL})?", re.IGNORECASE)
_PIECE = re.compile(r"\"(?:[^\"]|\"\")*\"|'(?:[^']|'')*'|.", re.DOTALL)  # texts and quoted sheet names stay whole


def bound(formula, lengths, is_cells):
    """The formula with every call spread. `lengths`: how many arguments a function has; `is_cells`: says of a defined
    name whether it stands for cells.
    """
    pieces, at, written = _PIECE.findall(formula), 0, ""
    while at < len(pieces):
        written += pieces[at]
        at += 1
        called = _CALLED.search(written) if pieces[at : at + 1] == ["("] else None
        if called:
            arguments, at = _arguments(pieces, at + 1)
            inner = [bound(argument, lengths, is_cells).strip() for argument in arguments]
            written += f"({_spread(inner, lengths[called.group().upper()], is_cells)})"
    return written


def _arguments(pieces, at):
    """Texts between the parentheses, and where it goes on behind them."""
    found, depth = [""], 1
    while True:
        piece = pieces[at]
        at += 1
        depth += (piece in "({") - (piece in ")}")
        if depth == 0:
            return found, at
        if piece == ";" and depth == 1:
            found.append("")
        else:
            found[-1] += piece


def _spread(arguments, length, is_cells):
    given = arguments + [""] * (length - len(arguments))
    return ";".join(f"{one};" if _REFERENCE.fullmatch(one) or is_cells(one) else f";{one}" for one in given)
