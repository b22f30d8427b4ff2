"""Authors: RSS writes "lawyer@example.net (Lawyer Boyer)", Atom takes a person apart, others join several in a line."""

from __future__ import annotations

import re
from collections.abc import Iterable

from aggregator import urls
from aggregator.model import Person, PlainText
from aggregator.parse.raw import RawPerson
from aggregator.parse.titles import plain_name
from aggregator.text import fold

_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,8}")
_BETWEEN = re.compile(r"\s*[、；;]\s*")
_NOBODY = frozenset({"", "unknown", "none", "null", "undefined", "n/a", "anonymous", "author", "佚名", "未知", "匿名"})
_MAX_PEOPLE = 30


def people(raw: Iterable[RawPerson], base: str) -> tuple[Person, ...]:
    """The authors, each once. A name that only says that there is none is left out."""
    found: dict[str, Person] = {}
    for person in raw:
        for one in _persons(person, base):
            key = fold(one.name)
            known = found.get(key)
            if known is None:
                found[key] = one
            elif not (known.url and known.email):
                found[key] = Person(known.name, known.url or one.url, known.email or one.email)
    return tuple(found.values())[:_MAX_PEOPLE]


def _persons(raw: RawPerson, base: str) -> Iterable[Person]:
    url = urls.absolute(base, raw.url)
    email = _first_email(raw.email)
    name = str(plain_name(raw.name))
    inside = _first_email(name)
    if inside:
        email = email or inside
        name = name.replace(inside, " ")
        name = re.sub(r"[<(\[]\s*[>)\]]|mailto:", " ", name).strip()
        name = re.sub(r"^\((.*)\)$", r"\1", name.strip()).strip(" ,-")
    names = [part for part in _BETWEEN.split(name) if fold(part) not in _NOBODY]
    if not names and email:
        names = [email]
    return [Person(PlainText(part), url if len(names) == 1 else "", email if len(names) == 1 else "") for part in names]


def _first_email(text: str) -> str:
    found = _EMAIL.search(text)
    return found[0] if found else ""
