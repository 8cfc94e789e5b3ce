package probe_test

import (
	"bytes"
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"daylight/cmd/bot/internal/cli"
	"daylight/disclosure/observed"
	"daylight/disclosure/proof"
)

// proofIn writes a proof by three answers, signed by whoever has the seed, and returns its folder and fingerprint.
func proofIn(t *testing.T, rule proof.Rule, seed byte) (dir, fingerprint string) {
	t.Helper()
	key := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{seed}, ed25519.SeedSize))
	public, _ := key.Public().(ed25519.PublicKey)
	a := proof.Asset{
		ID: "A1", Kind: "s3", Target: "s3://example[.]bucket", Episode: 1, Rule: rule, FirstClosed: "2020-02-05T09:00:00.000Z", Closed: proof.Link{Seq: 9},
	}
	open := observed.FacetResult{Verdict: observed.Open, Reason: observed.ReasonOpen}
	a.LastOpen = &proof.Answer{
		Link: proof.Link{Seq: 1}, Asked: "2020-02-05T08:00:00.000Z", Recorded: "2020-02-05T08:00:00.000Z", Kind: "s3", Version: 1,
		Verdict: open.Verdict, Reason: open.Reason, Facets: map[string]observed.FacetResult{"list": open},
	}
	f := observed.FacetResult{Verdict: observed.Closed, Strength: observed.Strong, Reason: observed.ReasonAccessDenied}
	for i, at := range []string{"2020-02-05T09:00:00.000Z", "2020-02-05T21:00:00.000Z", "2020-02-06T09:00:00.000Z"} {
		a.Answers = append(a.Answers, proof.Answer{
			Link: proof.Link{Seq: i + 2}, Asked: at, Recorded: at, Kind: "s3", Version: 1, Verdict: f.Verdict, Strength: f.Strength, Reason: f.Reason,
			Facets: map[string]observed.FacetResult{"list": f},
		})
	}
	b, err := proof.Encode(proof.Proof{Format: proof.Format, Case: "DL-2020-0001", Key: hex.EncodeToString(public), Assets: []proof.Asset{a}})
	if err != nil {
		t.Fatal(err)
	}
	dir = t.TempDir()
	for name, content := range map[string][]byte{proof.FileProof: b, proof.FileSignature: ed25519.Sign(key, b)} {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir, proof.Fingerprint(public)
}

// checkProof runs the command.
func checkProof(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	code = cli.Main(t.Context(), append([]string{"probe", "proof", "check"}, args...), cli.Streams{In: strings.NewReader(""), Out: &out, Err: &errs},
		func(string) string { return "" })
	return code, out.String(), errs.String()
}

func TestAProofByAWeakRuleIsAnErrorUnlessItIsAccepted(t *testing.T) {
	for name, c := range map[string]struct {
		rule   proof.Rule
		weaker bool
	}{
		"the usual rule": {proof.Rule{Strong: 3, Over: "24h0m0s", MaxGap: "48h0m0s"}, false},
		"one answer":     {proof.Rule{Strong: 1, Over: "24h0m0s", MaxGap: "48h0m0s"}, true},
		"no time":        {proof.Rule{Strong: 3, Over: "0s", MaxGap: "48h0m0s"}, true},
	} {
		t.Run(name, func(t *testing.T) {
			dir, fingerprint := proofIn(t, c.rule, 7)
			want := 0
			if c.weaker {
				want = 1
			}
			code, out, errs := checkProof(t, dir, "--key", fingerprint)
			if code != want || strings.Contains(out, "weaker than usual") != c.weaker || strings.Contains(errs, "--accept-rule") != c.weaker {
				t.Errorf("%d\n%s%s", code, out, errs)
			}
			if code, out, errs = checkProof(t, dir, "--key", fingerprint, "--accept-rule"); code != 0 || strings.Contains(out, "warning: A1") != c.weaker {
				t.Errorf("accepted: %d\n%s%s", code, out, errs)
			}
			code, out, _ = checkProof(t, dir, "--json")
			var got struct {
				Weaker []string `json:"weaker_rule"`
			}
			if err := json.Unmarshal([]byte(out), &got); err != nil || code != want || (len(got.Weaker) == 1) != c.weaker {
				t.Errorf("%d %v\n%s", code, err, out)
			}
		})
	}
}

func TestAProofWhoseKeyWasNotComparedSaysSo(t *testing.T) {
	usual := proof.Rule{Strong: 3, Over: "24h0m0s", MaxGap: "48h0m0s"}
	_, team := proofIn(t, usual, 7)
	forged, other := proofIn(t, usual, 8) // altered, and signed again
	code, out, _ := checkProof(t, forged)
	if first, _, _ := strings.Cut(out, "\n"); code != 0 || !strings.Contains(first, "NOT checked") || !strings.Contains(out, "warning: whoever changed this proof") {
		t.Errorf("%d\n%s", code, out)
	}
	if code, _, errs := checkProof(t, forged, "--key", team); code != 1 || !strings.Contains(errs, "another key signed it") {
		t.Errorf("%d %s", code, errs)
	}
	if code, out, _ := checkProof(t, forged, "--key", other); code != 0 || strings.Contains(out, "warning") || !strings.HasPrefix(out, "DL-2020-0001: the proof is valid\n") {
		t.Errorf("%d\n%s", code, out)
	}
	for key, want := range map[string]bool{"": false, other: true} {
		_, out, _ := checkProof(t, forged, "--json", "--key", key)
		var got struct {
			Checked  *bool `json:"key_checked"`
			Attested *bool `json:"vantages_attested"`
		}
		if err := json.Unmarshal([]byte(out), &got); err != nil || got.Checked == nil || *got.Checked != want || got.Attested == nil || *got.Attested {
			t.Errorf("%q: %v\n%s", key, err, out)
		}
	}
}

func TestAProofAlwaysSaysThatPlacesAreTheTeamsWord(t *testing.T) {
	dir, fingerprint := proofIn(t, proof.Rule{Strong: 3, Over: "24h0m0s", MaxGap: "48h0m0s"}, 7)
	if _, out, _ := checkProof(t, dir, "--key", fingerprint); !strings.Contains(out, "names of the vantages are claims of the team") {
		t.Error(out)
	}
}
