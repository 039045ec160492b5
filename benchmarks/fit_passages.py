"""Fit the trees that tell foreign passages inside a flattened page, and print what they would do on unseen articles.

    python -m benchmarks.fit_passages FOLDER… [--write]

As ``benchmarks.fit_foreign``, but the articles are one line, and the examples are runs of sentences: a run of foreign
ones alone is positive, one with a sentence of the author's is not. ``--write`` writes
``pipeline/data/clean_passage_trees.csv``.
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path

import numpy as np

from benchmarks.fit_foreign import write
from benchmarks.inject import load
from benchmarks.spam_stock import Stock
from pipeline.clean.foreign import vocabulary
from pipeline.clean.passages import NAMES, Passages, sentences

HEADER = """# Boosted trees that tell foreign passages of flattened pages (features: pipeline/clean/passages.py).
# Made by `python -m benchmarks.fit_passages FOLDERS --write`; do not edit by hand.
# The notation is that of clean_foreign_trees.csv.
"""


def page(rng: random.Random, articles: list[list[str]], at: int, stock: Stock) -> tuple[list[str], list[int]]:
    """The sentences of a flattened article with foreign passages between its paragraphs; 1 marks foreign ones."""
    lines = [(line, 0) for line in articles[at][1:]]
    for _ in range(rng.choice((0, 0, 1, 1, 1, 2, 3))):
        text = stock.paragraph(rng, rng.choice((1, 1, 2, 3)))
        if rng.random() < 0.65:
            other = articles[rng.choice([i for i in range(len(articles)) if i != at])]
            fit = [line for line in other[1:] if 20 < len(line) < 300 and "。" in line]
            if not fit:
                continue
            text = rng.choice(fit)
            if rng.random() < 0.5:
                spans = sentences(text)
                k = rng.randrange(len(spans))
                text = "".join(text[a:b] for a, b in spans[k : k + rng.choice((1, 2, 3))])
        if rng.random() < 0.6:
            text = text.replace("，", ",") if "，" not in articles[at][1] else text
            text = text.replace(" ", "") if rng.random() < 0.8 else text
        lines.insert(rng.randint(0, len(lines)), (text, 1))
    texts, labels = [], []
    for line, label in lines:
        for a, b in sentences(line):
            texts.append(line[a:b])
            labels.append(label)
    return texts, labels


def dataset(articles: list[list[str]], repeats: int) -> tuple[np.ndarray, ...]:
    """Features, labels, article numbers, whether all is the author's, and lengths."""
    rng, stock = random.Random(5), Stock("dev")
    x, y, groups, pure, sizes = [], [], [], [], []
    for at in range(len(articles)):
        for _ in range(repeats):
            texts, labels = page(rng, articles, at, stock)
            if len(texts) < 8:
                continue
            passages = Passages(texts, vocabulary(articles[at][0]))
            for i, j in passages.runs():
                whole = all(labels[i:j])
                if not any(labels[i:j]) and rng.random() < 0.5:
                    continue
                x.append(passages.row(i, j))
                y.append(int(whole))
                groups.append(at)
                pure.append(not any(labels[i:j]))
                sizes.append(sum(map(len, texts[i:j])))
    return tuple(map(np.array, (x, y, groups, pure, sizes)))


def main() -> None:
    """Cross-validate by article, then fit on all and write."""
    from sklearn.ensemble import GradientBoostingClassifier
    from sklearn.model_selection import GroupKFold, cross_val_predict

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    articles = [article for folder in arguments.folders for article in load(folder)]
    articles = [article for article in articles if sum(map(len, article)) > 350]
    x, y, groups, pure, sizes = dataset(articles, 6)
    model = GradientBoostingClassifier(
        n_estimators=250, max_depth=3, learning_rate=0.08, subsample=0.6, min_samples_leaf=15, random_state=0
    )
    odds = cross_val_predict(model, x, y, groups=groups, cv=GroupKFold(4), method="decision_function")
    print(f"{pure.sum()} runs of the authors', {(y == 1).sum()} foreign ones, {len(articles)} articles", flush=True)
    for limit in (1, 2, 3, 3.5, 4, 4.5, 5, 6):
        own = groups[pure & (odds > limit)]
        print(
            f"log odds > {limit}: own runs {len(own)} of {len(set(own.tolist()))} articles, "
            f"found {(odds[y == 1] > limit).mean():.3f}, "
            f"of 50 characters and more {(odds[(y == 1) & (sizes >= 50)] > limit).mean():.3f}"
        )
    model.fit(x, y)
    for name, value in sorted(zip(NAMES, model.feature_importances_, strict=True), key=lambda pair: -pair[1]):
        print(f"  {name:14}{value:.3f}")
    if arguments.write:
        write("clean_passage_trees.csv", HEADER, NAMES, model, y.mean())


if __name__ == "__main__":
    main()
