"""What HTML we publish: the elements and attributes that stay, and what becomes of the others.

Pure data. `clean` turns it into the two allow-lists: a wide one that only repairs the markup and a narrow one that
everything passes last.
"""

from __future__ import annotations

# ------------------------------------------------------------------------------------------------ what stays

BLOCKS = frozenset(
    {
        *("p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "dl", "dt", "dd", "blockquote", "pre"),
        *("table", "caption", "colgroup", "thead", "tbody", "tfoot", "tr", "td", "th", "figure", "figcaption"),
        *("details", "summary"),
    }
)
INLINE = frozenset(
    {
        *("a", "em", "strong", "b", "i", "u", "s", "sub", "sup", "mark", "small", "kbd", "samp", "var", "abbr", "cite"),
        *("q", "del", "ins", "time", "bdi", "bdo", "ruby", "rt", "rp", "rb", "code", "span"),
    }
)
MEDIA = frozenset({"img", "picture", "source", "audio", "video", "track"})
PUBLISHED = BLOCKS | INLINE | MEDIA | {"br", "hr", "col"}

SKELETON = frozenset({"colgroup", "thead", "tbody", "tfoot", "tr", "td", "th"})  # empty ones hold a table's shape
NO_BLOCK_INSIDE = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "dt", "summary", "caption", "figcaption"})
LINE_AFTER = BLOCKS - {"td", "th", "caption", "summary", "dt"}  # a line break in the markup follows, for human eyes

# ------------------------------------------------------------------------------------------------ what changes

RENAMED = {
    "acronym": "abbr",
    "address": "div",
    "article": "div",
    "aside": "div",
    "center": "div",
    "dfn": "em",
    "dir": "ul",
    "fieldset": "div",
    "footer": "div",
    "form": "div",
    "header": "div",
    "hgroup": "div",
    "legend": "p",
    "listing": "pre",
    "main": "div",
    "menu": "ul",
    "nav": "div",
    "section": "div",
    "strike": "s",
    "textarea": "pre",
    "tt": "code",
}
# Read for what they point at, never published as they are.
READ_ONLY = frozenset({"iframe", "embed", "object", "param", "math", "annotation", "x-noscript"})
# Gone with everything in them. (What is named nowhere loses its tags and keeps its text.)
GONE = frozenset(
    {
        *("script", "style", "template", "title", "svg", "canvas", "map", "noembed", "noframes", "applet", "frameset"),
        *("select", "datalist", "button", "option", "optgroup", "meter", "progress", "dialog", "annotation-xml"),
        *("mpvoice", "mp-common-profile", "mpchecktext"),  # WeChat: players and cards that need its scripts
    }
)
VOID = ("br", "col", "embed", "hr", "img", "param", "source", "track")
READ = PUBLISHED | RENAMED.keys() | READ_ONLY

# ------------------------------------------------------------------------------------------------ attributes

SANDBOX = "allow-popups allow-presentation allow-same-origin allow-scripts"
FRAME_REFERRER = "strict-origin-when-cross-origin"  # players refuse to start without the page's origin

ATTRIBUTES: dict[str, set[str]] = {
    "*": {"dir", "lang"},
    "a": {"href", "hreflang", "title"},
    "abbr": {"title"},
    "audio": {"controls", "loop", "preload", "src"},
    "col": {"span"},
    "colgroup": {"span"},
    "del": {"datetime"},
    "details": {"open"},
    "img": {"alt", "height", "sizes", "src", "srcset", "title", "width"},
    "ins": {"datetime"},
    "li": {"value"},
    "ol": {"reversed", "start", "type"},
    "source": {"height", "media", "sizes", "src", "srcset", "type", "width"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "time": {"datetime"},
    "track": {"default", "kind", "label", "src", "srclang"},
    "video": {"controls", "height", "loop", "muted", "playsinline", "poster", "preload", "src", "width"},
}
FRAME_ATTRIBUTES = {"allowfullscreen", "height", "src", "title", "width"}

# Where a lazy loader keeps the real address of a picture, the most telling first.
LAZY_SOURCES = (
    *("data-original", "data-original-src", "data-actualsrc", "data-actual-src", "data-lazy-src", "data-lazyload"),
    *("data-lazy", "data-src", "data-real-src", "data-realsrc", "data-croporisrc", "data-backsrc", "data-echo"),
    *("data-ks-lazyload", "data-img-src", "data-image-src", "data-canonical-src", "data-url", "data-image"),
    *("lazy-src", "lazysrc", "lay-src", "ess-data", "original", "zoomfile", "file", "_src"),
)
LAZY_SRCSETS = ("data-srcset", "data-lazy-srcset", "data-original-set", "data-original-srcset", "lazy-srcset")

# What the transformation looks at, on any element; `data-*` and `aria-*` come along for selectors.
READ_ATTRIBUTES = (
    {name for names in ATTRIBUTES.values() for name in names}
    | FRAME_ATTRIBUTES
    | set(LAZY_SOURCES)
    | set(LAZY_SRCSETS)
    | {"alttext", "class", "content", "data", "display", "encoding", "hidden", "href", "id", "itemprop", "name", "rel"}
    | {"role", "style", "value"}
)
