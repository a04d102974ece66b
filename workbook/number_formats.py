"""How Excel shows what a field holds. Apart from the styles of a built workbook, for who writes into one that is open
needs the same formats and builds nothing.

    written_format(rate)  ->  "0.00%_ "
"""

from __future__ import annotations

from workbook.facts import Field

TEXT, USUAL = "@", "General"


def number_format(field: Field) -> str:
    """The number format that shows the field's decimals. Amounts and rates, which stand at the right of their cell,
    keep a space to its edge: the indent of a cell does the same, but LibreOffice forgets it in every other column.

    >>> number_format(Field(id="a", form="f", label="l", unit="%"))
    '0.00%_ '
    """
    places = "." + "0" * field.precision if field.precision else ""
    if field.unit == "%":
        return f"0{places}%_ "
    return USUAL if field.unit == "分" else f"#,##0{places}_ " if field.unit == "万元" else f"0{places}"


def written_format(field: Field) -> str:
    """The format that a cell has to have before a number or a formula is written into it while Excel is looking: what
    is written into a cell of format text stays a text.

    >>> written_format(Field(id="a", form="f", label="等级", kind="text", computed=True))
    'General'
    """
    if field.kind == "number":
        return number_format(field)
    return USUAL if field.computed else TEXT
