// Package deadline holds the commands that move clocks and reminders. The dates themselves are computed in package clock.
package deadline
