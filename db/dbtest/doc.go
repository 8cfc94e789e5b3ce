// Package dbtest is the suite that every store must pass, whatever database is behind it. It knows the promises of
// the interfaces that consumers declare and nothing of SQL.
package dbtest
