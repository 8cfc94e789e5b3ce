// Package clickhouse asks a ClickHouse server over HTTP whether it takes queries of strangers (kind "clickhouse").
//
// SELECT 1 touches no table, and is answered only to whom the server lets in. /ping says "Ok." to everybody, whatever is
// shut, and is not asked.
package clickhouse
