"""Small source documents of every kind, made on the spot: nothing of anybody else's is needed to test the readers."""

from __future__ import annotations

from pathlib import Path

Placed = tuple[float, float, float, str]  # x, y, size, text


def write_pdf(path: Path, pages: list[list[Placed]]) -> Path:
    """A PDF with a text layer: every text at its place, in points from the lower left corner, in Helvetica."""
    kids = " ".join(f"{5 + 2 * at} 0 R" for at in range(len(pages)))
    bodies = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for at, page in enumerate(pages):
        stream = "\n".join(f"BT /F1 {size} Tf {x} {y} Td ({_escaped(text)}) Tj ET" for x, y, size, text in page)
        data = stream.encode("cp1252")
        bodies.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(data), data))
        bodies.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R "
            b"/Resources << /Font << /F1 3 0 R >> >> >>" % (4 + 2 * at)
        )
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(bodies, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(bodies) + 1
    out += b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        size, table, size, len(out),
    )  # fmt: skip
    path.write_bytes(out)
    return path


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def lines(x: float, top: float, texts: list[str], size: float = 10.0) -> list[Placed]:
    """Lines of running text below one another."""
    return [(x, top - 1.25 * size * at, size, text) for at, text in enumerate(texts)]


def paper(path: Path) -> Path:
    """Two pages: title, text, a table with wrapped headers and a group label, one without caption, references."""
    first = [
        (70, 780, 18, "Orca-2 Technical Report"),
        (70, 740, 13, "1. Introduction"),
        *lines(70, 718, [
            "We present Orca-2, a language model with 12B total parameters, of which 3B are activated for each",
            "token. Training Orca-2 on 2.4T tokens requires only 310K GPU hours. The peak learning rate is set to",
            "3.2e-4 and the batch size is increased from 1024 to 4096. Unlike Narwhal 7B, it supports contexts of",
            "64K tokens. We rent the GPUs at $2 per GPU hour on a cluster of 512 GPUs.",
        ]),
        (70, 640, 13, "2. Results"),
        *_row(610, "Benchmark (Metric)", "# Shots", "Narwhal", "Orca-2"),
        *[(x, 599, 9, text) for x, text in ((268, "7B"), (306, "Chat"))],
        *_row(580, "# Total Params", "-", "7B", "12B"),
        *_row(568, "Quiz (EM)", "5-shot", "61.2", "74.9"),
        (70, 562, 9, "Group"),
        *_row(556, "Riddles (Acc.)", "0-shot", "40.1", "52.3"),
        *_row(544, "Maze (Pass@1)", "0-shot", "12.5", "33.0"),
        (70, 520, 10, "Table 1: Results of Orca-2 Chat and of the model Narwhal 7B on three benchmarks."),
        (290, 30, 10, "1"),
    ]  # fmt: skip
    second = [
        *[(x, 780, 10, text) for x, text in ((80, "Item"), (250, "2023"), (330, "2024"))],
        *[(x, 765, 10, text) for x, text in ((80, "Revenue (USD million)"), (250, "31.5"), (330, "48.0"))],
        *[(x, 750, 10, text) for x, text in ((80, "Gross margin (%)"), (250, "41.2"), (330, "44.7"))],
        *[(x, 735, 10, text) for x, text in ((80, "Employees"), (250, "120"), (330, "155"))],
        (70, 690, 13, "References"),
        *lines(70, 670, [
            "A. Author, B. Writer, and C. Third. A paper on many things. arXiv preprint arXiv:2301.00001, 2023.",
            "B. Other and A. Nother. Scaling 300B tokens. In Proceedings of X, pages 12-34, 2022.",
        ]),
        (70, 610, 13, "A. Details"),
        *lines(70, 590, ["The second stage of Orca-2 uses 128 experts and a sequence length of 32K."]),
        (290, 30, 10, "2"),
    ]  # fmt: skip
    return write_pdf(path, [first, second])


def _row(y: float, *cells: str) -> list[Placed]:
    return [(x, y, 9, cell) for x, cell in zip((100, 212, 262, 306), cells, strict=True)]
