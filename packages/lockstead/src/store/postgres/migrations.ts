/** The database's form, step by step, in a schema of its own. A step that has been released never changes: later ones are added behind it. */
export const migrations: readonly string[] = [
  `
  CREATE TABLE documents (
    collection text COLLATE "C" NOT NULL,
    scope text COLLATE "C" NOT NULL,
    id text COLLATE "C" NOT NULL,
    rev bigint NOT NULL,
    body text NOT NULL,
    keys text NOT NULL,
    PRIMARY KEY (collection, scope, id)
  );

  CREATE TABLE index_rows (
    collection text COLLATE "C" NOT NULL,
    scope text COLLATE "C" NOT NULL,
    name text COLLATE "C" NOT NULL,
    key text COLLATE "C" NOT NULL,
    id text COLLATE "C" NOT NULL,
    PRIMARY KEY (collection, scope, name, key, id)
  );

  -- Holds no rows: writers share its lock, and one that has lost a race takes it alone.
  CREATE TABLE baton ();

  CREATE TABLE changes (
    seq bigint PRIMARY KEY,
    at bigint NOT NULL,
    request_id text,
    scope text NOT NULL,
    collection text NOT NULL,
    id text NOT NULL,
    rev bigint NOT NULL,
    before text,
    after text
  );

  CREATE TABLE journal_streams (
    stream bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    journal text NOT NULL,
    scope text NOT NULL,
    UNIQUE (journal, scope)
  );
  CREATE SEQUENCE journal_seq;
  CREATE TABLE journal_index (
    stream bigint NOT NULL,
    at bigint NOT NULL,
    seq bigint NOT NULL,
    labels text COLLATE "C" NOT NULL,
    PRIMARY KEY (stream, at, seq)
  );
  CREATE TABLE journal_bodies (
    seq bigint PRIMARY KEY,
    stream bigint NOT NULL,
    at bigint NOT NULL,
    id text NOT NULL,
    body text NOT NULL
  );
  `,
  `
  -- A node of an older form fails here rather than number changes in another way.
  ALTER TABLE changes RENAME TO feed;
  DELETE FROM meta WHERE name = 'feedBase';
  CREATE SEQUENCE places AS bigint;
  SELECT setval('places', 1 + greatest((SELECT max(seq) FROM feed),
    (SELECT value::bigint FROM meta WHERE name = 'forgotten'), 0), false);

  INSERT INTO meta VALUES ('lanes', '0');
  -- One for each group of write transactions that was kept, until nobody will ask.
  CREATE TABLE commits (
    lane bigint NOT NULL,
    n bigint NOT NULL,
    at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (lane, n)
  );
  `,
];
