// Package place reads where something is from the way it is written: which targets are one thing, how a target is shown to people,
// and in which network an address lies. It knows nothing of cases.
package place
