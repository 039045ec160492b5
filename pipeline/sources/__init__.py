"""Source packs from the documents themselves: papers, datasheets and company pages to proposed figures and terms.

``build_pack`` writes a pack in which everything is proposed, ``quick_pack`` makes one in memory for the quick mode.
A document goes through lines and layout (PDF) or grids (tables of other kinds) to parts (``documents``), then to
proposals (``cells``, ``figures``), with the help of ``headers``, ``phrases``, ``noise`` and ``terms``.
"""

from pipeline.sources.build import build_pack
from pipeline.sources.quick import quick_pack

__all__ = ["build_pack", "quick_pack"]
