"""The HTML report: an overview and a page an article, self-contained, opened from disk.

``ReportWriter`` is the door: ``add`` each page's record, then ``finish``.
"""

from pipeline.report.writer import ReportWriter

__all__ = ["ReportWriter"]
