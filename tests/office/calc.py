"""LibreOffice by remote control. Runs under the system's Python, which alone has `uno`, and obeys lines of JSON.

    /usr/bin/python3 calc.py PIPE      {"do": "open", "path": "/tmp/表.xlsx"}  ->  {"ok": null}

`PIPE` is the name of the pipe that soffice listens on. Every command answers with one line. Not a test by itself.
"""

import json
import sys
import time
from itertools import product
from pathlib import Path

import uno  # type: ignore[import-not-found]
from com.sun.star.beans import NamedValue, PropertyValue  # type: ignore[import-not-found]

sys.path.append(str(Path(__file__).parent))
from addin.binding import CALL, bound  # this runs by its path, not as part of the package

XLSX = "Calc MS Excel 2007 XML"
FORMULAS, ERRORS = 16, 4  # CellFlags.FORMULA, FormulaResult.ERROR
NEVER, ALWAYS = 0, 4  # com.sun.star.document.MacroExecMode


def connect(pipe):
    context = uno.getComponentContext()
    resolver = context.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", context)
    for _ in range(600):
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except Exception:  # noqa: BLE001  nobody listens yet
            time.sleep(0.1)
    raise SystemExit("soffice does not answer")


def properties(**values):
    return tuple(PropertyValue(name, 0, value, 0) for name, value in values.items())


def corners(area):
    return area.StartColumn, area.StartRow, area.EndColumn, area.EndRow


