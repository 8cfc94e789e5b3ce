package config

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"daylight/disclosure/civil"
	"daylight/disclosure/engine"
	"daylight/disclosure/fault"
)

// maxRemindDays bounds how long before a deadline somebody is reminded of it.
const maxRemindDays = 90

func (c *Config) checkRemind(k *checker) {
	if c.Policies.Default == "" {
		k.addf("policies.default", "a case needs a policy: write exposed-data if you have none of your own")
	}
	for i, file := range c.Policies.Files {
		if file == "" {
			k.addf(fmt.Sprintf("policies.files[%d]", i), "say which file it is")
		}
	}
	for i, n := range c.Remind.BeforeDays {
		if n < 1 || n > maxRemindDays {
			k.addf(fmt.Sprintf("remind.before_days[%d]", i), "%d is not from 1 to %d", n, maxRemindDays)
		}
	}
	if _, err := ParseHour(c.Remind.At); err != nil {
		k.addf("remind.at", "%v", err)
	}
	if _, err := c.DigestSchedule(); err != nil {
		k.addf("remind.digest", "%v", err)
	}
	if _, err := time.LoadLocation(c.Remind.Zone); err != nil || c.Remind.Zone == "Local" {
		k.addf("remind.zone", "%q is not a time zone: write an IANA name such as Europe/Paris, or UTC", c.Remind.Zone)
	}
	for i, p := range c.People {
		path := fmt.Sprintf("people[%d]", i)
		k.address(path+".mail", p.Mail)
		if _, err := ParseQuiet(p.Quiet); err != nil {
			k.addf(path+".quiet", "%v", err)
		}
	}
}

// DigestSchedule is when the digest comes. It has no next time where none is configured.
func (c *Config) DigestSchedule() (engine.Schedule, error) {
	if c.Remind.Digest == "" {
		return engine.Schedule{}, nil
	}
	zone, err := time.LoadLocation(c.Remind.Zone)
	if err != nil {
		zone = time.UTC // reported beside its own field
	}
	return engine.ParseSchedule(c.Remind.Digest, zone)
}

// ParseHour reads a time of day such as 09:00, in minutes after midnight.
func ParseHour(s string) (int, error) {
	h, m, ok := strings.Cut(s, ":")
	hour, err1 := strconv.Atoi(h)
	minute, err2 := strconv.Atoi(m)
	if !ok || err1 != nil || err2 != nil || len(h) > 2 || len(m) != 2 || hour < 0 || hour > 23 || minute < 0 || minute > 59 {
		return 0, fault.Errorf(fault.Invalid, "%q is not a time of day: write it as 09:00", s)
	}
	return hour*60 + minute, nil
}

// Quiet is a part of the day in which somebody gets no notifications.
type Quiet = civil.Hours

// ParseQuiet reads hours such as 20:00-08:00. "" is none.
func ParseQuiet(s string) (Quiet, error) {
	if s == "" {
		return Quiet{}, nil
	}
	a, b, ok := strings.Cut(s, "-")
	from, err1 := ParseHour(strings.TrimSpace(a))
	to, err2 := ParseHour(strings.TrimSpace(b))
	if !ok || err1 != nil || err2 != nil || from == to {
		return Quiet{}, fault.Errorf(fault.Invalid, "%q is not a range of hours: write it as 20:00-08:00", s)
	}
	return Quiet{From: from, To: to}, nil
}
