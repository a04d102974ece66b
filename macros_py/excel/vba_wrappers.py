"""The VBA that stands between a cell and Python, written from the registry. ASCII only.

xlwings would write its own wrappers; ours differ in four things. A range is handed over as its values, so that Python
does not reach back into Excel for them, and neither workbook nor calling cell go along, so that a call touches Excel
not at all. What Python declares as an error, and any failure to reach Python, becomes a real error, which IFERROR
catches and SUM does not pass over; xlwings writes a text. A range of several areas, of which `.Value2` would give only
the first, is refused. And where Python cannot be reached, it is not asked again for half a minute: a sheet of formulas
must not try a hundred times.

The words of the function wizard are Chinese and cannot stand here: see `registry.described`.
"""

from __future__ import annotations

from macros_py.excel.registry import ENTRIES, Argument, Entry

NAME = "JxFunctions"
PYTHON = "macros_py.excel.udfs"
_HEAD = f'''Attribute VB_Name = "{NAME}"
' Written from macros_py/excel/registry.py. Do not edit.
Option Explicit

Private Const MOST_CELLS As Double = 100000
Private quietUntil As Date
Private python As Object

' Ask Python again at the next calculation, whatever happened before.
Public Sub JxRetry()
    quietUntil = 0
    Set python = Nothing
End Sub

' An argument that was left out goes along as an empty cell does.
Private Function JxIn(Optional ByRef given As Variant) As Variant
    Dim area As Object
    If IsMissing(given) Then Exit Function
    If IsObject(given) Then
        Set area = given
        If area.Areas.Count > 1 Or CDbl(area.Rows.Count) * area.Columns.Count > MOST_CELLS Then Err.Raise 5
        JxIn = area.Value2
    Else
        JxIn = given
    End If
End Function

' A whole number is an error as Python writes it; figures come as Double.
Private Function JxOut(ByVal result As Variant) As Variant
    If VarType(result) = vbLong Then
        JxOut = CVErr(result + 2146828288)
    Else
        JxOut = result
    End If
End Function

' xlwings looks up its settings whenever it is asked for Python, which takes longer than the call: it is asked once,
' and again when Python has gone away meanwhile.
Private Function JxCall(ByVal called As String, ByVal given As Variant) As Variant
    Dim anew As Boolean
    JxCall = CVErr(xlErrValue)
    If Now < quietUntil Then Exit Function
again:
    On Error GoTo unreachable
    If python Is Nothing Then Set python = XLPy
    On Error GoTo failed
    JxCall = JxOut(python.CallUDF("{PYTHON}", called, given))
    Exit Function
failed:
    Set python = Nothing
    If Not anew Then
        anew = True
        Resume again
    End If
    Exit Function
unreachable:
    quietUntil = Now + TimeSerial(0, 0, 30)
End Function
'''


def module_text() -> str:
    """The module as source text, with bare line feeds; whoever writes it into a project makes them CRLF."""
    return "\n".join([_HEAD, *map(_function, ENTRIES)])


def _function(entry: Entry) -> str:
    declared = ", ".join(map(_declared, entry.arguments))
    given = ", ".join(f"JxIn({argument.name})" for argument in entry.arguments)
    return f"""Public Function {entry.name}({declared}) As Variant
    On Error GoTo failed
    {entry.name} = JxCall("{entry.name}", Array({given}))
    Exit Function
failed:
    {entry.name} = CVErr(xlErrValue)
End Function
"""


def _declared(argument: Argument) -> str:
    return f"{'Optional ' if argument.optional else ''}{argument.name} As Variant"
