// Package config reads the configuration of the bot: YAML to a typed [Config] with defaults, all mistakes at once
// with their paths, and secrets that never print. It knows no channel: package app maps its parts to the options
// of each package.
package config
