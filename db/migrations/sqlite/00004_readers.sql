-- Who may see a restricted case: a row a person, the name folded. A case without a row is open to the team. Derived from
-- events like the row of the case, so that lists and searches can leave a case out before they count.

-- +goose Up

CREATE TABLE case_readers (
    case_id TEXT NOT NULL REFERENCES cases (id),
    name    TEXT NOT NULL,
    PRIMARY KEY (case_id, name)
) STRICT, WITHOUT ROWID;

CREATE INDEX case_readers_name ON case_readers (name, case_id);
