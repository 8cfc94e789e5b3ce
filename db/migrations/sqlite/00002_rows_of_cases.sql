-- Cases have rows of a version from here on; it stands in meta under 'projection' (see projectionVersion in package
-- db). Programs from before do not know it, so the column that they read and write gets another name: one that still
-- runs beside a newer one fails, and cannot put a row of the old form among those of the new one.

-- +goose Up

ALTER TABLE cases RENAME COLUMN state TO content;
