"""Chromium as a witness: whatever runs in it, or is asked for by anything but a picture or a player, is noted."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from typing import Any
from urllib.parse import urlsplit

import pytest

from support.demand import command

CANARY = "attacker.invalid"
_WAIT = 60  # milliseconds for what runs a little later

# Every frame of every page: what payloads call, and what they might.
_BEFORE = """
window.xss = () => console.error("EXECUTED " + location.href);
window.alert = window.confirm = window.prompt = window.print = window.xss;
window.open = window.xss;
addEventListener("securitypolicyviolation", event => {
  if (/^script/.test(event.violatedDirective)) console.error("EXECUTED but for the policy " + event.sample);
});
"""

# Everything is poked at; what a click would run is noted as run.
_POKE = """(own) => {
  const found = [];
  const names = ["click", "mouseover", "pointerenter", "focus", "blur", "load", "error", "toggle", "wheel", "paste"];
  const places = new Set(["href", "src", "action", "formaction", "data", "xlink:href", "poster", "cite"]);
  addEventListener("click", event => event.preventDefault(), true);
  for (const element of document.querySelectorAll("*")) {
    for (const {name, value} of element.attributes) {
      if (name.startsWith("on") || name === "srcdoc") found.push(element.outerHTML.slice(0, 200));
      if (!places.has(name)) continue;
      let scheme = ""; try { scheme = new URL(value, document.baseURI).protocol } catch { continue }
      if (/^(javascript|vbscript|data|blob|filesystem):$/.test(scheme)) found.push(element.outerHTML.slice(0, 200));
    }
    for (const name of names)
      element.dispatchEvent(new Event(name, {bubbles: !/load|error/.test(name), cancelable: true}));
  }
  if (document.title.includes("executed")) found.push("title " + document.title);
  if (own && document.scripts.length) found.push("a script");
  return found;
}"""

_INSERT = """(bodies) => {
  for (const body of bodies) {
    for (const name of ["div", "td", "template"]) {
      const place = document.createElement(name); place.innerHTML = body; place.innerHTML = place.innerHTML;
      document.body.append(name === "template" ? document.importNode(place.content, true) : place);
    }
    document.body.append(document.createRange().createContextualFragment(body));
  }
}"""


class Witness:
    """Opens things; `take` gives what was seen to run since it was asked before, in sentences."""

    def __init__(self, page: Any, left: type[Exception]) -> None:
        self._page = page
        self._left = left
        self._seen: list[str] = []
        self._mine = ""
        page.add_init_script(_BEFORE)
        page.on("console", lambda said: self._seen.append(said.text) if "EXECUTED" in said.text else None)
        page.on("dialog", self._dialog)
        page.on("request", self._request)
        page.on("popup", lambda other: self._seen.append(f"a window {other.url}"))

    def page(self, address: str) -> None:
        """A page of the program's own."""
        self._mine = address
        self._page.goto(address, wait_until="load")
        self._poke(own=True)

    def document(self, markup: str) -> None:
        """A whole document of somebody else with our content in it."""
        self._mine = ""
        self._page.goto("about:blank")
        self._page.set_content(markup, wait_until="load")
        self._poke()

    def reader(self, bodies: Sequence[str]) -> None:
        """A reader that puts what it gets into its page as it is, in several ways."""
        self._mine = ""
        self._page.goto("about:blank")
        self._page.evaluate(_INSERT, list(bodies))
        self._poke()

    def xml(self, document: bytes) -> None:
        """A document that a browser shows as XML, with whatever foreign namespaces it holds."""
        self._mine = "https://xml.invalid/document.xml"
        self._page.route(self._mine, lambda route: route.fulfill(body=document, content_type="application/xml"))
        self._page.goto(self._mine, wait_until="load")
        self._page.unroute(self._mine)
        self._poke()

    def take(self) -> list[str]:
        """What ran."""
        self._page.wait_for_timeout(_WAIT)
        seen, self._seen = self._seen, []
        return seen

    def _poke(self, *, own: bool = False) -> None:
        self._page.wait_for_timeout(_WAIT)
        try:
            self._seen += self._page.evaluate(_POKE, own)
        except self._left as error:
            self._seen.append(f"the page went elsewhere: {error}")

    def _dialog(self, dialog: Any) -> None:
        self._seen.append(f"a dialog {dialog.message}")
        dialog.dismiss()

    def _request(self, request: Any) -> None:
        url, kind = request.url, request.resource_type
        if urlsplit(url).hostname == CANARY or (kind not in {"image", "media"} and not self._expected(url)):
            self._seen.append(f"asked for {kind} {url}")

    def _expected(self, url: str) -> bool:
        players = ("https://www.youtube.com/", "https://player.bilibili.com/")
        return url in {"about:blank", self._mine} or url.startswith(("http://127.0.0.1:", *players))


@contextlib.contextmanager
def witnesses() -> Iterator[Callable[[bool], Witness]]:
    """A browser that reaches nothing but loopback: gives witnesses that heed a content security policy, or not."""
    playwright = pytest.importorskip("playwright.sync_api")
    path = command("chromium")
    rules = ["--no-sandbox", "--disable-quic", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"]
    with playwright.sync_playwright() as running:
        opened = running.chromium.launch(executable_path=path, args=rules)
        yield lambda policy: Witness(opened.new_context(bypass_csp=not policy).new_page(), playwright.Error)
        opened.close()
