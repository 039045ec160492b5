"""Family (k): clean articles as HTML pages of several layouts, with spam in what no reader sees."""

from __future__ import annotations

import html
import random
from collections.abc import Sequence

from benchmarks.spam_stock import Stock

HIDDEN = (
    '<div style="display:none">{}</div>',
    '<div style="DISPLAY : NONE !important;">{}</div>',
    "<p hidden>{}</p>",
    '<section hidden="until-found">{}</section>',
    '<span style="visibility: hidden">{}</span>',
    '<div style="visibility:collapse;">{}</div>',
    '<div style="position:absolute;left:-9999px;top:0">{}</div>',
    '<div style="position:fixed; top:-5000px">{}</div>',
    '<div style="text-indent:-9999px">{}</div>',
    '<p style="font-size:0">{}</p>',
    '<p style="font-size:0px;line-height:0">{}</p>',
    '<div style="opacity:0">{}</div>',
    '<div style="opacity: 0.0; pointer-events:none">{}</div>',
    '<div style="height:0;overflow:hidden">{}</div>',
    '<div style="width:0px;height:0px;overflow:hidden;">{}</div>',
    '<div style="max-height:0;overflow:hidden">{}</div>',
    '<p style="color:#fff;background:#ffffff">{}</p>',
    '<p style="color: rgb(255,255,255); background-color: white">{}</p>',
    '<p style="color:transparent">{}</p>',
    '<div style="clip:rect(0,0,0,0);position:absolute">{}</div>',
    '<div style="transform:scale(0)">{}</div>',
    '<div class="zz-gone">{}</div>',
    '<div id="zz-away">{}</div>',
    "<template>{}</template>",
    "<noscript>{}</noscript>",
    "<!-- {} -->",
    '<script type="text/plain">{}</script>',
    '<div aria-hidden="true" style="display:none">{}</div>',
    '<textarea style="display:none">{}</textarea>',
    '<select style="display:none"><option>{}</option></select>',
)
_STYLE = "<style>.zz-gone{display:none}#zz-away{position:absolute;left:-3000px}</style>"
_BODIES = ("<p>{}</p>", "<div>{}</div>", "{}<br><br>", "<p><span>{}</span></p>", "<section><p>{}</p></section>")


def hidden_page(rng: random.Random, article: Sequence[str], stock: Stock) -> tuple[bytes, list[str]]:
    """The article as a page (UTF-8) and the texts that were hidden in it."""
    form = rng.choice(_BODIES)
    body = [form.format(html.escape(line, quote=False)) for line in article[1:]]
    texts = []
    for _ in range(rng.randint(2, 6)):
        keys = "，".join(stock.keyword(rng) for _ in range(rng.randint(3, 9)))
        text = keys if rng.random() < 0.6 else stock.paragraph(rng, rng.choice((1, 2)))
        texts.append(text)
        body.insert(rng.randint(0, len(body)), rng.choice(HIDDEN).format(text))
    title = html.escape(article[0], quote=False)
    meta = ",".join(stock.keyword(rng) for _ in range(6))
    box = rng.choice(('<div class="content">', '<article class="post">', '<div id="main"><div class="text">'))
    close = {"<d": "</div>", "<a": "</article>"}[box[:2]] + ("</div>" if "id=" in box else "")
    page = (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="keywords" content="{meta}">'
        f'<meta name="description" content="{meta}">{_STYLE}</head><body><div class="nav"><a href="/">首页</a></div>'
        f"<h1>{title}</h1>{box}{''.join(body)}{close}<div class='foot'>Copyright</div></body></html>"
    )
    return page.encode(), texts
