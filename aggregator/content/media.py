"""Pictures, players and frames: written with the address that really shows something, or left out."""

from __future__ import annotations

from aggregator.content import embeds
from aggregator.content.attributes import attributes_of, quoted
from aggregator.content.elements import FRAME_REFERRER, SANDBOX
from aggregator.content.images import Picture, best_of, dimension, is_emoji, is_tracker, letter_size, srcset
from aggregator.content.images import picture as picture_of
from aggregator.content.links import resolve
from aggregator.content.nodes import Node
from aggregator.content.writer import Writer
from aggregator.model import Flaw

_ICON = 40  # pixels: a picture no larger than that is no picture of the article


class Media(Writer):
    """Writes what is seen or played. `images` are the document's pictures in order, `flaws` what was wrong with it."""

    __slots__ = ("_base", "_embeds", "_fallback", "_lazy", "_link", "_paragraph", "flaws", "images")

    def __init__(self, base: str, hosts: tuple[str, ...]) -> None:
        super().__init__()
        self._base = base
        self._embeds = hosts
        self._paragraph = False  # inside an element that may hold no block
        self._link = False  # inside a link
        self._lazy = -1  # length of the output after a picture that came from a lazy loader
        self._fallback = (-1, "")  # the same, and the picture, after one from a noscript
        self.images: list[str] = []
        self.flaws: dict[str, Flaw] = {}

    # -------------------------------------------------------------------------------------------- pictures

    def image(self, element: Node, attributes: dict[str, str]) -> None:
        """An `img`: its real picture, once; an emoji is the letter that it stands for."""
        found = self._found(attributes)
        if found is None:
            return
        if is_emoji(attributes):
            self.words(attributes["alt"])
            return
        again = element.within == "x-noscript" and bool(self.images) and self.images[-1] == found.src
        after = self._fallback == (len(self.out), found.src) or (found.lazy and self._fallback[0] == len(self.out))
        if not again and not after:
            self.put(self._img(found, attributes))
            if found.lazy:
                self._lazy = len(self.out)

    def _found(self, attributes: dict[str, str]) -> Picture | None:
        """The real picture of an `img`; None for trackers, stand-ins and addresses that lead nowhere."""
        found = picture_of(attributes, self._base)
        if found.inline:
            self.flaws["content-inline-image"] = Flaw("content-inline-image", "a picture inside the text was left out")
        source = attributes.get("src", "")
        if not found.src and source.endswith(("undefined", "null", "NaN")):
            self.flaws["content-broken-address"] = Flaw("content-broken-address", source[:200])
        return None if not found.src or is_tracker(attributes, found.src) else found

    def _img(self, found: Picture, attributes: dict[str, str]) -> str:
        width, height = dimension(attributes.get("width")), dimension(attributes.get("height"))
        if not (width or height) and (size := letter_size(attributes)):
            width = height = size
        if not (width and height and int(width) <= _ICON and int(height) <= _ICON):
            self.images.append(found.src)
        alt = attributes.get("alt", "")
        pairs = (
            ("src", found.src),
            ("srcset", found.srcset),
            ("sizes", attributes.get("sizes", "") if found.srcset else ""),
            ("title", attributes.get("title", "")),
            ("width", width),
            ("height", height),
        )
        text = "" if alt in {"undefined", "null"} else alt
        given = "".join([f' {name}="{quoted(value)}"' for name, value in pairs if value])
        return f'<img{given} alt="{quoted(text)}" referrerpolicy="no-referrer">'

    def picture(self, element: Node, _attributes: dict[str, str]) -> None:
        """A `picture` with the sources that lead somewhere; a plain `img` without one."""
        images = list(element.iter("img"))
        attributes = images[0].attributes if images else {}
        sources: list[tuple[str, str]] = []
        for source in element.iter("source"):
            given = source.attributes
            value = given.get("srcset") or given.get("data-srcset") or given.get("data-lazy-srcset", "")
            sizes = srcset(value, self._base)
            if sizes:
                sources.append((sizes, f'<source srcset="{quoted(sizes)}"{attributes_of("source", given)}>'))
        found = self._found(attributes)
        if found is None and sources and not resolve(attributes.get("src", ""), self._base):
            found = self._found(attributes | {"src": best_of(sources[0][0])})
        if found is None:
            return
        image = self._img(found, attributes)
        self.put(f"<picture>{''.join([source for _, source in sources])}{image}</picture>" if sources else image)
        if found.lazy:
            self._lazy = len(self.out)

    # -------------------------------------------------------------------------------------------- players, frames

    def player(self, element: Node, attributes: dict[str, str]) -> None:
        """Audio and video with addresses that play; nothing without one."""
        tag = element.tag
        address = resolve(attributes.get("src") or attributes.get("data-src", ""), self._base)
        inner = []
        playable = bool(address)
        for child in element.iter("source", "track"):
            given = child.attributes
            source = resolve(given.get("src") or given.get("data-src", ""), self._base)
            if source:
                playable = playable or child.tag == "source"
                inner.append(f'<{child.tag} src="{quoted(source)}"{attributes_of(child.tag, given)}>')
        if not playable:
            return
        poster = resolve(attributes.get("poster", ""), self._base) if tag == "video" else ""
        own = f' src="{quoted(address)}"' if address else ""
        own += f' poster="{quoted(poster)}"' if poster else ""
        more = attributes_of(tag, attributes)
        self.put(f'<{tag}{own}{more} preload="none" controls="">{"".join(inner)}</{tag}>')

    def framed(self, element: Node, attributes: dict[str, str]) -> bool:
        """`iframe`, `embed`, `object`: the frame itself where its host is allowed, else a link to what it shows; False
        where it shows nothing that we know.
        """
        for value in embeds.addresses(element):
            address = embeds.frame_address(value, self._base)
            if address and element.tag == "iframe" and embeds.allowed(address, self._embeds):
                given = f' src="{quoted(address)}"' + attributes_of("iframe", attributes)
                self.put(f'<iframe{given} referrerpolicy="{FRAME_REFERRER}" sandbox="{SANDBOX}"></iframe>')
                return True
            shown = embeds.read(address) if address else None
            if shown is not None and shown.page:
                self._embedded(shown, attributes.get("title", ""))
                return True
        return False

    def _embedded(self, shown: embeds.Embed, title: str) -> None:
        sign = "▶" if shown.plays else "↗"
        label = " ".join(title.split())[:200]
        label = f"{sign} {label} · {shown.name}" if label and label != shown.name else f"{sign} {shown.name}"
        alone = not self._paragraph and not self._link and not self.verbatim
        direct = self.direct
        if alone:
            self.boundary()
            self.out.append("<p>")
        elif self.inline:
            self._line_end()
        if not self._link:
            self.flush()
            self.out.append(f'<a href="{quoted(shown.page)}" rel="noopener noreferrer">')
        if shown.picture:
            self.put(self._img(Picture(shown.picture), {}))
            self._line_end()
        self.words(label)
        if not self._link:
            self.out.append("</a>")
        if alone:
            self.boundary()
            self.out.append("</p>\n")
            self.direct = direct

    def _line_end(self) -> None:
        if self.verbatim:
            self.literal("\n")
        else:
            self.breaks = max(1, self.breaks)
