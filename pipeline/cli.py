"""The command line: with cli_pack.py and cli_report.py the only files that print. Heavy libraries load late."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from pipeline import __version__
from pipeline.cli_pack import pack_group
from pipeline.cli_report import COMMANDS as REPORT_COMMANDS
from pipeline.cli_report import show_findings, write_claimreview
from pipeline.errors import HeshuError
from pipeline.settings import MIB, Language, Mode, Settings

if TYPE_CHECKING:
    from pipeline.model import Pack, Rule

F = TypeVar("F", bound=Callable[..., Any])

_HELP = {"help_option_names": ["-h", "--help"]}


def main() -> None:
    """Entry point of ``heshu``. Exit codes: 0 ran, 1 findings with --fail-on, 2 usage, pack or environment."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # file names and pages hold what no terminal can show
    try:
        commands(prog_name="heshu", standalone_mode=False, default_map=_default_map())
    except click.Abort:
        _fail("stopped", 130)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except HeshuError as error:
        _fail(str(error), 2)
    except BrokenPipeError:
        sys.stderr.close()  # the reader of our output has gone: nothing to complain about
        sys.exit(0)


def _default_map() -> dict[str, Any]:
    """Options from heshu.toml or pyproject.toml; the language of the locale where no file says another."""
    from pipeline.config import defaults, find_config

    names = {name: _option_names(command) for name, command in commands.commands.items()}
    known = {name: {key: multiple for key, (_, multiple) in keys.items()} for name, keys in names.items()}
    try:
        found = find_config(Path.cwd())
    except FileNotFoundError:  # the current folder is gone
        found = None
    given = defaults(*found, known) if found else {name: {} for name in names}
    values = {name: {names[name][key][0]: value for key, value in keys.items()} for name, keys in given.items()}
    for name, keys in names.items():
        if "lang" in keys:
            values[name].setdefault("lang", locale_language())
    return values


def _option_names(command: click.Command) -> dict[str, tuple[str, bool]]:
    """Long names of a command's options (and ``mode``): the parameter's name, and whether it takes several values."""
    return {
        key.removeprefix("--"): (parameter.name or "", parameter.multiple)
        for parameter in command.params
        if isinstance(parameter, click.Option)
        for key in (parameter.name or "", *parameter.opts)
        if key.startswith("--") or key == "mode"
    }


def locale_language() -> Language:
    """Chinese unless the locale names another language: the articles are Chinese."""
    import os

    name = next((os.environ[key] for key in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(key)), "")
    return "zh" if name.split(".")[0] in ("", "C", "POSIX") or name.startswith("zh") else "en"


def _fail(message: str, code: int) -> None:
    click.echo(f"heshu: {message}", err=True)
    sys.exit(code)


@click.group(context_settings=_HELP)
@click.version_option(__version__, prog_name="heshu")
def commands() -> None:
    """核数: check the numbers in Chinese news against source figures."""


def _fields(_context: click.Context, _option: click.Parameter, text: str) -> tuple[tuple[str, str], ...]:
    """``html=body,url=link`` as pairs."""
    from pipeline.run.jsonlines import USUAL

    pairs = tuple((role.strip(), name.strip()) for role, _, name in (part.partition("=") for part in text.split(",")))
    if text and not all(role in USUAL and name for role, name in pairs):
        raise click.BadParameter(f"write role=field,…; roles are {', '.join(USUAL)}")
    return pairs if text else ()


def _shared_options(command: F) -> F:
    """Options of every command that reads pages."""
    for option in (
        click.option(
            "--include", multiple=True, metavar="PATTERN", help="Only files of folders that match, e.g. '*.html'."
        ),
        click.option("--exclude", multiple=True, metavar="PATTERN", help="No files of folders that match."),
        click.option("--limit", type=click.IntRange(min=0), default=0, help="At most so many pages (0: all)."),
        click.option("--max-page-bytes", type=click.IntRange(min=1), default=64 * MIB, show_default=True),
        click.option(
            "--fields",
            default="",
            callback=_fields,
            metavar="ROLE=FIELD,…",
            help="Field names of JSON Lines, e.g. html=body,url=link,published=date.",
        ),
        click.option(
            "--null", "-0", is_flag=True, help="The list on standard input is separated by NUL, not by lines."
        ),
        click.option("--quiet", "-q", is_flag=True, help="Print errors only."),
    ):
        command = option(command)
    return command


def _settings(options: dict[str, Any]) -> Settings:
    """Settings from the options of the same names."""
    names = Settings.__dataclass_fields__
    return Settings(**{name: value for name, value in options.items() if name in names})


