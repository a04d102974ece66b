"""What stands in the computed cells of a workbook with macros: the function of ours, and what stands in for it.

    IFERROR(IF(F5&E5="","",JX_RATE(F5,E5,jx.pack,jx.forms)),IF(AND(COUNT(F5)=1,…),ROUND((F5/E5),4),""))

The call and the native formula come from one relation. Excel computes the second only where the first is an error: no
Python, no macros, another program. Where nothing is filled in, nothing is called. A score that only Python can compute
falls back to 待算, and the totals wait with it; whoever decides the score types it over.

A function that is there and cannot read a text says 待算, and no error: the native formula would pass over the text.

The sums of a few named cells are left to Excel, as are those of a row: a function adds to them only where people paste,
which is down the columns of a table.
"""

from __future__ import annotations

from macros_py.engine.relations.syntax import Call, Expression, Operation, Path
from macros_py.engine.ruleset import RuleSet
from macros_py.excel.declared import call_for
from macros_py.excel.native import formula_writer
from macros_py.excel.place_rules import OVERALL
from workbook.facts import PENDING, Field, aligned, field_of, on_sheet, without_sheet
from workbook.names import PACK_NAME, YEAR_NAME
from workbook.places import Addresses, FormulaWriter
from workbook.waiting import points_of

_PLACE = f"{PACK_NAME},{YEAR_NAME}"


def cell_formulas(ruleset: RuleSet, *, functions: bool) -> FormulaWriter:
    """The formulas of all computed cells; with `functions` also of the scores that wait for somebody."""
    native = formula_writer(ruleset)
    if not functions:
        return native

    def write(fact_id: str, addresses: Addresses) -> str | None:
        field, area = ruleset.fields[field_of(fact_id)], addresses.area(fact_id)
        if area is None:
            return None
        cell = _Cell(ruleset, addresses, area.sheet, fact_id)
        if field.awaits:
            return cell.awaited(field)
        plain = native(fact_id, addresses)
        call = cell.call(field) if plain else None
        return f"IFERROR({call},{plain})" if call else plain

    return write


def listing(table: str, rows: str, lines: int) -> str:
    """The array formula that lists what is wrong with a table; blank without functions."""
    return f'IFERROR(JX_FINDINGS({rows},{lines},"{table}",{_PLACE}),"")'


def status(otherwise: str) -> str:
    """Whether functions of ours can be called at all; else a word on what to do."""
    return f'IFERROR(JX_STATUS({_PLACE}),"{otherwise}")'


class _Cell:
    """One cell on one sheet."""

    def __init__(self, ruleset: RuleSet, addresses: Addresses, sheet: str, fact_id: str) -> None:
        self.ruleset, self.addresses, self.sheet, self.fact_id = ruleset, addresses, sheet, fact_id

    def awaited(self, field: Field) -> str:
        """The score of an indicator, from the other cells of its row."""
        row = self.fact_id.rpartition(".")[0]
        target, actual = (self.addresses.cell(f"{row}.{column}", self.sheet) for column in ("target", "actual"))
        points = self.addresses.cell(points_of(field, self.fact_id), self.sheet)
        call = f"JX_INDICATOR_SCORE({target},{actual},{points},{_PLACE})"
        return f'IFERROR(IF({points}="","",{call}),IF(COUNT({points})=1,"{PENDING}",""))'

    def call(self, field: Field) -> str | None:
        right = self.ruleset.definitions[field.id].body.relation.right
        match right:
            case Call(name="sum", args=(Path(column="") as column,)):
                return f'JX_COLUMN_SUM({self.column(column)},"{field.unit}",{field.decimals})'
            case Operation(operator="*", left=left, right=Call(name="complete", args=(due, asking, scores, points))):
                return self.total(left, (due, asking, scores, points), field.decimals)
        return self.declared(field)

    def declared(self, field: Field) -> str | None:
        found = call_for(field.id, self.ruleset)
        if found is None:
            return None
        name, needs = found
        cells = [self.addresses.cell(aligned(need, self.fact_id), self.sheet) for need in needs]
        form = "" if name != "JX_RATE_SCORE" or field.form == OVERALL else f',"{field.form}"'
        call = f"{name}({','.join(cells)},{_PLACE}{form})"
        return f'IF({"&".join(cells)}="","{field.shown(None)}",{call})'

    def total(self, added: Expression, args: tuple[Expression, ...], decimals: int) -> str | None:
        """执行率得分 and the indicators' scores, with the points of each: all must be there."""
        match added, args:
            case (
                Operation(operator="+", left=Path() as first, right=Call(name="sum", args=(Path() as all_scores,))),
                (Path() as due, Path() as asking, Path() as scores, Path() as points),
            ) if first == due and all_scores == scores:
                cells = [self.addresses.cell(aligned(path.field, self.fact_id), self.sheet) for path in (due, asking)]
                columns = [self.column(path) for path in (scores, points)]
                return f"JX_TOTAL_SCORE({','.join([*cells, *columns])},{decimals})"
        return None

    def column(self, path: Path) -> str:
        return self.addresses.column(on_sheet(path.field, without_sheet(self.fact_id)[0]), self.sheet)
