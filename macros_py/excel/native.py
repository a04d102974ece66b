"""A defining relation as a native Excel formula: WPS, LibreOffice and a PC without Python show the same figures.

Only functions that Excel 2007 knew are used. Where the engine says None, an amount stays blank and points and grades
say 待算: a figure whose inputs are missing never becomes zero. Adding passes over blanks, as SUM does; everything else
asks for all its figures first. `income.agencies[*].total = carryover + other` on row 1 becomes

    IF(COUNT(C6,G6)>0,ROUND(SUM(C6,G6),2),"")
"""

from __future__ import annotations

from macros_py.engine.intervals import Interval
from macros_py.engine.relations.syntax import Call, Expression, Number, Operation, Parameter, Path
from macros_py.engine.ruleset import RuleSet
from workbook.facts import Field, aligned, field_of, on_sheet, repeat_of, without_sheet
from workbook.places import Addresses, FormulaWriter

_STEADY = 9  # decimals; binary arithmetic may leave 2.9999999999999996 for 3, and 0.1249999 for a sum of 0.125


def formula_writer(ruleset: RuleSet) -> FormulaWriter:
    """The native formulas of all computed fields, for `workbook.build`."""

    def write(fact_id: str, addresses: Addresses) -> str | None:
        field = ruleset.fields[field_of(fact_id)]
        bound = ruleset.definitions.get(field.id)
        area = addresses.area(fact_id)
        if bound is None or area is None:
            return None
        try:
            return _Native(ruleset, addresses, area.sheet, fact_id).formula(bound.body.relation.right, field)
        except KeyError:  # it needs a cell that is gone with its sheet
            return None

    return write


def _adds(expression: Expression) -> bool:
    match expression:
        case Operation(operator="*", left=left, right=Call(name="complete")):
            return _adds(left)
        case Operation(operator="+" | "-") | Call(name="sum"):
            return True
    return False


