"""xlwings' own Windows modules on a computer without Windows: pywin32 is replaced, everything else is the real thing.

So the decorators, the conversion of arguments and results and the server object that VBA calls run as they do under
Excel. Only for a process of its own: what is put into `sys.modules` stays there. `Watched` stands for an object of
Excel's: each member touched would be a trip into its process, and is counted.
"""

from __future__ import annotations

import ctypes
import datetime
import importlib
import sys
import types
from typing import Any

MISSING = -2147352572  # how COM says that an optional argument was left out
TOUCHED: list[str] = []
_RANGE = "{00020846-0000-0000-C000-000000000046}"


class ComError(Exception):
    """pywintypes.com_error."""


class _Anything:
    """Whatever pywin32 has that no call of a cell function comes by."""

    def __init__(self, *_: object, **__: object) -> None: ...

    def __call__(self, *_: object, **__: object) -> _Anything:
        return _Anything()

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _Anything()


class Watched:
    """An object of Excel's."""

    def __init__(self, **members: object) -> None:
        self.__dict__["_members"] = members

    def __getattr__(self, name: str) -> object:
        if name.startswith("__"):
            raise AttributeError(name)
        TOUCHED.append(name)
        try:
            return self.__dict__["_members"][name]
        except KeyError:
            raise AttributeError(name) from None


def watched_range(rows: list[list[object]]) -> Watched:
    """A range as xlwings' own wrappers hand it over."""
    value = rows[0][0] if len(rows) == len(rows[0]) == 1 else tuple(map(tuple, rows))
    app = Watched(Hwnd=1, Version="16.0")
    sheet = Watched(Name="S", Application=app, Parent=Watched(Application=app, Name="t.xlsm"))
    counts = {"Rows": Watched(Count=len(rows)), "Columns": Watched(Count=len(rows[0]))}
    area = Watched(Worksheet=sheet, Row=1, Column=1, Value=value, Value2=value, **counts)
    info = types.SimpleNamespace(GetTypeAttr=lambda: types.SimpleNamespace(iid=_RANGE))
    area.__dict__["_members"]["_oleobj_"] = types.SimpleNamespace(GetTypeInfo=lambda: info)
    return area


def _module(name: str, **members: object) -> types.ModuleType:
    module = types.ModuleType(name)
    anything = _Anything()
    vars(module).update(members, __getattr__=anything.__getattr__, __file__="stub", __path__=[])
    sys.modules[name] = module
    return module


def _unwrap(_: object) -> object:
    """Arguments of ours are no server objects; pywin32 says so by raising."""
    raise ComError("The Python instance can not be converted to a COM object")


def _replace_pywin32() -> None:
    bases = {name: type(name, (), {}) for name in ("CDispatch", "DispatchBaseClass", "CoClassBaseClass")}
    util = _module("win32com.server.util", unwrap=_unwrap)
    policy = _module("win32com.server.policy", DesignatedWrapPolicy=object, BasicWrapPolicy=object)
    server = _module("win32com.server", util=util, policy=policy, dispatcher=_module("win32com.server.dispatcher"))
    client = _module("win32com.client", Dispatch=lambda given, **_: given, **bases)
    _module("win32com", client=client, server=server)
    _module("pywintypes", TimeType=datetime.datetime, IID=str, com_error=ComError)
    _module("pythoncom", com_error=ComError, IID_IDispatch="IDispatch", TypeIIDs={"IDispatch": _Anything})
    for name in ("win32api", "win32con", "win32gui", "win32event"):
        _module(name)
    _module("win32process", GetWindowThreadProcessId=lambda _: (0, 4242))
    _module("win32timezone", TimeZoneInfo=_Anything)


def install() -> Any:
    """The server object that VBA's XLPy is, its CallUDF ready to be called."""
    _replace_pywin32()
    xlwings: Any = importlib.import_module("xlwings")
    vars(ctypes).update(windll=_Anything(), oledll=_Anything())
    loader, ctypes.PyDLL = ctypes.PyDLL, _Anything  # type: ignore[assignment, misc]
    windows: Any = importlib.import_module("xlwings._xlwindows")
    ctypes.PyDLL = loader  # type: ignore[misc]
    xlwings._xlwindows = windows
    xlwings.engines.add(xlwings.Engine(impl=windows.engine))
    xlwings.engines.active = xlwings.engines["excel"]
    udfs = importlib.import_module("xlwings.udfs")
    vars(xlwings).update(func=udfs.xlfunc, arg=udfs.xlarg, ret=udfs.xlret)  # as xlwings does on Windows
    return importlib.import_module("xlwings.com_server").XLPython()
