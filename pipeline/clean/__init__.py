"""From a page to the article as its author wrote it: finders propose edits with a code, one function applies them.

``clean_page(page, options, profile)`` is the door; the package can be called like it: ``from pipeline import clean``.
"""

from pipeline.callable_module import make_callable
from pipeline.clean.catalogue import CLEAN_RULES
from pipeline.clean.cleaner import clean_page
from pipeline.clean.duplicates import signature
from pipeline.clean.edits import apply_edits, source_offset
from pipeline.clean.options import CleanOptions, read_terms
from pipeline.clean.profile import Profile, profile_page, profile_pages

__all__ = [
    "CLEAN_RULES",
    "CleanOptions",
    "Profile",
    "apply_edits",
    "clean_page",
    "profile_page",
    "profile_pages",
    "read_terms",
    "signature",
    "source_offset",
]

make_callable(__name__, clean_page)
