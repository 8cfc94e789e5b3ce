-- What belongs to no case: when the instance began, that it was restored, that a person let it work on. Its newest entry
-- about a restore says whether the instance waits for a person.

-- +goose Up

CREATE TABLE instance_log (
    seq  INTEGER PRIMARY KEY CHECK (seq > 0),
    kind TEXT    NOT NULL,
    at   INTEGER NOT NULL,
    prev BLOB    NOT NULL CHECK (length(prev) = 32),
    hash BLOB    NOT NULL CHECK (length(hash) = 32),
    body TEXT    NOT NULL CHECK (json_valid(body))
) STRICT;

-- +goose StatementBegin
CREATE TRIGGER instance_log_no_update BEFORE UPDATE ON instance_log BEGIN
    SELECT RAISE(ABORT, 'the log of the instance is append-only');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER instance_log_no_delete BEFORE DELETE ON instance_log BEGIN
    SELECT RAISE(ABORT, 'the log of the instance is append-only');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER instance_log_in_order BEFORE INSERT ON instance_log
WHEN NEW.seq <> 1 + coalesce((SELECT max(seq) FROM instance_log), 0)
BEGIN
    SELECT RAISE(ABORT, 'the log of the instance is append-only: the number of the entry is not the next one');
END;
-- +goose StatementEnd

-- How many changes the file has seen. What is kept beside the key knows the number too, and a file that knows a lower
-- one is an old copy.
INSERT INTO meta (name, value) VALUES ('sequence', '0') ON CONFLICT DO NOTHING;
