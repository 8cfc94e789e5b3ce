package github

import (
	"encoding/json"

	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
)

// TaskPull is the task that opens the pull request of a page.
const TaskPull ledger.Task = "github/pull"

// PagePull is the payload of [TaskPull]: what was approved when it was ordered.
type PagePull struct {
	Mode     disclosure.Mode    `json:"mode,omitempty"`
	Lang     string             `json:"lang,omitempty"`
	Revision int                `json:"revision,omitempty"`
	Digest   string             `json:"digest,omitempty"`
	Checks   []string           `json:"checks,omitempty"` // names of those of the gate
	Files    disclosure.BlobRef `json:"files,omitempty"`  // exactly those that leave, as a JSON object by name
}

// Task implements [ledger.Payload].
func (PagePull) Task() ledger.Task { return TaskPull }

// Pull is the pull request of the payload, with the files that its blob holds.
func (p PagePull) Pull(id disclosure.CaseID, blob []byte) (*Pull, error) {
	out := &Pull{Case: id, Mode: p.Mode, Lang: p.Lang, Revision: p.Revision, Digest: p.Digest, Checks: p.Checks}
	if err := json.Unmarshal(blob, &out.Files); err != nil {
		return nil, fault.Errorf(fault.Internal, "the files of a pull request cannot be read: %w", err)
	}
	return out, out.valid()
}
