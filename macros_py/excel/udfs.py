"""The cell functions as xlwings serves them: one for each entry of the registry, under its name.

Only what all of xlwings' bindings understand is used: positional arguments, `ndim` and `doc`. On a computer without
Excel the decorators do nothing, and the functions can be called as they are. Errors come in as texts (`err_to_str`),
for xlwings else makes blanks of them, and a sum would pass over them; they go out as their numbers, of which the
wrappers of `vba_wrappers` make real errors. Not for xlwings' own wrappers, which would show that number.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable

import xlwings as xw

from macros_py.excel.handed import Failure
from macros_py.excel.registry import CATEGORY, ENTRIES, Entry

MODULE = __name__


def _bound(entry: Entry) -> Callable[..., object]:
    def call(*args: object) -> object:
        result = entry.function(*args)
        return int(result) if isinstance(result, Failure) else result

    call.__name__ = call.__qualname__ = entry.name
    call.__doc__ = entry.doc
    call.__annotations__ = {}  # xlwings would take them for converters
    call.__signature__ = _signature(entry)  # type: ignore[attr-defined]
    served: Callable[..., object] = xw.func(category=CATEGORY)(call)
    for argument in entry.arguments:
        shape = {"ndim": 2} if argument.block else {}
        served = xw.arg(argument.name, doc=argument.doc, err_to_str=True, **shape)(served)
    return served


def _signature(entry: Entry) -> inspect.Signature:
    kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
    return inspect.Signature(
        [
            inspect.Parameter(argument.name, kind, default=None if argument.optional else inspect.Parameter.empty)
            for argument in entry.arguments
        ]
    )


globals().update({entry.name: _bound(entry) for entry in ENTRIES})
