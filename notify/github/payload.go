package github

import (
	"encoding/json"
	"slices"

	"daylight/disclosure/fault"
)

// delivery is the part of a webhook's payload that is used. Unknown members are skipped.
type delivery struct {
	Action     string       `json:"action"`
	Issue      *wireIssue   `json:"issue"`
	Comment    *wireComment `json:"comment"`
	Sender     Account      `json:"sender"`
	Repository *struct {
		ID       int64  `json:"id"`
		FullName string `json:"full_name"`
		Private  *bool  `json:"private"`
	} `json:"repository"`
}

// The actions that are relevant to a case. All others (labels, assignments, pins …) are counted and ignored.
var (
	commentActions    = []string{"created", "edited", "deleted"}
	issueActions      = []string{"opened", "edited", "closed", "reopened", "deleted", "transferred", "locked", "unlocked"}
	repositoryActions = []string{"publicized", "privatized", "renamed", "transferred", "archived", "unarchived", "deleted"}
)

// MapDelivery reads the payload of a webhook. ok is false for events that are irrelevant to cases. An error means that
// the payload does not fit its event; the raw bytes stay in the inbox.
func MapDelivery(event string, raw []byte) (item Item, ok bool, err error) {
	switch event {
	case "issue_comment", "issues", "repository":
	default:
		return Item{}, false, nil
	}
	var d delivery
	if err := json.Unmarshal(raw, &d); err != nil {
		return Item{}, false, fault.Errorf(fault.Invalid, "the payload of the webhook cannot be read")
	}
	if d.Repository == nil {
		return Item{}, false, fault.Errorf(fault.Invalid, "the payload of the webhook names no repository")
	}
	if _, _, valid := splitRepo(d.Repository.FullName); !valid {
		return Item{}, false, fault.Errorf(fault.Invalid, "the payload of the webhook names no valid repository")
	}
	item = Item{
		Action: d.Action, Repo: d.Repository.FullName, RepoID: d.Repository.ID, Private: d.Repository.Private, Actor: d.Sender,
	}
	if event == "repository" {
		item.Kind = ItemRepository
		return item, slices.Contains(repositoryActions, d.Action), nil
	}
	if d.Issue == nil || d.Issue.Number <= 0 {
		return Item{}, false, fault.Errorf(fault.Invalid, "the payload of the webhook names no issue")
	}
	if d.Issue.isPull() {
		return Item{}, false, nil // pull requests share these events
	}
	item.Issue, item.IssueAuthor, item.Marker = d.Issue.Number, d.Issue.User, markerIn(d.Issue.Body)
	if event == "issues" {
		item.Kind, item.At = ItemIssue, d.Issue.UpdatedAt.UTC()
		if d.Action == "closed" {
			item.Reason = d.Issue.StateReason
			if !d.Issue.ClosedAt.IsZero() {
				item.At = d.Issue.ClosedAt.UTC() // polling sees the same time
			}
		}
		return item, slices.Contains(issueActions, d.Action), nil
	}
	if d.Comment == nil || d.Comment.ID <= 0 {
		return Item{}, false, fault.Errorf(fault.Invalid, "the payload of the webhook has no comment")
	}
	item.Kind, item.Comment, item.At = ItemComment, d.Comment.item(), d.Comment.UpdatedAt.UTC()
	return item, slices.Contains(commentActions, d.Action), nil
}
