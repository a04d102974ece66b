"""What makes Excel offer to repair a file, one kind of fault a module. No other program tells before it is too late.

A schema validator sees each part alone; these checks look across parts and at the limits no schema states. They do not
prove that a file is good, and a few report what Excel would accept in silence and show wrongly. They share no code
with the houses that write workbooks: a mistake there must not be repeated here.
"""
