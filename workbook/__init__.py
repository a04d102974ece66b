"""The document: which official tables exist, where every figure lives, how a file is built, read and written.

This house knows Excel files and knows no rule. It never imports `macros_py`.
"""

__version__ = "0.1.0"
