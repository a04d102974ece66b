"""The one exception a person may see: a file that cannot be used, said in Chinese, with the place and what to do."""

from __future__ import annotations


class UnusableFile(Exception):
    """A file that cannot be read or written; `str(error)` is one plain Chinese sentence with place and remedy."""

    def __init__(self, problem: str, *, place: str = "", remedy: str = "") -> None:
        self.problem, self.place, self.remedy = problem, place, remedy
        super().__init__("：".join(part for part in (place, problem) if part) + (f"。{remedy}" if remedy else "。"))
