"""Posts for a static site generator: written with the outputs, kept by themselves, taken away only for a reason."""

from __future__ import annotations

from support.origin import Origin
from support.project import Project, config

HEXO = '[[publish.hexo]]\ncategory = "新媒体"\ndirectory = "posts"\n'


def test_every_story_becomes_a_post_and_a_hidden_one_loses_it(project: Project, origin: Origin) -> None:
    project.write(config(("news", origin.url("grow/news?start=12&per=0")), extra=HEXO))
    project.json("poll", "--force")
    folder = project.folder / "posts"
    posts = {path.name: path.read_text("utf-8") for path in folder.glob("*.md")}
    truth = origin.truth()["feeds"]["news"]["entries"]
    assert len(posts) == 12
    for entry in truth:
        mine = [text for text in posts.values() if f'guid: "{entry["guid"]}"' in text]
        assert len(mine) == 1, entry["guid"]
        assert f'link: "{entry["url"]}"' in mine[0]

    foreign = folder / "eigen.md"
    foreign.write_text("---\ntitle: mine\n---\n", encoding="utf-8")
    project.json("hide", truth[3]["url"], "--reason", "spam")

    left = {path.name for path in folder.glob("*.md")}
    assert len(left) == 12
    assert foreign.name in left
    assert not any(f'guid: "{truth[3]["guid"]}"' in (folder / name).read_text("utf-8") for name in left)
