"""HTML elements by what they do to the visible text (HTML Living Standard, with the elements it calls obsolete)."""

from __future__ import annotations

# taken out of the tree with all inside
RAW = ("script", "style", "noscript", "iframe", "noembed", "noframes", "svg", "math", "template")
# shows no text of its own, or none that an article has
SKIPPED = frozenset(
    [
        *("applet", "audio", "button", "canvas", "datalist", "head", "map", "meter", "object", "optgroup"),
        *("option", "progress", "rp", "select", "textarea", "title", "video"),
    ]
)
# has no end tag, in pages and in serialised markup
VOID = frozenset(
    [
        *("area", "base", "basefont", "bgsound", "br", "col", "embed", "frame", "hr", "img", "input", "keygen"),
        *("link", "meta", "param", "source", "track", "wbr"),
    ]
)
# begins a line, and is a box
BLOCK = frozenset(
    [
        *("address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog"),
        *("dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4"),
        *("h5", "h6", "header", "hgroup", "html", "legend", "li", "main", "menu", "nav", "ol", "p", "pre"),
        *("search", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"),
    ]
)
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
