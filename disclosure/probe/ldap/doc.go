// Package ldap asks a directory whether strangers may read its entries (kind "ldap", facet "entry").
//
// It searches the one entry that the address names, without a bind, and asks for no attributes. The entry itself is the
// proof. An accepted anonymous bind and a readable root entry are none, as most directories grant both to everybody.
// "No such object" is a weak closure: directories say so about what they hide as well.
package ldap
