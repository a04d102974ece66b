"""VBA source out of a vbaProject.bin, by nothing of what wrote it: olefile, and the decompression of MS-OVBA 2.4.1."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

import olefile

_FLAGS_EACH = 8
_LEAST_OFFSET_BITS = 4


def project_of(path: Path) -> bytes:
    with zipfile.ZipFile(path) as archive:
        return archive.read("xl/vbaProject.bin")


def texts(project: bytes) -> dict[str, str]:
    """Module name -> its whole text, attributes included. For projects without a compiled form, as ours are."""
    with olefile.OleFileIO(BytesIO(project)) as file:
        streams = [path for path in file.listdir() if path[0] == "VBA" and path[1] not in ("dir", "_VBA_PROJECT")]
        return {path[1]: decompress(file.openstream(path).read()).decode("ascii") for path in streams}


def declared(project: bytes) -> list[str]:
    """The lines of the PROJECT stream that declare modules, e.g. `Module=JxStart`, in their order."""
    with olefile.OleFileIO(BytesIO(project)) as file:
        lines = file.openstream("PROJECT").read().decode("ascii").splitlines()
    return [line for line in lines if line.startswith(("Document=", "Module=", "Class=", "BaseClass="))]


def body(text: str) -> str:
    """A module's code with bare line feeds: what is left without the preamble of a class file and the attributes."""
    lines = text.replace("\r\n", "\n").split("\n")
    if lines[0].startswith("VERSION "):
        lines = lines[lines.index("END") + 1 :]
    first = next((number for number, line in enumerate(lines) if not line.startswith("Attribute ")), len(lines))
    return "\n".join(lines[first:])


def decompress(data: bytes) -> bytes:
    """
    >>> decompress(bytes([1, 5, 0xB0, 0b1000, 35, 97, 98, 0, 0x20]))  # '#ab', then three more bytes from three back
    b'#ab#ab'
    """
    assert data[0] == 1
    out, at = bytearray(), 1
    while at < len(data):
        head = int.from_bytes(data[at : at + 2], "little")
        assert head >> 12 & 7 == 3
        end = min(at + (head & 0xFFF) + 3, len(data))
        packed = data[at + 2 : end]
        out += _chunk(packed) if head >> 15 else packed
        at = end
    return bytes(out)


def _chunk(packed: bytes) -> bytearray:
    out, at = bytearray(), 0
    while at < len(packed):
        flags, at = packed[at], at + 1
        for bit in range(_FLAGS_EACH):
            if at >= len(packed):
                break
            if not flags >> bit & 1:
                out.append(packed[at])
                at += 1
                continue
            token = int.from_bytes(packed[at : at + 2], "little")
            offset_bits = max((len(out) - 1).bit_length(), _LEAST_OFFSET_BITS)
            for _ in range((token & 0xFFFF >> offset_bits) + 3):
                out.append(out[-((token >> 16 - offset_bits) + 1)])
            at += 2
    return out
