"""What the commands show: progress, tables, the diff of a page. Colours on a terminal only."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import TaskID

    from pipeline.model import Claim, CleanPage, Page, Verdict
    from pipeline.run.runner import Progress, RunResult

_STYLE = {"supported": "green", "refuted": "bold red", "not_enough_info": "yellow"}
_PLAIN_STEP = 10.0  # seconds between two plain progress lines


class RunView:
    """Progress of a run on standard error, its result on standard output."""

    def __init__(self, quiet: bool, lang: str) -> None:
        """``quiet`` shows errors only."""
        self._quiet, self._lang = quiet, lang
        self._errors = Console(stderr=True, highlight=False)
        self._bar: Bar | None = None
        self._tasks: dict[str, TaskID] = {}
        self._phase = ""
        self._begun = self._told = 0.0

    def __enter__(self) -> RunView:
        if not self._quiet and sys.stderr.isatty():
            from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

            columns = (
                TextColumn("{task.description}"),
                BarColumn(),
                MofNCompleteColumn(),
                TextColumn("{task.fields[more]}"),
            )
            # no refresh thread: worker processes are forked, and a fork copies no threads
            self._bar = Progress(*columns, TimeRemainingColumn(), console=self._errors, auto_refresh=False)
            self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    def progress(self, seen: Progress) -> None:
        """Show how far the run is."""
        if self._quiet:
            return
        now = time.monotonic()
        if seen.phase != self._phase:
            self._phase, self._begun, self._told = seen.phase, now, now
        rate = (seen.done - seen.kept) / max(0.001, now - self._begun)
        more = f"{rate:.0f} pages/s, errors {seen.failed}"
        more += f", refuted {seen.refuted}" if seen.phase == "checking" else ""
        if self._bar is None:
            if now - self._told >= _PLAIN_STEP:
                self._told = now
                left = (seen.total - seen.done) / max(0.001, rate)
                text = f"{seen.phase}: {seen.done} of {seen.total} pages, {more}, {left:.0f} s left"
                self._errors.print(text, markup=False, soft_wrap=True)
            return
        if seen.phase not in self._tasks:
            self._tasks[seen.phase] = self._bar.add_task(seen.phase, total=seen.total, more="")
        self._bar.update(self._tasks[seen.phase], completed=seen.done, more=more)
        self._bar.refresh()

    def finish(self, result: RunResult) -> None:
        """Problems with the inputs, the table of counts, and where the results are."""
        for note in result.notes:
            self._errors.print(note, markup=False, soft_wrap=True)
        if self._quiet:
            return
        console = Console(highlight=False)
        console.print(_counts_table(result.counts))
        if result.unchanged:
            console.print("nothing has changed since the last run (--force does all again)")
        console.print(f"{result.folder}", markup=False, soft_wrap=True)
        console.print(f"{result.folder / 'report' / 'index.html'}", markup=False, soft_wrap=True)


def _counts_table(counts: dict[str, object]) -> Table:
    table = Table("pages", "", "claims", "")
    pages = [("ok", ""), ("not_article", ""), ("duplicate", ""), ("failed", "red"), ("read", "bold")]
    claims = [*_STYLE.items(), ("", ""), ("claims", "bold")]
    for (page, page_style), (claim, claim_style) in zip(pages, claims, strict=True):
        count = Text(str(counts[claim]), claim_style) if claim else ""
        table.add_row(page, Text(str(counts[page]), page_style), claim, count)
    return table


def show_claims(claims: Sequence[Claim], verdicts: Sequence[Verdict], lang: str) -> None:
    """The claims of one text with their verdicts."""
    console = Console(highlight=False)
    if not claims:
        console.print("没有可核查的数字或技术论断" if lang == "zh" else "no checkable number or technical claim")
    for claim, verdict in zip(claims, verdicts, strict=True):
        subject = " · ".join(name for name in (verdict.entity or claim.entity, verdict.metric or claim.metric) if name)
        head = Text.assemble(
            (verdict.verdict, _STYLE[verdict.verdict]), f" {verdict.reason}  ", (claim.quote, "bold"), f"  {subject}"
        )
        console.print(head, soft_wrap=True)
        if verdict.explanation:
            console.print(f"    {verdict.explanation}", markup=False, soft_wrap=True)


def show_reasoning(found: dict[str, Any]) -> None:
    """What ``pipeline.check.reasoning`` gives, as an indented listing."""
    console = Console(highlight=False)

    def line(text: str, style: str = "") -> None:
        console.print(Text(text, style), soft_wrap=True)

    line(f"{found['claim_id']}  “{found['quote']}”", "bold")
    line(f"  {found['sentence']}")
    for key in ("read", "scope", "time", "time_used", "speaker", "modality"):
        value = found.get(key)
        if value:
            shown = ", ".join(f"{name} {cell}" for name, cell in value.items() if cell) if key == "read" else value
            line(f"  {key}: {shown}")
    for reading in found.get("readings", ()):
        mark, pair = "→" if reading["deciding"] else " ", f"{reading['entity']} · {reading['metric']}"
        line(f"{mark} {pair}  {reading['score']:.2f}  {reading['says']} ({reading['step']})")
        for item in reading["candidates"]:
            said = (
                f"{'*' if item['meant'] else ' '} {item['figure']} = {item['value']}  {item['scope']} {item['as_of']}"
            )
            fit = f"scope {item['scope_score']:.2f}, time {item['time_fit']:+d}"
            line(
                f"    {said}  {fit}: {item['outcome']} {item['reason']} {item['note']}", "" if item["meant"] else "dim"
            )
    for fact in found.get("facts", ()):
        polarity = "same" if fact["same_polarity"] else "opposite"
        line(f"    {fact['fact']} {fact['score']:.2f} {polarity}: {fact['statement']}")
    style = _STYLE[found["verdict"]]
    line(f"{found['verdict']} {found['reason']}  {found['figure']}  confidence {found['confidence']:.2f}", style)
    line(f"  {found['explanation']}")


def show_diff(page: Page, clean: CleanPage) -> None:
    """The page's text with removed stretches in red between [- -] and replacements in green between {+ +}."""
    shown = Text()
    at = 0
    for edit in clean.edits:
        shown.append(page.text[at : edit.start])
        cut = page.text[edit.start : edit.end]
        if cut.strip():
            shown.append(f"[-{cut}-]", "red strike")
            shown.append(f"({edit.code})", "dim")
            if edit.replacement.strip():
                shown.append(f"{{+{edit.replacement}+}}", "green")
        shown.append(edit.replacement if not cut.strip() else "\n" * cut.count("\n", len(cut.rstrip("\n"))))
        at = edit.end
    shown.append(page.text[at:])
    Console(highlight=False).print(shown, soft_wrap=True)
