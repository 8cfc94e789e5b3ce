package github

import (
	"slices"

	"daylight/disclosure/fault"
)

// hook is an event of webhooks that the bot takes.
type hook struct {
	event string
	// page says that it may be about the pull request of a page. It is a hint and no more: how a request stands is asked.
	page bool
	// said says that another event tells the same: it is taken where it comes, and the app does not ask for it.
	said bool
	// read reads the payload of any other into an item; ok is false for what is irrelevant to cases.
	read func(item *Item, d *delivery) (ok bool, err error)
}

// hooks are all of them. What the app asks GitHub for, what the doctor compares and what is read come from here.
func hooks() []hook {
	return []hook{
		{event: "issues", read: readIssue},
		{event: "issue_comment", read: readComment},
		{event: "repository", read: readRepository},
		{event: "public", said: true, read: readPublic},
		{event: "pull_request", page: true},
		{event: "pull_request_review", page: true},
	}
}

func hookOf(event string) (hook, bool) {
	all := hooks()
	i := slices.IndexFunc(all, func(h hook) bool { return h.event == event })
	if i < 0 {
		return hook{}, false
	}
	return all[i], true
}

// isPullEvent reports whether a webhook may be about the pull request of a page.
func isPullEvent(event string) bool {
	h, _ := hookOf(event)
	return h.page
}

// Events are the webhooks that an app of the bot asks for. site says that it brings pages to a site.
func Events(site bool) []string {
	var out []string
	for _, h := range hooks() {
		if !h.said && (site || !h.page) {
			out = append(out, h.event)
		}
	}
	return out
}

func readRepository(item *Item, d *delivery) (bool, error) {
	item.Kind = ItemRepository
	return slices.Contains(repositoryActions, d.Action), nil
}

func readPublic(item *Item, _ *delivery) (bool, error) {
	item.Kind, item.Action = ItemRepository, "publicized"
	return true, nil
}

func readIssue(item *Item, d *delivery) (bool, error) {
	if ok, err := ofIssue(item, d); !ok {
		return false, err
	}
	item.Kind, item.At = ItemIssue, d.Issue.UpdatedAt.UTC()
	if d.Action == "closed" {
		item.Reason = d.Issue.StateReason
		if !d.Issue.ClosedAt.IsZero() {
			item.At = d.Issue.ClosedAt.UTC() // polling sees the same time
		}
	}
	return slices.Contains(issueActions, d.Action), nil
}

func readComment(item *Item, d *delivery) (bool, error) {
	if ok, err := ofIssue(item, d); !ok {
		return false, err
	}
	if d.Comment == nil || d.Comment.ID <= 0 {
		return false, fault.Errorf(fault.Invalid, "the payload of the webhook has no comment")
	}
	item.Kind, item.Comment, item.At = ItemComment, d.Comment.item(), d.Comment.UpdatedAt.UTC()
	return slices.Contains(commentActions, d.Action), nil
}

// ofIssue reads the issue of a payload; ok is false for a pull request, which shares these events.
func ofIssue(item *Item, d *delivery) (ok bool, err error) {
	if d.Issue == nil || d.Issue.Number <= 0 {
		return false, fault.Errorf(fault.Invalid, "the payload of the webhook names no issue")
	}
	if d.Issue.isPull() {
		return false, nil
	}
	item.Issue, item.IssueAuthor, item.Marker = d.Issue.Number, d.Issue.User, markerIn(d.Issue.Body)
	return true, nil
}
