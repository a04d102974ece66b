"""The doors that open inside a spreadsheet. `native` writes plain formulas; only later modules import xlwings."""
