// Package clickhouse probes whether a ClickHouse server runs queries of strangers over HTTP (kind "clickhouse", facet
// "query").
//
// It sends SELECT 1, which touches no table and is answered only to users that the server lets in. /ping answers "Ok." to
// everybody, whatever is closed, so it proves nothing and is not used.
package clickhouse
