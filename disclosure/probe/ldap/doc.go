// Package ldap probes whether strangers may read an entry of a directory (kind "ldap", facet "entry").
//
// It searches for the one entry that the address names, without a bind, and requests no attributes. The entry itself is the
// proof. An accepted anonymous bind and a readable root entry prove nothing, as most directories grant both to everybody.
// "No such object" is a weak closure: directories say it about what they hide as well.
package ldap
