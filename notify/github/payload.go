package github

import (
	"encoding/json"

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
	h, taken := hookOf(event)
	if !taken || h.read == nil {
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
	if ok, err = h.read(&item, &d); err != nil {
		return Item{}, false, err
	}
	return item, ok, nil
}
