"""PDF of a report: A4, in the order warnings, pictures, tables, sentences, provenance. Made in memory, always the same.

Source: ISO 32000-1 (PDF 1.7), by reportlab.
"""

import io
from xml.sax.saxutils import escape

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    CondPageBreak,
    Flowable,
    Frame,
    KeepTogether,
    PageTemplate,
    Paragraph,
    Spacer,
)
from reportlab.platypus import Table as Grid

from ..version import PROGRAM
from .picture_row import PictureRow
from .report import PAGE_NOTICE, Report, ReportTable
from .typeface import (
    ACCENT,
    AMBER,
    AMBER_TINT,
    BODY,
    BOLD,
    FIGURE,
    HEAD,
    HEAD_RIGHT,
    HEADING,
    INK,
    LEAD,
    NOTE_STYLE,
    QUIET,
    REGULAR,
    RULE,
    SMALL,
    SMALL_NAME,
    TEXT_STYLE,
    TITLE,
    load_fonts,
)
from .wording import cell_text

_WIDTH, _HEIGHT = A4
_SIDE, _TOP, _BOTTOM = 18 * mm, 16 * mm, 22 * mm
_FOOT = f"{PAGE_NOTICE}. {PROGRAM} is not a medical device."
_TALLEST, _TALLEST_DETAIL = 92 * mm, 48 * mm
_WIDEST = 52 * mm
"""Most width of a column of texts; longer ones are wrapped."""
_PADDING = 7.0
"""Points beside the texts of a cell, and a little for rounding."""
_BEGIN = 42 * mm
"""Least height that must be left on a page for a table to begin there."""
_WHOLE = 6
"""OriginRows up to which a table is not divided between pages."""


def make_document(report: Report) -> bytes:
    """Lay a report out; see `report_pdf`."""
    load_fonts()
    file = io.BytesIO()
    document = BaseDocTemplate(
        file,
        pagesize=A4,
        leftMargin=_SIDE,
        rightMargin=_SIDE,
        topMargin=_TOP,
        bottomMargin=_BOTTOM,
        title=report.title,
        author=PROGRAM,
        subject=f"{PAGE_NOTICE}.",
        creator=PROGRAM,
        lang="en",
        invariant=1,
        pageCompression=1,
    )
    frame = Frame(_SIDE, _BOTTOM, _WIDTH - 2 * _SIDE, _HEIGHT - _TOP - _BOTTOM, 0, 0, 0, 0)
    document.addPageTemplates(PageTemplate("page", [frame]))
    document.build(_story(report), canvasmaker=_Pages)
    return file.getvalue()


class _Pages(Canvas):  # type: ignore[misc]
    """Pages that say how many there are; each carries the notice."""

    def __init__(self, *args: object, **named: object) -> None:
        super().__init__(*args, **named)
        self._kept: list[dict] = []

    def showPage(self) -> None:  # noqa: N802, a name of reportlab
        self._kept.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        for n, page in enumerate(self._kept, 1):
            self.__dict__.update(page)
            self._foot(n, len(self._kept))
            super().showPage()
        super().save()

    def _foot(self, page: int, pages: int) -> None:
        base = 13 * mm
        self.setStrokeColor(RULE)
        self.setLineWidth(0.6)
        self.line(_SIDE, base + 4 * mm, _WIDTH - _SIDE, base + 4 * mm)
        self.setFillColor(INK)
        self.setFont(BOLD, 8.5)
        self.drawString(_SIDE, base, _FOOT)
        self.setFillColor(QUIET)
        self.setFont(REGULAR, 8.5)
        self.drawRightString(_WIDTH - _SIDE, base, f"Page {page} of {pages}")


def _story(report: Report) -> list[Flowable]:
    width = _WIDTH - 2 * _SIDE
    story: list[Flowable] = [_text(report.title, TITLE), _text(report.about, LEAD)]
    if report.made_on:
        story.append(_text(f"Report of {report.made_on}", LEAD))
    if report.identity:
        story.append(_text("Patient and study: " + "; ".join(report.identity), BODY))
    if report.warnings:
        story += [Spacer(1, 2 * mm), _warnings(report.warnings, width)]
    for pictures, columns, tallest in ((report.pictures, 2, _TALLEST), (report.details, 3, _TALLEST_DETAIL)):
        for start in range(0, len(pictures), columns):
            row = PictureRow(pictures[start : start + columns], columns=columns, tallest=tallest)
            story += [Spacer(1, 4 * mm), row]
    for table in report.tables:
        story += _table(table, width)
    for section in report.sections:
        texts = [_text(sentence, BODY) for sentence in section.sentences]
        story.append(KeepTogether([_text(section.title, HEADING), *texts]))
    if report.provenance:
        story += _provenance(report.provenance, width)
    return story


