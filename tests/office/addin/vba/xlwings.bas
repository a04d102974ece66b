Attribute VB_Name = "xlwings"
Option Explicit

Public Function XLPy() As Object
    Set XLPy = New JxServer
End Function

Public Function JxAsk(name As String, value As Variant) As Variant
    Dim order As Object
    Set order = CreateUnoStruct("com.sun.star.beans.NamedValue")
    order.Name = name
    order.Value = value
    JxAsk = CreateUnoService("jixiao.tests.Orders").execute(Array(order))
End Function

' In place of CVErr, which LibreOffice shows in a cell as a text.
Public Function JxError(code As Long) As Variant
    JxError = JxAsk("error", code)
End Function

' What a wrapper gives to VBA itself: 10 is vbError.
Public Function JxGiven(executed As Variant, adjusted As Variant) As Variant
    Dim result As Variant
    result = JX_RATE(executed, adjusted)
    JxGiven = VarType(result) & " " & IsError(result)
End Function
