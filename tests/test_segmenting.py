"""Segmenters that know a pack's names, and keep them from each other and from jieba's global tokenizer."""

from __future__ import annotations

import pytest

from pipeline.model import Pack, Term
from pipeline.segmenting import Segmenter, dictionary, segmenter


@pytest.mark.parametrize(
    ("names", "text", "words"),
    [
        ((), "园区采用自然冷却", ["园区", "采用", "自然", "冷却"]),
        (("砚湖数据中心",), "砚湖数据中心采用液冷。", ["砚湖数据中心", "采用", "液冷"]),
        (("硯湖數據中心",), "砚湖 数据中心的园区", ["砚湖数据中心", "的", "园区"]),
        (("DeepSeek-V3",), "deepseek v3 和 DeepSeekV3、DeepSeek-V3", ["deepseekv3", "和", "deepseekv3", "deepseekv3"]),
        (("DeepSeek-V3",), "deep learning 与 V3 芯片", ["deep", "learning", "与", "v3", "芯片"]),
        (("无辅助损失均衡",), "無輔助損失均衡", ["无辅助损失均衡"]),
    ],
)
def test_names_of_the_glossary_are_words(names: tuple[str, ...], text: str, words: list[str]) -> None:
    assert Segmenter(names).words(text) == words


def test_segmenters_know_nothing_of_each_other() -> None:
    import jieba

    text, before = "苍梧号渡轮", dict(dictionary()[0])
    plain = Segmenter(()).words(text)
    pack = Pack("ferries", "1", terms=(Term("ship", "entity", "苍梧号渡轮"),))
    assert segmenter(pack).words(text) == [text]
    assert segmenter(pack) is segmenter(pack)
    assert Segmenter(()).words(text) == plain != [text]
    assert dictionary()[0] == before
    assert jieba.lcut(text, HMM=False) == plain
