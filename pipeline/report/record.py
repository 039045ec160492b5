"""What the report needs to know of a page: the record that the run keeps fits this protocol."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

Cells = Sequence[str | int]


class Record(Protocol):
    """A page's rows; see ``pipeline.run.page.PageRecord``."""

    @property
    def doc_id(self) -> str:
        """Its id, also the name of its report page."""

    @property
    def path(self) -> str:
        """Where the page came from."""

    @property
    def status(self) -> str:
        """ok, not_article, duplicate or failed."""

    @property
    def title(self) -> str:
        """The title as cleaned."""

    @property
    def outlet(self) -> str:
        """Who published it."""

    @property
    def author(self) -> str:
        """Who wrote it."""

    @property
    def published(self) -> str:
        """When."""

    @property
    def text(self) -> str:
        """The clean text."""

    @property
    def removed(self) -> Sequence[Cells]:
        """Rows of removed.csv."""

    @property
    def structure(self) -> Sequence[Cells]:
        """Rows of structure.csv."""

    @property
    def claims(self) -> Sequence[Cells]:
        """Rows of claims.csv."""

    @property
    def checks(self) -> Sequence[Cells]:
        """Rows of checks.csv."""

    @property
    def errors(self) -> Sequence[Cells]:
        """Rows of errors.csv."""
