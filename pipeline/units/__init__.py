"""Units and their arithmetic in Decimal: parse a unit of CONTRACT.md section 2, compare and convert.

Physical units come from ``pipeline/data/unit_factors.csv``; a code of ISO 4217 is a dimension of its own, so that
currencies never convert; any other noun (``GPU``, ``vehicle``) counts things. ``count`` is compatible with every
counted noun, nouns are not compatible with one another.
"""

from pipeline.units.arithmetic import compatible, convert, dimension
from pipeline.units.parsing import Unit, parse_unit

__all__ = ["Unit", "compatible", "convert", "dimension", "parse_unit"]
