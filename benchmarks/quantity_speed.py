"""Characters per second of reading quantities, against the peers, in one run and one process.

``python benchmarks/quantity_speed.py`` prints a table; the text is ours, peers that are not installed are named.
Recognizers is run with all its readers in turn, as somebody who wants numbers, units and dates has to.
"""

from __future__ import annotations

import contextlib
import io
import time
from collections.abc import Callable

PARAGRAPHS = (
    "2024年8月12日，北川电池公布上半年业绩：营业收入达到123.6亿元，同比增长18.4%，净利润约9.2亿元，毛利率提升2.3个百分点至21.7%。",
    "新工厂占地约1200亩，总投资超过85亿元，分三期建设，一期年产能20GWh，预计2026年第三季度投产，届时将新增就业岗位三千余个。",
    "测试显示，电芯能量密度为255Wh/kg，循环寿命不低于4000次，在零下20摄氏度环境中放电容量保持率仍有九成，充电倍率最高4C，十分钟可补能400公里。",
    "物流方面，三艘运输船每月往返两次，单程航行约6.5天，平均航速14节，每趟运载2400个标准箱，单箱运费从1800美元降至1250美元。",
    "公司还表示，过去三年累计研发投入41.8亿元，拥有专利5632项，其中发明专利占三分之一，研发人员2100名，约占员工总数的两成半。",
)


def article(characters: int = 40_000) -> str:
    """A long article made of our paragraphs."""
    unit = "\n".join(PARAGRAPHS)
    return "\n".join([unit] * (characters // len(unit) + 1))[:characters]


def readers() -> dict[str, Callable[[str], object]]:
    """Every reader that is installed, by name."""
    from pipeline.extract.quantities import quantities

    found: dict[str, Callable[[str], object]] = {"heshu": quantities}
    with contextlib.suppress(ImportError):
        found["recognizers-text (all readers)"] = _recognizers()
    with contextlib.suppress(ImportError):
        with contextlib.redirect_stdout(io.StringIO()):
            import jionlp
        found["JioNLP money"] = lambda text: [_quiet(jionlp.ner.extract_money, line) for line in text.split("\n")]
    with contextlib.suppress(ImportError):
        import cn2an

        found["cn2an.transform"] = lambda text: [_quiet(cn2an.transform, line) for line in text.split("\n")]
    with contextlib.suppress(ImportError):
        from quantulum3 import parser

        found["quantulum3"] = lambda text: [_quiet(parser.parse, line) for line in text.split("\n")]
    return found


def _recognizers() -> Callable[[str], object]:
    import recognizers_suite as suite

    names = ("number", "ordinal", "percentage", "age", "currency", "dimension", "temperature", "datetime")
    every = [getattr(suite, f"recognize_{name}") for name in names]
    return lambda text: [_quiet(read, line, suite.Culture.Chinese) for line in text.split("\n") for read in every]


def _quiet(read: Callable[..., object], *arguments: object) -> object:
    try:
        return read(*arguments)
    except Exception:  # a peer that fails on a line has done its work on it
        return None


def measure(read: Callable[[str], object], text: str, seconds: float = 2.0) -> float:
    """Characters per second; the text is cut shorter for slow readers, after one warm-up line."""
    read(text[:200])
    size = len(text)
    begun = time.perf_counter()
    read(text[: size // 20])
    part = time.perf_counter() - begun
    if part * 20 > seconds:
        return (size // 20) / part
    best = 0.0
    for _ in range(3):
        begun = time.perf_counter()
        read(text)
        best = max(best, size / (time.perf_counter() - begun))
    return best


def main() -> None:
    """Print the table."""
    text = article()
    speeds = {name: measure(read, text) for name, read in readers().items()}
    print(f"{'reader':34}{'characters/s':>14}{'heshu is faster by':>20}")
    for name, speed in speeds.items():
        print(f"{name:34}{speed:14,.0f}{speeds['heshu'] / speed:19.1f}x")


if __name__ == "__main__":
    main()
