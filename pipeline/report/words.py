"""The words of the report in Chinese or English."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from pipeline.check.readable import name_of, number_en, number_zh
from pipeline.tables import read_table

__all__ = ["name_of", "number_text", "percent", "reason_names", "removal_names", "words"]


def words(lang: str) -> dict[str, str]:
    """Key to word from ``pipeline/data/report_words.csv``; ``lang`` is zh or en."""
    return {row["key"]: row[lang] for row in read_table("report_words.csv") if not row["key"].startswith("r:")}


def reason_names(lang: str) -> dict[str, str]:
    """Reason code to its short name."""
    return {row["key"][2:]: row[lang] for row in read_table("report_words.csv") if row["key"].startswith("r:")}


def removal_names(lang: str) -> dict[str, str]:
    """Removal code to what it is called: Chinese names, or the code in words."""
    from pipeline.clean import CLEAN_RULES

    return {rule.code: rule.name_zh if lang == "zh" else rule.code.replace("_", " ") for rule in CLEAN_RULES}


def number_text(value: str, unit: str, lang: str) -> str:
    """A value with its unit as an editor writes it; dates stay as they are.

    >>> number_text("2788000", "GPU*hour", "zh"), number_text("2024-12", "date", "zh")
    ('278.8 万 GPU 小时', '2024-12')
    """
    try:
        number = Decimal(value)
    except InvalidOperation:
        return value
    if lang == "zh":
        return number_zh(number, unit)
    return number_en(number, unit).removesuffix(" percent") + ("%" if unit == "percent" else "")


def percent(difference: str) -> str:
    """(claimed - source) / source in percent; empty where there is none.

    >>> percent("9"), percent("-0.981132"), percent("0.004"), percent("0")
    ('+900%', '-98%', '+0.4%', '')
    """
    try:
        share = Decimal(difference)
    except InvalidOperation:
        return ""
    if not share:
        return ""
    return f"{share:+,.0%}" if abs(share) >= Decimal("0.1") else f"{float(share * 100):+.2g}%"
