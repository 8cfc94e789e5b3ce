package proof_test

import (
	"bytes"
	"crypto/ed25519"
	"encoding/hex"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/command"
	"daylight/disclosure/fault"
	"daylight/disclosure/milestone"
	"daylight/disclosure/observed"
	"daylight/disclosure/proof"
)

const (
	secret  = "SENTINEL"
	address = "https://sentinel-bucket.s3.eu-west-3.amazonaws.com/"
)

var rule = command.DefaultRules().Probing.Rule

// history is a case that was open on 24 January and closed on 5 February, with sentinels wherever somebody's words or
// content could stand.
func history(t *testing.T) (*disclosure.Case, []disclosure.Event) {
	t.Helper()
	asset := disclosure.Asset{ID: "A1", Kind: "s3", Target: address, Key: secret}
	events := []disclosure.Event{{
		Kind: disclosure.KindRecorded, Actor: secret, Text: secret, Detail: disclosure.Detail{Facts: &disclosure.Facts{
			Title: secret, Summary: secret, Parties: []disclosure.Party{{Role: disclosure.Vendor, Name: secret}}, Assets: []disclosure.Asset{asset},
		}},
	}}
	start := time.Date(2020, 1, 24, 9, 0, 0, 123e6, time.UTC)
	var s disclosure.Streak
	see := func(at time.Time, f observed.FacetResult) {
		o := observed.Observation{
			Kind: "s3", Version: 1, Target: address, Facets: map[string]observed.FacetResult{"list": f, "read": f}, Started: at, Status: 200,
			Headers: map[string]string{"server": secret}, Peer: "192.0.2.1:443", Vantage: "oslo", PlanHash: strings.Repeat("ab", 32),
			AnswerMAC: secret, Identity: map[string]string{"region": secret}, Retarget: secret, Asker: "1.2.3/0123456789ab",
		}
		o.Summarise()
		s = rule.Next(s, &o)
		run := s
		events = append(events, disclosure.Event{
			Kind: disclosure.KindProbed, At: civil.At(at), RecordedAt: at.Add(time.Second), Actor: secret, Text: secret,
			Detail: disclosure.Detail{AssetID: "A1", Probe: &o, Streak: &run, Request: &disclosure.ProbeRequest{Reason: "claim", By: secret, Ref: secret}},
		})
	}
	open := observed.FacetResult{Verdict: observed.Open, Reason: observed.ReasonOpen}
	shut := observed.FacetResult{Verdict: observed.Closed, Strength: observed.Strong, Reason: observed.ReasonAccessDenied}
	see(start, open)
	see(start.AddDate(0, 0, 11), open)
	see(start.AddDate(0, 0, 12), shut)
	see(start.AddDate(0, 0, 12).Add(6*time.Hour), observed.FacetResult{Reason: observed.ReasonTimeoutRead})
	see(start.AddDate(0, 0, 12).Add(12*time.Hour), shut)
	see(start.AddDate(0, 0, 13), shut)
	k, ok := rule.Confirmed(s)
	if !ok {
		t.Fatalf("not confirmed: %+v", s)
	}
	events = append(events, disclosure.Event{
		Kind: disclosure.KindClosed, At: k.At, Source: disclosure.SourceOwnProbe, Actor: secret, Text: secret, Detail: disclosure.Detail{AssetID: "A1", Closure: &k},
	})
	for i := range events {
		events[i].Seq = i + 1
	}
	return milestone.Rebuild("DL-2020-0001", events), events
}

func key() ed25519.PrivateKey {
	return ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, ed25519.SeedSize))
}

func options(hidden bool) proof.Options {
	public, _ := key().Public().(ed25519.PublicKey)
	o := proof.Options{Tool: "1.2.3", Public: public, Hash: func(seq int) [32]byte { return [32]byte{byte(seq)} }}
	if hidden {
		o.Salt = func(asset string) []byte { return []byte("salt of " + asset) }
	}
	return o
}

func made(t *testing.T, hidden bool) (proof.Proof, []byte) {
	t.Helper()
	c, events := history(t)
	p, err := proof.Build(c, events, rule, options(hidden))
	if err != nil {
		t.Fatal(err)
	}
	b, err := proof.Encode(p)
	if err != nil {
		t.Fatal(err)
	}
	return p, b
}

