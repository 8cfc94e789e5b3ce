package desk

import (
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"fmt"
	"slices"
	"time"

	"daylight/cmd/bot/internal/config"
	"daylight/disclosure"
	"daylight/disclosure/closure"
	"daylight/disclosure/fault"
	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/target"
	"daylight/disclosure/probe/vantage"
	"daylight/disclosure/proof"
)

// Sighting is one observation on the record of a case.
type Sighting struct {
	Seq      int                      `json:"seq"`
	Asset    string                   `json:"asset"`
	Recorded time.Time                `json:"recorded"`
	Asked    *disclosure.ProbeRequest `json:"asked"`
	Stranger bool                     `json:"stranger"` // of another asset under the same name; it does not count
	Streak   *disclosure.Streak       `json:"streak"`   // after it
	Probe    observed.Observation     `json:"probe"`
}

// AssetStatus is the state of an asset and of each of its facets.
type AssetStatus struct {
	Asset  disclosure.Asset     `json:"asset"`
	Facets []closure.FacetState `json:"facets"`
}

// AssetStatuses returns the state of the assets of a case and of their facets by the current rule.
func (d *Desk) AssetStatuses(c *disclosure.Case, events []disclosure.Event) []AssetStatus {
	out := make([]AssetStatus, 0, len(c.Assets))
	for _, a := range c.Assets {
		out = append(out, AssetStatus{Asset: a, Facets: d.service.Rules().Probing.Facets(closure.ObservedOf(events, a.ID), d.service.Now())})
	}
	return out
}

// ProbeHistory returns the observations of a case in the order in which they came in, and where its assets stand. asset
// is an id or a target; "" is all.
func (d *Desk) ProbeHistory(ctx context.Context, id disclosure.CaseID, asset string) ([]Sighting, []AssetStatus, error) {
	c, events, err := d.read(ctx, id)
	if err != nil {
		return nil, nil, err
	}
	only := ""
	if asset != "" {
		a, ok := c.Asset(asset)
		if !ok {
			return nil, nil, fault.Errorf(fault.NotFound, "%s has no asset %q", id, asset)
		}
		only = a.ID
	}
	seen := []Sighting{}
	for i := range events {
		e := &events[i]
		if e.Kind == disclosure.KindProbed && e.Detail.Probe != nil && (only == "" || only == e.Detail.AssetID) {
			seen = append(seen, Sighting{
				Seq: e.Seq, Asset: e.Detail.AssetID, Recorded: e.RecordedAt, Asked: e.Detail.Request,
				Stranger: closure.OfMismatch(e), Streak: e.Detail.Streak, Probe: *e.Detail.Probe,
			})
		}
	}
	statuses := []AssetStatus{}
	for _, k := range d.AssetStatuses(c, events) {
		if only == "" || only == k.Asset.ID {
			statuses = append(statuses, k)
		}
	}
	return seen, statuses, nil
}

// RecordReport is the result of verifying the record of a case.
type RecordReport struct {
	Case     disclosure.CaseID       `json:"case"`
	Events   int                     `json:"events"`
	Probes   int                     `json:"probes"`
	Plans    int                     `json:"plans"`  // plans whose recomputed hash matches
	Signed   int                     `json:"signed"` // observations signed by agents at other vantages, with the key of the configuration
	Problems []closure.RecordProblem `json:"problems"`
	Remarks  []closure.RecordProblem `json:"remarks"` // what cannot be recomputed, and why
}

// PlanOf returns what a probe of an asset would send. It sends nothing.
func (d *Desk) PlanOf(c *disclosure.Case, asset string) (probe.Plan, error) {
	a, ok := c.Asset(asset)
	if !ok {
		return probe.Plan{}, fault.Errorf(fault.NotFound, "%s has no asset %q", c.ID, asset)
	}
	return d.prober.Plan(target.Of(a, string(c.ID)))
}

// VerifyProbes recomputes the record of a case: the hash chain, the runs of closed answers with the conclusions from
// them, and the plans of the probes, if the kind and the prober are still the same.
func (d *Desk) VerifyProbes(ctx context.Context, id disclosure.CaseID) (RecordReport, error) {
	out := RecordReport{Case: id, Problems: []closure.RecordProblem{}, Remarks: []closure.RecordProblem{}}
	stored, err := d.store.VerifyCase(ctx, id)
	if err != nil {
		return out, err
	}
	for _, p := range stored.Problems {
		out.Problems = append(out.Problems, closure.RecordProblem{Seq: p.Seq, What: p.What})
	}
	c, events, err := d.read(ctx, id)
	if err != nil {
		return out, err
	}
	out.Events = len(events)
	out.Problems = append(out.Problems, closure.CheckRecord(id, events, d.service.Rules().Probing.Rule)...)
	for i := range events {
		if events[i].Kind == disclosure.KindProbed && events[i].Detail.Probe != nil {
			out.Probes++
			d.verifyStatement(&events[i], &out)
			d.verifyPlan(c, &events[i], &out)
		}
	}
	return out, nil
}

