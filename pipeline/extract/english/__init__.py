"""Quantities of an English text, to the same standard as the Chinese reader: for source documents.

``english_quantities(text)`` is the door. The results are :class:`pipeline.model.Quantity` in the notation of
CONTRACT.md section 2, so that figures of English documents and claims of Chinese articles can be compared.
"""

from __future__ import annotations

from pipeline.extract.english.reader import english_quantities

__all__ = ["english_quantities"]
