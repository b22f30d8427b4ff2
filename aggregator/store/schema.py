"""The schema, statement by statement and step by step. No step is edited after a release: `migrations` adds one.

Instants are INTEGER microseconds since 1970 (`aggregator.clock.micros`); flags are 0 and 1; JSON is TEXT.
"""

from __future__ import annotations

FIRST: tuple[str, ...] = (
    "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID",
    # ---------------------------------------------------------------------------------------- sources
    # `name` is the id of the configuration. `owed_before`: entries with a smaller id still await judgement.
    """CREATE TABLE source (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL UNIQUE,
        configured INTEGER NOT NULL DEFAULT 0,
        paused INTEGER NOT NULL DEFAULT 0,
        addresses TEXT NOT NULL DEFAULT '',
        judging TEXT NOT NULL DEFAULT '',
        owed_before INTEGER,
        owed INTEGER NOT NULL DEFAULT 0,
        status TEXT NOT NULL DEFAULT 'new',
        alarmed_at INTEGER,
        first_polled_at INTEGER,
        last_success_at INTEGER,
        last_poll_at INTEGER,
        next_poll_at INTEGER NOT NULL DEFAULT 0,
        next_poll_reason TEXT NOT NULL DEFAULT '',
        not_before_at INTEGER,
        failures INTEGER NOT NULL DEFAULT 0,
        unchanged INTEGER NOT NULL DEFAULT 0,
        polls INTEGER NOT NULL DEFAULT 0,
        entries INTEGER NOT NULL DEFAULT 0,
        policy TEXT NOT NULL DEFAULT 'guid',
        policy_evidence TEXT NOT NULL DEFAULT '{}',
        title TEXT NOT NULL DEFAULT '',
        link TEXT NOT NULL DEFAULT '',
        icon TEXT NOT NULL DEFAULT '',
        language TEXT NOT NULL DEFAULT '',
        hints TEXT NOT NULL DEFAULT '{}',
        hubs TEXT NOT NULL DEFAULT '[]',
        redirect_to TEXT NOT NULL DEFAULT '',
        redirect_seen TEXT,
        gone_at INTEGER,
        last_error TEXT,
        address_key TEXT NOT NULL DEFAULT '',
        flaws TEXT NOT NULL DEFAULT '[]',
        posts_per_day REAL
    ) STRICT""",
    "CREATE INDEX source_due ON source (next_poll_at) WHERE configured = 1 AND paused = 0 AND status <> 'gone'",
    "CREATE INDEX source_owed ON source (id) WHERE owed_before IS NOT NULL",
    # Validators and body hash are kept per address: a mirror's ETag means nothing to another.
    """CREATE TABLE source_address (
        source_id INTEGER NOT NULL REFERENCES source (id) ON DELETE CASCADE,
        key TEXT NOT NULL,
        etag TEXT,
        last_modified TEXT,
        url TEXT NOT NULL DEFAULT '',
        body_hash BLOB,
        at INTEGER NOT NULL,
        PRIMARY KEY (source_id, key)
    ) STRICT, WITHOUT ROWID""",
    # What the last whole document listed, in order: [[entry id, item hash in hex], …].
    """CREATE TABLE roster (
        source_id INTEGER PRIMARY KEY REFERENCES source (id) ON DELETE CASCADE,
        items TEXT NOT NULL
    ) STRICT""",
    # A ring: poll number modulo its length is the slot, so a poll overwrites one row and deletes none.
    """CREATE TABLE poll_log (
        source_id INTEGER NOT NULL REFERENCES source (id) ON DELETE CASCADE,
        slot INTEGER NOT NULL,
        at INTEGER NOT NULL,
        elapsed REAL NOT NULL,
        ended TEXT NOT NULL,
        http_status INTEGER,
        bytes INTEGER NOT NULL DEFAULT 0,
        new INTEGER NOT NULL DEFAULT 0,
        changed INTEGER NOT NULL DEFAULT 0,
        duplicate INTEGER NOT NULL DEFAULT 0,
        dropped INTEGER NOT NULL DEFAULT 0,
        error_code TEXT NOT NULL DEFAULT '',
        error TEXT NOT NULL DEFAULT '',
        hint TEXT NOT NULL DEFAULT '',
        PRIMARY KEY (source_id, slot)
    ) STRICT, WITHOUT ROWID""",
    # Hosts that asked us to stay away; with a source the wish is for that source alone.
    """CREATE TABLE host_block (
        host TEXT NOT NULL,
        source TEXT NOT NULL DEFAULT '',
        until INTEGER NOT NULL,
        PRIMARY KEY (host, source)
    ) STRICT, WITHOUT ROWID""",
    # Changes in a source's health that a person should hear of: failing, recovered, gone.
    """CREATE TABLE health_event (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        source_id INTEGER NOT NULL REFERENCES source (id) ON DELETE CASCADE,
        kind TEXT NOT NULL,
        at INTEGER NOT NULL,
        code TEXT NOT NULL DEFAULT '',
        error TEXT NOT NULL DEFAULT '',
        hint TEXT NOT NULL DEFAULT ''
    ) STRICT""",
    # ---------------------------------------------------------------------------------------- stories
    """CREATE TABLE story (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        uid TEXT NOT NULL UNIQUE,
        sort_at INTEGER NOT NULL,
        first_seen_at INTEGER NOT NULL,
        changed_at INTEGER NOT NULL,
        edited_at INTEGER,
        hidden TEXT
    ) STRICT""",
    "CREATE INDEX story_edited ON story (edited_at) WHERE edited_at IS NOT NULL",
    """CREATE TRIGGER story_is_written_once BEFORE UPDATE OF id, uid, sort_at, first_seen_at ON story
        WHEN old.id <> new.id OR old.uid <> new.uid OR old.sort_at <> new.sort_at
            OR old.first_seen_at <> new.first_seen_at
        BEGIN SELECT RAISE (ABORT, 'uid, sort_at and first_seen_at of a story are written once'); END""",
    """CREATE TABLE story_key (
        kind TEXT NOT NULL,
        version INTEGER NOT NULL,
        key TEXT NOT NULL,
        story_id INTEGER NOT NULL REFERENCES story (id) ON DELETE CASCADE,
        PRIMARY KEY (kind, version, key, story_id)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX story_key_story ON story_key (story_id)",
    # MinHash bands, only within the window of near duplicates; upkeep drops what left it.
    """CREATE TABLE band (
        band INTEGER NOT NULL,
        at INTEGER NOT NULL,
        entry_id INTEGER NOT NULL,
        PRIMARY KEY (band, at, entry_id)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX band_at ON band (at)",
    """CREATE TABLE later_evidence (
        story_id INTEGER NOT NULL REFERENCES story (id) ON DELETE CASCADE,
        other_id INTEGER NOT NULL,
        at INTEGER NOT NULL,
        evidence TEXT NOT NULL,
        PRIMARY KEY (story_id, other_id)
    ) STRICT, WITHOUT ROWID""",
    # ---------------------------------------------------------------------------------------- entries
    # `dated_at` is the feed's date made usable (clamped), else first seen: retention and rules go by it.
    """CREATE TABLE entry (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        source_id INTEGER NOT NULL REFERENCES source (id),
        story_id INTEGER NOT NULL REFERENCES story (id),
        guid TEXT NOT NULL,
        link TEXT NOT NULL,
        title TEXT NOT NULL,
        item_hash BLOB NOT NULL,
        content_hash BLOB NOT NULL,
        changes INTEGER NOT NULL DEFAULT 0,
        first_seen_at INTEGER NOT NULL,
        published_at INTEGER,
        day_only INTEGER NOT NULL DEFAULT 0,
        shown_at INTEGER,
        dated_at INTEGER NOT NULL,
        updated_at INTEGER,
        edited_at INTEGER,
        is_teaser INTEGER NOT NULL DEFAULT 0,
        fulltext INTEGER NOT NULL DEFAULT 0,
        dropped INTEGER NOT NULL DEFAULT 0,
        length INTEGER NOT NULL DEFAULT 0,
        language TEXT NOT NULL DEFAULT '',
        thumbnail TEXT NOT NULL DEFAULT '',
        comments TEXT NOT NULL DEFAULT '',
        judgement TEXT NOT NULL DEFAULT '{}',
        evidence TEXT NOT NULL DEFAULT ''
    ) STRICT""",
    "CREATE INDEX entry_story ON entry (story_id)",
    "CREATE INDEX entry_source ON entry (source_id, dated_at)",
    # Bodies apart, so that the hot table stays small.
    """CREATE TABLE entry_content (
        entry_id INTEGER PRIMARY KEY REFERENCES entry (id) ON DELETE CASCADE,
        content TEXT NOT NULL,
        summary TEXT NOT NULL,
        text TEXT NOT NULL,
        authors TEXT NOT NULL,
        tags TEXT NOT NULL,
        enclosures TEXT NOT NULL,
        origin TEXT NOT NULL,
        raw BLOB NOT NULL
    ) STRICT""",
    # Every name that an entry was seen under inside its source.
    """CREATE TABLE entry_alias (
        source_id INTEGER NOT NULL REFERENCES source (id),
        kind TEXT NOT NULL,
        key TEXT NOT NULL,
        entry_id INTEGER NOT NULL REFERENCES entry (id) ON DELETE CASCADE,
        PRIMARY KEY (source_id, kind, key)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX entry_alias_entry ON entry_alias (entry_id)",
    # When a source's documents listed the entry: written where it enters and where it leaves, not at each poll.
    """CREATE TABLE listing (
        entry_id INTEGER NOT NULL REFERENCES entry (id) ON DELETE CASCADE,
        from_at INTEGER NOT NULL,
        until_at INTEGER,
        PRIMARY KEY (entry_id, from_at)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE tombstone (
        source_id INTEGER NOT NULL,
        name BLOB NOT NULL,
        at INTEGER NOT NULL,
        PRIMARY KEY (source_id, name)
    ) STRICT, WITHOUT ROWID""",
    # ---------------------------------------------------------------------------------------- outputs
    # `kind` is category or source (a feed of one source). A generation counts changes: what is marked while a
    # render runs is above the number that the render read. `changed_generation` is the last that changed a story.
    """CREATE TABLE output (
        id INTEGER PRIMARY KEY,
        kind TEXT NOT NULL DEFAULT 'category',
        slug TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL,
        uid TEXT NOT NULL UNIQUE,
        configured INTEGER NOT NULL DEFAULT 0,
        source_id INTEGER REFERENCES source (id),
        age INTEGER,
        within INTEGER,
        changed_at INTEGER NOT NULL,
        dirty_generation INTEGER NOT NULL DEFAULT 1,
        changed_generation INTEGER NOT NULL DEFAULT 1,
        published_generation INTEGER NOT NULL DEFAULT 0,
        published_at INTEGER,
        first_published_at INTEGER,
        next_number INTEGER NOT NULL DEFAULT 1,
        stories INTEGER NOT NULL DEFAULT 0,
        shown TEXT NOT NULL DEFAULT '[]'
    ) STRICT""",
    "CREATE INDEX output_dirty ON output (slug) WHERE dirty_generation > published_generation AND configured = 1",
    """CREATE TRIGGER output_uid_is_written_once BEFORE UPDATE OF uid ON output WHEN old.uid <> new.uid
        BEGIN SELECT RAISE (ABORT, 'the uid of an output is written once'); END""",
    # What rules say of one copy. `held`: kept back by backlog or burst, stored but not shown there.
    """CREATE TABLE entry_category (
        entry_id INTEGER NOT NULL REFERENCES entry (id) ON DELETE CASCADE,
        output_id INTEGER NOT NULL REFERENCES output (id) ON DELETE CASCADE,
        held INTEGER NOT NULL DEFAULT 0,
        PRIMARY KEY (entry_id, output_id)
    ) STRICT, WITHOUT ROWID""",
    # The admission number of a story in an output: given once, kept while the story is away.
    """CREATE TABLE admission (
        story_id INTEGER NOT NULL REFERENCES story (id) ON DELETE CASCADE,
        output_id INTEGER NOT NULL REFERENCES output (id) ON DELETE CASCADE,
        number INTEGER NOT NULL,
        generation INTEGER NOT NULL,
        PRIMARY KEY (story_id, output_id)
    ) STRICT, WITHOUT ROWID""",
    "CREATE UNIQUE INDEX admission_number ON admission (output_id, number)",
    # What an output shows, in its order: 0.06 ms for the newest 50 of a million.
    """CREATE TABLE story_category (
        output_id INTEGER NOT NULL REFERENCES output (id) ON DELETE CASCADE,
        sort_at INTEGER NOT NULL,
        story_id INTEGER NOT NULL REFERENCES story (id) ON DELETE CASCADE,
        PRIMARY KEY (output_id, sort_at, story_id)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX story_category_story ON story_category (story_id)",
    # A hundred admission numbers; `changed` is the output's generation in which a story of it last changed.
    """CREATE TABLE archive_block (
        output_id INTEGER NOT NULL REFERENCES output (id) ON DELETE CASCADE,
        block INTEGER NOT NULL,
        kept INTEGER NOT NULL,
        changed INTEGER NOT NULL,
        changed_at INTEGER NOT NULL,
        PRIMARY KEY (output_id, block)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX archive_block_changed ON archive_block (output_id, changed)",
    """CREATE TABLE hide (
        key TEXT PRIMARY KEY,
        shown TEXT NOT NULL,
        reason TEXT NOT NULL DEFAULT '',
        at INTEGER NOT NULL,
        configured INTEGER NOT NULL DEFAULT 0
    ) STRICT, WITHOUT ROWID""",
    # Ids and dates of our own published feeds, waiting for their articles to be polled again.
    """CREATE TABLE seed (
        kind TEXT NOT NULL,
        key TEXT NOT NULL,
        uid TEXT NOT NULL,
        sort_at INTEGER NOT NULL,
        first_seen_at INTEGER NOT NULL,
        published_at INTEGER,
        PRIMARY KEY (kind, key)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE token (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        name TEXT NOT NULL,
        slug TEXT NOT NULL DEFAULT '',
        digest BLOB NOT NULL UNIQUE,
        created_at INTEGER NOT NULL,
        revoked_at INTEGER
    ) STRICT""",
    # ---------------------------------------------------------------------------------------- search, full text
    # Documents have their own numbers, so an edited entry gets a new one; contentless, filled by upkeep.
    "CREATE TABLE search_doc (id INTEGER PRIMARY KEY AUTOINCREMENT, entry_id INTEGER NOT NULL UNIQUE) STRICT",
    "CREATE VIRTUAL TABLE search USING fts5 (title, body, content='', tokenize='unicode61 remove_diacritics 2')",
    "CREATE TABLE search_todo (entry_id INTEGER PRIMARY KEY) STRICT",
    """CREATE TABLE fulltext_todo (
        entry_id INTEGER PRIMARY KEY REFERENCES entry (id) ON DELETE CASCADE,
        attempts INTEGER NOT NULL DEFAULT 0,
        next_at INTEGER NOT NULL,
        error TEXT NOT NULL DEFAULT ''
    ) STRICT""",
    "CREATE INDEX fulltext_todo_due ON fulltext_todo (next_at)",
)

WEBSUB: tuple[str, ...] = (
    # `expires_at` is the lease as the hub granted it. `delivering`: whole polls find nothing that was not pushed
    # before; `poll_at` is when the source would be due without pushes.
    """CREATE TABLE subscription (
        token TEXT PRIMARY KEY,
        source_id INTEGER NOT NULL REFERENCES source (id) ON DELETE CASCADE,
        hub TEXT NOT NULL,
        topic TEXT NOT NULL,
        callback TEXT NOT NULL,
        secret TEXT NOT NULL DEFAULT '',
        address_key TEXT NOT NULL DEFAULT '',
        state TEXT NOT NULL DEFAULT 'wanted',
        asked TEXT NOT NULL DEFAULT '',
        next_at INTEGER NOT NULL,
        expires_at INTEGER,
        attempts INTEGER NOT NULL DEFAULT 0,
        error TEXT NOT NULL DEFAULT '',
        pushes INTEGER NOT NULL DEFAULT 0,
        pushed_at INTEGER,
        forged INTEGER NOT NULL DEFAULT 0,
        delivering INTEGER NOT NULL DEFAULT 0,
        poll_at INTEGER
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX subscription_source ON subscription (source_id)",
    # Published documents that our own hub has not heard of yet.
    """CREATE TABLE ping (
        path TEXT PRIMARY KEY,
        at INTEGER NOT NULL,
        next_at INTEGER NOT NULL,
        attempts INTEGER NOT NULL DEFAULT 0,
        error TEXT NOT NULL DEFAULT ''
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX ping_due ON ping (next_at)",
    "CREATE INDEX source_hubs ON source (name) WHERE configured = 1 AND hubs <> '[]'",
)

CONTINUED: tuple[str, ...] = (
    # When our feeds said that the copy which they showed was updated; for that copy's names alone, as `published_at`.
    "ALTER TABLE seed ADD COLUMN updated_at INTEGER",
    # Digests of a name of a hidden story and of the `[[hide]]` that took it out; `uid` is that of the story, "" where
    # a published feed told it.
    """CREATE TABLE trace (
        name TEXT NOT NULL,
        hide TEXT NOT NULL,
        uid TEXT NOT NULL DEFAULT '',
        PRIMARY KEY (name, hide)
    ) STRICT, WITHOUT ROWID""",
    "DELETE FROM seed WHERE kind = 'hidden'",
)

NUMBERED: tuple[str, ...] = (
    # The admission numbers that stories had by our own published archive pages, for when they come again.
    """CREATE TABLE seed_number (
        uid TEXT NOT NULL,
        output_id INTEGER NOT NULL,
        number INTEGER NOT NULL,
        PRIMARY KEY (uid, output_id)
    ) STRICT, WITHOUT ROWID""",
)

UNINDEXED: tuple[str, ...] = (
    # A day's bands lie all over the table, so forgetting them touches every page of it anyway: faster in one walk.
    "DROP INDEX band_at",
)
