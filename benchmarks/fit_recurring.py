"""Fit the trees that tell recurring keywords from recurring words of the author's (``pipeline/clean/recurring.py``).

    python -m benchmarks.fit_recurring FOLDER… [--write]

The folders hold clean articles (as for ``benchmarks.inject``). Keywords of the development half of ``spam_stock`` are
spliced in twice and more. ``--write`` writes ``pipeline/data/clean_recurring_trees.csv``.
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path

import numpy as np

from benchmarks.fit_foreign import write
from benchmarks.inject import load
from benchmarks.spam_stock import Stock
from pipeline.clean.cleaner import find_title
from pipeline.clean.lexicon import strong_terms
from pipeline.clean.recurring import NAMES, recurring, row
from pipeline.clean.view import View, view_of
from pipeline.model import Page

HEADER = """# Boosted trees that tell recurring keywords (features: pipeline/clean/recurring.py).
# Made by `python -m benchmarks.fit_recurring FOLDERS --write`; do not edit by hand.
# The notation is that of clean_foreign_trees.csv.
"""


def rows_of(lines: list[str]) -> list[tuple[str, list[float]]]:
    """The features of all recurring stretches of a page."""
    text = "\n".join(lines)
    view: View = view_of(Page.from_text(text))
    view.title = find_title(view)
    total = strong_terms(text)
    found = recurring(text, [(line.start, line.end) for line in view.kept])
    return [(key, row(view, key, places, total - len(places) * strong_terms(key))) for key, places in found.items()]


def polluted(rng: random.Random, lines: list[str], stock: Stock) -> tuple[list[str], str]:
    """The page with one keyword at two to eight places: anywhere in running text, inside words, or behind marks."""
    lines, word = list(lines), stock.keyword(rng)
    style = rng.choice(("any", "any", "any", "stop", "mixed"))
    for number in range(rng.choice((2, 3, 3, 4, 5, 6, 8))):
        at = 0 if number == 0 and rng.random() < 0.4 else rng.randrange(len(lines))
        line = lines[at]
        stop = style == "stop" or (style == "mixed" and rng.random() < 0.3)
        spots = [
            k
            for k in range(1, len(line))
            if (
                line[k - 1] in "，。；"
                if stop
                else line[k - 1].isalnum() and line[k].isalnum() and not (line[k - 1] + line[k]).isascii()
            )
        ]
        if spots:
            k = rng.choice(spots)
            lines[at] = line[:k] + word + line[k:]
    return lines, word


def dataset(articles: list[list[str]]) -> tuple[np.ndarray, np.ndarray, np.ndarray, list[str]]:
    """Features, labels, article numbers and the stretches."""
    rng, stock = random.Random(3), Stock("dev")
    x, y, groups, keys = [], [], [], []
    for number, article in enumerate(articles):
        flat = [article[0], "".join(article[1:])]
        for lines in (article, flat):
            for key, features in rows_of(lines):
                x.append(features), y.append(0), groups.append(number), keys.append(key)
        for _ in range(30):
            lines, word = polluted(rng, rng.choice((article, flat)), stock)
            for key, features in rows_of(lines):
                if key == word:
                    x.append(features), y.append(1), groups.append(number), keys.append(key)
    return np.array(x), np.array(y), np.array(groups), keys


def main() -> None:
    """Cross-validate by article, then fit on all and write."""
    from sklearn.ensemble import GradientBoostingClassifier
    from sklearn.model_selection import GroupKFold, cross_val_predict

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    articles = [article for folder in arguments.folders for article in load(folder)]
    x, y, groups, keys = dataset(articles)
    model = GradientBoostingClassifier(
        n_estimators=120, max_depth=3, learning_rate=0.1, subsample=0.7, min_samples_leaf=10, random_state=0
    )
    odds = cross_val_predict(model, x, y, groups=groups, cv=GroupKFold(8), method="decision_function")
    print(f"{(y == 0).sum()} stretches of the authors', {(y == 1).sum()} keywords")
    bare = (y == 1) & (x[:, NAMES.index("telling")] == 0)
    for limit in (-1, 0, 1, 2, 3, 4, 5):
        own = (odds[y == 0] > limit).sum()
        print(
            f"log odds > {limit}: own {own}, found {(odds[y == 1] > limit).mean():.3f}, "
            f"of those without a spam term {(odds[bare] > limit).mean():.3f}"
        )
    print(" ".join(f"{keys[i]} {odds[i]:.1f}" for i in np.argsort(-odds) if y[i] == 0 and odds[i] > 0))
    model.fit(x, y)
    for name, value in sorted(zip(NAMES, model.feature_importances_, strict=True), key=lambda pair: -pair[1]):
        print(f"  {name:14}{value:.3f}")
    if arguments.write:
        write("clean_recurring_trees.csv", HEADER, NAMES, model, y.mean())


if __name__ == "__main__":
    main()
