"""The words of the report in Chinese or English."""

from __future__ import annotations

from pipeline.tables import read_table


def words(lang: str) -> dict[str, str]:
    """Key to word from ``pipeline/data/report_words.csv``; ``lang`` is zh or en."""
    return {row["key"]: row[lang] for row in read_table("report_words.csv") if not row["key"].startswith("r:")}


def reason_names(lang: str) -> dict[str, str]:
    """Reason code to its short name."""
    return {row["key"][2:]: row[lang] for row in read_table("report_words.csv") if row["key"].startswith("r:")}
