"""Make N polluted pages from clean articles and a seed: the same seed gives the same pages.

    python -m benchmarks.generate_pages FOLDER N --from ARTICLES [--seed 1] [--html 0.5]

ARTICLES is a folder of clean articles (see inject.py). Each page takes the paragraphs of one article with numbers and
order varied, so that pages are no copies of each other, injects spam of every family by turns, and is written as text
or as an HTML page with menu and footer.
"""

from __future__ import annotations

import argparse
import html
import random
import re
from pathlib import Path

from benchmarks.inject import load, mixes, pollute

SITES = ("江城新闻网", "财经日报", "科技前沿", "东方快讯", "每日观察")


def varied(rng: random.Random, article: list[str], number: int) -> list[str]:
    """The article with other digits in its numbers, other order of its paragraphs, and a lead of its own."""
    title, *body = [re.sub(r"(?<!\d)\d{2,4}(?!\d)", lambda _: str(rng.randint(10, 9999)), line) for line in article]
    rng.shuffle(body)
    kept = body[: rng.randint(max(1, len(body) // 2), len(body))]
    who, where = rng.choice("甲乙丙丁戊己庚辛"), rng.choice("东西南北中")
    lead = f"本报第{number}号记者{who}在{where}城{number % 97}路了解到以下情况。"
    return [f"{title}（{number}）", lead, *kept]


def as_html(rng: random.Random, text: str) -> str:
    """A page around the text: menu, headline, paragraphs, footer."""
    title, _, body = text.partition("\n")
    site = rng.choice(SITES)
    menu = "".join(f'<li><a href="/{at}/">频道{at}</a></li>' for at in range(12))
    paragraphs = "".join(f"<p>{html.escape(line)}</p>" for line in body.split("\n") if line.strip())
    return (
        f'<!doctype html><html><head><meta charset="utf-8"><title>{html.escape(title)}_{site}</title></head><body>'
        f'<ul class="nav">{menu}</ul><div class="article"><h1>{html.escape(title)}</h1>{paragraphs}</div>'
        f'<div class="footer">版权所有 {site} 未经许可不得转载</div></body></html>'
    )


def generate(folder: Path, count: int, articles: list[list[str]], seed: int, share: float) -> None:
    """Write the pages, a thousand to a folder."""
    families = sorted(mixes("dev").items())
    for number in range(count):
        rng = random.Random(f"{seed}:{number}")
        _, variants = families[number % len(families)]
        page = pollute(varied(rng, rng.choice(articles), number), variants, f"{seed}:{number}")
        target = folder / f"{number // 1000:04d}"
        target.mkdir(parents=True, exist_ok=True)
        if rng.random() < share:
            (target / f"{number:07d}.html").write_text(as_html(rng, page.text), encoding="utf-8", errors="replace")
        else:
            (target / f"{number:07d}.txt").write_text(page.text, encoding="utf-8", errors="replace")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("count", type=int)
    parser.add_argument("--from", dest="articles", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--html", type=float, default=0.5)
    arguments = parser.parse_args()
    generate(arguments.folder, arguments.count, load(arguments.articles), arguments.seed, arguments.html)


if __name__ == "__main__":
    main()
