// Package firebase probes whether strangers may read a place in a Firebase Realtime Database (kind "firebase", facet "read").
//
// It requests a child that does not exist, below the place that was found open. Read rules apply to everything below them, so
// a client that may read the place may read the child, and gets null: no key and no value is sent. The place matters: that
// one place is closed says nothing about others. Rules that look at a query may refuse the child where they would let a
// query pass; such places belong to kind "http".
package firebase
