"""Pages in the layouts that Chinese sites use, filled with articles written for the tests.

``LAYOUTS`` maps a layout's name to a function from Article to HTML; the clean text of each is known exactly. Every
layout brings its own chrome: navigation, rankings, recommendations, comments, footers, hidden copies.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

NAV = "首页 新闻 财经 科技 汽车 房产 体育 娱乐 教育 旅游 健康 图片 视频 论坛".split()
OTHERS = (
    "城东新开一座口袋公园，附近居民多了散步去处",
    "周末气温回升，气象台提醒早晚温差仍大",
    "市图书馆延长夜间开放时间至二十二点",
    "大学生创业项目集中路演，十二支队伍入围决赛",
    "老旧小区加装电梯，三月底前完成首批验收",
    "马拉松报名通道今晚开启，名额三万个",
)
COMMENTS = ("写得真详细，学习了。", "楼上说得对，我家附近也有这样的工程。", "希望能早点完工，每天通勤太堵了！")


@dataclass(frozen=True)
class Article:
    """What the author wrote. A body item is a paragraph, or (kind, text) with kind h (subhead), li or row."""

    title: str
    outlet: str
    author: str
    published: str
    body: tuple[str | tuple[str, str], ...]

    @property
    def lines(self) -> list[str]:
        return [item if isinstance(item, str) else item[1] for item in self.body]


BRIDGE = Article(
    "临江大桥主体合龙，全长两千三百米",
    "临江晚报",
    "周望舒",
    "2023-05-18",
    (
        "临江晚报讯 昨天上午十时，随着最后一段钢箱梁缓缓落位，历时三年建设的临江大桥实现主体合龙，两岸居民隔江相望的日子即将结束。",
        "大桥全长2300米，主跨620米，双向六车道，设计时速80公里，总投资41.6亿元。项目负责人沈建国介绍，合龙误差控制在3毫米以内。",
        ("h", "为什么选择在清晨合龙"),
        "“钢材热胀冷缩，温差越小，误差越小。”沈建国说，施工团队连续观测了七天，最终选定气温稳定在18摄氏度的时段。",
        "为了等待这个窗口，一百二十名工人在桥面上守了整整一夜。",
        ("h", "通车以后能省多少时间"),
        "目前从城东到江北新区，绕行老桥需要四十分钟；大桥通车后，这段路只要九分钟。公交公司表示，将同步开通三条跨江线路，票价两元。",
        "按照计划，桥面铺装、照明和交通标志的安装将在九月底前完成，年内具备通车条件。",
    ),
)
CHIP = Article(
    "青禾实验室发布低功耗芯片，待机功耗降至0.8毫瓦",
    "硬件观察",
    "林知夏",
    "2024-11-02",
    (
        "11月2日，青禾实验室在杭州发布低功耗物联网芯片QH-210。该芯片采用22纳米工艺，面积4.2平方毫米，官方称待机功耗只有0.8毫瓦。",
        "The chip integrates a RISC-V core running at 96 MHz, and the company says it has shipped 1.2 million units so far.",
        "与上一代QH-180相比，新芯片的唤醒时间从12毫秒缩短到3毫秒，内存从256 KB增加到512 KB。主要参数如下：",
        ("row", "型号\t工艺\t待机功耗"),
        ("row", "QH-180\t40纳米\t2.1毫瓦"),
        ("row", "QH-210\t22纳米\t0.8毫瓦"),
        "实验室负责人表示，芯片将首先用于以下三类产品：",
        ("li", "水表、燃气表等公用事业计量设备；"),
        ("li", "冷链运输中的温度记录标签；"),
        ("li", "可穿戴的心率与血氧监测设备。"),
        "业内人士认为，低功耗只是第一步，软件生态能否跟上，将决定它能走多远。",
    ),
)
BRIEF = Article(
    "地铁七号线今起延长运营一小时",
    "城市快报",
    "",
    "2022-12-31",
    ("记者从市轨道交通集团获悉，为方便市民跨年出行，地铁七号线12月31日延长运营一小时，末班车改为次日零时三十分从两端站点同时发出，其余线路时间不变。",),
)
POLICY = Article(
    "关于做好秋季农田水利工作的通知",
    "清源县水利局",
    "",
    "2021-09-06",
    (
        "各乡镇人民政府，县直有关单位：",
        "为保障秋季农业生产用水，提高农田灌溉保证率，现就做好2021年秋季农田水利工作通知如下。",
        ("h", "一、加强渠道清淤"),
        "各乡镇要在9月30日前完成干支渠清淤，清淤长度不少于85公里，清淤土方就近用于加固堤岸，不得堆放在道路两侧。",
        ("h", "二、落实管护责任"),
        "对全县316座小型水库、1240口山塘逐一明确管护责任人，汛期每日巡查一次，非汛期每周巡查一次，并做好记录。",
        "请各单位于10月15日前将工作总结报送县水利局，联系电话见附件。",
        "清源县水利局",
        "2021年9月6日",
    ),
)
ESSAY = Article(
    "山里的书店开了十年",
    "行走周刊",
    "许砚",
    "2020-04-12T09:30:00",
    tuple(
        f"{head}书店的主人姓梁，年轻时在省城做编辑，后来回到村里，把祖屋的前厅腾出来摆上书架。{tail}"
        for head, tail in (
            ("沿着溪水往上走，第三座石桥旁边就是书店。", "第一年来的人不多，最远的一位读者骑了四十公里的自行车。"),
            ("雨季的时候路不好走，书却要防潮。", "他在每层架子上放了炭包，每隔两周换一次，换下来的炭晒干再用。"),
            ("孩子们放学以后会来写作业。", "他从不催他们走，天黑了就把院子里的灯打开，灯光一直照到桥头。"),
            ("有人问他靠什么维持。", "他笑一笑，说卖书的钱够买书，种菜的钱够吃饭，剩下的日子都是赚的。"),
        )
    ),
)
ARTICLES = (BRIDGE, CHIP, BRIEF, POLICY, ESSAY)


def _links(texts: tuple[str, ...] | list[str], wrap: str = "li") -> str:
    return "".join(f'<{wrap}><a href="/a/{i}.html">{text}</a></{wrap}>' for i, text in enumerate(texts))


def _paragraphs(article: Article, paragraph: str = "<p>{}</p>", subhead: str = "<h3>{}</h3>") -> str:
    out: list[str] = []
    items = list(article.body)
    while items:
        item = items.pop(0)
        if isinstance(item, str):
            out.append(paragraph.format(item))
        elif item[0] == "h":
            out.append(subhead.format(item[1]))
        elif item[0] == "li":
            texts = [item[1]]
            while items and items[0][0] == "li":
                texts.append(items.pop(0)[1])
            out.append("<ul>" + "".join(f"<li>{text}</li>" for text in texts) + "</ul>")
        else:
            rows = [item[1]]
            while items and items[0][0] == "row":
                rows.append(items.pop(0)[1])
            out.append(_table(rows))
    return "\n".join(out)


def _table(rows: list[str]) -> str:
    cells = ("<tr><td>" + "</td><td>".join(row.split("\t")) + "</td></tr>" for row in rows)
    return "<table border=1><tbody>" + "".join(cells) + "</tbody></table>"


def _page(article: Article, body: str, head: str = "", suffix: str = "") -> str:
    title = article.title + (suffix or f"_{article.outlet}网")
    return f'<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><title>{title}</title>{head}</head><body>{body}</body></html>'


def classic_table(a: Article) -> str:
    """Nested layout tables of the 2000s, upper-case tags, font elements."""
    nav = "".join(f'<TD><A HREF="/{i}">{n}</A></TD>' for i, n in enumerate(NAV))
    hot = "".join(f"<TR><TD>·<A HREF=/h{i}>{t}</A></TD></TR>" for i, t in enumerate(OTHERS))
    body = _paragraphs(a, "<P><FONT SIZE=3>　　{}</FONT></P>", "<P><B>{}</B></P>")
    return _page(
        a,
        f"<TABLE WIDTH=960 ALIGN=center><TR>{nav}</TR></TABLE><TABLE WIDTH=960 ALIGN=center><TR><TD VALIGN=top WIDTH=680>"
        f"<TABLE WIDTH=100%><TR><TD ALIGN=center><B><FONT SIZE=5>{a.title}</FONT></B></TD></TR>"
        f"<TR><TD ALIGN=center>来源：{a.outlet}　{a.published[:10]}</TD></TR><TR><TD CLASS=zw>{body}</TD></TR></TABLE></TD>"
        f"<TD WIDTH=270 VALIGN=top><TABLE><TR><TD>热门新闻</TD></TR>{hot}</TABLE></TD></TR></TABLE>"
        f"<CENTER>版权所有 {a.outlet} 未经授权不得转载</CENTER>",
    )


def br_soup(a: Article) -> str:
    """The whole body in one cell, paragraphs parted by two br and indented by ideographic spaces."""
    text = "<br><br>".join("　　" + line for line in a.lines)
    return _page(
        a,
        f"<div class=top>{_links(NAV, 'span')}</div><div id=m><h1>{a.title}</h1><div class=t>{a.published[:10]} 来源：{a.outlet}</div>"
        f"<div id=zoom>{text}</div></div><div class=r><ul>{_links(list(OTHERS))}</ul></div><div>备案号：浙ICP备00000000号</div>",
    )


def div_soup(a: Article) -> str:
    """No paragraph elements at all; hashed class names."""
    body = "".join(f'<div class="x{i}k"><div><span>{line}</span></div></div>' for i, line in enumerate(a.lines))
    return _page(
        a,
        f'<div class="a1"><div class="b2">{_links(NAV, "div")}</div></div><div class="c3"><div class="d4"><div class="e5">{a.title}</div>'
        f'<div class="f6"><span>{a.outlet}</span><span>{a.published[:10]}</span></div><div class="g7">{body}</div></div>'
        f'<div class="h8"><div>猜你喜欢</div>{_links(OTHERS, "div")}</div></div>',
        suffix=f" - {a.outlet}",
    )


def nested_spans(a: Article) -> str:
    """Text copied from a word processor: spans inside spans, comments, o:p elements, styles."""

    def cut(line: str) -> str:
        third = max(1, len(line) // 3)
        parts = (line[:third], line[third : 2 * third], line[2 * third :])
        return "".join(f'<span lang=EN-US style="font-size:12.0pt"><span style=\'color:#333\'>{p}</span></span>' for p in parts)

    body = "".join(f'<p class=MsoNormal style="text-indent:24.0pt">{cut(line)}<o:p></o:p></p><!-- x -->\n' for line in a.lines)
    return _page(
        a,
        f"<div class=nav>{_links(NAV, 'a')}</div><div class=content><h2>{a.title}</h2><p>发布时间：{a.published[:10]}　来源：{a.outlet}</p>{body}</div>",
    )


def wechat(a: Article) -> str:
    """Container out of sight until a script shows it; sections; a QR line behind."""
    body = _paragraphs(
        a,
        '<section><p style="margin:0"><span style="letter-spacing:1px;">{}</span></p></section>',
        "<section><strong>{}</strong></section>",
    )
    return _page(
        a,
        f'<div id="page-content"><div class="inner"><h1 class="rich_media_title">{a.title}</h1>'
        f'<div id="meta_content"><span>{a.author or a.outlet}</span> <a href="javascript:;">{a.outlet}</a> <em id="publish_time">{a.published[:10]}</em></div>'
        f'<div class="rich_media_content" id="js_content" style="visibility: hidden; opacity: 0;">{body}</div></div></div>'
        f'<div style="display:none">微信扫一扫关注该公众号</div>',
        suffix="\n",
    )


def portal(a: Article) -> str:
    """A portal: crumbs, share bar, recommendations inside the container, editor line, comments, ranking, footer."""
    items = _paragraphs(a, "<p>{}</p>", "<p><strong>{}</strong></p>")
    return _page(
        a,
        f'<div class="header"><ul class="nav">{_links(NAV)}</ul></div><div class="crumb"><a href="/">首页</a> &gt; <a href="/n">新闻</a> &gt; 正文</div>'
        f'<div class="main"><div class="left"><h1>{a.title}</h1><div class="info"><span>{a.published[:10]} 08:15</span><span>来源：{a.outlet}</span></div>'
        f'<div class="share">分享到：<a href=#>微信</a><a href=#>微博</a></div><div class="article" id="artibody">{items}'
        f'<div class="related"><h4>相关阅读</h4><ul>{_links(OTHERS[:3])}</ul></div></div><p>责任编辑：{a.author or "张弛"}</p>'
        f'<div class="comment"><h3>网友评论</h3>{"".join(f"<p>{c}</p>" for c in COMMENTS)}</div></div>'
        f'<div class="right"><h3>热门排行</h3><ol>{_links(OTHERS)}</ol></div></div><div class="footer"><p>关于我们 | 联系我们 | 版权声明</p></div>',
        head=f'<meta property="og:title" content="{a.title}"><meta name="author" content="{a.author}">',
    )


def forum(a: Article) -> str:
    """A thread: the first post is the article, short replies follow in boxes of the same kind."""
    replies = "".join(
        f'<div class="post"><div class="user">网友{i}号</div><div class="t_f">{c}</div></div>' for i, c in enumerate(COMMENTS)
    )
    return _page(
        a,
        f'<div id="hd">{_links(NAV, "a")}</div><div id="postlist"><h1><span id="thread_subject">{a.title}</span></h1>'
        f'<div class="post"><div class="user">{a.author or "楼主"}</div><div class="authi">发表于 {a.published[:10]} 10:20</div><div class="t_f">{_paragraphs(a)}</div></div>{replies}</div>',
    )


def amp(a: Article) -> str:
    """AMP: the boilerplate style hides the body until the script runs; JSON-LD carries the metadata."""
    head = (
        "<style amp-boilerplate>body{visibility:hidden;animation:-amp-start 8s steps(1,end) 0s 1 normal both}</style>"
        f'<script type="application/ld+json">{{"@context":"http://schema.org","@graph":[{{"@type":"WebSite","name":"x"}},{{"@type":"NewsArticle","headline":"{a.title}",'
        f'"datePublished":"{a.published}","author":{{"@type":"Person","name":"{a.author}"}},"publisher":{{"@type":"Organization","name":"{a.outlet}"}}}}]}}</script>'
    )
    return _page(
        a,
        f"<header><nav>{_links(NAV, 'a')}</nav></header><main><article><header><h1>{a.title}</h1></header>{_paragraphs(a)}</article>"
        f"<aside><h3>推荐阅读</h3>{_links(OTHERS, 'p')}</aside></main><footer>© 2024</footer>",
        head=head,
    )


def mobile(a: Article) -> str:
    """A mobile page: collapsed body, app banners, stubs."""
    return _page(
        a,
        f'<div class="app-banner">打开APP阅读最新报道</div><div class="wrap"><h1 class="title">{a.title}</h1><div class="sub">{a.outlet} {a.published[:10]}</div>'
        f'<div class="art fold" style="max-height:800px;overflow:hidden">{_paragraphs(a)}</div><div class="unfold">展开全文</div></div>'
        f'<div class="rec"><div>为您推荐</div>{_links(OTHERS, "div")}</div><div class="bottom">下一篇</div>',
        suffix="_手机版",
    )


def gov(a: Article) -> str:
    """A government site: document table, body, attachments, print and close links."""
    return _page(
        a,
        f'<div class="nav"><ul>{_links(NAV)}</ul></div><div class="position">当前位置：<a href="/">首页</a> &gt; 政务公开</div><div class="xl">'
        f'<div class="xl_title">{a.title}</div><div class="xl_info">发布时间：{a.published[:10]}　来源：{a.outlet}　浏览次数：<span id="hits">128</span>　字号：[大 中 小]</div>'
        f'<div class="TRS_Editor">{_paragraphs(a, "<p>　　{}</p>", "<p>　　<b>{}</b></p>")}</div>'
        '<div class="fj">附件：<a href="1.doc">统计表.doc</a></div><div class="close">【打印】【关闭】</div></div><div class="foot">主办：县人民政府办公室　网站标识码：0000000000</div>',
        suffix=f"-{a.outlet}",
    )


def gallery(a: Article) -> str:
    """Figures with captions between the paragraphs; thumbnails behind."""
    parts = _paragraphs(a).split("\n")
    figure = '<figure><img src="{0}.jpg"><figcaption>现场图片之{0}。本报记者摄</figcaption></figure>'
    body = "".join(part + (figure.format(i) if i in {0, 2} else "") for i, part in enumerate(parts))
    thumbs = "".join(f'<li><a href="/p{i}"><img src="t{i}.jpg" alt="{t}"></a></li>' for i, t in enumerate(OTHERS))
    return _page(a, f"<nav>{_links(NAV, 'a')}</nav><article><h1>{a.title}</h1><time datetime='{a.published}'></time>{body}</article><ul>{thumbs}</ul>")


def question(a: Article) -> str:
    """Question and answer: the title asks, one long answer, teasers of others."""
    others = "".join(f'<div class="item"><h4><a href="/q{i}">{t}</a></h4></div>' for i, t in enumerate(OTHERS))
    return _page(
        a,
        f'<header>{_links(NAV, "a")}</header><div class="QuestionHeader"><h1>{a.title}</h1><button>关注问题</button></div>'
        f'<div class="AnswerCard"><div class="AuthorInfo"><a href="/u">{a.author or "匿名用户"}</a></div><div class="RichText">{_paragraphs(a)}</div>'
        f'<div class="ContentItem-time">编辑于 {a.published[:10]}</div><div><button>赞同 128</button><button>收藏</button></div></div><div class="side"><h3>相关问题</h3>{others}</div>',
    )


def late_body(a: Article) -> str:
    """The article stands behind a premature end of the document."""
    head, tail = f"<html><head><title>{a.title}</title></head><body><div>{_links(NAV, 'a')}</div></body></html>", _paragraphs(a)
    return head + f"<div class=c><h1>{a.title}</h1><p>{a.published[:10]} 来源：{a.outlet}</p>{tail}</div><div>{_links(OTHERS, 'p')}</div>"


def hidden_copy(a: Article) -> str:
    """A hidden copy and hidden keyword blocks, each spelled in another way."""
    spam = "代开发票,赌场网址,成人影院,六合彩"
    ways = (
        'style="display:none"', 'style="DISPLAY : NONE !important"', "hidden", 'aria-hidden="true"', 'style="visibility:hidden"',
        'style="font-size:0"', 'style="opacity:0"', 'style="position:absolute;left:-9999px"', 'style="text-indent:-9999px"',
        'style="height:0;overflow:hidden"', 'style="position:absolute;clip:rect(0 0 0 0)"', 'class="zk1"', 'id="zk2"',
        'style="width:1px;height:1px;overflow:hidden"', 'class="sr-only"', 'style="clip-path:inset(100%)"', 'style="color:transparent"',
        'style="transform:scale(0)"', 'style="position:fixed;top:-3000px"', 'style="font:0/0 a"',
    )  # fmt: skip
    traps = "".join(f"<div {way}><p>{spam}，第{i}种隐藏写法的文字不能出现在正文里。</p></div>" for i, way in enumerate(ways))
    style = "<style>.zk1{display:none}#zk2 { color:red; visibility : hidden } .menu .sub{display:none}.menu:hover .sub{display:block}</style>"
    body = _paragraphs(a)
    return _page(
        a,
        f'<div class="menu"><a href="/">首页</a><div class="sub">{_links(NAV, "a")}</div></div><div class="box"><h1>{a.title}</h1><p>来源：{a.outlet} {a.published[:10]}</p>'
        f'{traps}{body}<noscript><p>{spam}</p></noscript><template><p>{spam}</p></template></div><div style="display:none">{body}</div>',
        head=style,
    )


def split_body(a: Article) -> str:
    """The body in several boxes side by side: adverts and a next-page stub between them."""
    parts = _paragraphs(a).split("\n")
    half = max(1, len(parts) // 2)
    advert = '<div class="adbox"><a href="/ad">点击领取新人优惠券</a></div>'
    return _page(
        a,
        f'<div class="nav">{_links(NAV, "a")}</div><div class="detail"><h1>{a.title}</h1><div class="from">{a.outlet} | {a.published[:10]}</div>'
        f'<div class="part">{"".join(parts[:half])}</div>{advert}<div class="part">{"".join(parts[half:])}</div>'
        f'<div class="pages"><a href="/2">1</a> <a href="/3">2</a> <a href="/4">下一页</a></div></div><div class="foot">{_links(NAV, "a")}</div>',
    )


def teasers(a: Article) -> str:
    """Recommendations with summaries behind the article, in the same box as the article, and in the sidebar."""
    cards = "".join(
        f'<div class="card"><h3><a href="/c{i}">{t}</a></h3><p>{t}，记者从有关部门了解到，相关工作将于近期展开，敬请关注后续报道。</p></div>'
        for i, t in enumerate(OTHERS)
    )
    return _page(
        a,
        f'<div class="nav">{_links(NAV, "a")}</div><div class="w"><div class="l"><h1>{a.title}</h1><div>{a.published[:10]} {a.outlet}</div>{_paragraphs(a)}'
        f'<div class="bt">推荐阅读</div>{cards}</div><div class="r">{cards}</div></div>',
    )


def many_comments(a: Article) -> str:
    """Comments that are longer than the article together."""
    rows = "".join(
        f'<li class="c-item"><a class="nick" href="/u{i}">热心市民{i}</a><span class="time">2小时前</span><p class="c-text">{c * 2}这件事我关注了很久，说几句心里话。</p></li>'
        for i, c in enumerate(COMMENTS * 4)
    )
    return _page(
        a,
        f'<header>{_links(NAV, "a")}</header><article class="art"><h1>{a.title}</h1><p class="meta">{a.outlet} {a.published[:10]}</p>{_paragraphs(a)}</article>'
        f'<section class="comments"><h2>全部评论（12）</h2><ul>{rows}</ul></section>',
    )


def linked_words(a: Article) -> str:
    """Every second word of the body is a link to a topic page, as on encyclopaedias and portals."""
    body = "".join(
        f'<p>{line[:6]}<a href="/t{i}">{line[6:12]}</a>{line[12:20]}<a href="/u{i}"><em>{line[20:26]}</em></a>{line[26:]}</p>'
        for i, line in enumerate(a.lines)
    )
    return _page(
        a,
        f'<div id="nav">{_links(NAV, "a")}</div><div id="cont"><h1>{a.title}</h1><div id="src">来源：{a.outlet}　时间：{a.published[:10]}</div><div id="txt">{body}</div></div>',
    )


def listing() -> str:
    """A list of headlines with dates."""
    rows = "".join(f'<li><a href="/n{i}">{t}</a><span>2024-01-{i + 10}</span></li>' for i, t in enumerate(OTHERS * 4))
    return f"<html><head><title>新闻列表_某某网</title></head><body><h2>新闻列表</h2><ul>{rows}</ul><div>共12页 下一页</div></body></html>"


def home() -> str:
    """A home page: columns of headlines, a few teasers."""
    column = f'<div class="col"><h3>要闻</h3><ul>{_links(OTHERS)}</ul></div>'
    return f"<html><head><title>某某网_首页</title></head><body><ul>{_links(NAV)}</ul>{column * 6}<div>版权所有</div></body></html>"


def missing() -> str:
    """404."""
    return "<html><head><title>404 Not Found</title></head><body><h1>抱歉，您访问的页面不存在</h1><p>页面可能已被删除，3秒后自动返回首页。</p></body></html>"


def login() -> str:
    """A login form."""
    return (
        "<html><head><title>用户登录</title></head><body><h1>用户登录</h1><form>用户名<input>密码<input type=password>"
        "<button>登录</button><a href=/r>注册</a><a href=/f>忘记密码</a></form><p>请先登录后再查看该内容。</p></body></html>"
    )


def video() -> str:
    """A player with a title and a list of other videos."""
    return (
        f"<html><head><title>山间日出延时摄影_视频</title></head><body><h1>山间日出延时摄影</h1><div><video src=a.mp4></video></div>"
        f"<p>播放：1.2万次</p><ul>{_links(OTHERS)}</ul></body></html>"
    )


NO_ARTICLES = {f.__name__: f for f in (listing, home, missing, login, video)}

LAYOUTS: dict[str, Callable[[Article], str]] = {
    f.__name__: f
    for f in (
        classic_table, br_soup, div_soup, nested_spans, wechat, portal, forum, amp, mobile, gov, gallery, question, late_body,
        hidden_copy, split_body, teasers, many_comments, linked_words,
    )
}  # fmt: skip


def without_rows(article: Article) -> Article:
    """The article with its table rows as plain paragraphs, for layouts that have no tables."""
    return replace(article, body=tuple(item for item in article.body if isinstance(item, str) or item[0] != "row"))


def cases() -> list[tuple[str, Article, str]]:
    """(name, article, html) of every layout with every article."""
    found = []
    for name, layout in LAYOUTS.items():
        for number, article in enumerate(ARTICLES):
            used = without_rows(article) if name in {"br_soup", "div_soup", "nested_spans", "linked_words"} else article
            found.append((f"{name}-{number}", used, layout(used)))
    return found
