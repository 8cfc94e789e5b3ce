package uptime

import (
	"os"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// bootIDFile names the start of the machine.
const bootIDFile = "/proc/sys/kernel/random/boot_id"

// Read returns the start of the machine and how long it has been running since, asleep or not: a clock that nobody sets. The
// start is "" where it cannot be told.
func Read() (boot string, up time.Duration) {
	id, err := os.ReadFile(bootIDFile)
	if err != nil {
		return "", 0
	}
	var ran unix.Timespec
	if unix.ClockGettime(unix.CLOCK_BOOTTIME, &ran) != nil {
		return "", 0
	}
	return strings.TrimSpace(string(id)), time.Duration(ran.Nano())
}
