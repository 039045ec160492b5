"""``heshu pack …``: making, reviewing, checking, merging and comparing source packs."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.messages import say, spoken, translate
from pipeline.report.words import number_text

if TYPE_CHECKING:
    from pipeline.sources.review import Review

_HELP = {"help_option_names": ["-h", "--help"]}
_NEAR = 200  # characters of evidence before and behind a number
_KEYS = "[a]ccept  [e]dit  [s]kip  [b]ack  [q]uit"


@click.group("pack", context_settings=_HELP)
def pack_group() -> None:
    """Source packs."""


@pack_group.command("check", context_settings=_HELP)
@click.argument("folder")
def pack_check(folder: str) -> None:
    """Print every mistake in a pack with file and row; exit with 2 where there are any."""
    from pipeline.packs import check_pack

    problems = check_pack(folder)
    for problem in problems:
        click.echo(translate(f"{folder}/{problem}"))
    errors = sum(problem.severity == "error" for problem in problems)
    told = {"folder": folder, "errors": errors, "warnings": len(problems) - errors}
    click.echo(say("{folder}: {errors} mistake(s), {warnings} warning(s)", **told))
    if errors:
        sys.exit(2)


@pack_group.command("build", context_settings=_HELP)
@click.argument("documents", nargs=-1, required=True, metavar="DOCUMENT…")
@click.option("--out", required=True, metavar="FOLDER", help="A new folder for the proposed pack.")
@click.option(
    "--glossary", default="", metavar="PACK_OR_CSV", help="Terms to use: a pack, or a file like glossary.csv."
)
def pack_build(documents: tuple[str, ...], out: str, glossary: str) -> None:
    """Propose a pack from PDF, HTML, DOCX, Markdown, CSV or XLSX documents.

    Nothing that is proposed counts until it is accepted: in a spreadsheet (the column status) or with
    `heshu pack review FOLDER`.
    """
    from pipeline.sources import build_pack
    from pipeline.sources.glossary import read_glossary

    terms = read_glossary(glossary) if glossary else ()
    built = build_pack([Path(name) for name in documents], Path(out), terms)
    counts = {"documents": built.documents, "figures": built.figures, "terms": built.terms}
    click.echo(say("{documents} document(s), {figures} figures and {terms} terms proposed: {out}", **counts, out=out))
    following = "next: heshu pack review {out}, or set the column status of figures.csv to accepted in a spreadsheet"
    click.echo(say(following, out=out))


@pack_group.command("review", context_settings=_HELP)
@click.argument("folder")
@click.option("--terms", is_flag=True, help="Review the proposed terms of the glossary instead of the figures.")
def pack_review(folder: str, terms: bool) -> None:
    """Go through the proposed figures of FOLDER, surest first, with the evidence of each.

    Every decision is saved at once: stop with q and go on whenever you like. Accepting a figure accepts its entity
    and its metric.
    """
    from pipeline.sources.files import write_table
    from pipeline.sources.review import accept_terms_of_figures, open_review

    review = open_review(Path(folder), "glossary" if terms else "figures")
    if accept_terms_of_figures(review.files):  # figures that were accepted in a spreadsheet
        write_table(review.folder, "glossary", review.files.glossary)
    while not review.done:
        _show(review)
        if not _decide(review):
            break
    counts = review.counts()
    told = {status: counts[status] for status in ("accepted", "skipped", "proposed")}
    click.echo(say("{accepted} accepted, {skipped} skipped, {proposed} proposed", **told))


def _show(review: Review) -> None:
    row, proof = review.row, review.proof
    place = {"at": review.at + 1, "total": len(review.queue), "id": row["id"], "confidence": row.get("confidence", "")}
    click.echo("\n" + say("{at} of {total}   {id}   confidence {confidence}", **place))
    (_show_term if review.table == "glossary" else _show_figure)(review)
    text, quote = proof.get("evidence", ""), proof.get("quote", "")
    # a cell stands behind the caption and the headers of its table
    head, found, tail = text.rpartition(quote) if quote and " | " in text else text.partition(quote or "\0")
    head = head if len(head) <= _NEAR else "…" + head[-_NEAR:]
    tail = tail if len(tail) <= _NEAR else tail[:_NEAR] + "…"
    click.echo(f"  {head}" + click.style(found, fg="yellow", bold=True) + tail)


def _show_term(review: Review) -> None:
    row = review.row
    click.secho(f"  {row['kind']}: {row['name']}", bold=True, nl=False)
    click.echo("".join(f"   {column} {row[column]}" for column in ("aliases", "unit", "broader") if row.get(column)))


def _show_figure(review: Review) -> None:
    row = review.row
    unit = "" if row["unit"] == "date" else " " + row["unit"]
    value = f"{row['value']} to {row['value_high']}" if row.get("value_high") else row["value"]
    entity, metric = review.term(row["entity"]), review.term(row["metric"])
    names = {"metric": metric.get("name", row["metric"]), "entity": entity.get("name", row["entity"])}
    click.secho("  " + say("{metric} of {entity}", **names), bold=True, nl=False)
    click.secho(f" {row['relation']} {value}{unit}", fg="green", bold=True, nl=False)
    readable = "" if row.get("value_high") else number_text(row["value"], row["unit"], spoken())
    click.echo(f" ({readable})" if readable and readable != f"{value}{unit}" else "")
    if row.get("scope"):
        click.echo("  " + say("scope: {scope}", scope=row["scope"]))
    click.echo(f"  {row['document']}, {row['locator']}")


def _decide(review: Review) -> bool:
    """Ask until one key is pressed that means something; False to stop."""
    while True:
        key = click.prompt(say(_KEYS), default="q", show_default=False).strip().lower()[:1]
        if key == "q":
            return False
        if key == "b":
            review.back()
            return True
        if key == "s":
            review.skip()
            return True
        if key == "e":
            _edit(review)
            _show(review)
        elif key == "a":
            problems = review.accept()
            if not problems:
                return True
            for problem in problems:
                click.echo("  " + say("cannot be accepted: {m}", m=translate(problem)))


def _edit(review: Review) -> None:
    """``column=value`` lines until an empty one."""
    from pipeline.sources.review import EDITABLE

    click.echo("  " + say("columns: {columns}", columns=", ".join(EDITABLE[review.table])))
    while True:
        line = click.prompt("  " + say("column=value (empty: done)"), default="", show_default=False)
        if not line.strip():
            return
        column, _, value = line.partition("=")
        try:
            review.edit(column.strip(), value)
        except KeyError:
            click.echo("  " + say("{column} is no column that can be edited", column=repr(column.strip())))


@pack_group.command("merge", context_settings=_HELP)
@click.argument("packs", nargs=-1, required=True, metavar="PACK…")
@click.option("--out", required=True, metavar="FOLDER", help="A new folder for the merged pack.")
def pack_merge(packs: tuple[str, ...], out: str) -> None:
    """Put several packs into one; the first keeps its ids and names where they clash."""
    from pipeline.packs import pack_folder
    from pipeline.sources.files import new_folder, read_pack_files, write_pack
    from pipeline.sources.merge import merge_packs

    folder = new_folder(Path(out))
    merged = merge_packs([(name, read_pack_files(pack_folder(name))) for name in packs])
    write_pack(folder, merged.files)
    for note in merged.notes:
        click.echo(note)
    files = merged.files
    counts = {name: len(getattr(files, name)) for name in ("documents", "figures", "facts")}
    counts["terms"] = len(files.glossary)
    click.echo(say("{documents} documents, {terms} terms, {figures} figures, {facts} facts: {out}", **counts, out=out))


@pack_group.command("diff", context_settings=_HELP)
@click.argument("old")
@click.argument("new")
def pack_diff(old: str, new: str) -> None:
    """Say which rows came (+), went (-), changed (~) or got another id (=); exit with 1 where there are any."""
    from pipeline.packs import pack_folder
    from pipeline.sources.difference import pack_changes
    from pipeline.sources.files import read_pack_files

    changes = pack_changes(read_pack_files(pack_folder(old)), read_pack_files(pack_folder(new)))
    for change in changes:
        click.echo(str(change))
    click.echo(say("{count} change(s)", count=len(changes)))
    if changes:
        sys.exit(1)
