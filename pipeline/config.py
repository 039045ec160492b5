"""Options from ``heshu.toml`` or ``[tool.heshu]`` in ``pyproject.toml``; flags on the command line win.

A table a command (``[run]``, ``[clean]`` …) with the long option names; keys at the top apply to every command that has
such an option. A key that no command knows is an error with a suggestion.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pipeline.errors import HeshuError

FILES = ("heshu.toml", "pyproject.toml")


class ConfigError(HeshuError):
    """A configuration file with mistakes."""


def find_config(folder: Path) -> tuple[Path, dict[str, Any]] | None:
    """The nearest file with settings in ``folder`` or above it, with its content; None without one."""
    for place in (folder, *folder.parents):
        for name in FILES:
            path = place / name
            if path.is_file() and (content := _read(path)) is not None:
                return path, content
    return None


def _read(path: Path) -> dict[str, Any] | None:
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or error
        raise ConfigError(f"{path}: cannot be read ({why}); save it as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        if path.name != FILES[0]:
            return None  # somebody else's file
        raise ConfigError(f"{path}: not TOML ({error}); correct that line") from error
    if path.name == FILES[0]:
        return content
    tool = content.get("tool", {})
    found = tool.get("heshu") if isinstance(tool, dict) else None
    return found if isinstance(found, dict) else None


def defaults(
    path: Path, content: Mapping[str, Any], commands: Mapping[str, Mapping[str, bool]]
) -> dict[str, dict[str, Any]]:
    """{command: {parameter: value}} for click's ``default_map``.

    ``commands``: command to its option names (with hyphens) and whether an option takes several values. Raises
    ConfigError with every unknown key.
    """
    mistakes: list[str] = []
    result: dict[str, dict[str, Any]] = {name: {} for name in commands}
    every = {option for options in commands.values() for option in options}
    for key, value in content.items():
        if isinstance(value, dict):
            options = commands.get(key)
            if options is None:
                mistakes.append(f"[{key}] is no command{_hint(key, commands)}")
                continue
            for option, inner in value.items():
                _set(result[key], option, inner, options, f"{key}.{option}", mistakes)
        elif key.replace("_", "-") in every:
            for name, options in commands.items():
                if key.replace("_", "-") in options:
                    _set(result[name], key, value, options, key, mistakes)
        else:
            mistakes.append(f"{key} is no option{_hint(key, every)}")
    if mistakes:
        raise ConfigError("\n".join(f"{path}: {mistake}" for mistake in mistakes))
    return result


def _set(
    target: dict[str, Any], key: str, value: object, options: Mapping[str, bool], shown: str, mistakes: list[str]
) -> None:
    option = key.replace("_", "-")
    if option not in options:
        mistakes.append(f"{shown} is no option{_hint(option, options)}")
        return
    target[option] = value if not options[option] or isinstance(value, list) else [value]


def _hint(key: str, known: Any) -> str:  # noqa: ANN401 any container of names
    near = get_close_matches(key.replace("_", "-"), list(known), 1)
    return f" (did you mean {near[0]}?)" if near else ""


TEMPLATE = """\
# Settings of heshu; every flag of the command line can stand here, and flags win.
# `heshu run --help` describes them. Take the # off a line to use it. Paths are meant from this file.

# pack = "pack"            # a pack that ships (ai-chips) or a folder; for run, check and why
# lang = "zh"              # zh or en

[run]
# out = "outputs/run"      # where the results go
# jobs = 2                 # worker processes
# page-timeout = 60        # seconds a page may take
# include = ["*.html", "*.txt"]
# exclude = ["drafts/*"]
"""
