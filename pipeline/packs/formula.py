"""Formulas of figures.csv: ``+ - * / ( )``, numbers and figure ids in braces; a small parser, no ``eval``.

Grammar (recursive descent): sum = product (("+"|"-") product)*; product = factor (("*"|"/") factor)*;
factor = number | "{" id "}" | "(" sum ")" | "-" factor. Length and depth are bounded.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal, DivisionByZero, InvalidOperation, localcontext

MAX_LENGTH = 1000
MAX_DEPTH = 50
_TOKEN = re.compile(r"\s*(?:(?P<number>\d+(?:\.\d+)?)|\{(?P<id>[^{}]*)\}|(?P<op>[-+*/()]))")


class FormulaError(ValueError):
    """The formula cannot be read or computed; the message says why."""


@dataclass(frozen=True, slots=True)
class Formula:
    """A parsed formula in postfix order: numbers, figure ids (as ``("id", …)``) and operators."""

    text: str
    steps: tuple[tuple[str, str], ...]

    @property
    def operands(self) -> tuple[str, ...]:
        """The figure ids, in order of appearance, each once."""
        return tuple(dict.fromkeys(value for kind, value in self.steps if kind == "id"))

    def evaluate(self, value_of: Callable[[str], Decimal]) -> Decimal:
        """Compute with 28 significant digits. Raises FormulaError on division by zero."""
        stack: list[Decimal] = []
        with localcontext() as context:
            context.prec = 28
            for kind, value in self.steps:
                if kind == "number":
                    stack.append(Decimal(value))
                elif kind == "id":
                    stack.append(value_of(value))
                elif kind == "neg":
                    stack.append(-stack.pop())
                else:
                    right, left = stack.pop(), stack.pop()
                    stack.append(_apply(value, left, right))
        return stack[0]


def _apply(operator: str, left: Decimal, right: Decimal) -> Decimal:
    try:
        if operator == "+":
            return left + right
        if operator == "-":
            return left - right
        return left * right if operator == "*" else left / right
    except (DivisionByZero, InvalidOperation, ArithmeticError) as error:
        message = f"cannot compute {left} {operator} {right}"
        raise FormulaError(message) from error


def parse_formula(text: str) -> Formula:
    """Parse ``text``. Raises FormulaError with the position of the mistake.

    >>> parse_formula("{a.x} * 2 - 1").operands
    ('a.x',)
    """
    if len(text) > MAX_LENGTH:
        message = f"formula is longer than {MAX_LENGTH} characters"
        raise FormulaError(message)
    parser = _Parser(text)
    parser.sum(0)
    if parser.kind:
        message = f"unexpected {parser.value!r} at position {parser.position} of {text!r}"
        raise FormulaError(message)
    return Formula(text, tuple(parser.steps))


class _Parser:
    def __init__(self, text: str) -> None:
        self.text, self.position, self.steps = text, 0, list[tuple[str, str]]()
        self.kind, self.value = "", ""
        self.next()

    def next(self) -> None:
        match = _TOKEN.match(self.text, self.position)
        if match is None:
            if self.text[self.position :].strip():
                message = f"cannot read {self.text[self.position :].strip()!r} in {self.text!r}"
                raise FormulaError(message)
            self.kind = self.value = ""
            return
        self.position = match.end()
        self.kind = match.lastgroup or ""
        self.value = match[self.kind].strip()

    def sum(self, depth: int) -> None:
        self.product(depth)
        while self.kind == "op" and self.value in {"+", "-"}:
            operator = self.value
            self.next()
            self.product(depth)
            self.steps.append(("op", operator))

    def product(self, depth: int) -> None:
        self.factor(depth)
        while self.kind == "op" and self.value in {"*", "/"}:
            operator = self.value
            self.next()
            self.factor(depth)
            self.steps.append(("op", operator))

    def factor(self, depth: int) -> None:
        if depth > MAX_DEPTH:
            message = f"formula is nested deeper than {MAX_DEPTH}"
            raise FormulaError(message)
        if self.kind in {"number", "id"}:
            self.steps.append((self.kind, self.value))
            self.next()
        elif self.kind == "op" and self.value == "(":
            self.next()
            self.sum(depth + 1)
            if self.value != ")":
                message = f"missing ) in {self.text!r}"
                raise FormulaError(message)
            self.next()
        elif self.kind == "op" and self.value == "-":
            self.next()
            self.factor(depth + 1)
            self.steps.append(("neg", "-"))
        else:
            found = repr(self.value) if self.kind else "the end"
            message = f"expected a number, {{id}} or ( but found {found} in {self.text!r}"
            raise FormulaError(message)
