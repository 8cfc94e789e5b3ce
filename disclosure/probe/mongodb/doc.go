// Package mongodb asks a MongoDB server, or one that speaks its protocol, whether it serves strangers (kind "mongodb",
// facet "commands").
//
// It asks for the warnings of the last start, a command that only a server without authentication answers, and looks for
// the number of lines alone. No database is named: a list of them comes back empty, not refused, from servers that have
// authentication. Both questions travel as OP_MSG, as newer servers refuse the older form from everybody, open or not.
package mongodb