func TestAProofHoldsAndSaysTheInterval(t *testing.T) {
	_, b := made(t, true)
	got, err := proof.Check(b, ed25519.Sign(key(), b))
	if err != nil {
		t.Fatal(err)
	}
	a := got.Assets[0]
	if a.LastOpen.Asked != "2020-02-04T09:00:00.123Z" || a.FirstClosed != "2020-02-05T09:00:00.123Z" || len(a.Answers) != 4 || a.Closed.Seq != 8 {
		t.Errorf("%+v", a)
	}
	if !a.Names(address, []byte("salt of A1")) || a.Names(address, []byte("salt")) || a.Names("https://other.example/", []byte("salt of A1")) {
		t.Error("the hidden address is not that of the asset")
	}
}

func TestAProofNamesNobodyAndHoldsNoContent(t *testing.T) {
	for _, hidden := range []bool{true, false} {
		p, b := made(t, hidden)
		text := string(b) + proof.Readme(p, "f", commands())
		for _, word := range []string{secret, "192.0.2.1", "https://sentinel", "0123456789ab"} {
			if strings.Contains(text, word) {
				t.Errorf("hidden %v: it holds %q", hidden, word)
			}
		}
		if strings.Contains(text, "sentinel-bucket") == hidden {
			t.Errorf("hidden %v:\n%s", hidden, text)
		}
	}
}

func TestAProofHasTheSameBytesEachTime(t *testing.T) {
	_, a := made(t, true)
	_, b := made(t, true)
	again, err := proof.Decode(a)
	if err != nil || !bytes.Equal(a, b) {
		t.Fatalf("%v\n%s\n%s", err, a, b)
	}
	if c, err := proof.Encode(again); err != nil || !bytes.Equal(a, c) {
		t.Errorf("%v\n%s", err, c)
	}
}

