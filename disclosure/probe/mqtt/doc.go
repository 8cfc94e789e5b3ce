// Package mqtt probes whether an MQTT broker accepts strangers (kind "mqtt", facets "connect" and "status").
//
// It begins a clean session without a user and password and reads whether the broker accepts it. Then it subscribes to the one topic
// in which brokers tell their version, and to nothing else, so it receives nobody's message. A broker that told it once and does not any
// more has got a list of rights: package closure then leaves it undecided.
package mqtt
