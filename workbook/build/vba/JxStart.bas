Attribute VB_Name = "JxStart"
Option Explicit
Option Private Module

Private Const FIRST_ARGUMENT As Long = 5

' When the workbook opens: macros may write where hands may not, and the function wizard learns its words.
' Nothing here needs Python, and nothing here may keep the workbook from opening.
Public Sub JxOpened()
    Dim unchanged As Boolean
    On Error Resume Next
    unchanged = ThisWorkbook.Saved
    JxProtectSheets
    JxDescribeFunctions
    If unchanged Then ThisWorkbook.Saved = True
End Sub

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
