"""The HTML report: an overview and a page an article, self-contained, opened from disk.

``ReportWriter`` is the door: ``add`` each page's record, then ``finish``. Where processes share the work, each has a
``PageWriter`` and sends home its ``Entry`` of every page.
"""

from pipeline.report.pages import Entry, PageWriter
from pipeline.report.writer import ReportWriter

__all__ = ["Entry", "PageWriter", "ReportWriter"]
