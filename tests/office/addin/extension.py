"""The Calc add-in: an extension, written from the registry when tests run, so that nothing compiled is kept.

Calc asks of an add-in a UNO interface with a method for each function. LibreOffice reads its types also from IDL as
people write it, so no SDK is needed: the type library of the manifest is a text. A function's argument is two there: a
reference, or a value. Only of a reference can one see whether the cell is empty or shows an error, and only as a value
does a text or the result of a formula come; `binding` writes each argument where it belongs.
"""

from __future__ import annotations

import json
from pathlib import Path
from xml.sax.saxutils import quoteattr

from macros_py.excel.registry import ENTRIES, Entry

IDENTIFIER = "jixiao.tests"
_SERVICE = f"{IDENTIFIER}.Functions"  # as in component.py
_COMPONENT, _TYPES, _WIZARD, _LIST = "component.py", "functions.idl", "CalcAddIns.xcu", "functions.json"
_REGISTRY = 'xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"'
_PARTS = {
    _TYPES: "application/vnd.sun.star.uno-typelibrary;type=RDB",
    _WIZARD: "application/vnd.sun.star.configuration-data",
    _COMPONENT: "application/vnd.sun.star.uno-component;type=Python",
}


def write_extension(folder: Path) -> None:
    """What an .oxt holds, unpacked: LibreOffice takes every folder in BUNDLED_EXTENSIONS for an installed extension."""
    parts = {
        _COMPONENT: Path(__file__).with_name(_COMPONENT).read_text(encoding="utf-8"),
        _TYPES: _types(),
        _WIZARD: _wizard(),
        _LIST: json.dumps({entry.name: entry.block for entry in ENTRIES}),
        "description.xml": _description(),
        "META-INF/manifest.xml": _manifest(),
    }
    (folder / "META-INF").mkdir(parents=True)
    for name, text in parts.items():
        (folder / name).write_text(text, encoding="utf-8")


def _types() -> str:
    methods = "\n".join(map(_method, ENTRIES))
    return f"""module jixiao {{ module tests {{
interface XFunctions : com::sun::star::uno::XInterface
{{
{methods}
}};
}}; }};
"""


def _method(entry: Entry) -> str:
    pairs = (
        f"[in] com::sun::star::table::XCellRange r{number}, [in] any v{number}"
        for number, _ in enumerate(entry.arguments)
    )
    result = "sequence< sequence< any > >" if entry.block else "any"
    return f"{result} {entry.name}( {', '.join(pairs)} );"


def _wizard() -> str:
    functions = "".join(
        f'<node oor:name="{entry.name}" oor:op="replace">{_prop("DisplayName", entry.name)}'
        f'{_prop("CompatibilityName", entry.name)}<prop oor:name="Category"><value>Add-In</value></prop></node>'
        for entry in ENTRIES
    )
    inner = f'<node oor:name="{_SERVICE}" oor:op="replace"><node oor:name="AddInFunctions">{functions}</node></node>'
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><oor:component-data {_REGISTRY} oor:name="CalcAddIns" '
        f'oor:package="org.openoffice.Office"><node oor:name="AddInInfo">{inner}</node></oor:component-data>'
    )


def _prop(name: str, text: str) -> str:
    return f'<prop oor:name="{name}"><value xml:lang="en-US">{text}</value></prop>'


def _description() -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?><description '
        'xmlns="http://openoffice.org/extensions/description/2006">'
        f'<identifier value="{IDENTIFIER}"/><version value="1.0"/></description>'
    )


def _manifest() -> str:
    entries = "".join(
        f"<manifest:file-entry manifest:media-type={quoteattr(kind)} manifest:full-path={quoteattr(name)}/>"
        for name, kind in _PARTS.items()
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<manifest:manifest xmlns:manifest="http://openoffice.org/2001/manifest">{entries}</manifest:manifest>'
    )
