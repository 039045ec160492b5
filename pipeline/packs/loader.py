"""From a folder to a validated Pack; every mistake is found in one go."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from pipeline.errors import PackError
from pipeline.model import Document, Fact, Figure, Pack, Term
from pipeline.packs.alike import alike
from pipeline.packs.formula import Formula, FormulaError, parse_formula
from pipeline.packs.hints import meant, meant_unit
from pipeline.packs.tables import COLUMNS, Problem, Row, read_file
from pipeline.units import compatible, parse_unit

_ID = re.compile(r"[^\s{}|,]+")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:[eE]\+?\d{1,3})?")
_DATE = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?|-Q[1-4]|-H[12])?")
_RELATIONS = frozenset({"=", "~", ">", ">=", "<", "<=", "range"})
_KINDS = frozenset({"entity", "metric", "technology"})


def shipped_packs() -> tuple[str, ...]:
    """Names of the packs inside the package."""
    return tuple(sorted(entry.name for entry in (files("pipeline") / "packs" / "data").iterdir() if entry.is_dir()))


def pack_folder(name_or_folder: str | Path) -> Path:
    """The folder of a pack by its path, or by the name of one that ships. Raises PackError."""
    path = Path(name_or_folder)
    if path.is_dir():
        return path
    shipped = Path(str(files("pipeline") / "packs" / "data" / path.name))
    if str(name_or_folder) == path.name and shipped.is_dir():
        return shipped
    names = ", ".join(shipped_packs())
    raise PackError(
        str(name_or_folder), (f"no such folder, and no pack of that name ships with heshu (there is: {names})",)
    )


def load_pack(name_or_folder: str | Path) -> Pack:
    """Load and validate a pack: a folder, or the name of one that ships. Raises PackError with all mistakes."""
    pack, problems = _load(pack_folder(name_or_folder))
    errors = tuple(str(problem) for problem in problems if problem.severity == "error")
    if errors:
        raise PackError(str(name_or_folder), errors)
    return pack


def check_pack(name_or_folder: str | Path) -> tuple[Problem, ...]:
    """Every mistake and warning, in file and row order. Raises PackError only where the folder does not exist."""
    folder = pack_folder(name_or_folder)
    pack, problems = _load(folder)
    if not any(problem.severity == "error" for problem in problems):
        problems += _rows_alike(folder, pack)
    return tuple(sorted(problems, key=_place))


def _rows_alike(folder: Path, pack: Pack) -> list[Problem]:
    rows = {name: {row["id"]: row.number for row in read_file(folder, name, [])} for name in COLUMNS}
    return [Problem("warning", file, rows[file][row_id], message) for file, row_id, message in alike(pack)]


def _place(problem: Problem) -> tuple[int, int]:
    return list(COLUMNS).index(problem.file), problem.row


def _load(folder: Path) -> tuple[Pack, list[Problem]]:
    problems: list[Problem] = []
    rows = {name: read_file(folder, name, problems) for name in COLUMNS}
    for name in COLUMNS:
        _check_ids(name, rows[name], problems)
    documents = tuple(Document(*(row[column] for column in COLUMNS["documents.csv"])) for row in rows["documents.csv"])
    terms = _terms(rows["glossary.csv"], problems)
    document_ids = {document.id for document in documents}
    figures = _figures(rows["figures.csv"], {term.id: term for term in terms}, document_ids, problems)
    facts = _facts(rows["facts.csv"], document_ids, problems)
    _warn_of_subjects(rows["facts.csv"], terms, problems)
    problems.sort(key=_place)
    return Pack(folder.resolve().name, _digest(folder), documents, terms, figures, facts), problems


def _digest(folder: Path) -> str:
    digest = hashlib.sha256()
    for name in COLUMNS:
        path = folder / name
        data = path.read_bytes() if path.is_file() else b""
        digest.update(f"{name}:{len(data)}:".encode() + data)
    return digest.hexdigest()


def _check_ids(name: str, rows: list[Row], problems: list[Problem]) -> None:
    seen: dict[str, int] = {}
    for row in rows:
        if not _ID.fullmatch(row["id"]):
            what = f"bad id {row['id']!r}: no spaces, braces, commas or |" if row["id"] else "the id is empty"
            problems.append(Problem("error", name, row.number, what))
        elif row["id"] in seen:
            problems.append(
                Problem("error", name, row.number, f"id {row['id']} stands already in row {seen[row['id']]}")
            )
        seen.setdefault(row["id"], row.number)


def _unit_problem(unit: str) -> str:
    try:
        parse_unit(unit)
    except ValueError:
        return (
            f"unknown unit {unit!r}: write it as in physics or ISO 4217 (GB/s, kWh, CNY, percent), "
            f"counted things in Latin letters{meant_unit(unit)}"
        )
    return ""


def term_problems(row: Row) -> list[str]:
    """The mistakes of one row of glossary.csv, its broader term apart; empty where it may stand."""
    found = []
    if row["kind"] not in _KINDS:
        found.append(f"kind is {row['kind']!r}: write entity, metric or technology")
    if not row["name"]:
        found.append("the name is empty")
    if row["kind"] == "metric" and row["unit"] and (problem := _unit_problem(row["unit"])):
        found.append(problem)
    return found


def _terms(rows: list[Row], problems: list[Problem]) -> tuple[Term, ...]:
    broader = {row["id"]: row["broader"] for row in rows}
    owner: dict[tuple[str, str], str] = {}
    terms = []
    for row in rows:

        def report(message: str, severity: str = "error", row: Row = row) -> None:
            problems.append(Problem(severity, "glossary.csv", row.number, message))

        for problem in term_problems(row):
            report(problem)
        if row["broader"] and row["broader"] not in broader:
            # a parent outside the pack is only a missed generalisation
            report(f"broader is {row['broader']!r}, which is no id of the glossary", "warning")
        if row["id"] in _chain(row["id"], broader):
            report(f"broader leads from {row['id']} back to itself")
        aliases = tuple(dict.fromkeys(alias for part in row["aliases"].split("|") if (alias := part.strip())))
        for name in {row["name"], *aliases}:
            other = owner.setdefault((row["kind"], name.lower()), row["id"])
            if other != row["id"]:
                report(f"{name!r} is a name of {other} too: claims that use it may be ambiguous", "warning")
        parent = row["broader"] if row["broader"] in broader else ""
        terms.append(Term(row["id"], row["kind"], row["name"], aliases, parent, row["unit"]))  # type: ignore[arg-type]
    return tuple(terms)


def _chain(start: str, broader: dict[str, str]) -> set[str]:
    seen: set[str] = set()
    current = broader.get(start, "")
    while current and current not in seen:
        seen.add(current)
        current = broader.get(current, "")
    return seen


def _figures(
    rows: list[Row], terms: dict[str, Term], documents: set[str], problems: list[Problem]
) -> tuple[Figure, ...]:
    by_id = {row["id"]: row for row in rows}
    formulas: dict[str, Formula] = {}
    figures: dict[str, Figure] = {}
    for row in rows:
        found = figure_problems(row, terms, documents)
        if row["formula"]:
            try:
                formulas[row["id"]] = formula = parse_formula(row["formula"])
                found += [
                    f"the formula uses {{{name}}}, which is no figure{meant(name, by_id)}"
                    for name in formula.operands
                    if name not in by_id
                ]
            except FormulaError as error:
                found.append(f"formula: {error}")
        problems.extend(Problem("error", "figures.csv", row.number, message) for message in found)
        problems.extend(
            Problem("warning", "figures.csv", row.number, message) for message in _figure_warnings(row, terms)
        )
        if not found:
            figures.setdefault(row["id"], _figure(row))
    _resolve(figures, formulas, by_id, problems)
    return tuple(figures[row["id"]] for row in rows if row["id"] in figures and by_id[row["id"]] is row)


def figure_problems(row: Row, terms: dict[str, Term], documents: set[str]) -> list[str]:
    """The mistakes of one row of figures.csv, its formula apart; empty where it may stand."""
    found = []
    entity, metric = terms.get(row["entity"]), terms.get(row["metric"])
    if entity is None or entity.kind == "metric":
        ids = {term.id for term in terms.values() if term.kind != "metric"}
        found.append(f"entity {row['entity']!r} is no entity or technology of the glossary{meant(row['entity'], ids)}")
    if metric is None or metric.kind != "metric":
        ids = {term.id for term in terms.values() if term.kind == "metric"}
        found.append(f"metric {row['metric']!r} is no metric of the glossary{meant(row['metric'], ids)}")
    if row["relation"] not in _RELATIONS:
        found.append(f"relation is {row['relation']!r}: write one of = ~ > >= < <= range")
    if not row["unit"]:
        found.append("the unit is empty (pure numbers: 1 or times)")
    elif problem := _unit_problem(row["unit"]):
        found.append(problem)
    if row["document"] not in documents:
        found.append(f"document {row['document']!r} is no id of documents.csv{meant(row['document'], documents)}")
    if row["as_of"] and not _DATE.fullmatch(row["as_of"]):
        found.append(f"as_of is {row['as_of']!r}: write YYYY, YYYY-MM, YYYY-MM-DD or YYYY-Q1")
    return found + _value_problems(row)


def _value_problems(row: Row) -> list[str]:
    if row["formula"]:
        return ["value and formula are both given: keep one"] if row["value"] else []
    if not row["value"]:
        return ["value and formula are both empty: give one"]
    pattern, what = (
        (_DATE, "a date such as 2024-08")
        if row["unit"] == "date"
        else (_NUMBER, "a plain number such as 2788000 (no 万, no commas, no unit)")
    )
    found = [
        f"{column} is {row[column]!r}: write {what}"
        for column in ("value", "value_high")
        if row[column] and not pattern.fullmatch(row[column])
    ]
    if row["relation"] == "range" and not row["value_high"]:
        found.append("relation is range, but value_high is empty")
    if row["value_high"] and row["relation"] != "range":
        found.append("value_high is given, but relation is not range")
    if not found and row["unit"] != "date" and row["value_high"] and Decimal(row["value_high"]) < Decimal(row["value"]):
        found.append("value_high is lower than value")
    return found


def _figure_warnings(row: Row, terms: dict[str, Term]) -> list[str]:
    metric = terms.get(row["metric"])
    if not metric or not metric.unit or not row["unit"] or _unit_problem(row["unit"]) or _unit_problem(metric.unit):
        return []
    if not compatible(metric.unit, row["unit"]):
        return [f"the unit {row['unit']!r} does not fit that of the metric {metric.id} ({metric.unit!r})"]
    return []


def _figure(row: Row) -> Figure:
    is_date = row["unit"] == "date"
    value = Decimal(row["value"]) if row["value"] and not is_date else None
    high = Decimal(row["value_high"]) if row["value_high"] and not is_date else None
    return Figure(
        *(row["id"], row["entity"], row["metric"], value, high, row["unit"], row["relation"], row["scope"]),  # type: ignore[arg-type]
        *(row["as_of"], row["formula"], row["document"], row["locator"], row["note"]),
        date=row["value"] if is_date else "",
        date_high=row["value_high"] if is_date else "",
    )


def _resolve(
    figures: dict[str, Figure], formulas: dict[str, Formula], rows: dict[str, Row], problems: list[Problem]
) -> None:
    """Compute formulas in dependency order; figures that cannot be computed are reported and dropped."""
    order, cyclic = _order(formulas)
    for name in order:
        row = rows[name]
        if name in cyclic:
            problems.append(Problem("error", "figures.csv", row.number, f"the formula of {name} depends on itself"))
            figures.pop(name, None)
        if name not in figures:
            continue

        def value_of(operand: str) -> Decimal:
            figure = figures.get(operand)
            if figure is None or figure.value is None:
                message = f"{operand} has no number to compute with"
                raise FormulaError(message)
            return figure.value

        formula = formulas[name]
        try:
            figures[name] = replace(figures[name], value=formula.evaluate(value_of), terms=formula.operands)
        except FormulaError as error:
            problems.append(Problem("error", "figures.csv", row.number, f"formula: {error}"))
            figures.pop(name)
            continue
        if warning := _dimension_warning(figures[name], formula, figures):
            problems.append(Problem("warning", "figures.csv", row.number, warning))


def _order(formulas: dict[str, Formula]) -> tuple[list[str], set[str]]:
    """Formula ids with operands first, and those that lie on a cycle (iterative depth-first search)."""
    state: dict[str, int] = {}
    order: list[str] = []
    cyclic: set[str] = set()
    for root in formulas:
        stack = [(root, iter(formulas[root].operands))] if root not in state else []
        state.setdefault(root, 1)
        while stack:
            name, operands = stack[-1]
            child = next((operand for operand in operands if operand in formulas), None)
            if child is None:
                stack.pop()
                state[name] = 2
                order.append(name)
            elif child not in state:
                state[child] = 1
                stack.append((child, iter(formulas[child].operands)))
            elif state[child] == 1:
                path = [entry[0] for entry in stack]
                cyclic.update(path[path.index(child) :])
    return order, cyclic


@lru_cache(maxsize=4096)
def _dims(unit: str) -> dict[str, int]:
    return {base: power for base, power in parse_unit(unit).dimension if not base.startswith("#")}


def _dimension_warning(figure: Figure, formula: Formula, figures: dict[str, Figure]) -> str:
    """A warning where the operands cannot give the row's dimension; bare numbers may be conversion factors."""
    stack: list[dict[str, int] | None] = []  # None: a bare number, which may carry any unit
    for kind, value in formula.steps:
        if kind in {"number", "id"}:
            stack.append(None if kind == "number" else dict(_dims(figures[value].unit)))
        elif kind == "op":
            right, left = stack.pop(), stack.pop()
            if value in "+-":
                if left is not None and right is not None and left != right:
                    return "the formula adds or subtracts figures of different dimensions"
                stack.append(left if left is not None else right)
            else:
                stack.append(_combine(left, right, 1 if value == "*" else -1))
    result = stack[0]
    target = dict(_dims(figure.unit))
    loose = (
        any(kind == "number" for kind, _ in formula.steps)
        or "pp" in target
        or any("#" in b for b, _ in parse_unit(figure.unit).dimension)
    )
    if result is not None and result != target and not loose and not (result.keys() & {"pp"}):
        return f"the operands cannot give the unit {figure.unit!r}"
    return ""


