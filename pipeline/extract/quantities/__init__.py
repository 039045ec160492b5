"""Quantities of a Chinese text: numbers with unit, relation, role, precision and place, in one linear pass.

``quantities(text, reference)`` is the door; ``claimable(quantity)`` tells which of them state something checkable.

Fields beyond :class:`pipeline.model.Quantity`'s own description:

- ``precision``: worth of the last written digit in ``unit`` (278.8 万 -> 1000; 2.40 -> 0.01).
- ``modifier``: the word that gave the relation (约, 超过, 以上), as in the folded text.
- ``role``: ``ratio`` (是 … 的 N 倍, 翻番), ``excess`` (比 … 高出 N 倍), ``increase`` (增长 N 倍 or N%),
  ``decrease`` (下降 N% or N 倍), ``from`` and ``to`` (从 A 增至 B, 降到 B), ``part`` and ``whole``
  (A 中的 B), ``ordinal``, ``discount`` (折).
- ``flags``: ``name`` ``label`` ``ordinal`` ``rank`` ``nth`` ``article_word`` ``per_base`` ``clock`` ``scene`` (no
  claims, except rank and nth), ``carried_unit`` (unit from the list, range, table header or the sentence),
  ``per_prefix`` (每小时 2 美元), ``multiple_of_decrease`` (下降 N 倍), ``doubling`` (翻番), ``yoy`` ``mom``
  (同比, 环比), ``signed``, ``fraction``, ``half``, ``vague`` (上百), ``large`` (bare number with 万/亿),
  ``suffix_K`` and the like, ``cell`` (table), ``grid`` (128×128), ``relative`` (今年, 昨天), ``period``,
  ``part:年底`` (the part of a year or month that a date names).

Values follow CONTRACT.md section 2: 万/亿/K/M/B are multiplied in, 成 and fractions are percent, 几十 and 数千
are ranges.
"""

from __future__ import annotations

from pipeline.callable_module import make_callable
from pipeline.extract.quantities.claiming import claimable, mark_scene
from pipeline.extract.quantities.folding import fold_text
from pipeline.extract.quantities.joining import join_items
from pipeline.extract.quantities.reader import Reader
from pipeline.model import Quantity

__all__ = ["claimable", "quantities"]


def quantities(text: str, reference: str = "") -> tuple[Quantity, ...]:
    """All quantities of ``text`` in reading order, without overlap.

    ``reference`` is the ISO date of publication; dates without a year and words such as 昨天 are resolved against it.
    """
    folded = fold_text(text)
    items = join_items(folded, Reader(folded, reference).read())
    mark_scene(folded, items)
    return tuple(item.freeze(text) for item in items)


make_callable(__name__, quantities)
