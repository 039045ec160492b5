"""The command line in the language of its reader: help, click's own words, and ``--lang`` for every command."""

from __future__ import annotations

import importlib
import inspect
import re
from collections.abc import Callable
from typing import Any, TypeVar, cast

import click

from pipeline.messages import say, speak, translate
from pipeline.settings import Language

F = TypeVar("F", bound=Callable[..., Any])

_CLICK = ("core", "decorators", "exceptions", "formatting", "parser", "types")
_HELP = "Language of messages, explanations and report."


def asked_language(arguments: list[str], otherwise: Language) -> Language:
    """What ``--lang`` says, wherever it stands."""
    for at, word in enumerate(arguments):
        value = word.removeprefix("--lang=") if word != "--lang" else "".join(arguments[at + 1 : at + 2])
        if word.startswith("--lang") and value in {"zh", "en"}:
            return cast("Language", value)
    return otherwise


def lang_option(expose: bool = True) -> click.Option:
    """``--lang``."""
    return click.Option(["--lang"], type=click.Choice(["zh", "en"]), default="zh", help=_HELP, expose_value=expose)


def add_lang(command: click.Command) -> None:
    """Give ``--lang`` to a command and those below it that have none; the value is read by :func:`asked_language`."""
    if not any(parameter.name == "lang" for parameter in command.params):
        command.params.append(lang_option(expose=False))
    if isinstance(command, click.Group):
        for inner in command.commands.values():
            add_lang(inner)


def use_language(root: click.Command, lang: Language) -> None:
    """Set the language of messages; put help and what click says itself into it."""
    speak(lang)
    if lang == "en":
        return
    for name in _CLICK:  # click looks up its words by gettext, for which no Chinese catalogue exists
        module = importlib.import_module(f"click.{name}")
        words = {"_": say, "ngettext": lambda one, many, count: say(one if count == 1 else many)}
        vars(module).update({key: word for key, word in words.items() if hasattr(module, key)})
    _translate_help(root)


def _translate_help(command: click.Command) -> None:
    if command.help:
        paragraphs = re.split(r"\n\s*\n", inspect.cleandoc(command.help))
        told = [translate(" ".join(paragraph.split())) for paragraph in paragraphs]
        command.help, command.short_help = "\n\n".join(told), told[0]
    for parameter in command.params:
        if isinstance(parameter, click.Option) and parameter.help:
            parameter.help = translate(parameter.help)
    if isinstance(command, click.Group):
        for inner in command.commands.values():
            _translate_help(inner)


def lang_choice(command: F) -> F:
    """``--lang`` where the command itself asks for it; the others get one that is only read for messages."""
    option = lang_option()
    return click.option(*option.opts, type=option.type, default="zh", help=option.help)(command)


def _spam_terms(_context: click.Context, _option: click.Parameter, path: str) -> tuple[str, ...]:
    from pipeline.clean import read_terms

    return read_terms(path) if path else ()


def mode_options(command: F) -> F:
    """How freely cleaning cuts, and what it takes for spam beside its own list."""
    for option in (
        click.option(
            "--spam-terms",
            default="",
            metavar="FILE",
            callback=_spam_terms,
            help="Spam terms of your own: a text file, one term a line.",
        ),
        click.option("--careful", "mode", flag_value="careful", help="Cut only what is surely not the author's."),
        click.option("--aggressive", "mode", flag_value="aggressive", help="Cut in doubt."),
        click.option("--normal", "mode", flag_value="normal", default="normal", hidden=True),
    ):
        command = option(command)
    return command
