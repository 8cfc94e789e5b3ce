// Package mqtt probes whether an MQTT broker accepts strangers (kind "mqtt", facet "connect").
//
// It begins a clean session without a user and password, reads whether the broker accepts it, and disconnects. It subscribes
// to nothing, so it receives no message. A broker that accepts every client and then lets it read nothing is therefore open
// here.
package mqtt
