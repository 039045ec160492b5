"""Every removal code: what it means, with an example."""

from pipeline.model import Rule

CLEAN_RULES: tuple[Rule, ...] = (
    Rule("injected_keyword", "removal", "注入关键词", "插进词语或句子里的广告关键词", "a keyword spliced into the author's words", "Deep某某影院Seek → DeepSeek"),
    Rule("keyword_list", "removal", "关键词堆砌", "逗号等分隔的广告关键词列表", "a list of spam keywords", "某某棋牌,某某影院,某某彩票"),
    Rule("hash_noise", "removal", "随机字符串", "段末或独立成行的随机字母数字", "a random string at a line's end or on its own", "Jd8Lw0qPz7XnMv3RtYb6HsKc"),
    Rule("unrelated_paragraph", "removal", "无关段落", "与本文没有共同词汇、重复出现或夹在热榜之间的他文段落", "a paragraph of another story", "科技报道中夹着一段走失宠物的消息"),
    Rule("repeated_paragraph", "removal", "重复段落", "页面上已经出现过的段落", "a paragraph that the page has already", ""),
    Rule("repeated_lead", "removal", "重复导语", "以省略号结尾、重复正文开头的摘要", "a teaser that repeats the beginning of a paragraph", "某公司今天发布…"),
    Rule("hot_list", "removal", "热榜", "热点榜单的条目", "an item of a hot list", "TOP3热点:……"),
    Rule("related_list", "removal", "推荐列表", "相关阅读、猜你喜欢等列表", "recommendations of other stories", "猜你喜欢"),
    Rule("site_suffix", "removal", "站点后缀", "标题后面的站点或频道名", "the name of the site behind the title", "标题_某某新闻网"),
    Rule("duplicate_title", "removal", "重复标题", "正文里重复的标题行", "a line that repeats the title", ""),
    Rule("editor_line", "removal", "编辑署名", "责任编辑、校对等署名行", "a line that names the editor", "责任编辑：某某"),
    Rule("source_line", "removal", "来源信息", "日期、来源、阅读数等信息行", "date, source and counters", "2025-01-02 来源：某报 阅读(99)"),
    Rule("copyright_line", "removal", "版权声明", "版权、免责或联系方式", "copyright or disclaimer", "版权声明：未经授权不得转载"),
    Rule("navigation", "removal", "导航", "面包屑或导航行", "breadcrumbs and navigation", "首页 > 科技 > 正文"),
    Rule("tag_line", "removal", "标签", "站点的标签或关键词行", "tags of the site", "标签：芯片"),
    Rule("inline_ad", "removal", "广告", "行内或独立成行的广告", "an advert", "【广告】……"),
    Rule("contact_spam", "removal", "联系方式广告", "用变形数字写的联系方式", "an advert with a contact in disguised digits", "加薇芯：①②③"),
    Rule("invisible_character", "removal", "不可见字符", "零宽、控制、私用区字符", "invisible or private-use characters", "模\\u200b型"),
    Rule("mojibake", "removal", "乱码", "解码错误或丢失的字符", "text decoded in a wrong encoding", "锟斤拷"),
    Rule("broken_reference", "removal", "残缺字符引用", "没有解码的字符引用，予以还原", "a character reference that was not decoded", "#xff0c; → ，"),
    Rule("pinyin_annotation", "removal", "拼音注音", "采集站加上的繁体字与拼音，予以还原", "a character spun with its pinyin", "時(shí)間 → 时间"),
    Rule("boilerplate", "removal", "页面样板", "正文之外的页面内容", "outside the main content of the page", "页脚、侧栏"),
    Rule("corpus_boilerplate", "removal", "多页重复", "在多篇不同文章的页面上出现的行", "a line that stands on pages of several articles", ""),
    Rule("layout", "removal", "版式", "换行与空白", "line breaks and white space", ""),
    Rule("not_article", "not_article", "非文章", "整页不是文章", "the page as a whole is no article", "列表页、登录页"),
)

STRUCTURE_RULES: tuple[Rule, ...] = (
    Rule("subhead", "structure", "小标题", "小标题，文字不动，只作标记", "a subhead, marked and left in place", ""),
    Rule("figure_caption", "structure", "图注", "图片说明", "the caption of a figure", "图 1：……"),
    Rule("table_caption", "structure", "表题", "表格标题", "the caption of a table", "表 1：……"),
    Rule("table_row", "structure", "表格行", "文中表格的一行，单元格以制表符相隔", "a row of a table, cells joined by a tab", ""),
    Rule("list_item", "structure", "列表项", "文中列表的一项", "an item of a list", ""),
)
