package db

import (
	"runtime"
	"sync"

	"daylight/disclosure"
	"daylight/disclosure/ledger"
)

// decodeEach is how many events a processor decodes at a time. Short histories are decoded by the caller alone.
const decodeEach = 256

// decode reads stored events, on all processors where there are many. It fails with the first that cannot be read.
func decode(bodies [][]byte) ([]disclosure.Event, error) {
	out := make([]disclosure.Event, len(bodies))
	parts := (len(bodies) + decodeEach - 1) / decodeEach
	errs := make([]error, parts)
	decodePart := func(n int) {
		for i := n * decodeEach; i < min(len(bodies), (n+1)*decodeEach) && errs[n] == nil; i++ {
			out[i], errs[n] = ledger.ReadEvent(bodies[i])
		}
	}
	if parts < 2 {
		for n := range parts {
			decodePart(n)
		}
	} else {
		spread(parts, decodePart)
	}
	for _, err := range errs {
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// spread calls f for the numbers below n, on all processors. It returns when all calls have.
func spread(n int, f func(int)) {
	var wg sync.WaitGroup
	next := make(chan int)
	for range min(n, runtime.GOMAXPROCS(0)) {
		wg.Go(func() {
			for i := range next {
				f(i)
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	wg.Wait()
}
