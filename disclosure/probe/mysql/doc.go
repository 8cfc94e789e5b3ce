// Package mysql probes a MySQL or MariaDB server in two ways, each a kind of its own.
//
// Kind "mysql" (facet "greeting") reads the greeting of the server and sends nothing: strangers reach the server, or their
// address is refused. It cannot see whether a password is needed, so setting one does not close this facet.
//
// Kind "mysql_login" (facet "login") tries to sign in as the user that the finding names, without a password. That is a
// login, so two people have to agree to it. It uses TLS wherever the server offers it: a server may refuse a user without
// TLS whom it lets in with TLS.
package mysql
