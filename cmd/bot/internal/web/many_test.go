package web

import (
	"fmt"
	"strings"
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/civil"
)

func TestACaseOfAThousandPartiesIsOnePageToRead(t *testing.T) {
	t.Parallel()
	read := func(vendors int) (lines int, text string) {
		c := &disclosure.Case{ID: "DL-2020-0001", Clocks: disclosure.Clocks{}, Dialogue: map[disclosure.DialogueKey]disclosure.Dialogue{}}
		for i := range vendors {
			p := disclosure.Party{Role: disclosure.Vendor, Name: fmt.Sprint("Clinic ", i+1), Country: "DE"}
			c.Parties = append(c.Parties, p)
			for _, clause := range []string{"csirt", "provider"} {
				k := disclosure.Clock{State: disclosure.ClockRunning, Due: civil.OnDay(2020, 2, 3+i%5), Zone: "UTC"}
				if i == 0 {
					k.State = disclosure.ClockTerminated
				}
				c.Clocks[clause+"@vendor/"+p.Name] = k
			}
			c.Dialogue[disclosure.KeyFor(p.Role, p.Name, disclosure.Email)] = disclosure.DialogueSent
		}
		c.Clocks["publication"] = disclosure.Clock{State: disclosure.ClockRunning, Due: civil.OnDay(2020, 4, 26), Zone: "UTC"}
		var b strings.Builder
		for _, a := range axesOf(c) {
			for _, s := range a.States {
				fmt.Fprintf(&b, "%s: %s %s\n", a.Name, s.Text, s.Of)
			}
		}
		for _, k := range clocksOf(c, civil.Date{Year: 2020, Month: 2, Day: 1}) {
			fmt.Fprintf(&b, "%s %s %s\n", k.Name, k.State, k.Due.On.Text)
		}
		fmt.Fprintln(&b, vendorNames(c))
		return strings.Count(b.String(), "\n"), b.String()
	}
	few, _ := read(10)
	if many, text := read(1000); many != few {
		t.Errorf("10 parties take %d lines, 1,000 take %d:\n%s", few, many, text)
	}
	_, text := read(1000)
	for _, want := range []string{"csirt, 999 vendors", "csirt (Clinic 1)", "email, 1000 vendors", "Clinic 1, DE; Clinic 2, DE; Clinic 3, DE and 997 more"} {
		if !strings.Contains(text, want) {
			t.Errorf("it lacks %q:\n%s", want, text)
		}
	}
	if _, text := read(2); !strings.Contains(text, "Provider (Clinic 2)") || !strings.Contains(text, "Clinic 1, DE; Clinic 2, DE") {
		t.Errorf("two are named:\n%s", text)
	}
}

// The page of a case with a thousand parties takes at most three times as long for each of them as that of a case with ten.
func BenchmarkCaseOfParties(b *testing.B) {
	for _, n := range []int{10, 1000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			d := newDesk("2020-03-16")
			events := nextMotion()
			for i := range n {
				events = append(events, disclosure.Event{
					Kind: disclosure.KindContacted, At: civil.OnDay(2020, 2, 16), Party: disclosure.Vendor, Name: fmt.Sprint("Clinic ", i+1), Channel: disclosure.Email,
				})
			}
			d.add("DL-2020-0001", numbered(events))
			d.picture = drawn(b)
			s := newServer(b, Options{Desk: d})
			for b.Loop() {
				if w := get(b, s, "/case/DL-2020-0001"); w.Code != 200 {
					b.Fatal(w.Code)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/party")
		})
	}
}

func TestAMessageToManyOnOneDayIsOneRowThatNamesThemAll(t *testing.T) {
	t.Parallel()
	for _, vendors := range []int{3, 170} {
		d := newDesk("2020-03-16")
		events := nextMotion()
		for i := range vendors {
			events = append(events, disclosure.Event{
				Kind: disclosure.KindContacted, At: civil.OnDay(2020, 2, 16), Party: disclosure.Vendor, Name: fmt.Sprint("Clinic ", i+1), Channel: disclosure.Email,
			})
		}
		d.add("DL-2020-0001", numbered(events))
		body := get(t, newServer(t, Options{Desk: d}), "/case/DL-2020-0001").Body.String()
		for i := range vendors {
			if !strings.Contains(body, fmt.Sprint("Clinic ", i+1)) {
				t.Errorf("of %d, Clinic %d is not on the page", vendors, i+1)
			}
		}
		if strings.Contains(body, "Clinic 1, Clinic 2, Clinic 3, Clinic 4") != (vendors > 3) {
			t.Errorf("%d vendors: they stand in one row, or do not", vendors)
		}
	}
}
