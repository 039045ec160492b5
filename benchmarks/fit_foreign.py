"""Fit the trees that tell foreign paragraphs, and print what they would do on articles that they have not seen.

    python -m benchmarks.fit_foreign FOLDER… [--write]

The folders hold clean articles (as for ``benchmarks.inject``). Into each go paragraphs of other stories: of the
development half of ``spam_stock`` and of the other articles. ``--write`` writes
``pipeline/data/clean_foreign_trees.csv``.
"""

from __future__ import annotations

import argparse
import csv
import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from benchmarks.inject import load
from benchmarks.spam_stock import Stock
from pipeline.clean.foreign import NAMES, Likeness, vocabulary

TREES, DEPTH = 250, 3
HEADER = """# Boosted trees that tell paragraphs of other stories (features: pipeline/clean/foreign.py).
# Made by `python -m benchmarks.fit_foreign FOLDERS --write`; do not edit by hand.
# tree: number (-1: the start value). node rows of a tree stand in order, 0 first. feature, threshold: go left where
# feature <= threshold, else right; an empty feature is a leaf. value: log odds that the leaf adds.
"""


def mixed(rng: random.Random, articles: list[list[str]], at: int, stock: Stock) -> list[tuple[str, int]]:
    """Lines of one article with foreign ones (label 1) between them; some articles flattened into one line."""
    lines = [(line, 0) for line in articles[at][1:]]
    flat = rng.random() < 0.2
    if flat:
        lines = [("".join(line for line, _ in lines), 0)]
    for _ in range(rng.choice((2, 5, 9) if flat else (0, 1, 1, 2, 3, 4, 6))):
        if rng.random() < 0.5:
            text = stock.paragraph(rng, rng.choice((1, 1, 2, 3, 4)))
        else:
            other = articles[rng.choice([i for i in range(len(articles)) if i != at])]
            fit = [line for line in other[1:] if 20 < len(line) < 300 and "。" in line]
            if not fit:
                continue
            text = rng.choice(fit)
        if rng.random() < 0.5:  # the habits of the page
            text = text.replace("，", ",") if "，" not in articles[at][1] else text
            text = text.replace(" ", "") if rng.random() < 0.7 else text
        lines.insert(rng.randint(0, len(lines)), (text, 1))
    return lines


def dataset(articles: list[list[str]], repeats: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Features, labels and article numbers."""
    rng, stock = random.Random(11), Stock("dev")
    rows, labels, groups = [], [], []
    for at in range(len(articles)):
        for _ in range(repeats):
            lines = mixed(rng, articles, at, stock)
            texts = [text for text, _ in lines]
            likeness = Likeness(texts, [vocabulary(text) for text in texts], vocabulary(articles[at][0]))
            for i, (text, label) in enumerate(lines):
                if len(text) < 12 or text.rstrip()[-1] not in "。！？!?…；”）":
                    continue
                for row in filter(None, (likeness.row(i), likeness.apart(i))):
                    rows.append(row)
                    labels.append(label)
                    groups.append(at)
    return np.array(rows), np.array(labels), np.array(groups)


def main() -> None:
    """Cross-validate by article, then fit on all and write."""
    from sklearn.ensemble import GradientBoostingClassifier
    from sklearn.model_selection import GroupKFold, cross_val_predict

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    articles = [article for folder in arguments.folders for article in load(folder)]
    x, y, groups = dataset(articles, 5)
    model = GradientBoostingClassifier(
        n_estimators=TREES, max_depth=DEPTH, learning_rate=0.06, subsample=0.7, min_samples_leaf=12, random_state=0
    )
    odds = cross_val_predict(model, x, y, groups=groups, cv=GroupKFold(5), method="decision_function")
    own = np.sort(odds[y == 0])[::-1]
    for share in (0.0, 0.001, 0.003, 0.01, 0.03):
        limit = own[int(share * len(own))]
        found = (odds[y == 1] > limit).mean()
        print(f"own paragraphs lost {share:.3f}: log odds > {limit:.2f}, foreign found {found:.3f}")
    model.fit(x, y)
    for name, value in sorted(zip(NAMES, model.feature_importances_, strict=True), key=lambda pair: -pair[1]):
        print(f"  {name:14}{value:.3f}")
    if arguments.write:
        write("clean_foreign_trees.csv", HEADER, NAMES, model, y.mean())


def write(file: str, header: str, names: Sequence[str], model: object, share: float) -> None:
    """The trees as rows of ``pipeline/data/FILE``; ``share`` of the examples were positive."""
    path = Path(__file__).parents[1] / "pipeline/data" / file
    rows = [[-1, "", "", "", "", f"{np.log(share / (1 - share)):.4f}"]]
    for number, (tree,) in enumerate(model.estimators_):  # type: ignore[attr-defined]
        t = tree.tree_
        for node in range(t.node_count):
            leaf = t.children_left[node] < 0
            value = model.learning_rate * t.value[node][0][0]  # type: ignore[attr-defined]
            split = [names[t.feature[node]], f"{t.threshold[node]:.5g}", t.children_left[node], t.children_right[node]]
            cells = ["", "", "", ""] if leaf else split
            rows.append([number, *cells, f"{value if leaf else 0:.4f}"])
    with path.open("w", encoding="utf-8", newline="") as file_:
        file_.write(header)
        writer = csv.writer(file_, lineterminator="\n")
        writer.writerow(["tree", "feature", "threshold", "left", "right", "value"])
        writer.writerows(rows)


if __name__ == "__main__":
    main()
