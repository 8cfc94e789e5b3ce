package appauth

import (
	"context"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"daylight/disclosure/fault"
)

// maxSkew is how far our clock may be from GitHub's before tokens begin to be refused.
const maxSkew = 30 * time.Second

// Clock reports whether our clock is near enough to GitHub's.
func (i Info) Clock() error {
	if i.Skew.Abs() <= maxSkew {
		return nil
	}
	way := "ahead of"
	if i.Skew < 0 {
		way = "behind"
	}
	return fault.Errorf(fault.Unavailable, "the clock of this machine is %s %s GitHub's, and tokens of the app will be refused: set it by NTP", i.Skew.Abs(), way)
}

// Rights reports which rights or events the app does not ask for, and which it has too many. site says that it brings pages to a site.
func (i Info) Rights(site bool) error {
	needs := Rights(site)
	var wrong []string
	for _, right := range slices.Sorted(maps.Keys(needs)) {
		if want := needs[right]; !enough(i.Permissions[right], want) {
			wrong = append(wrong, "it lacks "+right+": "+want)
		}
	}
	for _, right := range slices.Sorted(maps.Keys(i.Permissions)) {
		if _, ok := needs[right]; !ok {
			wrong = append(wrong, "it may do more than it needs ("+right+": "+i.Permissions[right]+")")
		}
	}
	if len(wrong) > 0 {
		return fault.Errorf(fault.Forbidden, "the rights of the app are not right: %s: change them at the app's page, Permissions & events", strings.Join(wrong, "; "))
	}
	return nil
}

// Subscribed reports which of the events that the bot takes the app does not ask GitHub for, and says which it asks for. What it gets
// besides is counted and moves nothing.
func (i Info) Subscribed(takes []string) (says string, err error) {
	var has, lacks []string
	for _, event := range takes {
		if slices.Contains(i.Events, event) {
			has = append(has, event)
		} else {
			lacks = append(lacks, event)
		}
	}
	says = "it is subscribed to " + strings.Join(has, ", ")
	if len(has) == 0 {
		says = "it is subscribed to no event that the bot takes"
	}
	if len(lacks) > 0 {
		return says, fault.Errorf(fault.Unavailable, "%s; missing: %s. What they tell is seen when the bot polls, and not at once", says, strings.Join(lacks, ", "))
	}
	return says, nil
}

func enough(has, want string) bool {
	rank := map[string]int{"read": 1, "write": 2, "admin": 3}
	return rank[has] >= rank[want]
}

// Deliveries reports whether GitHub reaches our webhooks, by its own record of the last ones. It says how many there are.
func (a *App) Deliveries(ctx context.Context) (int, error) {
	var last []struct {
		Status     string `json:"status"`
		StatusCode int    `json:"status_code"`
		Event      string `json:"event"`
	}
	err := a.call(ctx, http.MethodGet, "app/hook/deliveries", nil, &last)
	if Status(err) == http.StatusNotFound {
		return 0, fault.Errorf(fault.Unavailable, "GitHub keeps no record of the app's webhooks: set the address of the webhooks at the app's page, or leave it to polling")
	}
	if err != nil || len(last) == 0 {
		return 0, err
	}
	if d := last[0]; d.StatusCode < 200 || d.StatusCode > 299 {
		code := "without an answer"
		if d.StatusCode != 0 {
			code = "with " + strconv.Itoa(d.StatusCode)
		}
		return len(last), fault.Errorf(fault.Unavailable, "the last webhook that GitHub sent (%.40q) ended %s: check the address, the proxy and the secret; polling goes on", d.Event, code)
	}
	return len(last), nil
}
