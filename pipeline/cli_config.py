"""Options from files for the command line: heshu.toml or pyproject.toml, the nearest above the current folder."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from pipeline.config import defaults, find_config
from pipeline.messages import locale_language, say
from pipeline.settings import Language

_PATHS = frozenset({"pack", "out", "profile", "baseline", "claimreview"})


def default_map(root: click.Group) -> dict[str, Any]:
    """Options from heshu.toml or pyproject.toml; the language of the locale where no file says another."""
    if {"-h", "--help", "--version"} & set(sys.argv[1:]):
        return {}  # help must come even where a file is wrong
    names = {name: _option_names(command) for name, command in root.commands.items()}
    known = {name: {key: multiple for key, (_, multiple) in keys.items()} for name, keys in names.items()}
    try:
        found = find_config(Path.cwd())
    except FileNotFoundError:  # the current folder is gone
        found = None
    given = defaults(*found, known) if found else {name: {} for name in names}
    folder = found[0].parent if found else Path()
    values = {
        name: {names[name][key][0]: _beside(folder, key, value) for key, value in keys.items()}
        for name, keys in given.items()
    }
    for name, keys in names.items():
        if "lang" in keys:
            values[name].setdefault("lang", locale_language())
    return values


def _beside(folder: Path, key: str, value: Any) -> Any:  # noqa: ANN401 whatever a file holds
    """Paths in a file are meant from where it lies; a pack may also be one that ships."""
    if key not in _PATHS or not isinstance(value, str) or not value or "://" in value or folder == Path.cwd():
        return value
    return str(folder / value) if key != "pack" or (folder / value).is_dir() else value


def _option_names(command: click.Command) -> dict[str, tuple[str, bool]]:
    """Long names of a command's options (and ``mode``): the parameter's name, and whether it takes several values."""
    return {
        key.removeprefix("--"): (parameter.name or "", parameter.multiple)
        for parameter in command.params
        if isinstance(parameter, click.Option)
        for key in (parameter.name or "", *parameter.opts)
        if key.startswith("--") or key == "mode"
    }


def configured_language(given: dict[str, Any]) -> Language:
    """The language that a file gives to the command that was asked for."""
    command = next((word for word in sys.argv[1:] if word in given), "")
    lang: Language = given.get(command, {}).get("lang", locale_language())
    return lang if lang in {"zh", "en"} else locale_language()


def tell_origin(error: click.ClickException) -> None:
    """Where a wrong value stands in a file, name the file."""
    context, parameter = getattr(error, "ctx", None), getattr(error, "param", None)
    if context is None or parameter is None or parameter.name is None:
        return
    if context.get_parameter_source(parameter.name) is click.core.ParameterSource.DEFAULT_MAP:
        found = find_config(Path.cwd())
        if found:
            click.echo(say("(set in {path})", path=found[0]), err=True)