def _text(text: str, style: object) -> Paragraph:
    return Paragraph(escape(text), style)


def _warnings(warnings: tuple[str, ...], width: float) -> Grid:
    return Grid(
        [[_text(text, BODY)] for text in warnings],
        colWidths=[width],
        style=[
            ("BACKGROUND", (0, 0), (-1, -1), AMBER_TINT),
            ("LINEBEFORE", (0, 0), (0, -1), 2.5, AMBER),
            ("LEFTPADDING", (0, 0), (-1, -1), 8),
            ("RIGHTPADDING", (0, 0), (-1, -1), 8),
            ("TOPPADDING", (0, 0), (-1, -1), 3),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 1.5),
        ],
    )


def _table(table: ReportTable, width: float) -> list[Flowable]:
    """Lay a table out; its heading stays with its first rows, and its note with its last ones."""
    texts = [any(isinstance(row[n], str) for row in table.rows) for n in range(len(table.columns))]
    heads = [
        _text(column.heading, HEAD if is_text else HEAD_RIGHT)
        for column, is_text in zip(table.columns, texts, strict=True)
    ]
    rows = [
        [
            _text(cell_text(cell, column.form), TEXT_STYLE if is_text else FIGURE)
            for cell, column, is_text in zip(row, table.columns, texts, strict=True)
        ]
        for row in table.rows
    ]
    grid = Grid(
        [heads, *rows],
        colWidths=_widths(table, texts, width),
        repeatRows=1,
        style=[
            ("LINEBELOW", (0, 0), (-1, 0), 0.8, ACCENT),
            ("LINEBELOW", (0, 1), (-1, -1), 0.4, RULE),
            ("VALIGN", (0, 0), (-1, 0), "BOTTOM"),
            ("VALIGN", (0, 1), (-1, -1), "TOP"),
            ("LEFTPADDING", (0, 0), (-1, -1), 3),
            ("RIGHTPADDING", (0, 0), (-1, -1), 3),
            ("LEFTPADDING", (0, 0), (0, -1), 0),
            ("RIGHTPADDING", (-1, 0), (-1, -1), 0),
            ("TOPPADDING", (0, 0), (-1, -1), 1.2),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
        ],
    )
    whole: list[Flowable] = [_text(table.title, HEADING), grid]
    if table.note:
        whole.append(_text(table.note, NOTE_STYLE))
    return [KeepTogether(whole)] if len(table.rows) <= _WHOLE else [CondPageBreak(_BEGIN), *whole]


def _widths(table: ReportTable, texts: list[bool], width: float) -> list[float]:
    """Divide the width: what each column holds, long texts up to a limit, and the rest in equal shares."""
    wanted = []
    for n, column in enumerate(table.columns):
        cells = [cell_text(row[n], column.form) for row in table.rows]
        longest = max([stringWidth(cell, REGULAR, TEXT_STYLE.fontSize) for cell in cells], default=0.0)
        heading = stringWidth(column.heading, BOLD, HEAD.fontSize)
        wanted.append(min(max(longest, heading), _WIDEST if texts[n] else width) + _PADDING)
    spare = (width - sum(wanted)) / len(wanted)
    if spare >= 0:
        return [each + spare for each in wanted]
    return [each * width / sum(wanted) for each in wanted]


def _provenance(rows: tuple[tuple[str, str], ...], width: float) -> list[Flowable]:
    grid = Grid(
        [[_text(name, SMALL_NAME), _text(value, SMALL)] for name, value in rows],
        colWidths=[34 * mm, width - 34 * mm],
        style=[
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ("RIGHTPADDING", (0, 0), (-1, -1), 0),
            ("TOPPADDING", (0, 0), (-1, -1), 0.5),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 0.5),
        ],
    )
    return [KeepTogether([_text("How it was made", HEADING), grid])]
