"""Linking quantities to the entities and metrics of a pack's glossary, by structure and words, never by value.

``link_page(clean, pack, quantities)`` is the door. The model is a sum of points (``weights.py``): who is in focus
(``subjects.py``), what is measured (``measures.py``), what the numbers before, a list or the unit add
(``carrying.py``, ``lists.py``), whether the pack has a figure of that pair (``scoring.py``). A softmax over the pairs
and the reading that nothing fits turns points into the scores of ``Claim.links``.
"""

from __future__ import annotations

from pipeline.extract.linking.reading import Reading, link_page

__all__ = ["Reading", "link_page"]
