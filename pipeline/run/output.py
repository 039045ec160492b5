"""The output folder: nothing half-written is ever seen there, and nothing of the user's is overwritten.

A run works in a state folder beside the outputs (``.NAME.heshu``), which also keeps finished pages so that a stopped
run goes on. When all is written, one rename puts the outputs in place; earlier outputs of heshu make room for them.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import TextIO

from pipeline.errors import OutputError

MARKER = "run.json"
_NEW, _OLD, _DONE = "new", "old", "complete"


class OutputFolder:
    """``path`` is where the outputs will be, ``new`` where they are being written, ``state`` the state folder."""

    def __init__(self, path: str | Path) -> None:
        """Check that outputs can be written there. Raises OutputError with what to do."""
        self.path = Path(os.path.abspath(path))  # noqa: PTH100 resolve() would follow a link that the user made
        self.state = self.path.with_name(f".{self.path.name}.heshu")
        self.new = self.state / _NEW
        self._handle: TextIO | None = None
        try:
            self._check()
        except BaseException:
            self.close()
            raise

    def _check(self) -> None:
        if self.path.exists() and not self.path.is_dir():
            raise OutputError(f"{self.path}: is a file; give --out another name")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self.state.mkdir(exist_ok=True)
        except OSError as error:
            what = error.strerror or "cannot be made"
            raise OutputError(
                f"{self.path}: cannot write there ({what}); give --out a folder you may write to"
            ) from error
        self._lock()
        self._recover()
        if self.path.is_dir() and any(self.path.iterdir()):
            if not (self.path / MARKER).is_file():
                self.discard_state_if_unused()
                raise OutputError(
                    f"{self.path}: is not empty and was not written by heshu; give --out another name or empty it"
                )
            if not os.access(self.path, os.W_OK):
                raise OutputError(f"{self.path}: is not writable; change its permissions or give --out another name")

    def _lock(self) -> None:
        """One run at a time; the system lets go of the lock when the process ends, however it ends."""
        try:
            import fcntl
        except ImportError:  # Windows: no such lock
            return
        self._handle = (self.state / "lock").open("w")
        try:
            fcntl.lockf(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            self._handle.close()
            raise OutputError(
                f"{self.path}: another run is writing there; wait for it, or give another --out"
            ) from error

    def close(self) -> None:
        """Let others write there."""
        if self._handle:
            self._handle.close()

    def discard_state_if_unused(self) -> None:
        """Remove the state folder where nothing was put into it."""
        if all(entry.name == "lock" for entry in self.state.iterdir()):
            (self.state / "lock").unlink(missing_ok=True)
            self.state.rmdir()

    def start(self) -> Path:
        """An empty folder to write the outputs into."""
        shutil.rmtree(self.new, ignore_errors=True)
        self.new.mkdir(parents=True)
        return self.new

    def publish(self) -> None:
        """Put the outputs in place. After a crash at any point the next run finishes this or starts it anew."""
        _sync_tree(self.new)
        (self.state / _DONE).touch()
        _sync(self.state)
        self._put_in_place()

    def _recover(self) -> None:
        """Finish a publication that was interrupted; drop what an interrupted run left half-written."""
        if (self.state / _DONE).exists():
            self._put_in_place()
        else:
            shutil.rmtree(self.new, ignore_errors=True)

    def _put_in_place(self) -> None:
        old = self.state / _OLD
        if self.new.exists():
            if self.path.exists():
                shutil.rmtree(old, ignore_errors=True)
                self.path.rename(old)
            self.new.rename(self.path)
            _sync(self.path.parent)
        shutil.rmtree(old, ignore_errors=True)
        (self.state / _DONE).unlink(missing_ok=True)


def _sync_tree(root: Path) -> None:
    """Every file below is on the disk: one call for the file system where there is one (Linux: syncfs(2))."""
    if sys.platform == "linux" and _sync_file_system(root):
        return
    for folder, _, files in os.walk(root, topdown=False):
        for name in files:
            _sync(Path(folder) / name)
        _sync(Path(folder))


def _sync_file_system(path: Path) -> bool:
    import ctypes

    call = getattr(ctypes.CDLL(None, use_errno=True), "syncfs", None)
    handle = os.open(path, os.O_RDONLY)
    try:
        return call is not None and call(handle) == 0
    finally:
        os.close(handle)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