def _paths(pages: tuple[str, ...], null: bool) -> list[str]:
    """The paths as given; ``-`` stands for a list of files on standard input."""
    if "-" not in pages:
        return list(pages)
    listed = sys.stdin.buffer.read().split(b"\0" if null else b"\n")
    found = [os.fsdecode(line if null else line.rstrip(b"\r")) for line in listed if line.strip()]
    return [path for path in pages if path != "-"] + found


def _mode_options(command: F) -> F:
    """How freely cleaning cuts."""
    for option in (
        click.option("--careful", "mode", flag_value="careful", help="Cut only what is surely not the author's."),
        click.option("--aggressive", "mode", flag_value="aggressive", help="Cut in doubt."),
        click.option("--normal", "mode", flag_value="normal", default="normal", hidden=True),
    ):
        command = option(command)
    return command


_lang = click.option(
    "--lang", type=click.Choice(["zh", "en"]), default="zh", help="Language of explanations and report."
)
_pages = click.argument("pages", nargs=-1, required=True, metavar="PAGES…")


def _pack(name: str | None, sources: tuple[str, ...]) -> Pack:
    """The pack to check against: a reviewed one, or what documents say themselves."""
    if bool(name) == bool(sources):
        raise click.UsageError("give either --pack, or one or more --source documents")
    if name:
        from pipeline.packs import load_pack

        return load_pack(name)
    from pathlib import Path

    from pipeline.sources import quick_pack

    return quick_pack([Path(source) for source in sources])


@commands.command("run", context_settings=_HELP)
@_pages
@click.option("--pack", metavar="NAME_OR_FOLDER", help="A pack that ships, or a folder.")
@click.option(
    "--source",
    "sources",
    multiple=True,
    metavar="DOCUMENT",
    help="Instead of a pack: a document (PDF, HTML, DOCX, …) to check against in the quick mode.",
)
@click.option("--out", required=True, metavar="OUTPUTS", help="Folder for the results.")
@click.option("--jobs", "-j", type=click.IntRange(min=1), default=1, show_default=True, help="Worker processes.")
@click.option("--fail-on", type=click.Choice(["refuted"]), help="Exit with 1 where a claim is refuted.")
@click.option(
    "--profile", default="", metavar="FILE", help="Corpus profile from `heshu profile`, instead of a first pass."
)
@click.option("--force", is_flag=True, help="Do finished pages again.")
@click.option(
    "--format",
    "formats",
    multiple=True,
    type=click.Choice(["parquet", "xlsx", "text", "json", "sarif", "github"]),
    help="Tables also as parquet or xlsx; or findings on standard output as text, json, sarif or github.",
)
@click.option("--claimreview", default="", metavar="FILE", help="Write the findings as schema.org ClaimReview.")
@click.option("--baseline", default="", metavar="OUTPUTS", help="Mark what is new since the run with these outputs.")
@click.option(
    "--page-timeout",
    type=click.FloatRange(min=0),
    default=60.0,
    show_default=True,
    help="Seconds a page (0: no limit).",
)
@click.option(
    "--worker-memory",
    type=click.IntRange(min=0),
    default=4096,
    show_default=True,
    metavar="MIB",
    help="Address space of a worker process in MiB (Linux; 0: no limit).",
)
@click.option(
    "--engine", type=click.Choice(["local", "ray"]), default="local", help="Who computes: ray needs heshu[ray]."
)
@click.option("--address", default="", metavar="ADDRESS", help="Ray cluster (without: a new one on this machine).")
@_shared_options
@_mode_options
@_lang
def run_command(pages: tuple[str, ...], pack: str | None, out: str, fail_on: str | None, **options: Any) -> None:  # noqa: ANN401 click
    """Clean PAGES (files and folders), extract their claims and check them against a source pack.

    Pages are .html, .htm and .txt files, alone or in .gz and .zst, .warc, .jsonl (JSON Lines), .mhtml; ``-`` reads a
    list of paths from standard input. Stopped at any moment, the same command goes on where it was.
    """
    from pipeline.run.runner import run_pages
    from pipeline.terminal import RunView

    sources = options.pop("sources")
    tables = tuple(name for name in options["formats"] if name in {"parquet", "xlsx"})
    printed = next((name for name in options["formats"] if name not in tables), "")
    changed = {"worker_memory": options["worker_memory"] * MIB, "quick": bool(sources), "formats": tables}
    settings = _settings({**options, **changed})
    view = RunView(bool(options["quiet"] or printed), settings.lang)
    loaded = _pack(pack, sources)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with view:
            result = run_pages(_paths(pages, options["null"]), loaded, out, settings, view.progress)
    except KeyboardInterrupt:
        _fail("stopped; finished pages are kept, the same command goes on from here", 130)
    documents = {document.id: document for document in loaded.documents}
    if not options["quiet"]:
        show_findings(result.folder, printed, documents)
    if options["claimreview"]:
        write_claimreview(result.folder, options["claimreview"], documents)
    view.finish(result)
    if not result.pages:
        _fail("no pages to read: give files, or folders that hold .txt or .html pages", 2)
    if fail_on and result.counts["refuted"]:
        sys.exit(1)


