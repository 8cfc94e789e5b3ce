-- The first schema. Times are microseconds since 1970 in UTC. The order of columns matters where a row is long:
-- SQLite reads a row from its start, and lists never need the JSON at its end.

-- +goose Up

-- meta describes the database itself: which key it was written with.
CREATE TABLE meta (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- cases is the projection of the events: everything in it can be rebuilt from them. rowid is spelled out because
-- cases_fts refers to it and VACUUM renumbers a hidden one.
CREATE TABLE cases (
    row         INTEGER PRIMARY KEY,
    id          TEXT    NOT NULL UNIQUE,
    version     INTEGER NOT NULL CHECK (version > 0), -- seq of the last event; the optimistic lock
    head        BLOB    NOT NULL CHECK (length(head) = 32), -- hash of the last event
    prefix      TEXT    NOT NULL,
    year        INTEGER NOT NULL,
    number      INTEGER NOT NULL,
    listed      INTEGER NOT NULL CHECK (listed IN (0, 1)), -- draft or active: the default list
    work        TEXT    NOT NULL,
    exposure    TEXT    NOT NULL, -- the worst of the assets
    publication TEXT    NOT NULL,
    headline    TEXT    NOT NULL,
    title       TEXT    NOT NULL,
    vendor      TEXT    NOT NULL,
    vendor_key  TEXT    NOT NULL, -- folded for comparison
    country     TEXT    NOT NULL,
    discovered  TEXT    NOT NULL, -- with the precision of the source, hence text
    contacted   TEXT    NOT NULL,
    closed      TEXT    NOT NULL,
    next_due    INTEGER NOT NULL, -- the largest integer when nothing is due, so that it sorts last
    next_what   TEXT    NOT NULL,
    waiting     INTEGER NOT NULL DEFAULT 1 CHECK (waiting IN (0, 1)), -- something besides a date waits for a person
    recorded_at INTEGER NOT NULL,
    updated_at  INTEGER NOT NULL,
    state       TEXT    NOT NULL CHECK (json_valid(state)),
    UNIQUE (prefix, year, number)
) STRICT;

-- Both cover every filter of a list, so that the filters are answered from the index alone.
CREATE INDEX cases_listed ON cases (listed, next_due, id, work, exposure, vendor_key);
CREATE INDEX cases_due ON cases (next_due, id, listed, work, exposure, vendor_key);
CREATE INDEX cases_waiting ON cases (next_due, id) WHERE waiting = 1 AND listed = 1;

-- +goose StatementBegin
CREATE TRIGGER cases_keep BEFORE DELETE ON cases BEGIN
    SELECT RAISE(ABORT, 'a case is never deleted');
END;
-- +goose StatementEnd

-- events is append-only. body holds the bytes that were hashed. It has rowids: an event with a probe has about a
-- thousand bytes, and without them every row of that size would spill into a page of its own.
CREATE TABLE events (
    case_id     TEXT    NOT NULL REFERENCES cases (id),
    seq         INTEGER NOT NULL CHECK (seq > 0),
    kind        TEXT    NOT NULL,
    at_sort     INTEGER NOT NULL, -- begin of the period in which it happened
    recorded_at INTEGER NOT NULL,
    prev        BLOB    NOT NULL CHECK (length(prev) = 32),
    hash        BLOB    NOT NULL CHECK (length(hash) = 32),
    body        TEXT    NOT NULL,
    PRIMARY KEY (case_id, seq)
) STRICT;

-- +goose StatementBegin
CREATE TRIGGER events_no_update BEFORE UPDATE ON events BEGIN
    SELECT RAISE(ABORT, 'events are append-only');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER events_no_delete BEFORE DELETE ON events BEGIN
    SELECT RAISE(ABORT, 'events are append-only');
END;
-- +goose StatementEnd

-- INSERT OR REPLACE may delete a row without asking the trigger above; this one refuses it, and every gap besides.
-- +goose StatementBegin
CREATE TRIGGER events_in_order BEFORE INSERT ON events
WHEN NEW.seq <> 1 + coalesce((SELECT max(seq) FROM events WHERE case_id = NEW.case_id), 0)
BEGIN
    SELECT RAISE(ABORT, 'events are append-only: the number of the event is not the next one');
END;
-- +goose StatementEnd

-- jobs is everything deferred: sends, probes, timers, inbound deliveries.
CREATE TABLE jobs (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    queue       TEXT    NOT NULL,
    task        TEXT    NOT NULL,
    key         TEXT    NOT NULL UNIQUE, -- the idempotency key
    case_id     TEXT    REFERENCES cases (id),
    args        TEXT    NOT NULL CHECK (json_valid(args)),
    state       TEXT    NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'failed', 'uncertain', 'cancelled')),
    due         INTEGER NOT NULL,
    attempts    INTEGER NOT NULL DEFAULT 0,
    phase       TEXT    NOT NULL DEFAULT '', -- what was about to be done
    lease_until INTEGER,
    lease_owner TEXT    NOT NULL DEFAULT '',
    last_error  TEXT    NOT NULL DEFAULT '',
    receipt     TEXT    NOT NULL DEFAULT '',
    created     INTEGER NOT NULL,
    finished    INTEGER,
    CHECK ((state = 'running') = (lease_until IS NOT NULL)),
    CHECK ((state IN ('waiting', 'running')) = (finished IS NULL))
) STRICT;

