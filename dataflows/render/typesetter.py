"""What sets paper: Typst out of its wheel, run as a child process of its own, whose limits are set before.

Started as ``python -I typesetter.py FONTS`` in an empty directory. On standard input comes one JSON object:
``main`` (the Typst source, ours), ``data`` (what people wrote, read by the source as data alone), ``files``
(name -> SVG text), ``png`` (pixels per inch, or 0) and ``trim`` (a list in ``data`` that may be cut to fit
one page, or ""). Out come a line of JSON (``pages``, ``triangles``) and the PDF, or
the PNG of its only page. Imports nothing of Daylight, asks nothing of the network.
"""

import ctypes
import json
import sys
from pathlib import Path
from typing import Any

DEPTH = 15


def compiled(data: Any, fonts: str, **how: Any) -> Any:
    """Set the page with this data."""
    import typst  # noqa: PLC0415 (only this way of starting has it)

    return typst.compile(
        "main.typ",
        root=".",
        font_paths=[fonts],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data)},
        timestamp=data["when"],
        **how,
    )


def counted(pdf: bytes) -> tuple[int, int]:
    """Return the pages of a PDF and the filled triangles on them: arrows, and marks of criminal offence.

    Read by pdfium, which shares nothing with what wrote it.
    """
    import pypdfium2  # noqa: PLC0415

    pdfium: Any = pypdfium2  # its own code carries no types
    raw = pdfium.raw
    document = pdfium.PdfDocument(pdf)
    found = 0
    for page in document:
        for one in page.get_objects(filter=(raw.FPDF_PAGEOBJ_PATH,), max_depth=DEPTH):
            fill, stroke = ctypes.c_int(), ctypes.c_int()
            raw.FPDFPath_GetDrawMode(one.raw, fill, stroke)
            found += bool(fill.value) and is_triangle(raw, one.raw)
    return len(document), found


def is_triangle(raw: Any, path: Any) -> bool:
    """Say whether a path has three corners and straight sides."""
    corners = set()
    for number in range(raw.FPDFPath_CountSegments(path)):
        segment = raw.FPDFPath_GetPathSegment(path, number)
        if raw.FPDFPathSegment_GetType(segment) == raw.FPDF_SEGMENT_BEZIERTO:
            return False
        x, y = ctypes.c_float(), ctypes.c_float()
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        corners.add((round(x.value, 2), round(y.value, 2)))
    return len(corners) == 3


def main() -> None:
    """Set what was asked for."""
    asked = json.load(sys.stdin)
    for name, text in {**asked["files"], "main.typ": asked["main"]}.items():
        Path(name).write_text(text, encoding="utf-8")
    data, trim = asked["data"], asked["trim"]
    while True:
        pdf = compiled(data, sys.argv[1], format="pdf")
        pages, triangles = counted(pdf)
        if pages == 1 or not trim or not data[trim]:
            break
        # A line or a few more at a time: what stands below says how many were left out.
        data[trim] = data[trim][: -max(1, len(data[trim]) // 8)]
    answer = compiled(data, sys.argv[1], format="png", ppi=asked["png"]) if asked["png"] else pdf
    head = json.dumps({"pages": pages, "triangles": triangles})
    sys.stdout.buffer.write(head.encode() + b"\n" + answer)


if __name__ == "__main__":
    main()