def _combine(left: dict[str, int] | None, right: dict[str, int] | None, sign: int) -> dict[str, int] | None:
    if left is None and right is None:
        return None
    dims = dict(left or {})
    for base, power in (right or {}).items():
        dims[base] = dims.get(base, 0) + sign * power
    return {base: power for base, power in dims.items() if power}


def _warn_of_subjects(rows: list[Row], terms: tuple[Term, ...], problems: list[Problem]) -> None:
    """A fact is found by its subject, so a subject that the glossary does not know is hardly ever found."""
    names = {name.lower() for term in terms for name in (term.id, term.name, *term.aliases)}
    for row in rows:
        if row["subject"].lower() not in names:
            message = f"the subject {row['subject']!r} is no name or alias of the glossary: no article will match it"
            problems.append(Problem("warning", "facts.csv", row.number, message))


def _facts(rows: list[Row], documents: set[str], problems: list[Problem]) -> tuple[Fact, ...]:
    facts = []
    for row in rows:
        polarity = row["polarity"].lower()
        if polarity not in {"true", "false"}:
            problems.append(
                Problem("error", "facts.csv", row.number, f"polarity is {row['polarity']!r}: write true or false")
            )
        if not row["statement"]:
            problems.append(
                Problem("error", "facts.csv", row.number, "the statement is empty: write the fact as one sentence")
            )
        if row["document"] not in documents:
            problems.append(
                Problem("error", "facts.csv", row.number, f"document {row['document']!r} is no id of documents.csv")
            )
        facts.append(
            Fact(
                *(row["id"], row["subject"], row["predicate"], row["object"], row["statement"], polarity == "true"),
                *(row["scope"], row["document"], row["locator"], row["note"]),
            )
        )
    return tuple(facts)
