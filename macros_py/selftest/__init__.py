"""`jixiao selftest`: what a workbook promises, tried on this computer, with a report that says what was not tried."""
