// Package migrations holds the schema of the store as numbered files, one folder a database engine. A file that was
// released is never changed; a change of the schema is a new file.
package migrations

import "embed"

// SQLite holds the files of the folder sqlite.
//
//go:embed sqlite/*.sql
var SQLite embed.FS
