"""``heshu findings``, ``diff``, ``init``, ``doctor`` and ``completion``: what comes before and after a run."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline import __version__
from pipeline.errors import OutputError
from pipeline.messages import say, spoken, translate

if TYPE_CHECKING:
    from pipeline.model import Document
    from pipeline.report.comparing import Comparison
    from pipeline.report.findings import Finding

_HELP = {"help_option_names": ["-h", "--help"]}
FORMATS = ("text", "json", "sarif", "github", "claimreview")
_SHOWN = 30
_VERDICTS = ("refuted", "supported", "not_enough_info")
_NEEDED = (
    *("beautifulsoup4", "charset-normalizer", "click", "fastwarc", "jieba", "jinja2", "lxml", "opencc"),
    *("openpyxl", "pandas", "pyahocorasick", "pypdfium2", "python-docx", "rich", "scikit-learn", "selectolax"),
)
_EXTRA = {"pyarrow": "--format parquet (heshu[parquet])", "ray": "--engine ray (heshu[ray])"}


def writer(name: str) -> Callable[[Iterable[Finding], dict[str, Document]], str]:
    """The function that writes findings in a format."""
    from pipeline.report import formats

    if name == "sarif":
        from pipeline.run.catalogue import RULES

        return formats.sarif(RULES, __version__)
    if name == "text":
        return partial(formats.as_text, lang=spoken())
    return {"json": formats.as_json, "github": formats.as_github, "claimreview": formats.as_claimreview}[name]


def documents_of(folder: Path) -> dict[str, Document]:
    """The documents of the pack that a run used, where that pack is still to be found."""
    import json

    from pipeline.errors import PackError
    from pipeline.packs import load_pack

    try:
        name = json.loads((folder / "run.json").read_text(encoding="utf-8"))["pack"]["name"]
        return {document.id: document for document in load_pack(name).documents}
    except (OSError, ValueError, KeyError, TypeError, PackError):
        return {}


def show_findings(folder: Path, form: str, documents: dict[str, Document]) -> None:
    """Print the refuted claims of a run: all of them in a format, else the first ones as lines."""
    from itertools import islice

    from pipeline.report.findings import read_findings
    from pipeline.report.formats import text_lines

    found = read_findings(folder)
    if form:
        click.echo(writer(form)(found, documents), nl=False)
        return
    shown = list(islice(found, _SHOWN + 1))
    if shown:
        click.echo("".join(f"{line}\n" for line in text_lines(shown[:_SHOWN], documents, spoken())), nl=False)
    if len(shown) > _SHOWN:
        click.echo(say("… and more: heshu findings {folder}", folder=folder))


def write_claimreview(folder: Path, path: str, documents: dict[str, Document]) -> None:
    """Write the refuted and supported claims of a run as ClaimReview. Raises OutputError."""
    from pipeline.report.findings import read_findings

    text = writer("claimreview")(read_findings(folder, ("refuted", "supported")), documents)
    try:
        Path(path).write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise OutputError(f"{path}: cannot be written ({error.strerror}); give --claimreview another name") from error


@click.command("findings", context_settings=_HELP)
@click.argument("outputs", type=click.Path(file_okay=False))
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True)
@click.option("--verdict", multiple=True, type=click.Choice(_VERDICTS), help="Which verdicts (default: refuted).")
@click.option("--pack", default="", metavar="NAME_OR_FOLDER", help="For titles of documents.")
@click.option("--fail", is_flag=True, help="Exit with 1 where there are any.")
def findings_command(outputs: str, form: str, verdict: tuple[str, ...], pack: str, fail: bool) -> None:
    """Print the findings of the run in OUTPUTS, for people or for other tools."""
    from pipeline.packs import load_pack
    from pipeline.report.findings import read_findings

    folder = Path(outputs)
    found = list(read_findings(folder, verdict or ("refuted",)))
    known = {document.id: document for document in load_pack(pack).documents} if pack else documents_of(folder)
    click.echo(writer(form)(found, known), nl=False)
    if fail and found:
        sys.exit(1)


@click.command("diff", context_settings=_HELP)
@click.argument("old", type=click.Path(file_okay=False))
@click.argument("new", type=click.Path(file_okay=False))
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--fail-on-new", is_flag=True, help="Exit with 1 where a finding is new.")
def diff_command(old: str, new: str, form: str, fail_on_new: bool) -> None:
    """Show which refuted claims of the run in NEW are new, and which of the run in OLD are gone."""
    from pipeline.report.comparing import compare_runs
    from pipeline.report.findings import read_findings

    result = compare_runs(read_findings(Path(old)), read_findings(Path(new)))
    if form == "json":
        import json
        from dataclasses import asdict

        click.echo(json.dumps(asdict(result), ensure_ascii=False, indent=2))
    else:
        _show_diff(result.new, "+")
        for before, after in result.changed:
            click.echo(f"~ {_line(after)} ({say('was {reason}', reason=before.reason)})")
        _show_diff(result.gone, "-")
        click.echo(_change_counts(result))
    if fail_on_new and result.new:
        sys.exit(1)


def _change_counts(result: Comparison) -> str:
    counts = {"new": len(result.new), "changed": len(result.changed), "gone": len(result.gone)}
    return say("{new} new, {changed} changed, {same} unchanged, {gone} gone", **counts, same=len(result.unchanged))


def show_changes(old: Path, new: Path) -> None:
    """Say in one line what changed between two runs."""
    from pipeline.report.comparing import compare_runs
    from pipeline.report.findings import read_findings

    click.echo(_change_counts(compare_runs(read_findings(old), read_findings(new))))


def _line(finding: Finding) -> str:
    return f"{finding.path}:claim {finding.number}: {finding.reason} {finding.quote}"


def _show_diff(findings: Iterable[Finding], sign: str) -> None:
    for finding in findings:
        click.echo(f"{sign} {_line(finding)}")


_PACK_FILES = {
    "documents.csv": (
        "id,title,author,publisher,date,url,note\nmanual,产品手册,示例公司,示例公司,2026-01,,把这一行换成你的来源文件\n"
    ),
    "glossary.csv": (
        "id,kind,name,aliases,broader,unit\n"
        "product,entity,示例产品,示例|Example,,\n"
        "weight,metric,重量,净重|整机重量|weight,,kg\n"
    ),
    "figures.csv": (
        "id,entity,metric,value,value_high,unit,relation,scope,as_of,formula,document,locator,note\n"
        "product.weight,product,weight,1.5,,kg,=,,,,manual,第 2 页,\n"
    ),
    "facts.csv": (
        "id,subject,predicate,object,statement,polarity,scope,document,locator,note\n"
        "product.metal,product,uses,铝合金,示例产品采用铝合金机身。,true,,manual,第 3 页,\n"
    ),
}


@click.command("init", context_settings=_HELP)
@click.argument("folder", default=".", type=click.Path(file_okay=False))
def init_command(folder: str) -> None:
    """Write a commented heshu.toml and the skeleton of a pack into FOLDER; nothing is overwritten."""
    from pipeline.config import TEMPLATE

    root = Path(folder)
    files = {
        "heshu.toml": translate(TEMPLATE),
        **{f"pack/{name}": "\ufeff" + text for name, text in _PACK_FILES.items()},
    }
    for name, text in files.items():
        path = root / name
        if path.exists():
            click.echo(say("{path}: exists already, left alone", path=path))
            continue
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="")
        except OSError as error:
            raise OutputError(
                f"{path}: cannot be written ({error.strerror}); give a folder you may write to"
            ) from error
        click.echo(say("{path}: written", path=path))
    following = "next: heshu pack check {pack}; heshu run PAGES --pack {pack} --out outputs/run"
    click.echo(say(following, pack=root / "pack"))


@click.command("doctor", context_settings=_HELP)
def doctor_command() -> None:
    """Say what is installed and what is missing; exit with 2 where something needed is missing."""
    import platform

    from pipeline.packs import shipped_packs

    click.echo(f"heshu {__version__}, Python {platform.python_version()}, {platform.system()} {platform.machine()}")
    missing = []
    for name in _NEEDED:
        found = _version(name)
        click.echo(say("ok  {name} {version}" if found else "MISS {name}", name=name, version=found))
        if not found:
            missing.append(name)
    for name, use in _EXTRA.items():
        found = _version(name)
        told = "ok  {name} {version} for {use}" if found else "none {name} for {use}"
        click.echo(say(told, name=name, version=found, use=use))
    click.echo(say("packs: {packs}", packs=", ".join(shipped_packs())))
    terminal = say("yes" if sys.stdout.isatty() else "no")
    click.echo(say("encoding: {encoding}, terminal: {terminal}", encoding=sys.stdout.encoding, terminal=terminal))
    if missing:
        click.echo(say("install what is missing: python -m pip install {names}", names=" ".join(missing)))
        sys.exit(2)


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


@click.command("completion", context_settings=_HELP)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion_command(shell: str) -> None:
    """Print the completion script of a shell: `eval "$(heshu completion bash)"`."""
    from click.shell_completion import get_completion_class

    kind: Any = get_completion_class(shell)
    root: Any = click.get_current_context().find_root().command
    click.echo(kind(root, {}, "heshu", "_HESHU_COMPLETE").source())


COMMANDS = (findings_command, diff_command, init_command, doctor_command, completion_command)
