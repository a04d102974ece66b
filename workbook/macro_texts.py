"""The very hidden sheet that Python and VBA share: what stands where. Every button reads it, so it imports little."""

from __future__ import annotations

from workbook import own_sheets

TEXTS = own_sheets.TEXTS
REPLY_CELL = "B1"  # where Python leaves its answer; the first row
CHOSEN_CELL = "B2"  # where VBA leaves the path of the file that was chosen; the second row
SOURCE_CELL = "B3"  # where VBA leaves the path of a copy of the workbook as it stands on the screen; the third row
ASKS_CELL = "B4"  # where Python leaves what VBA shall ask the person; the fourth row
TYPED_CELL = "B5"  # where VBA leaves what the person typed; the fifth row
HANDED = ("reply", "chosen", "source", "asks", "typed")  # what these rows are called in the cell before
TITLE = "绩效自评"