// verifyStatement checks the signed answer of an agent.
func (d *Desk) verifyStatement(e *disclosure.Event, out *RecordReport) {
	o := e.Detail.Probe
	if o.Attested == nil {
		return
	}
	i := slices.IndexFunc(d.cfg.Probe.Vantages, func(v config.Vantage) bool { return v.Name == o.Vantage && v.PublicKey != "" })
	if i < 0 {
		out.Remarks = append(out.Remarks, closure.RecordProblem{Seq: e.Seq, What: "the configuration no longer has the key of " + o.Vantage + ", which signed it"})
		return
	}
	public, err := vantage.ParsePublicKey(d.cfg.Probe.Vantages[i].PublicKey)
	if err == nil {
		err = vantage.Verify(*o, public)
	}
	if err != nil {
		out.Problems = append(out.Problems, closure.RecordProblem{Seq: e.Seq, What: "what " + o.Vantage + " signed is not valid: " + err.Error()})
		return
	}
	out.Signed++
}

// verifyPlan recomputes the plan of a recorded probe, if this program would still probe in the same way.
func (d *Desk) verifyPlan(c *disclosure.Case, e *disclosure.Event, out *RecordReport) {
	o := e.Detail.Probe
	note := func(list *[]closure.RecordProblem, format string, args ...any) {
		*list = append(*list, closure.RecordProblem{Seq: e.Seq, What: fmt.Sprintf(format, args...)})
	}
	a, ok := c.Asset(e.Detail.AssetID)
	if !ok {
		note(&out.Problems, "it is about an asset that is not on record")
		return
	}
	plan, err := d.prober.Plan(target.Of(a, string(c.ID)))
	switch {
	case err != nil:
		note(&out.Remarks, "its plan can no longer be computed: %v", err)
	case o.Kind != plan.Kind || o.Version != plan.Version:
		note(&out.Remarks, "it was probed by version %d of %s, and this program has %d", o.Version, o.Kind, plan.Version)
	case o.Target != plan.Target:
		note(&out.Problems, "it probed a target other than that of its asset")
	case o.Asker != d.prober.Requester():
		note(&out.Remarks, "it was probed under another name or by another version of Daylight (%s), which is part of its plan", dashed(o.Asker))
	case o.PlanHash != plan.Hash:
		note(&out.Problems, "what was sent is not what its plan says")
	default:
		out.Plans++
	}
}

func dashed(s string) string {
	if s == "" {
		return "not on record"
	}
	return s
}

// ClosureProof is a signed proof and what goes with it.
type ClosureProof struct {
	proof.Proof
	Document    []byte
	Signature   []byte
	Key         []byte // PEM
	Fingerprint string
	Salts       map[string]string // by asset, in hex; none where the addresses are public
}

// ProveClosure makes the signed proof that a case is closed. public writes the addresses into it.
func (d *Desk) ProveClosure(ctx context.Context, id disclosure.CaseID, public bool) (ClosureProof, error) {
	var out ClosureProof
	c, events, err := d.read(ctx, id)
	if err != nil {
		return out, err
	}
	links, err := d.store.Links(ctx, id)
	if err != nil {
		return out, err
	}
	signer := d.key.Signer("closure proofs")
	key, _ := signer.Public().(ed25519.PublicKey)
	o := proof.Options{Tool: d.version, Public: key, Hash: func(seq int) [32]byte {
		if seq < 1 || seq > len(links) {
			return [32]byte{}
		}
		return links[seq-1].Hash
	}}
	if !public {
		o.Salt = func(asset string) []byte { return d.key.Derive("closure proof " + string(id) + "/" + asset) }
		out.Salts = map[string]string{}
		for i := range c.Assets {
			out.Salts[c.Assets[i].ID] = hex.EncodeToString(o.Salt(c.Assets[i].ID))
		}
	}
	if out.Proof, err = proof.Build(c, events, d.service.Rules().Probing.Rule, o); err != nil {
		return out, err
	}
	if out.Document, err = proof.Encode(out.Proof); err != nil {
		return out, err
	}
	out.Signature = ed25519.Sign(signer, out.Document)
	out.Fingerprint = proof.Fingerprint(key)
	if out.Key, err = proof.KeyPEM(key); err != nil {
		return out, err
	}
	// A proof is verified before it is handed out.
	_, err = proof.Check(out.Document, out.Signature)
	return out, err
}
