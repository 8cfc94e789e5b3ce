package github

import (
	"context"
	"strconv"
	"strings"
)

// deliveryHead is what the receiver of a webhook has to know of a payload.
type deliveryHead struct {
	Action     string  `json:"action"`
	Sender     Account `json:"sender"`
	Repository struct {
		ID       int64  `json:"id"`
		FullName string `json:"full_name"`
	} `json:"repository"`
}

// elsewhereName is the cursor that counts what was not kept.
const elsewhereName = "github/elsewhere"

// concerns reports whether a delivery may be about a case. What happens in a repository that is not configured is not:
// an app sees all repositories in which it was installed, and what people write there is nobody's business here. A
// tracking repository that was renamed is known by its id. What names no repository is no comment, and is kept as before.
func (c *Channel) concerns(ctx context.Context, event string, head deliveryHead) bool {
	if c.aboutPage(event, head.Repository.FullName) {
		return true
	}
	if head.Repository.FullName == "" && head.Repository.ID == 0 {
		return true
	}
	if _, ok := c.repos[strings.ToLower(head.Repository.FullName)]; ok {
		return true
	}
	for _, full := range c.Repositories() {
		// A store that does not answer keeps the delivery: nothing of a case is lost.
		if want, err := c.want(ctx, full); err != nil || want.ID != 0 && want.ID == head.Repository.ID {
			return true
		}
	}
	return false
}

// countElsewhere counts a delivery that is not kept.
func (c *Channel) countElsewhere(ctx context.Context, event string) {
	c.opts.Log.InfoContext(ctx, "a webhook of a repository that is not configured was counted and not kept", "event", event)
	c.elsewhere.Lock()
	defer c.elsewhere.Unlock()
	n, err := c.Elsewhere(ctx)
	if err == nil {
		err = c.ports.Cursors.SetCursor(ctx, elsewhereName, strconv.Itoa(n+1))
	}
	if err != nil {
		c.opts.Log.WarnContext(ctx, "a webhook that was not kept could not be counted", "error", err)
	}
}

// Elsewhere is how many deliveries were not kept, because they are about repositories that are not configured.
func (c *Channel) Elsewhere(ctx context.Context) (int, error) {
	seen, err := c.ports.Cursors.Cursor(ctx, elsewhereName)
	if err != nil || seen == "" {
		return 0, err
	}
	return strconv.Atoi(seen)
}
