"""Source packs: four CSV files that hold the figures and facts against which claims are checked.

``load_pack`` is the door; ``check_pack`` lists every mistake and warning without raising.
"""

from pipeline.packs.loader import check_pack, figure_problems, load_pack, pack_folder, shipped_packs, term_problems
from pipeline.packs.tables import Problem, Row

__all__ = [
    "Problem",
    "Row",
    "check_pack",
    "figure_problems",
    "load_pack",
    "pack_folder",
    "shipped_packs",
    "term_problems",
]
