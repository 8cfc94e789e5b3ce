// Package probetest holds the misbehaving servers and the prober that the tests of the probe
// kinds share. It is for tests only; nothing in the product imports it.
package probetest
