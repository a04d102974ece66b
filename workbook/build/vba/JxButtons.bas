Attribute VB_Name = "JxButtons"
Option Explicit

' One macro a button, on the front sheet and on the ribbon. All words stand on the sheet JX_TEXT, for this source is
' ASCII: what it made of Chinese would depend on the computer's code page.

Public Sub JX_Check()
    JxRun "check"
End Sub

Public Sub JX_Recalculate()
    JxRun "recalculate"
End Sub

Public Sub JX_Export()
    JxRun "export"
End Sub

' Late bound: the project needs no reference to the Office library.
Public Sub JX_Ribbon(ByVal control As Object)
    Select Case control.ID
        Case "jxCheck": JX_Check
        Case "jxRecalculate": JX_Recalculate
        Case "jxExport": JX_Export
    End Select
End Sub

' Python works on the file, so the file has to be what is on the screen. Its answer is one sentence, left in the cell
' beside "reply"; all errors of ours come that way too.
Private Sub JxRun(ByVal entry As String)
    Dim reply As Range, said As String
    On Error GoTo failed
    If ThisWorkbook.Path = "" Or ThisWorkbook.ReadOnly Then
        JxSay JxText("unsaved")
        Exit Sub
    End If
    Application.StatusBar = JxText("working")
    If Not JxPythonIsThere() Then
        JxSay JxText("no_python")
        Exit Sub
    End If
    ThisWorkbook.Save
    Set reply = ThisWorkbook.Worksheets("JX_TEXT").Range("B1")
    reply.Value2 = ""
    RunPython "import macros_py.excel.entry; macros_py.excel.entry." & entry & "()"
    said = reply.Value2
    reply.Value2 = ""
    ThisWorkbook.Saved = True
    If said = "" Then said = JxText("no_reply")
    JxSay said
    Exit Sub
failed:
    said = Err.Description
    JxSay JxText("failed") & said
End Sub

' Asked before anything is tried, for xlwings would show a box of its own. Once found, it is not asked again.
Private Function JxPythonIsThere() As Boolean
    Static found As Boolean
    Dim python As String
    #If Mac Then
        found = True
    #Else
        If Not found Then
            python = GetConfig("INTERPRETER_WIN", "")
            If python = "" Then python = GetConfig("INTERPRETER", "python")
            found = CreateObject("WScript.Shell").Run("cmd.exe /C """"" & python & _
                """ -c ""import macros_py.excel.entry""""", 0, True) = 0
        End If
    #End If
    JxPythonIsThere = found
End Function

Private Sub JxSay(ByVal said As String)
    Application.StatusBar = False
    MsgBox said, vbOKOnly, JxText("title")
End Sub

Private Function JxText(ByVal key As String) As String
    Dim texts As Worksheet, at As Long
    Set texts = ThisWorkbook.Worksheets("JX_TEXT")
    at = 1
    Do While texts.Cells(at, 1).Value2 <> ""
        If texts.Cells(at, 1).Value2 = key Then
            JxText = texts.Cells(at, 2).Value2
            Exit Function
        End If
        at = at + 1
    Loop
End Function
