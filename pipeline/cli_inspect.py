"""``heshu rules``, ``explain``, ``check``, ``why`` and ``clean``: one code, one text, one claim, one page."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from pipeline.cli_language import lang_choice, mode_options
from pipeline.errors import InputError
from pipeline.messages import say, translate
from pipeline.settings import Language, Mode, Settings

if TYPE_CHECKING:
    from pipeline.model import Rule

_HELP = {"help_option_names": ["-h", "--help"]}


@click.command("rules", context_settings=_HELP)
@lang_choice
def rules_command(lang: Language) -> None:
    """List every removal code and verdict reason."""
    from pipeline.run.catalogue import RULES

    for rule in RULES:
        click.echo(f"{rule.code:22} {rule.kind:16} {rule.summary_zh if lang == 'zh' else rule.summary_en}")


@click.command("explain", context_settings=_HELP)
@click.argument("code")
@lang_choice
def explain_command(code: str, lang: Language) -> None:
    """Say what a removal code or verdict reason means, with an example."""
    from pipeline.run.catalogue import RULES

    chosen = next((rule for rule in RULES if rule.code == code), None)
    if chosen is None:
        from difflib import get_close_matches

        near = get_close_matches(code, [rule.code for rule in RULES], 1)
        hint = f" (did you mean {near[0]}?)" if near else "; `heshu rules` lists all codes"
        raise InputError(f"{code}: no such code{hint}")
    _explain(chosen, lang)


def _explain(rule: Rule, lang: Language) -> None:
    first, second = (rule.summary_zh, rule.summary_en) if lang == "zh" else (rule.summary_en, rule.summary_zh)
    click.echo(f"{rule.code} ({rule.kind}) {rule.name_zh}\n{first}\n{second}")
    if rule.example:
        click.echo(f"{say('example')}: {rule.example}")


@click.command("check", context_settings=_HELP)
@click.option("--text", required=True, help="The text to check; - reads standard input.")
@click.option("--pack", required=True, metavar="NAME_OR_FOLDER")
@lang_choice
def check_command(text: str, pack: str, lang: Language) -> None:
    """Check the claims of one text."""
    from pipeline.check import check_claims
    from pipeline.extract import extract_claims
    from pipeline.model import CleanPage
    from pipeline.packs import load_pack
    from pipeline.terminal import show_claims

    loaded = load_pack(pack)
    clean = CleanPage.from_text(sys.stdin.read() if text == "-" else text)
    claims = extract_claims(clean, loaded)
    show_claims(claims, check_claims(claims, loaded, clean, lang))


@click.command("why", context_settings=_HELP)
@click.argument("claim")
@click.option("--out", required=True, metavar="OUTPUTS", help="The folder of the run that has the claim.")
@click.option(
    "--pack", default="", metavar="NAME_OR_FOLDER", help="A pack that ships, or a folder (without: that of the run)."
)
@click.option("--json", "as_json", is_flag=True, help="Plain data instead of text.")
@lang_choice
def why_command(claim: str, out: str, pack: str, as_json: bool, lang: Language) -> None:
    """Print the whole reasoning behind one verdict: readings, candidates, scores, comparisons.

    CLAIM is what the findings print ("raw/a.html:claim 12", or raw/a.html:12), or a claim_id of claims.csv.
    """
    from pipeline.check import reasoning
    from pipeline.packs import load_pack
    from pipeline.run.why import claim_of_run, pack_of_run
    from pipeline.terminal import show_reasoning

    loaded = load_pack(pack or pack_of_run(out))
    chosen, clean, claims = claim_of_run(out, claim, loaded)
    found = reasoning(chosen, loaded, clean, lang, claims)
    if as_json:
        import json

        click.echo(json.dumps(found, ensure_ascii=False, indent=1))
    else:
        show_reasoning(found)


@click.command("clean", context_settings=_HELP)
@click.argument("page", metavar="PAGE")
@click.option("--diff", is_flag=True, help="Show the page with what is removed struck out.")
@mode_options
def clean_command(page: str, diff: bool, mode: Mode, spam_terms: tuple[str, ...]) -> None:
    """Print the clean text of one page."""
    from pipeline.clean import CleanOptions, clean_page
    from pipeline.run.inputs import PageInput, printable
    from pipeline.run.page import read_input
    from pipeline.terminal import show_diff

    source = read_input(PageInput("", printable(page), page), Settings())
    clean = clean_page(source, CleanOptions(mode, spam_terms))
    if diff:
        show_diff(source, clean)
    else:
        click.echo(clean.text)
    if clean.status != "ok":
        click.echo(translate(f"{source.path}: not an article: {clean.reason}"), err=True)


COMMANDS = (rules_command, explain_command, check_command, why_command, clean_command)