func TestThereIsNoProofWithoutAClosureOfOurOwn(t *testing.T) {
	c, events := history(t)
	for name, change := range map[string]func(*disclosure.Case){
		"no asset":       func(c *disclosure.Case) { c.Assets = nil },
		"still open":     func(c *disclosure.Case) { c.Assets[0].Exposure = disclosure.ExposureOpen },
		"only unreached": func(c *disclosure.Case) { c.Assets[0].Exposure = disclosure.ExposureUnreachable },
		"never seen open": func(c *disclosure.Case) {
			c.Assets[0].Closure.LastOpen, c.Assets[0].ConfirmedBy = time.Time{}, "ada"
		},
		"only reported":   func(c *disclosure.Case) { c.Assets[0].Closure.Verified = false },
		"one of two open": func(c *disclosure.Case) { c.Assets = append(c.Assets, disclosure.Asset{ID: "A2"}) },
	} {
		c := c.Clone()
		change(c)
		if _, err := proof.Build(c, events, rule, options(true)); fault.CodeOf(err) != fault.Refused {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestAProofThatWasChangedDoesNotHold signs each change anew: it has to fail by what it says, too.
func TestAProofThatWasChangedDoesNotHold(t *testing.T) {
	for name, change := range map[string]func(*proof.Proof){
		"an answer less":   func(p *proof.Proof) { p.Assets[0].Answers = p.Assets[0].Answers[1:] },
		"an earlier date":  func(p *proof.Proof) { p.Assets[0].FirstClosed = "2020-02-01T09:00:00.123Z" },
		"another verdict":  func(p *proof.Proof) { p.Assets[0].Answers[0].Verdict = observed.Open },
		"another strength": func(p *proof.Proof) { p.Assets[0].Answers[0].Strength = observed.Weak },
		"an open facet": func(p *proof.Proof) {
			p.Assets[0].Answers[0].Facets["read"] = observed.FacetResult{Verdict: observed.Open}
		},
		"a fault of ours that counts":         func(p *proof.Proof) { p.Assets[0].Answers[0].Local = true },
		"a rule of one answer":                func(p *proof.Proof) { p.Assets[0].Rule.Strong = 0 },
		"a rule without a gap":                func(p *proof.Proof) { p.Assets[0].Rule.MaxGap = "0s" },
		"a rule of two places":                func(p *proof.Proof) { p.Assets[0].Rule.Vantages = 2 },
		"a last open that was closed":         func(p *proof.Proof) { p.Assets[0].LastOpen = &p.Assets[0].Answers[0] },
		"a last open after the run":           func(p *proof.Proof) { p.Assets[0].LastOpen.Asked = "2020-02-05T10:00:00.000Z" },
		"answers in another order":            func(p *proof.Proof) { a := p.Assets[0].Answers; a[0], a[1] = a[1], a[0] },
		"a closure before its answers":        func(p *proof.Proof) { p.Assets[0].Closed.Seq = 5 },
		"a last open after the closure":       func(p *proof.Proof) { p.Assets[0].LastOpen.Seq = 9 },
		"an answer of another kind":           func(p *proof.Proof) { p.Assets[0].Answers[0].Kind = "redis" },
		"an open answer of another kind":      func(p *proof.Proof) { p.Assets[0].LastOpen.Kind = "redis" },
		"answers of one kind that is another": func(p *proof.Proof) { p.Assets[0].Kind = "redis" },
		"closed answers about another facet": func(p *proof.Proof) {
			for i := range p.Assets[0].Answers {
				delete(p.Assets[0].Answers[i].Facets, "read")
			}
		},
		"one closed answer about fewer facets":        func(p *proof.Proof) { delete(p.Assets[0].Answers[2].Facets, "read") },
		"an answer recorded before it was asked":      func(p *proof.Proof) { p.Assets[0].Answers[0].Recorded = "2020-02-05T09:00:00.122Z" },
		"an open answer recorded before it was asked": func(p *proof.Proof) { p.Assets[0].LastOpen.Recorded = "2020-02-04T09:00:00.122Z" },
		"an answer recorded before the one before it": func(p *proof.Proof) { p.Assets[0].Answers[1].Recorded = "2020-02-07T09:00:00.000Z" },
		"an answer recorded at no time":               func(p *proof.Proof) { p.Assets[0].Answers[3].Recorded = "later" },
		"an answer recorded in another spelling":      func(p *proof.Proof) { p.Assets[0].Answers[3].Recorded = "2020-02-06T09:00:01,123Z" },
		"a strong closure by a timeout": func(p *proof.Proof) {
			f := observed.FacetResult{Verdict: observed.Closed, Strength: observed.Strong, Reason: observed.ReasonTimeoutRead}
			a := &p.Assets[0].Answers[0]
			a.Facets["list"], a.Facets["read"], a.Reason = f, f, f.Reason
		},
		"no asset":           func(p *proof.Proof) { p.Assets = []proof.Asset{} },
		"another format":     func(p *proof.Proof) { p.Format = "daylight closure proof 2" },
		"a key that is none": func(p *proof.Proof) { p.Key = "00" },
		"another key":        func(p *proof.Proof) { p.Key = strings.Repeat("00", 32) },
	} {
		t.Run(name, func(t *testing.T) {
			p, _ := made(t, true)
			change(&p)
			b, err := proof.Encode(p)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := proof.Check(b, ed25519.Sign(key(), b)); err == nil {
				t.Errorf("it holds:\n%s", b)
			}
		})
	}
	t.Run("a byte", func(t *testing.T) {
		_, b := made(t, true)
		sig := ed25519.Sign(key(), b)
		for i := 0; i < len(b); i += 13 {
			c := bytes.Clone(b)
			c[i] ^= 1
			if _, err := proof.Check(c, sig); err == nil {
				t.Fatalf("byte %d", i)
			}
		}
	})
}

func TestWhatIsRecordedAsItIsAskedHolds(t *testing.T) {
	p, _ := made(t, true)
	for i := range p.Assets[0].Answers {
		p.Assets[0].Answers[i].Recorded = p.Assets[0].Answers[i].Asked
	}
	p.Assets[0].LastOpen.Recorded = p.Assets[0].LastOpen.Asked
	b, err := proof.Encode(p)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := proof.Check(b, ed25519.Sign(key(), b)); err != nil || len(got.Weaker) != 0 {
		t.Errorf("%v, %v", got.Weaker, err)
	}
}

func TestAFacetThatWasNotOpenNeedsNoClosedAnswer(t *testing.T) {
	p, _ := made(t, true)
	p.Assets[0].LastOpen.Facets["location"] = observed.FacetResult{Reason: observed.ReasonTimeoutRead}
	b, err := proof.Encode(p)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := proof.Check(b, ed25519.Sign(key(), b)); err != nil {
		t.Error(err)
	}
}

func TestARuleOfFewerThanThreeAnswersOverADayIsNamed(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*proof.Rule)
		weaker bool
	}{
		"the usual one":  {func(*proof.Rule) {}, false},
		"a stricter gap": {func(r *proof.Rule) { r.MaxGap = "24h0m0s" }, false},
		"two answers":    {func(r *proof.Rule) { r.Strong = 2 }, true},
		"no time":        {func(r *proof.Rule) { r.Over = "0s" }, true},
		"almost a day":   {func(r *proof.Rule) { r.Over = "23h59m59s" }, true},
	} {
		t.Run(name, func(t *testing.T) {
			p, _ := made(t, true)
			c.change(&p.Assets[0].Rule)
			b, err := proof.Encode(p)
			if err != nil {
				t.Fatal(err)
			}
			got, err := proof.Check(b, ed25519.Sign(key(), b))
			if err != nil || (len(got.Weaker) == 1) != c.weaker {
				t.Errorf("%v, %v", got.Weaker, err)
			}
		})
	}
}

// commands are a surface's words for how a proof is checked.
func commands() proof.Commands {
	return proof.Commands{Check: "look here", Key: "look here by key", Target: "look here for the target"}
}

func TestTheReadmeSaysWhatRestsOnTheTeamsWord(t *testing.T) {
	p, _ := made(t, true)
	text := proof.Readme(p, "f", commands())
	for _, says := range []string{"vantage points are the team's statement", "elsewhere than in this folder", "    look here\n", "    look here by key\n", "    look here for the target\n"} {
		if !strings.Contains(text, says) {
			t.Errorf("it does not say %q:\n%s", says, text)
		}
	}
}

func TestOneProofHasOneSpelling(t *testing.T) {
	_, b := made(t, true)
	text := string(b)
	for name, other := range map[string]string{
		"spaces":            strings.ReplaceAll(text, "  ", " "),
		"no end of line":    strings.TrimSpace(text),
		"something behind":  text + "{}",
		"an unknown field":  strings.Replace(text, `"case"`, `"extra": 1, "case"`, 1),
		"a repeated field":  strings.Replace(text, `"case"`, `"case": "DL-2020-0002", "case"`, 1),
		"another case":      strings.Replace(text, `"case"`, `"Case"`, 1),
		"an escaped letter": strings.Replace(text, `"s3"`, `"\u0073\u0033"`, 1),
		"no document":       "null\n",
	} {
		if _, err := proof.Decode([]byte(other)); err == nil {
			t.Errorf("%s is accepted", name)
		}
	}
	if _, err := proof.Decode(make([]byte, 2<<20)); err == nil || !strings.Contains(err.Error(), "bytes") {
		t.Errorf("a document of two megabytes: %v", err)
	}
}

// TestOpenSSLChecksAProof runs the commands of the README.
func TestOpenSSLChecksAProof(t *testing.T) {
	openssl, err := exec.LookPath("openssl")
	if err != nil {
		t.Skip("no openssl on this machine, and unit tests install nothing: other tests check the same signature in Go")
	}
	if out, err := exec.CommandContext(t.Context(), openssl, "version").Output(); err != nil || !strings.HasPrefix(string(out), "OpenSSL 3") {
		t.Skipf("no OpenSSL 3 on this machine: %s", out)
	}
	dir := t.TempDir()
	p, b := made(t, true)
	public, _ := key().Public().(ed25519.PublicKey)
	pem, err := proof.KeyPEM(public)
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string][]byte{proof.FileProof: b, proof.FileSignature: ed25519.Sign(key(), b), proof.FileKey: pem} {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	readme := proof.Readme(p, proof.Fingerprint(public), commands())
	run := func(says, replace string, with ...string) {
		t.Helper()
		var line string
		for l := range strings.Lines(readme) {
			if strings.Contains(l, says) {
				line = strings.NewReplacer(append(with, "\n", "")...).Replace(strings.TrimSpace(l))
			}
		}
		cmd := exec.CommandContext(t.Context(), "sh", "-c", line)
		cmd.Dir = dir
		out, err := cmd.CombinedOutput()
		if err != nil || !strings.Contains(string(out), replace) {
			t.Errorf("%s: %v\n%s", line, err, out)
		}
	}
	run("openssl pkeyutl", "Verified Successfully")
	run("openssl pkey ", proof.Fingerprint(public))
	run("-mac HMAC", p.Assets[0].TargetHMAC, "ADDRESS", "'"+address+"'", "SALT", hex.EncodeToString([]byte("salt of A1")))
}

func FuzzCheck(f *testing.F) {
	t := new(testing.T)
	_, b := made(t, true)
	f.Add(b, ed25519.Sign(key(), b))
	_, b = made(t, false)
	f.Add(b, ed25519.Sign(key(), b))
	f.Add([]byte("null"), []byte{})
	f.Add([]byte(fmt.Sprintf(`{"format":%q}`, proof.Format)), []byte{1})
	f.Fuzz(func(t *testing.T, document, signature []byte) {
		p, err := proof.Decode(document)
		if err == nil {
			if again, err := proof.Encode(p); err != nil || !bytes.Equal(again, document) {
				t.Fatalf("it is read and written otherwise: %v", err)
			}
		}
		// What our key signs holds by its signature: only the content may be wrong then.
		if got, err := proof.Check(document, signature); err == nil && len(got.Assets) == 0 {
			t.Fatal("a proof of nothing holds")
		}
		if got, err := proof.Check(document, ed25519.Sign(key(), document)); err == nil && len(got.Assets) == 0 {
			t.Fatal("a proof of nothing holds")
		}
	})
}
