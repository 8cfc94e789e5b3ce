// Package firebase asks a Firebase Realtime Database whether strangers may read a place in it (kind "firebase").
//
// The one facet "read" is asked for with a child that does not exist below the place which was found open. Rules hold for
// everything below them, so whoever may read the place may read the child too, and gets null: no key and no value is
// sent. The place matters: one that is shut says nothing about others, and rules that look at a query may refuse the
// child where they would let a query pass. Such places are to be asked with kind "http".
package firebase
