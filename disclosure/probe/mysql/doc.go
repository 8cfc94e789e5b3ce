// Package mysql asks a MySQL or MariaDB server in two ways, each a kind of its own.
//
// Kind "mysql" (facet "greeting") reads the server's greeting and says nothing: strangers reach the server, or their
// address is turned away. It cannot see whether a password is wanted.
//
// Kind "mysql_login" (facet "login") tries to sign in as the user that the finding names, without a password. That is a
// login, so a second person has to agree to it. It goes on in TLS wherever the server offers that: a server may refuse
// without TLS whom it lets in within it.
package mysql
