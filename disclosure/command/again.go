package command

import (
	"context"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/fault"
)

// maxAttempts bounds how often a command is decided anew because somebody else changed the case. With the waits of
// [pause] it lasts for about six seconds.
const maxAttempts = 100

// longestPause bounds the wait before a command is decided anew.
const longestPause = 64 * time.Millisecond

// stepAside waits before another attempt, and says that it is no use once there were too many. The error names no
// version: its reader never saw one.
func (s *Service) stepAside(ctx context.Context, id disclosure.CaseID, try int) error {
	if try >= maxAttempts {
		return fault.Errorf(fault.Unavailable, "case %s is changed by others all the time, so nothing was written: repeat it in a moment", id)
	}
	timer := time.NewTimer(s.pause(id, try))
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// pause grows with each attempt. The clock spreads it, so that those who collided do not return together.
func (s *Service) pause(id disclosure.CaseID, try int) time.Duration {
	wait := min(time.Millisecond<<min(try, 10), longestPause)
	return time.Duration(float64(wait) * civil.Spread(string(id)+s.Now().Format(time.RFC3339Nano)))
}
