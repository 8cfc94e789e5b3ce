package civil

import (
	"crypto/sha256"
	"encoding/binary"
	"time"
)

// Spread maps a key to a number in [0, 1) that looks random and is always the same, so that what is spread stays where it
// is when it is computed again.
func Spread(key string) float64 {
	sum := sha256.Sum256([]byte(key))
	return float64(binary.BigEndian.Uint64(sum[:8])>>11) / (1 << 53)
}

// jitterShare is by which part of itself a wait is made shorter or longer.
const jitterShare = 0.2

// Jitter makes a wait up to a fifth shorter or longer, by its key: assets that were recorded together are not asked
// together for ever, and whoever looks into their log finds no clockwork.
func Jitter(key string, every time.Duration) time.Duration {
	return every + time.Duration(jitterShare*(2*Spread(key)-1)*float64(every))
}

// JitterLater makes a wait up to a fifth longer, for waits that a rule counts and that must not come short.
func JitterLater(key string, every time.Duration) time.Duration {
	return every + time.Duration(jitterShare*Spread(key)*float64(every))
}
