"""What our Python adds to a macro workbook: xlwings' own VBA, the wrappers of the cell functions, and the settings.

xlwings' module is taken from the installed package, so that both are always of one version; with it in the workbook no
add-in has to be installed, and nothing has to be imported or trusted. Its text is read without importing xlwings, which
would take longer than building the workbook.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType

from macros_py.excel import vba_wrappers
from macros_py.excel.cells import listing, status
from macros_py.excel.registry import described
from workbook.build.macro_book import Macros

XLWINGS_MODULE, MAC_CLASS = "xlwings", "Dictionary"

# All that xlwings' VBA and Python look up stands here, blank or not: what it does not find it looks for in files of the
# user's. A blank would be taken for a folder where TEMP DIR is, is no truth value where one is asked for, and no JSON.
CONFIG: Mapping[str, str] = MappingProxyType(
    {
        "INTERPRETER_WIN": "",
        "INTERPRETER_MAC": "",
        "INTERPRETER": "python",
        "PYTHONPATH": "",
        "ADD_WORKBOOK_TO_PYTHONPATH": "False",
        "CONDA PATH": "",
        "CONDA ENV": "",
        "UDF MODULES": vba_wrappers.PYTHON,
        "DEBUG UDFS": "False",
        "USE UDF SERVER": "False",
        "SHOW CONSOLE": "False",
        "SHOW_ERROR_POPUPS": "True",
        "TEMP DIR": "%TEMP%",
        "LICENSE_KEY": "",
        "ONEDRIVE_CONSUMER_WIN": "",
        "ONEDRIVE_CONSUMER_MAC": "",
        "ONEDRIVE_COMMERCIAL_WIN": "",
        "ONEDRIVE_COMMERCIAL_MAC": "",
        "SHAREPOINT_WIN": "",
        "SHAREPOINT_MAC": "",
        "RELEASE_EMBED_CODE_MAP": "{}",
    }
)


def macros() -> Macros:
    """Everything that a macro workbook carries besides the modules of `workbook/build/vba`."""
    package = _xlwings()
    return Macros(
        modules={
            vba_wrappers.NAME: vba_wrappers.module_text(),
            XLWINGS_MODULE: (package / "xlwings.bas").read_text(encoding="ascii"),
        },
        classes={MAC_CLASS: (package / "addin" / "Dictionary.cls").read_text(encoding="ascii")},
        config=CONFIG,
        functions=described(),
        listing=listing,
        status=status,
    )


def _xlwings() -> Path:
    """The folder of the installed package."""
    spec = find_spec("xlwings")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent
