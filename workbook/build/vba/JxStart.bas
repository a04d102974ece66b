Attribute VB_Name = "JxStart"
Option Explicit
Option Private Module

Private Const FIRST_ARGUMENT As Long = 5

Private hint As String
Private warmAt As Date

' When the workbook opens: macros may write where hands may not, the function wizard learns its words, and where Python
' cannot be had a quiet word says so. Nothing here waits for Python, and nothing may keep the workbook from opening.
Public Sub JxOpened()
    Dim unchanged As Boolean
    On Error Resume Next
    unchanged = ThisWorkbook.Saved
    JxProtectSheets
    JxDescribeFunctions
    JxLookAround
    If unchanged Then ThisWorkbook.Saved = True
End Sub

' The status bar is everybody's: the word stands there only while this workbook is in front.
Public Sub JxShowHint()
    On Error Resume Next
    If hint <> "" Then Application.StatusBar = hint
End Sub

Public Sub JxHideHint()
    On Error Resume Next
    If hint <> "" Then Application.StatusBar = False
End Sub

' Excel opens a closed workbook again for what it was still told to run.
Public Sub JxClosing()
    On Error Resume Next
    JxHideHint
    If warmAt <> 0 Then Application.OnTime warmAt, JxWarmName(), , False
    warmAt = 0
End Sub

' The first call starts Python and loads the rules, so that the first figure typed need not wait for that. Where it
' fails, JxFunctions leaves Python alone for half a minute. Excel does not compute a file that was saved computed: where
' functions could not be called then and can be now, it is told to.
Public Sub JxWarm()
    Dim unchanged As Boolean, changes As Boolean
    On Error Resume Next
    warmAt = 0
    unchanged = ThisWorkbook.Saved
    changes = JxStatusChanges()
    If changes Then Application.CalculateFull
    If unchanged Then ThisWorkbook.Saved = True
End Sub

' Whether the front sheet says something else about functions of ours than it did.
Private Function JxStatusChanges() As Boolean
    Dim status As Range, said As String
    Set status = ThisWorkbook.Names("jx.status").RefersToRange
    said = status.Value2
    status.Calculate
    JxStatusChanges = status.Value2 <> said
End Function

' Without Python nothing is computed anew: scores that were computed elsewhere stay.
Private Sub JxLookAround()
    On Error Resume Next
    hint = ""
    If Not JxIsExcel() Then
        hint = JxText("hint_host")
    ElseIf Not JxFindsPython() Then
        hint = JxText("hint_python")
        JxStatusChanges
    Else
        warmAt = Now
        Application.OnTime warmAt, JxWarmName()
    End If
    JxShowHint
End Sub

Private Function JxWarmName() As String
    JxWarmName = "'" & Replace(ThisWorkbook.Name, "'", "''") & "'!ThisWorkbook.JxWarmUp"
End Function

' WPS takes Excel's place under Excel's name; where it is installed tells them apart. On a Mac there are no functions.
Private Function JxIsExcel() As Boolean
    Dim folder As String
    #If Mac Then
        JxIsExcel = False
    #Else
        folder = LCase(Application.Path)
        JxIsExcel = Application.Name = "Microsoft Excel" And InStr(folder, "wps office") = 0 _
            And InStr(folder, "kingsoft") = 0 And InStr(folder, "\office6") = 0
    #End If
End Function

' Looks for the library that xlwings installs beside Python: no process is started and no window flashes. Folders on
' other computers are not asked, for that may take long.
Private Function JxFindsPython() As Boolean
    Dim files As Object, library As String, python As String, folder As Variant
    library = "xlwings32-" & XLWINGS_VERSION & ".dll"
    #If Win64 Then
        library = "xlwings64-" & XLWINGS_VERSION & ".dll"
    #End If
    Set files = CreateObject("Scripting.FileSystemObject")
    python = GetConfig("INTERPRETER_WIN", "")
    If python = "" Then python = GetConfig("INTERPRETER", "python")
    If InStr(python, "\") > 0 Then
        folder = files.GetParentFolderName(python)
        JxFindsPython = files.FileExists(folder & "\" & library) _
            Or files.FileExists(files.GetParentFolderName(folder) & "\" & library)
        Exit Function
    End If
    For Each folder In Split(CreateObject("WScript.Shell").ExpandEnvironmentStrings("%PATH%"), ";")
        folder = Replace(folder, Chr(34), "")
        If folder <> "" And Left(folder, 2) <> "\\" Then
            If files.FileExists(folder & "\" & library) Then
                JxFindsPython = True
                Exit Function
            End If
        End If
    Next folder
End Function

' A saying by its key.
Public Function JxText(ByVal key As String) As String
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

' Excel forgets UserInterfaceOnly when a file is closed.
Private Sub JxProtectSheets()
    Dim page As Worksheet
    For Each page In ThisWorkbook.Worksheets
        If page.ProtectContents Then JxProtectAgain page
    Next page
End Sub

' What is not said anew is not allowed any more: all that was allowed is said.
Private Sub JxProtectAgain(ByVal page As Worksheet)
    On Error Resume Next
    With page.Protection
        page.Protect UserInterfaceOnly:=True, Contents:=True, _
            DrawingObjects:=page.ProtectDrawingObjects, Scenarios:=page.ProtectScenarios, _
            AllowFormattingCells:=.AllowFormattingCells, AllowFormattingColumns:=.AllowFormattingColumns, _
            AllowFormattingRows:=.AllowFormattingRows, AllowInsertingColumns:=.AllowInsertingColumns, _
            AllowInsertingRows:=.AllowInsertingRows, AllowInsertingHyperlinks:=.AllowInsertingHyperlinks, _
            AllowDeletingColumns:=.AllowDeletingColumns, AllowDeletingRows:=.AllowDeletingRows, _
            AllowSorting:=.AllowSorting, AllowFiltering:=.AllowFiltering, AllowUsingPivotTables:=.AllowUsingPivotTables
    End With
End Sub

Private Sub JxDescribeFunctions()
    Dim texts As Worksheet, at As Long
    Set texts = ThisWorkbook.Worksheets("JX_TEXT")
    at = 1
    Do While texts.Cells(at, 1).Value2 <> ""
        If texts.Cells(at, 1).Value2 = "function" Then JxDescribe texts, at
        at = at + 1
    Loop
End Sub

' A row has the name, the category, what it does, and what each argument is.
Private Sub JxDescribe(ByVal texts As Worksheet, ByVal at As Long)
    Dim given() As String, number As Long
    Do While texts.Cells(at, FIRST_ARGUMENT + number).Value2 <> ""
        ReDim Preserve given(number)
        given(number) = texts.Cells(at, FIRST_ARGUMENT + number).Value2
        number = number + 1
    Loop
    On Error Resume Next
    Application.MacroOptions Macro:=texts.Cells(at, 2).Value2, Category:=texts.Cells(at, 3).Value2, _
        Description:=texts.Cells(at, 4).Value2, ArgumentDescriptions:=given
End Sub
