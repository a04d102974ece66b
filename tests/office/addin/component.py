"""The add-in as LibreOffice loads it: runs in its process and its Python, and asks the project's Python for results.

Which Python that is, and where the project lies, soffice is told in JIXIAO_PYTHON and JIXIAO_ROOT. It is started at the
first call and ends with soffice. A call that it cannot answer, and an error among its answers, is a real error in the
cell. Calc carries errors in the unused bits of a number that is none, and so does what is returned here.
"""

import json
import os
import struct
import subprocess
import threading

import unohelper  # type: ignore[import-not-found]
from com.sun.star.lang import XServiceName  # type: ignore[import-not-found]
from com.sun.star.sheet import XAddIn  # type: ignore[import-not-found]
from com.sun.star.table.CellContentType import EMPTY  # type: ignore[import-not-found]
from com.sun.star.task import XJob  # type: ignore[import-not-found]
from com.sun.star.uno import RuntimeException  # type: ignore[import-not-found]
from jixiao.tests import XFunctions  # type: ignore[import-not-found]

SERVICE, ORDERS = "jixiao.tests.Functions", "jixiao.tests.Orders"
# Calc's numbers of errors and those that Excel hands over (macros_py/excel/handed.py).
ERRORS = {
    521: -2146826288,  # #NULL!
    532: -2146826281,  # #DIV/0!
    519: -2146826273,  # #VALUE!
    524: -2146826265,  # #REF!
    525: -2146826259,  # #NAME?
    503: -2146826252,  # #NUM!
    32767: -2146826246,  # #N/A
}
OF_EXCEL = {code: number for number, code in ERRORS.items()}
VALUE = 519
CVERR = 2146828288  # CVErr(2015) is -2146826273 elsewhere
EMPTY_MARK = "jx:empty"  # as in vba/JxServer.cls


def failed(number=VALUE):
    return struct.unpack("<d", struct.pack("<Q", 0x7FF8 << 48 | number))[0]


class Child:
    """The project's Python. Once it has died it stays dead until it is asked for anew, as Excel's does."""

    def __init__(self):
        self.process, self.lock = None, threading.Lock()

    def start(self):
        self.process = subprocess.Popen(
            [os.environ["JIXIAO_PYTHON"], "-m", "tests.office.addin.child"],
            cwd=os.environ["JIXIAO_ROOT"],
            env={name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "LD_", "UNO_"))},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def ask(self, order):
        """The answer; {"raised": …} where there is none."""
        with self.lock:
            if self.process is None:
                self.start()
            try:
                self.process.stdin.write(json.dumps(order) + "\n")
                self.process.stdin.flush()
                return json.loads(self.process.stdout.readline())
            except (OSError, ValueError):
                return {"raised": "Python is gone"}

    def end(self, revive):
        """Killed, as a crash would. `revive`: the next call starts another."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
        self.process = None if revive else self.process
        return {}


CHILD = Child()


def value2(cells):
    """What `.Value2` gives of a range: one value, or rows of them."""
    rows = [
        [seen(value, cells, row, column) for column, value in enumerate(line)]
        for row, line in enumerate(cells.getDataArray())
    ]
    return rows[0][0] if len(rows) == len(rows[0]) == 1 else rows


def seen(value, cells, row, column):
    """Calc gives nothing for an error and an empty text for an empty cell. A truth value is 1 or 0, as Calc has it."""
    if value is None:
        return ERRORS.get(cells.getCellByPosition(column, row).getError(), ERRORS[VALUE])
    if value == "":
        return None if cells.getCellByPosition(column, row).Type == EMPTY else ""
    return value


def shown(result):
    """A result as Calc takes it, an error in it as an error."""
    return failed(OF_EXCEL.get(result, VALUE)) if isinstance(result, int) else result


def method(name, block):
    def result(given):
        pairs = list(zip(given[::2], given[1::2], strict=True))
        if any(cells is not None and value is not None for cells, value in pairs):
            return failed()  # a formula as people type it, not yet bound
        answer = CHILD.ask(
            {"call": name, "with": [value if cells is None else value2(cells) for cells, value in pairs]}
        )
        return failed() if "raised" in answer else answer["result"]

    def call(self, *given):
        found = result(given)
        if not block:
            return shown(found)
        rows = found if isinstance(found, list) else [[found]]
        return tuple(tuple(map(shown, row)) for row in rows)

    return call


def emptied(given):
    """Arguments from VBA: on the way, LibreOffice makes zeros of what is empty, so its place is marked."""
    return [emptied(one) if isinstance(one, tuple) else None if one == EMPTY_MARK else one for one in given]


class Orders(unohelper.Base, XJob):
    """What tests ask of the child, and calls that come from VBA. Apart from the functions: whoever calls over a pipe
    does not know their interface, and the pipe breaks.
    """

    def __init__(self, context):
        pass

    def execute(self, arguments):
        (order,) = arguments
        if order.Name == "order":
            wanted = json.loads(order.Value)
            return json.dumps(CHILD.end(wanted["revive"]) if "revive" in wanted else CHILD.ask(wanted))
        if order.Name == "error":
            return failed(OF_EXCEL.get(order.Value - CVERR, VALUE))
        answer = CHILD.ask({"call": order.Name, "with": emptied(order.Value)})
        if "raised" in answer:
            raise RuntimeException(answer["raised"], self)
        result = answer["result"]
        return tuple(map(tuple, result)) if isinstance(result, list) else result


class Functions(unohelper.Base, XFunctions, XAddIn, XServiceName):
    def __init__(self, context):
        self.locale = None

    # XAddIn; the spelling is UNO's
    def getProgrammaticFuntionName(self, name):
        return name if name in NAMES else ""

    def getDisplayFunctionName(self, name):
        return name

    def getFunctionDescription(self, name):
        return name

    def getDisplayArgumentName(self, name, number):
        return ("value" if number % 2 else "cells") + str(number // 2)

    def getArgumentDescription(self, name, number):
        return self.getDisplayArgumentName(name, number)

    def getProgrammaticCategoryName(self, name):
        return "Add-In"

    def getDisplayCategoryName(self, name):
        return "Add-In"

    def setLocale(self, locale):
        self.locale = locale

    def getLocale(self):
        return self.locale

    # XServiceName, XServiceInfo
    def getServiceName(self):
        return SERVICE

    def getImplementationName(self):
        return SERVICE

    def supportsService(self, name):
        return name in self.getSupportedServiceNames()

    def getSupportedServiceNames(self):
        return ("com.sun.star.sheet.AddIn", SERVICE)


with open(os.path.join(os.path.dirname(__file__), "functions.json"), encoding="utf-8") as listing:
    NAMES = json.load(listing)
for called, gives_block in NAMES.items():
    setattr(Functions, called, method(called, gives_block))

g_ImplementationHelper = unohelper.ImplementationHelper()
g_ImplementationHelper.addImplementation(Functions, SERVICE, ("com.sun.star.sheet.AddIn", SERVICE))
g_ImplementationHelper.addImplementation(Orders, ORDERS, (ORDERS,))
