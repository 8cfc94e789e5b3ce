package db

import (
	"testing"

	"daylight/db/dbtest"
)

func TestStore(t *testing.T) {
	dbtest.Run(t, func(t *testing.T) dbtest.Store { return openTest(t) })
}
