// Package e2e holds the tests that join everything: the whole bot with all of its channels against real servers on
// loopback, and the bot that is killed again and again while it works. There is no product code in it.
//
// Without further ado it runs within a plain `go test`. With the build tag "integration" the journey is repeated
// against a GitHub emulator, which scripts/peers-github.sh starts. DAYLIGHT_CHAOS=100 says how often the bot is
// killed.
package e2e
