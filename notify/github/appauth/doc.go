// Package appauth lets the bot act as a GitHub App: it signs the app's own tokens, exchanges them for tokens of one
// repository each, and prints the manifest from which an app is made.
//
// It knows addresses, keys and tokens, and nothing of issues or cases. A token never leaves the process, is never stored, and
// never prints.
package appauth
