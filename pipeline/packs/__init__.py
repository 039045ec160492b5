"""Source packs: four CSV files that hold the figures and facts against which claims are checked.

``load_pack`` is the door; ``check_pack`` lists every mistake and warning without raising.
"""

from pipeline.packs.loader import check_pack, load_pack, shipped_packs
from pipeline.packs.tables import Problem

__all__ = ["Problem", "check_pack", "load_pack", "shipped_packs"]
