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
from pipeline.cli_config import configured_language, default_map, tell_origin
from pipeline.cli_inspect import COMMANDS as INSPECT_COMMANDS
from pipeline.cli_language import add_lang, asked_language, lang_choice, mode_options, use_language
from pipeline.cli_pack import pack_group
from pipeline.cli_report import COMMANDS as REPORT_COMMANDS
from pipeline.cli_report import show_changes, show_findings, write_claimreview
from pipeline.errors import HeshuError
from pipeline.messages import locale_language, say, translate
from pipeline.settings import MIB, Settings

if TYPE_CHECKING:
    from pipeline.model import Pack

F = TypeVar("F", bound=Callable[..., Any])

_HELP = {"help_option_names": ["-h", "--help"]}


def main() -> None:
    """Entry point of ``heshu``. Exit codes: 0 ran, 1 findings with --fail-on, 2 usage, pack or environment."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # file names and pages hold what no terminal can show
    use_language(commands, asked_language(sys.argv[1:], locale_language()))
    try:
        given = default_map(commands)
        use_language(commands, asked_language(sys.argv[1:], configured_language(given)))
        commands(prog_name="heshu", standalone_mode=False, default_map=given)
    except click.Abort:
        _fail("stopped", 130)
    except click.ClickException as error:
        error.show()
        tell_origin(error)
        sys.exit(2)
    except HeshuError as error:
        _fail(str(error), 2)
    except BrokenPipeError:
        sys.stderr.close()  # the reader of our output has gone: nothing to complain about
        sys.exit(0)


def _fail(message: str, code: int) -> None:
    click.echo(f"heshu: {translate(message)}", err=True)
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
        raise click.BadParameter(say("write role=field,…; roles are {roles}", roles=", ".join(USUAL)))
    return pairs if text else ()


def _shared_options(command: F) -> F:
    """Options of every command that reads pages."""
    for option in (
        click.option(
            "--include", multiple=True, metavar="PATTERN", help="Only files of folders that match, e.g. '*.html'."
        ),
        click.option("--exclude", multiple=True, metavar="PATTERN", help="No files of folders that match."),
        click.option("--limit", type=click.IntRange(min=0), default=0, help="At most so many pages (0: all)."),
        click.option(
            "--max-page-bytes",
            type=click.IntRange(min=1),
            default=64 * MIB,
            show_default=True,
            help="Larger pages fail unread.",
        ),
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


_pages = click.argument("pages", nargs=-1, required=True, metavar="PAGES…")


def _pack(name: str | None, sources: tuple[str, ...]) -> Pack:
    """The pack to check against: a reviewed one, or what documents say themselves."""
    if bool(name) == bool(sources):
        raise click.UsageError(say("give either --pack, or one or more --source documents"))
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
@mode_options
@lang_choice
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
    view.finish(result)
    if options["claimreview"]:
        write_claimreview(result.folder, options["claimreview"], documents)
    if options["baseline"] and not (options["quiet"] or printed):
        show_changes(Path(options["baseline"]), result.folder)
    if not result.pages:
        _fail("no pages to read: give files, or folders that hold .txt or .html pages", 2)
    if result.counts["failed"] == result.counts["read"]:
        _fail("none of the pages could be read; see errors.csv", 2)
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
        click.echo(say("{pages} pages, {lines} shared lines: {out}", pages=seen, lines=lines, out=out))


for command in (pack_group, *REPORT_COMMANDS, *INSPECT_COMMANDS):
    commands.add_command(command)
add_lang(commands)