CREATE INDEX jobs_waiting ON jobs (queue, due, id) WHERE state = 'waiting';
CREATE INDEX jobs_running ON jobs (queue, lease_until, id) WHERE state = 'running';
CREATE INDEX jobs_attention ON jobs (state, id) WHERE state IN ('failed', 'uncertain');
CREATE INDEX jobs_receipt ON jobs (receipt) WHERE state = 'done' AND receipt <> '';
CREATE INDEX jobs_case ON jobs (case_id, id) WHERE case_id IS NOT NULL;

-- inbox is what came in: stored before the sender gets its answer, understood later.
CREATE TABLE inbox (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    channel  TEXT    NOT NULL,
    key      TEXT    NOT NULL UNIQUE, -- a second delivery of the same thing has the same key
    received INTEGER NOT NULL,
    raw      TEXT    NOT NULL REFERENCES blobs (ref),
    sender   TEXT    NOT NULL, -- as claimed
    subject  TEXT    NOT NULL,
    meta     TEXT    NOT NULL CHECK (json_valid(meta)),
    state    TEXT    NOT NULL,
    case_id  TEXT    REFERENCES cases (id),
    note     TEXT    NOT NULL DEFAULT ''
) STRICT;

CREATE INDEX inbox_state ON inbox (state, id);
CREATE INDEX inbox_case ON inbox (case_id) WHERE case_id IS NOT NULL;
CREATE INDEX inbox_raw ON inbox (raw);

-- blobs are sealed with age. Erasing one removes salt and body and keeps the name, so that no chain breaks.
CREATE TABLE blobs (
    ref     TEXT    PRIMARY KEY,
    size    INTEGER NOT NULL, -- of the plain text
    created INTEGER NOT NULL,
    erased  INTEGER,
    salt    BLOB,
    body    BLOB,
    CHECK ((erased IS NULL) = (body IS NOT NULL)),
    CHECK ((erased IS NULL) = (salt IS NOT NULL))
) STRICT;

-- refs is where a channel keeps something of a case.
CREATE TABLE refs (
    case_id TEXT NOT NULL REFERENCES cases (id),
    owner   TEXT NOT NULL,
    name    TEXT NOT NULL,
    value   TEXT NOT NULL,
    PRIMARY KEY (case_id, owner, name)
) STRICT, WITHOUT ROWID;

CREATE INDEX refs_value ON refs (owner, name, value);

-- messages finds the case of a Message-ID or marker; part of the projection.
CREATE TABLE messages (
    message_id TEXT PRIMARY KEY,
    case_id    TEXT NOT NULL REFERENCES cases (id),
    key        TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX messages_case ON messages (case_id);

-- targets finds the cases of an asset; part of the projection.
CREATE TABLE targets (
    target  TEXT NOT NULL,
    case_id TEXT NOT NULL REFERENCES cases (id),
    PRIMARY KEY (target, case_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX targets_case ON targets (case_id);

-- cursors is how far a poller has read.
CREATE TABLE cursors (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- cases_fts is the full-text index; its rowid is cases.row. The last two columns are told apart because facts are
-- replaced and notes only ever grow.
CREATE VIRTUAL TABLE cases_fts USING fts5 (
    id, title, parties, targets, facts, notes,
    tokenize = "unicode61 remove_diacritics 2",
    prefix = '2 3'
);
