"""Single cells of a sheet as few rectangles, for each is one trip into Excel's process.

rectangles({(5, 3), (7, 3)}, {(5, 3), (6, 3), (7, 3)})  ->  one, rows 5 to 7 of column 3
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from workbook.address import Block

Place = tuple[int, int]  # row, column


def rectangles(wanted: Collection[Place], allowed: Collection[Place]) -> list[Block]:
    """Blocks that cover all `wanted` cells and touch none that is not `allowed`. The one that covers most comes first;
    that is not always the fewest there could be, but seldom one more.
    """
    left, free, found = set(wanted), set(allowed) | set(wanted), []
    while left:
        best = max((_within(block, left) for block in _largest(free)), key=len)
        rows, columns = zip(*best, strict=True)
        found.append(Block(top=min(rows), left=min(columns), bottom=max(rows), right=max(columns)))
        left -= best
    return sorted(found, key=lambda block: (block.top, block.left))


def _within(block: Block, cells: set[Place]) -> set[Place]:
    return {
        (row, column)
        for row, column in cells
        if block.top <= row <= block.bottom and block.left <= column <= block.right
    }


def _largest(free: set[Place]) -> Iterator[Block]:
    """From each cell to the right and down, as far as all cells are free; widest first, then higher and narrower."""
    for top, left in sorted(free):
        right = left
        while (top, right + 1) in free:
            right += 1
        bottom = top
        while right >= left:
            while all((bottom + 1, column) in free for column in range(left, right + 1)):
                bottom += 1
            yield Block(top=top, left=left, bottom=bottom, right=right)
            right -= 1
