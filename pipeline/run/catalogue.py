"""All rules of all stages: what a removal code or a verdict reason means."""

from __future__ import annotations

from pipeline.check import CHECK_RULES
from pipeline.clean import CLEAN_RULES
from pipeline.model import Rule

RULES: tuple[Rule, ...] = (*CLEAN_RULES, *CHECK_RULES)
