Attribute VB_Name = "JxButtons"
Option Explicit

' One macro a button, on the front sheet and on the ribbon. All words stand on the sheet JX_TEXT, for this source is
' ASCII: what it made of Chinese would depend on the computer's code page.

Public Sub JX_Recalculate()
    JxRun "recalculate"
End Sub

Public Sub JX_Check()
    JxRun "check"
End Sub

Public Sub JX_NextFinding()
    JxRun "next_finding"
End Sub

Public Sub JX_AddProjects()
    JxRun "add_projects", True
End Sub

Public Sub JX_LoadRules()
    JxRun "load_rules", True, "rules"
End Sub

Public Sub JX_Export()
    JxRun "export", True
End Sub

Public Sub JX_ImportReturn()
    JxRun "import_return", True, "return"
End Sub

' Late bound: the project needs no reference to the Office library.
Public Sub JX_Ribbon(ByVal control As Object)
    Select Case control.ID
        Case "jxRecalculate": JX_Recalculate
        Case "jxCheck": JX_Check
        Case "jxNextFinding": JX_NextFinding
        Case "jxAddProjects": JX_AddProjects
        Case "jxLoadRules": JX_LoadRules
        Case "jxExport": JX_Export
        Case "jxImportReturn": JX_ImportReturn
    End Select
End Sub

' Some work on the open workbook. Others work on a file: a copy of what is on the screen, all computed, for the file of
' the workbook may be older, read-only or on its way to a cloud; they change nothing here. Python's answer is one
' sentence, left in the cell beside "reply"; all errors of ours come that way too. The file that the user chose goes to
' Python beside "chosen", the copy beside "source". Where Python leaves a question beside "asks", it is put to the user
' once, and the answer goes back beside "typed". Who cancels it has read why: nothing more is said.
Private Sub JxRun(ByVal entry As String, Optional ByVal onFile As Boolean = False, _
        Optional ByVal chooses As String = "")
    Dim said As String, path As String, copied As String, typed As String, unchanged As Boolean, cancelled As Boolean
    On Error GoTo failed
    If onFile And ThisWorkbook.Path = "" Then
        JxSay JxText("unsaved")
        Exit Sub
    End If
    Application.StatusBar = JxText("working")
    If Not JxPythonIsThere() Then
        JxSay JxText("no_python")
        Exit Sub
    End If
    JxRetry
    If chooses <> "" Then
        path = JxChosenFile(chooses)
        If path = "" Then
            Application.StatusBar = False
            Exit Sub
        End If
    End If
    unchanged = ThisWorkbook.Saved And (onFile Or entry = "next_finding")
    If onFile Then
        Application.CalculateFull
        copied = JxCopy()
    End If
    said = JxAnswer(entry, path, copied, JxTypedBefore())
    If JxAsks() Then
        typed = JxTyped()
        cancelled = (typed = "")
        If Not cancelled Then said = JxAnswer(entry, path, copied, typed)
    End If
    JxTidy copied
    If unchanged Then ThisWorkbook.Saved = True
    If cancelled Then
        Application.StatusBar = False
        Exit Sub
    End If
    If said = "" Then said = JxText("no_reply")
    JxSay said
    Exit Sub
failed:
    said = Err.Description
    JxTidy copied
    JxSay JxText("failed") & said
End Sub

Private Function JxAnswer(ByVal entry As String, ByVal chosen As String, ByVal source As String, _
        ByVal typed As String) As String
    JxHand chosen, source, typed
    RunPython "import macros_py.excel.entry; macros_py.excel.entry." & entry & "()"
    JxAnswer = ThisWorkbook.Worksheets("JX_TEXT").Range("B1").Value2
End Function

Private Sub JxHand(ByVal chosen As String, ByVal source As String, ByVal typed As String)
    With ThisWorkbook.Worksheets("JX_TEXT")
        .Range("B1").Value2 = ""
        .Range("B2").Value2 = chosen
        .Range("B3").Value2 = source
        .Range("B4").Value2 = ""
        .Range("B5").Value2 = typed
    End With
End Sub

' Nobody could answer in an Excel that nobody sees.
Private Function JxAsks() As Boolean
    JxAsks = Application.UserControl And ThisWorkbook.Worksheets("JX_TEXT").Range("B4").Value2 <> ""
End Function

' Empty where the question was cancelled. Excel's members take no longer text than this, so of the question what is too
' much is cut, and never what can be done about it.
Private Function JxTyped() As String
    Const LONGEST As Long = 255
    Dim question As String, remedy As String, typed As Variant
    question = ThisWorkbook.Worksheets("JX_TEXT").Range("B4").Value2
    remedy = vbLf & JxText("override")
    typed = Application.InputBox(Left(question, LONGEST - Len(remedy)) & remedy, JxText("title"), Type:=2)
    If VarType(typed) = vbString Then JxTyped = Trim(typed)
End Function

' In an Excel that nobody sees, what stands beside "typed" already: the program that started it may agree beforehand.
Private Function JxTypedBefore() As String
    If Not Application.UserControl Then JxTypedBefore = ThisWorkbook.Worksheets("JX_TEXT").Range("B5").Value2
End Function

' Under the workbook's own name, in a folder of its own.
Private Function JxCopy() As String
    Dim place As String
    place = Environ("TEMP") & "\jixiao-" & Format(Now, "yyyymmddhhnnss") & CLng(Timer * 100)
    MkDir place
    JxCopy = place & "\" & ThisWorkbook.Name
    ThisWorkbook.SaveCopyAs JxCopy
End Function

' What was handed over goes again, however it went.
Private Sub JxTidy(ByVal copied As String)
    On Error Resume Next
    JxHand "", "", ""
    If copied = "" Then Exit Sub
    Kill copied
    RmDir Left(copied, InStrRev(copied, "\") - 1)
End Sub

' Empty where the choice was cancelled. In an Excel that nobody sees, the file that stands beside "chosen" already.
Private Function JxChosenFile(ByVal kind As String) As String
    Dim chosen As Variant
    If Not Application.UserControl Then
        JxChosenFile = ThisWorkbook.Worksheets("JX_TEXT").Range("B2").Value2
        Exit Function
    End If
    chosen = Application.GetOpenFilename(JxText("filter_" & kind), 1, JxText("choose_" & kind))
    If VarType(chosen) = vbString Then JxChosenFile = chosen
End Function

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

' In an Excel that a program started unseen nobody can close a box: the answer stays in its cell.
Private Sub JxSay(ByVal said As String)
    Application.StatusBar = False
    If Application.UserControl Then
        MsgBox said, vbOKOnly, JxText("title")
    Else
        ThisWorkbook.Worksheets("JX_TEXT").Range("B1").Value2 = said
    End If
End Sub