@commands.command("profile", context_settings=_HELP)
@_pages
@click.option("--out", required=True, metavar="FILE", help="Where to write the profile.")
@_shared_options
def profile_command(pages: tuple[str, ...], out: str, **options: Any) -> None:  # noqa: ANN401 click
    """Collect the lines that several of PAGES share, for `heshu run --profile`."""
    from pipeline.run.profiling import write_profile

    seen, lines = write_profile(_paths(pages, options["null"]), out, _settings(options))
    if not options["quiet"]:
        click.echo(f"{seen} pages, {lines} shared lines: {out}")


commands.add_command(pack_group)
for command in REPORT_COMMANDS:
    commands.add_command(command)


@commands.command("rules", context_settings=_HELP)
@_lang
def rules_command(lang: Language) -> None:
    """List every removal code and verdict reason."""
    from pipeline.run.catalogue import RULES

    for rule in RULES:
        click.echo(f"{rule.code:22} {rule.kind:16} {rule.summary_zh if lang == 'zh' else rule.summary_en}")


@commands.command("explain", context_settings=_HELP)
@click.argument("code")
@_lang
def explain_command(code: str, lang: Language) -> None:
    """Say what a removal code or verdict reason means, with an example."""
    from pipeline.run.catalogue import RULES

    chosen = next((rule for rule in RULES if rule.code == code), None)
    if chosen is None:
        from difflib import get_close_matches

        near = get_close_matches(code, [rule.code for rule in RULES], 1)
        hint = f"did you mean {near[0]}?" if near else "`heshu rules` lists all codes"
        _fail(f"{code}: no such code; {hint}", 2)
        return
    _explain(chosen, lang)


def _explain(rule: Rule, lang: Language) -> None:
    first, second = (rule.summary_zh, rule.summary_en) if lang == "zh" else (rule.summary_en, rule.summary_zh)
    click.echo(f"{rule.code} ({rule.kind}) {rule.name_zh}\n{first}\n{second}")
    if rule.example:
        click.echo(f"{'例' if lang == 'zh' else 'example'}: {rule.example}")


@commands.command("check", context_settings=_HELP)
@click.option("--text", required=True, help="The text to check; - reads standard input.")
@click.option("--pack", required=True, metavar="NAME_OR_FOLDER")
@_lang
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
    show_claims(claims, check_claims(claims, loaded, clean, lang), lang)


@commands.command("why", context_settings=_HELP)
@click.argument("claim_id")
@click.option("--out", required=True, metavar="OUTPUTS", help="The folder of the run that has the claim.")
@click.option("--pack", required=True, metavar="NAME_OR_FOLDER")
@click.option("--json", "as_json", is_flag=True, help="Plain data instead of text.")
@_lang
def why_command(claim_id: str, out: str, pack: str, as_json: bool, lang: Language) -> None:
    """Print the whole reasoning behind one verdict: readings, candidates, scores, comparisons."""
    from pipeline.check import reasoning
    from pipeline.packs import load_pack
    from pipeline.run.why import claim_of_run
    from pipeline.terminal import show_reasoning

    loaded = load_pack(pack)
    claim, clean, claims = claim_of_run(out, claim_id, loaded)
    found = reasoning(claim, loaded, clean, lang, claims)
    if as_json:
        import json

        click.echo(json.dumps(found, ensure_ascii=False, indent=1))
    else:
        show_reasoning(found)


@commands.command("clean", context_settings=_HELP)
@click.argument("page", metavar="PAGE")
@click.option("--diff", is_flag=True, help="Show the page with what is removed struck out.")
@_mode_options
def clean_command(page: str, diff: bool, mode: Mode) -> None:
    """Print the clean text of one page."""
    from pipeline.clean import CleanOptions, clean_page
    from pipeline.run.inputs import PageInput, printable
    from pipeline.run.page import read_input
    from pipeline.terminal import show_diff

    source = read_input(PageInput("", printable(page), page), Settings())
    clean = clean_page(source, CleanOptions(mode))
    if diff:
        show_diff(source, clean)
    else:
        click.echo(clean.text)
    if clean.status != "ok":
        click.echo(f"{source.path}: not an article: {clean.reason}", err=True)