class Calc:
    def __init__(self, context):
        self.context, self.desktop, self.document = context, None, None
        self.desktop = self.service("com.sun.star.frame.Desktop")

    def service(self, name):
        return self.context.ServiceManager.createInstanceWithContext(name, self.context)

    def open(self, path="", macros=False):
        """A file, or a new one. `macros`: its VBA runs; else it is as if there were none."""
        self.close()
        url = uno.systemPathToFileUrl(path) if path else "private:factory/scalc"
        options = properties(Hidden=True, MacroExecutionMode=ALWAYS if macros else NEVER)
        self.document = self.desktop.loadComponentFromURL(url, "_blank", 0, options)

    def close(self):
        if self.document is not None:
            self.document.close(True)
        self.document = None

    def quit(self):
        self.close()
        self.desktop.terminate()

    def recalculate(self):
        """Every formula anew, whatever results the file came with."""
        self.document.calculateAll()

    def save(self, path):
        self.document.storeToURL(uno.systemPathToFileUrl(path), properties(FilterName=XLSX))

    def sheet(self, name):
        return self.document.Sheets.getByName(name)

    def used(self, sheet):
        cursor = sheet.createCursor()
        cursor.gotoEndOfUsedArea(False)
        last = cursor.RangeAddress
        return sheet.getCellRangeByPosition(0, 0, last.EndColumn, last.EndRow)

    def values(self):
        """All values: numbers, texts, "" for blanks and empty results."""
        return {name: self.used(self.sheet(name)).getDataArray() for name in self.document.Sheets.ElementNames}

    def shown(self):
        """What a person sees in each cell."""
        found = {}
        for name in self.document.Sheets.ElementNames:
            area = self.used(self.sheet(name))
            rows, columns = area.Rows.Count, area.Columns.Count
            found[name] = [[area.getCellByPosition(c, r).String for c in range(columns)] for r in range(rows)]
        return found

    def formulas(self):
        """How many formulas there are, and where those stand that give an error."""
        cells, wrong = 0, []
        for name in self.document.Sheets.ElementNames:
            for area in self.sheet(name).queryContentCells(FORMULAS).RangeAddresses:
                cells += (area.EndRow - area.StartRow + 1) * (area.EndColumn - area.StartColumn + 1)
            wrong += self.sheet(name).queryFormulaCells(ERRORS).RangeAddressesAsString.split(";")
        return {"count": cells, "errors": [place for place in wrong if place]}

    def put(self, sheet, cell, value):
        target = self.sheet(sheet).getCellRangeByName(cell)
        if isinstance(value, str):
            target.String = value
        else:
            target.Value = value

    def formula(self, sheet, cell, text):
        """As typed, with semicolons. A range gets one array formula."""
        target = self.sheet(sheet).getCellRangeByName(cell)
        if ":" in cell:
            target.setArrayFormula(text)
        else:
            target.Formula = text

    def errors(self, sheet, cells):
        """Calc's number of each cell's error, 0 for none."""
        return {cell: self.sheet(sheet).getCellRangeByName(cell).getError() for cell in cells}

    def child(self, **order):
        """To the Python behind the cell functions (addin/component.py, addin/child.py)."""
        answer = self.service("jixiao.tests.Orders").execute((NamedValue("order", json.dumps(order)),))
        return json.loads(answer)

    def bind(self, lengths):
        """Every formula that calls a function of ours is entered anew; how many there are. Opens protected sheets."""
        self.document.enableAutomaticCalculation(False)
        count = sum(self.bind_sheet(self.sheet(name), lengths) for name in self.document.Sheets.ElementNames)
        self.document.enableAutomaticCalculation(True)
        return count

    def bind_sheet(self, sheet, lengths):
        found = {
            (area.StartColumn + column, area.StartRow + row): text
            for area in sheet.queryContentCells(FORMULAS).RangeAddresses
            for row, line in enumerate(sheet.getCellRangeByPosition(*corners(area)).getFormulaArray())
            for column, text in enumerate(line)
            if CALL.search(text)
        }
        if found and sheet.isProtected():
            sheet.unprotect("")
        count = 0
        while found:
            place, text = found.popitem()
            target = sheet.getCellByPosition(*place)
            if text.startswith("{"):
                target = sheet.createCursorByRange(target)
                target.collapseToCurrentArray()
                left, top, right, bottom = corners(target.RangeAddress)
                for inside in product(range(left, right + 1), range(top, bottom + 1)):
                    found.pop(inside, None)
                target.setArrayFormula(bound(text[1:-1], lengths, self.is_cells))
            else:
                target.Formula = bound(text, lengths, self.is_cells)
            count += 1
        return count

    def is_cells(self, name):
        """Whether a defined name stands for cells, not for a text."""
        ranges = self.document.NamedRanges
        return ranges.hasByName(name) and ranges.getByName(name).getReferredCells() is not None

    def insert(self, sheet, row, count):
        """`count` rows before `row`, which counts from 1."""
        self.sheet(sheet).Rows.insertByIndex(row - 1, count)

    def delete(self, sheet, row, count):
        self.sheet(sheet).Rows.removeByIndex(row - 1, count)

    def move_row(self, sheet, row, before):
        """As cutting a row and inserting it before another does; rows count from 1, `before` lies below `row`."""
        self.insert(sheet, before, 1)
        cells = self.sheet(sheet)
        last = self.used(cells).RangeAddress.EndColumn
        target = cells.getCellByPosition(0, before - 1).CellAddress
        cells.moveRange(target, cells.getCellRangeByPosition(0, row - 1, last, row - 1).RangeAddress)
        self.delete(sheet, row, 1)

    def rename(self, sheet, name):
        self.sheet(sheet).Name = name

    def copy(self, sheet, name, position):
        self.document.Sheets.copyByName(sheet, name, position)

    def remove(self, name):
        self.document.Sheets.removeByName(name)

    def move(self, sheet, position):
        self.document.Sheets.moveByName(sheet, position)


def main():
    calc = Calc(connect(sys.argv[1]))
    print(json.dumps({"ok": "ready"}), flush=True)
    for line in sys.stdin:
        order = json.loads(line)
        try:
            answer = {"ok": getattr(calc, order.pop("do"))(**order)}
        except Exception as error:  # noqa: BLE001  the test shall see it
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
