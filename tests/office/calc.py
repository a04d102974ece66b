"""LibreOffice by remote control. Runs under the system's Python, which alone has `uno`, and obeys lines of JSON.

    /usr/bin/python3 calc.py PIPE      {"do": "open", "path": "/tmp/表.xlsx"}  ->  {"ok": null}

`PIPE` is the name of the pipe that soffice listens on. Every command answers with one line. Not a test by itself.
"""

import json
import sys
import time

import uno  # type: ignore[import-not-found]
from com.sun.star.beans import PropertyValue  # type: ignore[import-not-found]

XLSX = "Calc MS Excel 2007 XML"
FORMULAS, ERRORS = 16, 4  # CellFlags.FORMULA, FormulaResult.ERROR


def connect(pipe):
    context = uno.getComponentContext()
    resolver = context.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", context)
    for _ in range(600):
        try:
            remote = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
            return remote.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", remote)
        except Exception:  # noqa: BLE001  nobody listens yet
            time.sleep(0.1)
    raise SystemExit("soffice does not answer")


def properties(**values):
    return tuple(PropertyValue(name, 0, value, 0) for name, value in values.items())


class Calc:
    def __init__(self, desktop):
        self.desktop, self.document = desktop, None

    def open(self, path):
        self.close()
        url = uno.systemPathToFileUrl(path)
        self.document = self.desktop.loadComponentFromURL(url, "_blank", 0, properties(Hidden=True))

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
