// Package mqtt asks an MQTT broker whether it takes strangers (kind "mqtt", facet "connect").
//
// It begins a clean session without a name or password, reads whether that is taken, and says goodbye. Nothing is
// subscribed to, so no message is received: a broker that takes everybody and lets them read nothing is open here.
package mqtt
