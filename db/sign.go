package db

import "crypto/ed25519"

// Signer returns the key that signs for one purpose, always the same for the same key of the instance. Who gets its
// public half learns nothing about any other key.
func (k *Key) Signer(purpose string) ed25519.PrivateKey {
	return ed25519.NewKeyFromSeed(k.Derive("signature: " + purpose))
}
