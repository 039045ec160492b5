"""Errors that a user can cause; each names the file, what is wrong and what to do."""

from __future__ import annotations


class HeshuError(Exception):
    """Base of all errors with a message meant for the user; the command line prints it and exits with 2."""


class PageError(HeshuError):
    """One page cannot be processed; the run records it in errors.csv and goes on."""

    def __init__(self, path: str, stage: str, error: str, detail: str = "") -> None:
        """Keep what errors.csv needs: ``stage`` is read, clean, extract, check or write."""
        super().__init__(f"{path}: {error}" + (f" ({detail})" if detail else ""))
        self.path, self.stage, self.error, self.detail = path, stage, error, detail

    def __reduce__(self) -> tuple[type[PageError], tuple[str, str, str, str]]:
        """Pickle through the constructor, so that workers can send it home."""
        return PageError, (self.path, self.stage, self.error, self.detail)


class PackError(HeshuError):
    """A source pack with mistakes; ``problems`` holds all of them as ``file:row: message`` lines."""

    def __init__(self, folder: str, problems: tuple[str, ...]) -> None:
        """One message with every problem on its own line."""
        whole = len(problems) == 1 and ".csv" not in problems[0]  # it is the folder that is wrong
        head = f"{folder}: " if whole else f"{folder}: {len(problems)} mistake(s) in the pack\n"
        super().__init__(head + "\n".join(problems))
        self.folder, self.problems = folder, problems

    def __reduce__(self) -> tuple[type[PackError], tuple[str, tuple[str, ...]]]:
        """Pickle through the constructor."""
        return PackError, (self.folder, self.problems)


class OutputError(HeshuError):
    """The output folder cannot be used."""


class InputError(HeshuError):
    """A path that was given as input cannot be used."""
