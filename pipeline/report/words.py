"""The words of the report in Chinese or English."""

from __future__ import annotations

from decimal import Decimal

from pipeline.check.readable import number_en, number_zh
from pipeline.tables import read_table


def words(lang: str) -> dict[str, str]:
    """Key to word from ``pipeline/data/report_words.csv``; ``lang`` is zh or en."""
    return {row["key"]: row[lang] for row in read_table("report_words.csv") if not row["key"].startswith("r:")}


def reason_names(lang: str) -> dict[str, str]:
    """Reason code to its short name."""
    return {row["key"][2:]: row[lang] for row in read_table("report_words.csv") if row["key"].startswith("r:")}


def number_text(value: Decimal, unit: str, lang: str) -> str:
    """A value with its unit as an editor writes it: 278.8 万 GPU 小时, 2,788,000 GPU*hour."""
    if lang == "zh":
        return number_zh(value, unit)
    return number_en(value, unit).removesuffix(" percent") + ("%" if unit == "percent" else "")
