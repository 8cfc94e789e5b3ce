// Package probetest holds what the tests of the probe kinds share: servers that misbehave, a prober that may reach loopback,
// and the [Suite] of rules that every kind has to pass. Only tests import it.
//
// Every body that a fixture sends contains [Secret]. A test that finds it in an observation or an error has caught a kind
// that keeps content.
package probetest
