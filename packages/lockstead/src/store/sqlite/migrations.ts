/** The database's form, step by step. A step that has been released never changes: later ones are added behind it. */
export const migrations: readonly string[] = [
  `
  CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID, STRICT;

  CREATE TABLE documents (
    collection TEXT NOT NULL,
    scope TEXT NOT NULL,
    id TEXT NOT NULL,
    rev INTEGER NOT NULL,
    body TEXT NOT NULL,
    keys TEXT NOT NULL, -- the index rows that belong to it, so that they go with it whatever the code says by then
    PRIMARY KEY (collection, scope, id)
  ) WITHOUT ROWID, STRICT;

  CREATE TABLE index_rows (
    collection TEXT NOT NULL,
    scope TEXT NOT NULL,
    name TEXT NOT NULL,
    key TEXT NOT NULL,
    id TEXT NOT NULL,
    PRIMARY KEY (collection, scope, name, key, id)
  ) WITHOUT ROWID, STRICT;

  CREATE TABLE changes (
    seq INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    request_id TEXT,
    scope TEXT NOT NULL,
    collection TEXT NOT NULL,
    id TEXT NOT NULL,
    rev INTEGER NOT NULL,
    before TEXT,
    after TEXT
  ) STRICT;

  -- Journals: narrow rows to search, bodies apart, so that a search reads little and an append writes at the end of both.
  CREATE TABLE journal_streams (
    stream INTEGER PRIMARY KEY,
    journal TEXT NOT NULL,
    scope TEXT NOT NULL,
    UNIQUE (journal, scope)
  ) STRICT;
  CREATE TABLE journal_index (
    stream INTEGER NOT NULL,
    at INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    labels TEXT NOT NULL,
    PRIMARY KEY (stream, at, seq)
  ) WITHOUT ROWID, STRICT;
  CREATE TABLE journal_bodies (
    seq INTEGER PRIMARY KEY,
    stream INTEGER NOT NULL,
    at INTEGER NOT NULL,
    id TEXT NOT NULL,
    body TEXT NOT NULL
  ) STRICT;
  `,
];

/** `Lock` in ASCII: tells our files from other SQLite databases. */
export const applicationId = 0x4c6f636b;
