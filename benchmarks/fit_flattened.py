"""Fit the trees that tell foreign passages in flattened text, and print what they would do on unseen articles.

    python -m benchmarks.fit_flattened FOLDER… [--write]

The folders hold clean articles (as for ``benchmarks.inject``). Each is flattened; between its paragraphs go passages of
the development half of ``spam_stock`` and of the other articles. ``--write`` writes
``pipeline/data/clean_flattened_trees.csv``.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from benchmarks.fit_foreign import write
from benchmarks.inject import load
from benchmarks.spam_stock import Stock
from pipeline.clean.flattened import LEAST, runs_of, sentences
from pipeline.clean.flattened_features import NAMES, Sentences
from pipeline.clean.foreign import vocabulary

TREES, DEPTH = 130, 3
ROUNDS = 14  # pages of each article; the first is not polluted
OWN = 0.35  # share of the runs of polluted pages without a foreign sentence that is taken
HEADER = """# Trees that tell foreign passages in flattened text (features: pipeline/clean/flattened_features.py).
# Made by `python -m benchmarks.fit_flattened FOLDERS --write`; do not edit by hand.
# tree: number (-1: the start value). node rows of a tree stand in order, 0 first. feature, threshold: go left where
# feature <= threshold, else right; an empty feature is a leaf. value: log odds that the leaf adds.
"""


def passage(rng: random.Random, articles: Sequence[Sequence[str]], at: int, stock: Stock) -> str:
    """A passage of one to four sentences that is not of article ``at``."""
    if rng.random() < 0.5:
        return stock.paragraph(rng, rng.choice((1, 1, 1, 2, 2, 3)))
    other = articles[rng.choice([i for i in range(len(articles)) if i != at])]
    fit = [line for line in other[1:] if 20 < len(line) < 300 and line[-1] in "。！？”"]
    if not fit:
        return stock.paragraph(rng, 1)
    text = rng.choice(fit)
    spans = sentences(text)
    if rng.random() < 0.4:
        i = rng.randrange(len(spans))
        text = text[spans[i][0] : spans[min(len(spans), i + rng.choice((1, 2))) - 1][1]]
    return text if len(text) >= 12 else stock.paragraph(rng, 1)


def polluted(
    rng: random.Random, articles: Sequence[Sequence[str]], at: int, stock: Stock
) -> tuple[str, list[tuple[int, int]]]:
    """The body of an article as one line with foreign passages, and where these stand."""
    thin = rng.choice((0.0, 0.0, 0.2, 0.4))  # shorter pages, on which every digression stands out
    pieces = [(line, False) for line in articles[at][1:] if rng.random() >= thin]
    for _ in range(rng.choice((0, 1, 1, 1, 2, 3))):
        text = passage(rng, articles, at, stock)
        if rng.random() < 0.5:  # the habits of the page
            text = text.replace("，", ",") if "，" not in articles[at][1] else text
            text = text.replace(" ", "") if rng.random() < 0.7 else text
        place = rng.choice((0, len(pieces), rng.randint(0, len(pieces)), rng.randint(0, len(pieces))))
        pieces.insert(place, (text, True))
    line, spans, space = "", [], rng.choice(("", "", "", " "))
    for text, foreign in pieces:
        if foreign:
            spans.append((len(line), len(line) + len(text)))
        line += text + space
    return line, spans


def dataset(articles: Sequence[Sequence[str]]) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Features, labels, article numbers and weights of the runs that may be foreign."""
    rng, stock = random.Random(5), Stock("dev")
    rows, labels, groups, weights = [], [], [], []
    for at, number in ((at, number) for at in range(len(articles)) for number in range(ROUNDS + 1)):
        line, foreign = polluted(rng, articles, at, stock) if number else ("".join(articles[at][1:]), [])
        spans = sentences(line)
        if len(spans) < LEAST:
            continue
        model = Sentences([line[a:b] for a, b in spans], vocabulary(articles[at][0]))
        for i, j in runs_of(model):
            start, end = spans[i][0], spans[j - 1][1]
            inside = sum(max(0, min(b, end) - max(a, start)) for a, b in foreign)
            if number and not inside and rng.random() > OWN:
                continue
            rows.append(model.row(i, j))
            labels.append(inside > 0.97 * (end - start))
            groups.append(at)
            weights.append(1.0 if labels[-1] or not number else 1.0 / OWN if not inside else 0.5)
    return np.array(rows), np.array(labels), np.array(groups), np.array(weights)


def main() -> None:
    """Cross-validate by article, then fit on all and write."""
    from sklearn.ensemble import GradientBoostingClassifier
    from sklearn.model_selection import GroupKFold

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    articles = [article for folder in arguments.folders for article in load(folder)]
    x, y, groups, weights = dataset(articles)
    print(f"{len(articles)} articles, {len(y)} runs, {y.sum()} of them foreign")

    def fitted(rows: np.ndarray) -> GradientBoostingClassifier:
        model = GradientBoostingClassifier(
            n_estimators=TREES,
            max_depth=DEPTH,
            learning_rate=0.12,
            subsample=0.5,
            min_samples_leaf=30,
            max_features=0.4,
            random_state=0,
        )
        return model.fit(x[rows], y[rows], sample_weight=weights[rows])

    odds = np.zeros(len(y))
    for train, test in GroupKFold(4).split(x, y, groups):
        odds[test] = fitted(train).decision_function(x[test])
    own = np.sort(odds[~y])[::-1]
    for share in (0.0, 0.0003, 0.001, 0.003, 0.01, 0.03):
        least = own[int(share * len(own))]
        print(f"own runs lost {share:.4f}: log odds > {least:.2f}, foreign found {(odds[y] > least).mean():.3f}")
    model = fitted(np.arange(len(y)))
    for name, value in sorted(zip(NAMES, model.feature_importances_, strict=True), key=lambda pair: -pair[1]):
        print(f"  {name:14}{value:.3f}")
    if arguments.write:
        write("clean_flattened_trees.csv", HEADER, NAMES, model, np.average(y, weights=weights))


if __name__ == "__main__":
    main()
