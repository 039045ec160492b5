"""What the commands show: progress, tables, the diff of a page. Colours on a terminal only."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipeline.messages import say, spoken, translate
from pipeline.report.words import reason_names

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import TaskID

    from pipeline.model import Claim, CleanPage, Page, Verdict
    from pipeline.run.runner import Progress, RunResult

_STYLE = {"supported": "green", "refuted": "bold red", "not_enough_info": "yellow"}
_FAILURES = 10  # failed pages that are told by name
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
        counts = {"rate": f"{rate:.0f}", "failed": seen.failed, "refuted": seen.refuted}
        plain = "{rate} pages/s, errors {failed}"
        more = say(plain + ", refuted {refuted}" if seen.phase == "checking" else plain, **counts)
        phase = say(seen.phase)
        if self._bar is None:
            if now - self._told >= _PLAIN_STEP:
                self._told = now
                left = (seen.total - seen.done) / max(0.001, rate)
                told = {"phase": phase, "done": seen.done, "total": seen.total, "more": more, "left": f"{left:.0f}"}
                text = say("{phase}: {done} of {total} pages, {more}, {left} s left", **told)
                self._errors.print(text, markup=False, soft_wrap=True)
            return
        if seen.phase not in self._tasks:
            self._tasks[seen.phase] = self._bar.add_task(phase, total=seen.total, more="")
        self._bar.update(self._tasks[seen.phase], completed=seen.done, more=more)
        self._bar.refresh()

    def finish(self, result: RunResult) -> None:
        """Problems with the inputs and pages, the table of counts, and where the results are."""
        for note in (*result.notes, *_failures(result)):
            self._errors.print(translate(note), markup=False, soft_wrap=True)
        if self._quiet:
            return
        console = Console(highlight=False)
        console.print(_counts_table(result.counts))
        if result.unchanged:
            console.print(say("nothing has changed since the last run (--force does all again)"))
        console.print(say("results: {path}", path=result.address or result.folder), markup=False, soft_wrap=True)
        report = result.folder / "report" / "index.html"
        console.print(say("report: {path}", path=report), markup=False, soft_wrap=True)


def _failures(result: RunResult) -> list[str]:
    """A line for each page that failed and is not among the notes; the first ones where there are many."""
    from pipeline.errors import OutputError
    from pipeline.report.findings import table_rows

    told: list[str] = []
    more = 0
    try:
        for row in table_rows(result.folder, "errors"):
            line = f"{row['path']}: {row['error']}: {row['detail']}"
            if row["error"] == "not an article" or line in result.notes:
                continue
            if len(told) < _FAILURES:
                told.append(line)
            else:
                more += 1
    except OutputError:  # nothing to add to the counts
        return told
    path = result.folder / "errors.csv"
    return [*told, *([say("… and {more} more pages with problems: {path}", more=more, path=path)] if more else [])]


def _counts_table(counts: dict[str, object]) -> Table:
    table = Table(say("pages"), "", say("claims"), "")
    pages = [("ok", ""), ("not_article", ""), ("duplicate", ""), ("failed", "red"), ("read", "bold")]
    copied = counts.get("claims_of_duplicates")
    note = say("{count} of the claims stand in copies", count=copied) if copied else ""
    claims = [*_STYLE.items(), ("", ""), ("claims", "bold")]
    for (page, page_style), (claim, claim_style) in zip(pages, claims, strict=True):
        count = Text(str(counts[claim]), claim_style) if claim else ""
        table.add_row(say(page), Text(str(counts[page]), page_style), say(claim) if claim else "", count)
    if note:
        table.caption = note
    return table


def show_claims(claims: Sequence[Claim], verdicts: Sequence[Verdict]) -> None:
    """The claims of one text with their verdicts."""
    console = Console(highlight=False)
    if not claims:
        console.print(say("no checkable number or technical claim"))
    for claim, verdict in zip(claims, verdicts, strict=True):
        subject = " · ".join(name for name in (verdict.entity or claim.entity, verdict.metric or claim.metric) if name)
        head = Text.assemble(
            (_judged(verdict.verdict, verdict.reason), _STYLE[verdict.verdict]),
            "  ",
            (claim.quote, "bold"),
            f"  {subject}",
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
            pairs = value.items() if key == "read" else ()
            shown = ", ".join(f"{say(name)} {say(str(cell))}" for name, cell in pairs if cell) or say(str(value))
            line(f"  {say('read as') if key == 'read' else say(key)}: {shown}")
    for reading in found.get("readings", ()):
        mark, pair = "→" if reading["deciding"] else " ", f"{reading['entity']} · {reading['metric']}"
        line(f"{mark} {pair}  {reading['score']:.2f}  {say(reading['says'])} ({say(reading['step'])})")
        for item in reading["candidates"]:
            _show_candidate(item, line)
    for fact in found.get("facts", ()):
        polarity = say("same" if fact["same_polarity"] else "opposite")
        line(f"    {fact['fact']} {fact['score']:.2f} {polarity}: {fact['statement']}")
    sure = say("confidence {confidence}", confidence=f"{found['confidence']:.2f}")
    line(f"{_judged(found['verdict'], found['reason'])}  {found['figure']}  {sure}", _STYLE[found["verdict"]])
    line(f"  {found['explanation']}")


def _show_candidate(item: dict[str, Any], line: Callable[[str, str], None]) -> None:
    """A figure that the claim may mean, how well it fits, and what comparing gives."""
    said = (
        f"{'*' if item['meant'] else ' '} {item['figure']} = {item['value']}  {item['scope']} {item['as_of']}".rstrip()
    )
    fit = say("scope {score}, time {fit}", score=f"{item['scope_score']:.2f}", fit=f"{item['time_fit']:+d}")
    told = " ".join(say(word) for word in (item["outcome"], item["reason"], item["note"]) if word)
    line(f"    {said}  {fit}: {told}", "" if item["meant"] else "dim")


def _judged(verdict: str, reason: str) -> str:
    """Verdict and reason; the code of the reason stands there in every language, for `heshu explain`."""
    name = f" {reason_names('zh').get(reason, '')}" if spoken() == "zh" else ""
    return f"{say(verdict)} {reason}{name}"


def show_diff(page: Page, clean: CleanPage) -> None:
    """The page's text with removed stretches in red between [- -] and replacements in green between {+ +}."""
    shown = Text()
    at = 0
    for edit in clean.edits:
        shown.append(page.text[at : edit.start])
        cut = page.text[edit.start : edit.end]
        if cut.strip():
            before = cut[: len(cut) - len(cut.lstrip("\n"))]
            shown.append(before)
            shown.append(f"[-{cut.strip(chr(10))}-]", "red strike")
            shown.append(f"({edit.code})", "dim")
            if edit.replacement.strip():
                shown.append(f"{{+{edit.replacement}+}}", "green")
            shown.append(cut[len(cut.rstrip("\n")) :])
        else:
            shown.append(cut if "\n" in cut else edit.replacement)
        at = edit.end
    shown.append(page.text[at:])
    Console(highlight=False).print(shown, soft_wrap=True)