class _Native:
    """One formula on one sheet. `text` gives the arithmetic, `needs` what must hold for it to have a result."""

    def __init__(self, ruleset: RuleSet, addresses: Addresses, sheet: str, fact_id: str) -> None:
        self.ruleset, self.addresses, self.sheet, self.fact_id = ruleset, addresses, sheet, fact_id

    def formula(self, expression: Expression, field: Field) -> str:
        condition = self.all_of(self.needs(expression))
        result = self.text(expression)
        if field.kind == "text":
            return f'IF({condition},{result},"{field.shown(None)}")'
        if isinstance(expression, Call) and expression.name == "round":
            result = self.text(expression.args[0])  # the cell rounds to its own decimals, once
        elif _adds(expression):
            result = f"ROUND({result},{_STEADY})"
        return f'IF({condition},ROUND({result},{field.decimals}),"{field.shown(None)}")'

    def all_of(self, needs: list[str]) -> str:
        once = list(dict.fromkeys(needs))
        return f"AND({','.join(once)})" if len(once) > 1 else once[0] if once else "TRUE"

    def text(self, expression: Expression) -> str:
        match expression:
            case Number(value=number):
                return f"{number:f}"
            case Parameter(name=name):
                value = self.ruleset.environment.parameters[name]
                return f"{value.value:f}" if isinstance(value, Interval) else f'"{value}"'
            case Path():
                return self.cell(expression)
            case Operation(left=left, right=Call(name="complete")):
                return self.text(left)
            case Operation(operator="+"):
                return f"SUM({','.join(self.terms(expression))})"
            case Operation(operator=operator, left=left, right=right):
                return f"({self.text(left)}{operator}{self.text(right)})"
            case Call(name="sum"):
                return f"SUM({','.join(self.terms(expression))})"
            case Call(name="whole", args=(number,)):
                return f"INT(ROUND({self.text(number)},{_STEADY}))"
            case Call(name="when_zero", args=(deciding, zero, other)):
                return f"IF({self.is_zero(deciding)},{self.text(zero)},{self.text(other)})"
            case Call(name=name, args=(number,)) if name in self.ruleset.environment.functions:
                return self.step(name, self.text(number))
            case Call(name=name, args=args):
                return f"{name.upper()}({','.join(map(self.text, args))})"
        raise TypeError(expression)

    def needs(self, expression: Expression) -> list[str]:
        match expression:
            case Path():
                return [f"COUNT({self.cell(expression)})=1"]
            case Operation(operator="+") | Call(name="sum"):
                return [f"COUNT({','.join(self.terms(expression))})>0"]
            case Operation(operator="/", left=left, right=right):
                return [*self.needs(left), *self.needs(right), self.not_zero(right)]
            case Operation(left=left, right=right):
                return [*self.needs(left), *self.needs(right)]
            case Call(name="complete", args=args):
                return [self.none_open(due, asking) for due, asking in zip(args[::2], args[1::2], strict=True)]
            case Call(name=name, args=(number,)) if name in self.ruleset.environment.functions:
                lowest = min(band.low for band in self.ruleset.scale(name))
                return [*self.needs(number), f"{self.calm(number)}>={lowest:f}"]
            case Call(name="when_zero", args=(deciding, zero, other)):
                branches = (self.all_of(self.needs(branch)) for branch in (zero, other))
                return [f"IF({self.is_zero(deciding)},{','.join(branches)})"]
            case Call(args=args):
                return [need for arg in args for need in self.needs(arg)]
            case _:
                return []

    def none_open(self, due: Expression, asking: Expression) -> str:
        """Each figure that asks for another has it."""
        assert isinstance(due, Path)
        assert isinstance(asking, Path)
        if repeat_of(due.field) is None or repeat_of(due.field) == repeat_of(field_of(self.fact_id)):
            return f"OR(COUNT({self.cell(asking)})=0,COUNT({self.cell(due)})=1)"
        return f"SUMPRODUCT(ISNUMBER({self.column(asking)})*(1-ISNUMBER({self.column(due)})))=0"

    def calm(self, expression: Expression) -> str:
        """For a condition: Excel's AND does not stop early, so that no text, be it "" or 待算, may reach arithmetic."""
        return _Calm(self.ruleset, self.addresses, self.sheet, self.fact_id).text(expression)

    def is_zero(self, figure: Expression) -> str:
        return self.all_of([*self.needs(figure), f"{self.calm(figure)}=0"])

    def not_zero(self, divisor: Expression) -> str:
        return f"{self.calm(divisor)}<>0"

    def terms(self, expression: Expression) -> list[str]:
        """What SUM and COUNT range over: cells, columns, and other parts as they come."""
        match expression:
            case Operation(operator="+", left=left, right=right):
                return [*self.terms(left), *self.terms(right)]
            case Call(name="sum", args=args):
                return [self.column(path) for path in args if isinstance(path, Path)]
            case Path():
                return [self.cell(expression)]
            case _:
                return [self.text(expression)]

    def cell(self, path: Path) -> str:
        return self.addresses.cell(aligned(path.field, self.fact_id), self.sheet)

    def column(self, path: Path) -> str:
        """All rows of the fact's own sheet, where the form has several; else all there are."""
        return self.addresses.column(on_sheet(path.field, without_sheet(self.fact_id)[0]), self.sheet)

    def step(self, name: str, number: str) -> str:
        """Nested IFs over a scale; each asks for its lower bound, which belongs to it."""
        text = '""'
        for band in reversed(self.ruleset.scale(name)):
            result = f"{band.value:f}" if band.value is not None else f'"{band.name}"'
            text = f"IF({number}>={band.low:f},{result},{text})"
        return text


class _Calm(_Native):
    """Every cell as N(cell): a text counts as 0."""

    def cell(self, path: Path) -> str:
        return f"N({super().cell(path)})"
