"""One page from bytes to records: the only place that knows the order of the stages."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeVar

from pipeline.errors import PageError
from pipeline.model import ArticleStatus, Claim, CleanPage, Page, Verdict
from pipeline.run import watch
from pipeline.run.packed import RawPage, load_page, unpacking_errors
from pipeline.run.quick import strict_verdicts
from pipeline.run.tables import Cell, number

if TYPE_CHECKING:
    from pipeline.clean import Profile
    from pipeline.model import Pack
    from pipeline.run.inputs import PageInput
    from pipeline.settings import Settings

T = TypeVar("T")


@dataclass(slots=True)
class PageRecord:
    """All rows that one page adds to the tables; plain data that goes to JSON and back."""

    doc_id: str
    path: str
    status: ArticleStatus = "ok"
    format: str = ""
    encoding: str = ""
    title: str = ""
    outlet: str = ""
    author: str = ""
    published: str = ""
    chars_raw: int = 0
    text: str = ""
    removed: list[list[Cell]] = field(default_factory=list)
    structure: list[list[Cell]] = field(default_factory=list)
    claims: list[list[Cell]] = field(default_factory=list)
    checks: list[list[Cell]] = field(default_factory=list)
    errors: list[list[Cell]] = field(default_factory=list)

    def to_bytes(self) -> bytes:
        """As JSON; the same bytes for the same record."""
        fields = {name: getattr(self, name) for name in self.__slots__}  # asdict would copy every row
        return json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")

    @staticmethod
    def from_bytes(data: bytes) -> PageRecord:
        """Read what ``to_bytes`` wrote."""
        return PageRecord(**json.loads(data.decode("utf-8", "surrogatepass")))


def read_input(item: PageInput, settings: Settings) -> Page:
    """Open and decode one input. Raises PageError (stage ``read``)."""
    return decode_input(item, load_input(item, settings))


def load_input(item: PageInput, settings: Settings) -> RawPage:
    """The bytes of one input. Raises PageError (stage ``read``) with what to do about it."""
    if item.problem:
        raise PageError(item.label, "read", *item.problem)
    try:
        raw = load_page(item.file, item.member, settings)
    except PageError as error:
        raise PageError(item.label, error.stage, error.error, error.detail) from error
    except PermissionError as error:
        raise PageError(item.label, "read", "no permission", "make the file readable (chmod +r)") from error
    except unpacking_errors() as error:
        reason = getattr(error, "strerror", None) or f"{type(error).__name__}: {error}"[:300]
        raise PageError(item.label, "read", "cannot be read", f"{reason}: check the disk or the file") from error
    if len(raw.data) > settings.max_page_bytes:
        limit = f"more than {settings.max_page_bytes} bytes: raise --max-page-bytes or leave the file out"
        raise PageError(item.label, "read", "file too large", limit)
    return raw


def decode_input(item: PageInput, raw: RawPage) -> Page:
    """Bytes to a page. Raises PageError (stage ``read``)."""
    from pipeline.read import read_page

    page = _guarded(item.label, "read", lambda: read_page(item.label, raw.data))
    found = {name: getattr(raw, name) for name in ("url", "published", "outlet", "author")}
    said = {name: value for name, value in found.items() if value}
    return replace(page, meta=replace(page.meta, **said)) if said else page


def process_page(item: PageInput, page: Page, pack: Pack, settings: Settings, profile: Profile | None) -> PageRecord:
    """Clean, extract and check one page. Never raises: what goes wrong is in ``errors``, with status ``failed``."""
    record = PageRecord(item.doc_id, item.label, format=page.format, encoding=page.encoding, chars_raw=len(page.text))
    meta = page.meta
    record.outlet, record.author, record.published = meta.outlet, meta.author, meta.published
    try:
        _clean(record, page, settings, profile, pack)
    except PageError as error:
        record.removed.clear()
        record.structure.clear()
        record.claims.clear()
        record.checks.clear()
        record.text = ""
        _fail(record, error)
    return record


def failed_page(item: PageInput, error: PageError) -> PageRecord:
    """The record of a page that could not be read."""
    record = PageRecord(item.doc_id, item.label)
    _fail(record, error)
    return record


def _fail(record: PageRecord, error: PageError) -> None:
    record.status = "failed"
    record.errors.append([record.path, error.stage, error.error, error.detail])


def _guarded(label: str, stage: str, step: Callable[[], T]) -> T:
    """Run one stage; whatever it raises becomes a PageError with the stage's name."""
    watch.enter(stage)
    try:
        return step()
    except PageError:
        raise
    except MemoryError as error:
        raise PageError(
            label, stage, "out of memory", "the page is too large for this machine: leave it out"
        ) from error
    except Exception as error:  # one bad page must never stop a run
        detail = f"{type(error).__name__}: {error}".replace("\n", " ")[:500]
        raise PageError(label, stage, "internal error", f"{detail}; please report this page") from error


