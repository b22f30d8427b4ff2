"""Cleaned payloads in a real browser, without any content security policy: none runs."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from aggregator.content import clean
from aggregator.model import ContentOptions

from content.breakouts import BREAKOUTS
from content.payloads import PAYLOADS as FIRST

PAYLOADS = FIRST + BREAKOUTS
BROWSER = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), ""
)

PAGE = """<!DOCTYPE html><html><head><meta charset="utf-8"><script>
window.hits = 0; window.xss = function () {{ window.hits += 1; }};
addEventListener("click", event => event.preventDefault(), true);
</script></head><body>
<div id="parsed">{parsed}</div><div id="inserted"></div><pre id="verdict">waiting</pre>
<script>
const bodies = {bodies};
for (const body of bodies) {{
  const place = document.createElement("div"); place.innerHTML = body; place.innerHTML = place.innerHTML;
  document.getElementById("inserted").append(place);
}}
function poke() {{
  for (const element of document.querySelectorAll("#parsed *, #inserted *")) {{
    for (const name of ["click", "mouseover", "pointerenter", "focus", "load", "error", "toggle", "animationstart"])
      element.dispatchEvent(new Event(name, {{bubbles: true, cancelable: true}}));
    const address = element.href || element.src || "";
    if (String(address).toLowerCase().startsWith("javascript:")) window.hits += 1;
  }}
}}
setTimeout(poke, 400);
setTimeout(() => {{ document.getElementById("verdict").textContent =
  "hits=" + window.hits + " elements=" + document.querySelectorAll("#inserted *").length; }}, 1200);
</script></body></html>"""


def _verdict(bodies: list[str], folder: Path) -> tuple[int, int]:
    """(how often a payload ran, how many elements were there) after loading, inserting and poking at everything."""
    page = folder / "page.html"
    data = json.dumps(bodies).replace("<", "\\u003c")
    page.write_text(PAGE.format(parsed="\n".join(f"<div>{body}</div>" for body in bodies), bodies=data), "utf-8")
    flags = "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    command = [
        BROWSER,
        *flags.split(),
        "--disable-component-update",
        "--disable-sync",
        f"--user-data-dir={folder}/profile",
    ]
    command += ["--host-resolver-rules=MAP * ~NOTFOUND", "--virtual-time-budget=6000", "--dump-dom", page.as_uri()]
    done = subprocess.run(command, capture_output=True, text=True, timeout=150, check=False)
    found = re.search(r"hits=(\d+) elements=(\d+)", html.unescape(done.stdout))
    assert found, (done.returncode, done.stdout[-500:], done.stderr[-1500:])
    return int(found[1]), int(found[2])


@pytest.mark.browser
@pytest.mark.skipif(not BROWSER, reason="no chromium is installed")
def test_no_cleaned_payload_runs_in_a_browser(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    assert _verdict(["<img src=x onerror=xss(1)>", "<p onclick=xss(1)>x</p>"], raw)[0] >= 2  # the page does notice
    cleaned = tmp_path / "cleaned"
    cleaned.mkdir()
    options = (ContentOptions(), ContentOptions(embeds=("www.youtube.com", "player.bilibili.com")))
    bodies = [clean(markup, "https://news.invalid/a/", option).html for option in options for _, markup in PAYLOADS]
    hits, elements = _verdict(bodies, cleaned)
    assert elements > 200
    assert hits == 0
