// Package influxdb probes whether an InfluxDB server of version 1 runs queries of strangers (kind "influxdb", facet "query").
//
// The usual request, SHOW DATABASES, would send us the names of all databases. The probe requests the measurements of a
// database that does not exist instead: the server authenticates before it looks at a statement, so a client that gets a
// result of this one may run every other. /ping answers everybody, whatever is closed, so it proves nothing and is not used.
package influxdb