def _clean(record: PageRecord, page: Page, settings: Settings, profile: Profile | None, pack: Pack) -> None:
    from pipeline.clean import CleanOptions, clean_page

    options = CleanOptions(settings.mode, settings.spam_terms)
    clean = _guarded(record.path, "clean", lambda: clean_page(page, options, profile))
    record.removed = [
        [
            record.doc_id,
            edit.start,
            edit.end,
            page.text[edit.start : edit.end],
            edit.replacement,
            edit.code,
            edit.reason,
        ]
        for edit in clean.edits
    ]
    record.status = clean.status
    record.outlet, record.author, record.published = clean.outlet, clean.author, clean.published
    if clean.status != "ok":
        detail = f"{clean.reason}; see removed.csv, and --careful if that is wrong"
        record.errors.append([record.path, "clean", "not an article", detail])
        return
    record.title, record.text = clean.title, clean.text
    record.structure = [
        [record.doc_id, part.start, part.end, part.kind, clean.text[part.start : part.end]] for part in clean.structure
    ]
    _extract_and_check(record, clean, settings, pack)


def _extract_and_check(record: PageRecord, clean: CleanPage, settings: Settings, pack: Pack) -> None:
    from pipeline.check import check_claims
    from pipeline.extract import extract_claims

    found = _guarded(record.path, "extract", lambda: extract_claims(clean, pack))
    claims = tuple(replace(claim, claim_id=f"{record.doc_id}-{at:04d}") for at, claim in enumerate(found, 1))
    verdicts = _guarded(record.path, "check", lambda: check_claims(claims, pack, clean, settings.lang))
    if settings.quick:
        verdicts = strict_verdicts(claims, verdicts, pack, settings.lang)
    if [claim.claim_id for claim in claims] != [verdict.claim_id for verdict in verdicts]:
        raise PageError(record.path, "check", "internal error", "claims without a verdict; please report this page")
    record.claims, record.checks = (
        claim_rows(record.doc_id, claims, verdicts),
        check_rows(record.doc_id, claims, verdicts),
    )


def claim_rows(doc_id: str, claims: Sequence[Claim], verdicts: Sequence[Verdict]) -> list[list[Cell]]:
    """Rows of claims.csv; entity and metric as the check settled them."""
    rows: list[list[Cell]] = []
    for claim, verdict in zip(claims, verdicts, strict=True):
        entity, metric = verdict.entity or claim.entity, verdict.metric or claim.metric
        rows.append(
            [
                *(claim.claim_id, doc_id, claim.kind, claim.quote, claim.start, claim.end, claim.sentence),
                *_value_cells(claim),
                *(entity, metric, claim.scope, claim.time, claim.speaker),
            ]
        )
    return rows


def _value_cells(claim: Claim) -> tuple[str, str, str, str]:
    """value, value_high, unit, relation; a technical claim has none."""
    quantity = claim.quantity
    if quantity is None:
        return "", "", "", ""
    if quantity.date:
        return quantity.date, quantity.date_high, quantity.unit or "date", quantity.relation
    return number(quantity.value), number(quantity.value_high), quantity.unit, quantity.relation


def check_rows(doc_id: str, claims: Sequence[Claim], verdicts: Sequence[Verdict]) -> list[list[Cell]]:
    """Rows of checks.csv; the difference is rounded to 6 significant digits."""
    return [
        [
            *(verdict.claim_id, doc_id, claim.quote, verdict.verdict, verdict.reason, verdict.figure),
            *(verdict.source_value, verdict.source_value_high, verdict.source_unit),
            *(
                _difference(verdict),
                f"{verdict.confidence:.2f}",
                verdict.explanation,
                verdict.document,
                verdict.locator,
            ),
        ]
        for claim, verdict in zip(claims, verdicts, strict=True)
    ]


def _difference(verdict: Verdict) -> str:
    if verdict.difference is None:
        return ""
    from decimal import Context

    return number(Context(prec=6).plus(verdict.difference))
