"""Other search engines on the same texts.

A database's own search, what the incumbent's app does, and a search library.
"""

import re
import sqlite3
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, takewhile

import psycopg
import tantivy

MOST = 10
"""Hits of one question."""


@dataclass(frozen=True, slots=True)
class Row:
    id: str
    place: str
    text: str


Search = Callable[[str, str], list[str]]
"""A question and a place → ids, the best first."""


def engines(rows: Sequence[Row], postgresql: str) -> dict[str, Search]:
    """By name; ``postgresql`` is the address of an empty database."""
    return {
        "LIKE, all words": _like(rows),
        "FTS5, any word": _fts5(rows),
        "PostgreSQL FTS, any word": _postgresql(rows, postgresql),
        "MiniSearch-like, all words": AllWords(rows).search,
        "tantivy, any word": _tantivy(rows),
    }


def _said(question: str) -> list[str]:
    return re.findall(r"\w+", question.casefold())


def _like(rows: Sequence[Row]) -> Search:
    plain = sqlite3.connect(":memory:")
    plain.execute("CREATE TABLE offer (id, place, text)")
    plain.execute("CREATE INDEX by_place ON offer (place)")
    plain.executemany(
        "INSERT INTO offer VALUES (?, ?, ?)", [(row.id, row.place, row.text) for row in rows]
    )

    def search(question: str, place: str) -> list[str]:
        said = _said(question)
        where = " AND ".join("text LIKE ?" for _ in said) or "0"
        return [
            row[0]
            for row in plain.execute(
                f"SELECT id FROM offer WHERE place = ? AND {where} LIMIT {MOST}",
                [place, *(f"%{w}%" for w in said)],
            )
        ]

    return search


def _fts5(rows: Sequence[Row]) -> Search:
    plain = sqlite3.connect(":memory:")
    plain.execute("CREATE VIRTUAL TABLE offer USING fts5(id UNINDEXED, place UNINDEXED, text)")
    plain.executemany(
        "INSERT INTO offer VALUES (?, ?, ?)", [(row.id, row.place, row.text) for row in rows]
    )

    def search(question: str, place: str) -> list[str]:
        anyone = " OR ".join(f'"{word}"' for word in _said(question)) or '""'
        query = f"SELECT id FROM offer WHERE offer MATCH ? AND place = ? ORDER BY rank LIMIT {MOST}"
        return [row[0] for row in plain.execute(query, [anyone, place])]

    return search


def _postgresql(rows: Sequence[Row], address: str) -> Search:
    server = psycopg.connect(address, autocommit=True)
    server.execute("CREATE TABLE offer (id text, place text, said tsvector)")
    with server.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO offer VALUES (%s, %s, to_tsvector('simple', %s))",
            [(row.id, row.place, row.text) for row in rows],
        )
    server.execute("CREATE INDEX ON offer USING gin (said)")
    server.execute("CREATE INDEX ON offer (place)")
    server.execute("ANALYZE offer")

    def search(question: str, place: str) -> list[str]:
        query = (
            "SELECT id FROM offer, to_tsquery('simple', %s) AS asked"
            " WHERE said @@ asked AND place = %s"
            f" ORDER BY ts_rank(said, asked) DESC, id LIMIT {MOST}"
        )
        return [row[0] for row in server.execute(query, [" | ".join(_said(question)), place])]

    return search


class AllWords:
    """A search that needs every word, whole or as the beginning of a word of the text.

    Rare words and frequent occurrences rank higher. The incumbent's app asks this of MiniSearch.
    """

    def __init__(self, rows: Sequence[Row]) -> None:
        self._postings: defaultdict[str, defaultdict[str, Counter[str]]] = defaultdict(
            lambda: defaultdict(Counter)
        )
        for row in rows:
            for word in _said(row.text):
                self._postings[row.place][word][row.id] += 1
        self._known = {place: sorted(words) for place, words in self._postings.items()}

    def search(self, question: str, place: str) -> list[str]:
        each = [self._having(start, place) for start in _said(question)]
        everywhere = set.intersection(*map(set, each)) if each else set()
        return sorted(everywhere, key=lambda one: (-sum(scores[one] for scores in each), one))[
            :MOST
        ]

    def _having(self, start: str, place: str) -> dict[str, float]:
        having: defaultdict[str, float] = defaultdict(float)
        for word in self._beginning(start, self._known.get(place, [])):
            found = self._postings[place][word]
            for one, times in found.items():
                having[one] += times / len(found)
        return having

    @staticmethod
    def _beginning(start: str, known: Sequence[str]) -> Iterator[str]:
        return takewhile(
            lambda word: word.startswith(start), islice(known, bisect_left(known, start), None)
        )


def _tantivy(rows: Sequence[Row]) -> Search:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw")
    builder.add_text_field("place", tokenizer_name="raw")
    builder.add_text_field("text")
    schema = builder.build()
    index = tantivy.Index(schema)
    writer = index.writer()
    for row in rows:
        writer.add_document(tantivy.Document(id=row.id, place=row.place, text=row.text))
    writer.commit()
    index.reload()
    searcher = index.searcher()

    def search(question: str, place: str) -> list[str]:
        anyone = [
            (tantivy.Occur.Should, tantivy.Query.term_query(schema, "text", word))
            for word in _said(question)
        ]
        here = (tantivy.Occur.Must, tantivy.Query.term_query(schema, "place", place))
        asked = tantivy.Query.boolean_query(
            [here, (tantivy.Occur.Must, tantivy.Query.boolean_query(anyone))]
        )
        return [searcher.doc(address)["id"][0] for _, address in searcher.search(asked, MOST).hits]

    return search
