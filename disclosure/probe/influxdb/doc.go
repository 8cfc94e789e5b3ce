// Package influxdb asks an InfluxDB server of version 1 whether it takes queries of strangers (kind "influxdb").
//
// The usual question, SHOW DATABASES, would have the names of all databases sent to us. The probe asks for the
// measurements of a database that does not exist instead: authentication comes before any statement is looked at, so
// whoever gets a result of this one may give every other. /ping answers everybody, whatever is shut, and is not asked.
package influxdb
