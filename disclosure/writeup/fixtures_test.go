package writeup_test

import (
	"bytes"
	"compress/gzip"
	"os"
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/cite"
	"daylight/disclosure/civil"
	"daylight/disclosure/manuscript"
	"daylight/disclosure/observed"
	"daylight/disclosure/timeline"
	"daylight/disclosure/writeup"
	"daylight/disclosure/writeup/prose"
	"daylight/templates"
)

// newRenderer reads the texts from their place in the repository, as the program gets them embedded.
func newRenderer(tb testing.TB) *writeup.Renderer {
	tb.Helper()
	r, err := writeup.New(os.DirFS("../../templates"), templates.PageLanguages())
	if err != nil {
		tb.Fatal(err)
	}
	return r
}

func day(y int, m time.Month, d int) civil.When { return civil.OnDay(y, m, d) }

func when(tb testing.TB, text string) civil.When {
	tb.Helper()
	w, err := civil.ParseWhen(text)
	if err != nil {
		tb.Fatal(err)
	}
	return w
}

// numbered gives events their sequence numbers, public visibility unless told otherwise, and a time of entry.
func numbered(events []disclosure.Event) []disclosure.Event {
	for i := range events {
		events[i].Seq = i + 1
		if events[i].Visibility == "" {
			events[i].Visibility = disclosure.Public
		}
		if events[i].Source == "" {
			events[i].Source = disclosure.SourcePerson
		}
		events[i].RecordedAt = time.Date(2020, 3, 1, 9, 0, 0, 0, time.UTC)
	}
	return events
}

var team = writeup.Team{
	Contact: "desk+page@research.example",
	Name:    "Daylight Research", Site: "https://research.example/", Policy: "https://research.example/policy",
	About: "We look for data that is open to the internet by mistake and help to close it. We sell nothing to the companies that we write to.",
}

// written is a text with sections.
func written(sections map[prose.Section]string) *prose.Text {
	out := &prose.Text{}
	for _, s := range prose.Sections() {
		if text := sections[s]; text != "" {
			out.Passages = append(out.Passages, cite.Passage{Section: string(s), Line: 1, Text: text})
		}
	}
	return out
}

// vendorWords stands for the statement of 15 February 2020 in substance. It is not a quotation.
const vendorWords = "(In substance, not a quotation.) Informed on 27 January.\n\nAccess was possible; the scope is disputed."

// nextMotion is the reference case. With own probes the closure is an interval; else it is what the press says.
func nextMotion(tb testing.TB, probed bool) writeup.Input {
	tb.Helper()
	closure := &disclosure.Closure{At: day(2020, time.February, 5), Source: disclosure.SourcePress}
	source, state := disclosure.SourcePress, disclosure.ExposureUnconfirmed
	probes := 0
	if probed {
		source, state, probes = disclosure.SourceOwnProbe, disclosure.ExposureClosed, 14
		closure = &disclosure.Closure{
			At:       civil.At(time.Date(2020, 2, 5, 2, 0, 0, 0, time.UTC)),
			LastOpen: time.Date(2020, 2, 4, 20, 0, 0, 0, time.UTC), Verified: true, Source: source,
		}
	}
	c := &disclosure.Case{
		ID: "DL-2020-0001", Title: "Open S3 bucket with patient files", Author: "ada",
		Parties: []disclosure.Party{
			{Role: disclosure.Vendor, Name: "NextMotion", Country: "FR", Domain: "nextmotion.net"},
			{Role: disclosure.Provider, Name: "AWS"},
		},
		Assets: []disclosure.Asset{{
			ID: "A1", Kind: "s3", Target: "https://example-bucket.s3.eu-west-3.amazonaws.com/", Exposure: state, Closure: *closure, Probes: probes,
		}},
		Exposed:      disclosure.Exposed{Records: 900000, Data: []string{"medical_images", "videos", "invoices"}},
		FirstContact: day(2020, time.January, 27),
		Clocks: map[string]disclosure.Clock{
			disclosure.PublicationClause: {State: disclosure.ClockRunning, What: disclosure.DuePublishLimited, Due: day(2020, time.April, 26)},
		},
	}
	events := numbered([]disclosure.Event{
		{Kind: disclosure.KindDiscovered, At: day(2020, time.January, 24)},
		{Kind: disclosure.KindRecorded, At: day(2020, time.January, 24), Visibility: disclosure.InternalOnly, Text: "INTERNAL-NOTE"},
		{Kind: disclosure.KindContacted, At: day(2020, time.January, 27), Party: disclosure.Vendor, Channel: disclosure.Email, Source: disclosure.SourceOwnMail},
		{Kind: disclosure.KindContacted, At: day(2020, time.January, 30), Party: disclosure.Provider, Name: "AWS", Channel: disclosure.Form, Source: disclosure.SourceOwnMail},
		{Kind: disclosure.KindClosed, At: closure.At, Source: source, Detail: disclosure.Detail{Closure: closure, AssetID: "A1"}},
		{Kind: disclosure.KindAcknowledged, At: day(2020, time.February, 11), Party: disclosure.Vendor, Source: disclosure.SourceVendorMail, Text: "PRIVATE-WORDS"},
		{Kind: disclosure.KindPubliclyReported, At: day(2020, time.February, 14), Party: disclosure.Press, Source: disclosure.SourcePress, Ref: "https://www.news.example/2020/02/patients"},
		{Kind: disclosure.KindStatement, At: day(2020, time.February, 15), Party: disclosure.Vendor, Source: disclosure.SourcePress, Text: vendorWords},
	})
	asOf := civil.Date{Year: 2020, Month: time.February, Day: 16}
	return writeup.Input{
		Case: c, Timeline: timeline.Build(c, events, asOf), Mode: disclosure.Full, Lang: "en", Team: team,
		PublishedOn: asOf, Revision: 1,
	}
}

// solarMan is a case that was closed, opened again and closed once more, with a ladder of people who were told.
func solarMan(tb testing.TB) writeup.Input {
	tb.Helper()
	verified := func(w civil.When) disclosure.Detail {
		return disclosure.Detail{AssetID: "A1", Closure: &disclosure.Closure{At: w, Verified: true, Source: disclosure.SourceOwnProbe}}
	}
	told := func(w civil.When, role disclosure.Role, name string) disclosure.Event {
		return disclosure.Event{Kind: disclosure.KindContacted, At: w, Party: role, Name: name, Channel: disclosure.Email, Source: disclosure.SourceOwnMail}
	}
	c := &disclosure.Case{
		ID: "DL-2021-0007", Title: "Administrator password of a solar platform in a public repository", Author: "ada",
		Parties: []disclosure.Party{{Role: disclosure.Vendor, Name: "SolarMan", Country: "CN"}},
		Assets: []disclosure.Asset{{
			ID: "A1", Kind: "http", Target: "https://panel.example.net/login", Exposure: disclosure.ExposureClosed, Episode: 2,
			Closure: disclosure.Closure{At: day(2022, time.July, 2), Verified: true, Source: disclosure.SourceOwnProbe},
		}},
		Exposed: disclosure.Exposed{Data: []string{"customer_data", "location_data"}},
	}
	events := numbered([]disclosure.Event{
		{Kind: disclosure.KindExposureStarted, At: day(2019, time.August, 5)},
		{Kind: disclosure.KindDiscovered, At: day(2021, time.April, 17)},
		told(day(2021, time.April, 17), disclosure.Vendor, ""),
		{Kind: disclosure.KindClosed, At: day(2021, time.April, 24), Source: disclosure.SourceOwnProbe, Detail: verified(day(2021, time.April, 24))},
		{Kind: disclosure.KindReopened, At: day(2022, time.February, 3), Source: disclosure.SourceOwnProbe, Detail: disclosure.Detail{AssetID: "A1"}},
		told(day(2022, time.February, 6), disclosure.Vendor, ""),
		told(day(2022, time.February, 7), disclosure.Coordinator, "NCSC"),
		told(day(2022, time.February, 20), disclosure.Coordinator, "NCSC"),
		told(day(2022, time.April, 15), disclosure.Coordinator, "NCSC"),
		told(day(2022, time.June, 9), disclosure.Coordinator, "CN-CERT"),
		{Kind: disclosure.KindClosed, At: day(2022, time.July, 2), Source: disclosure.SourceOwnProbe, Detail: verified(day(2022, time.July, 2))},
		{Kind: disclosure.KindReplied, At: day(2022, time.July, 24), Party: disclosure.Vendor, Source: disclosure.SourceVendorMail},
	})
	return writeup.Input{
		Case: c, Timeline: timeline.Build(c, events, civil.Date{Year: 2022, Month: time.August, Day: 1}),
		Mode: disclosure.Full, Lang: "en", Team: team,
	}
}

// openCase is a case without closure and answer, dated to the month where its source is, and seen open today.
func openCase(tb testing.TB) writeup.Input {
	tb.Helper()
	return unendedCase(tb, civil.Date{Year: 2020, Month: time.February, Day: 1}, sawOpen(day(2020, time.February, 1)))
}

// sawOpen is an open answer of our own.
func sawOpen(at civil.When) disclosure.Event {
	return disclosure.Event{
		Kind: disclosure.KindProbed, At: at, Source: disclosure.SourceOwnProbe, Visibility: disclosure.InternalOnly,
		Detail: disclosure.Detail{AssetID: "A1", Probe: &observed.Observation{Verdict: observed.Open, Started: at.Time()}},
	}
}

// unendedCase is a case whose exposure has no end on record, as of a day, with what else happened.
func unendedCase(tb testing.TB, asOf civil.Date, more ...disclosure.Event) writeup.Input {
	tb.Helper()
	c := &disclosure.Case{
		ID: "DL-2019-0042", Title: "Open database of a backup service", Author: "ada",
		Parties: []disclosure.Party{{Role: disclosure.Vendor, Name: "SOS Example", Country: "US"}},
		Assets:  []disclosure.Asset{{ID: "A1", Kind: "elasticsearch", Target: "http://198.51.100.7:9200/", Exposure: disclosure.ExposureOpen, Probes: 3}},
		Exposed: disclosure.Exposed{Records: 135000000, Data: []string{"customer_data", "something_else"}},
		Clocks: map[string]disclosure.Clock{
			disclosure.PublicationClause: {State: disclosure.ClockOverdue, What: disclosure.DuePublishLimited, Due: day(2020, time.January, 31)},
		},
	}
	events := numbered(append([]disclosure.Event{
		{Kind: disclosure.KindDiscovered, At: when(tb, "2019-11"), Text: "Seen at http://198.51.100.7:9200/_cat first."},
		{Kind: disclosure.KindContacted, At: day(2019, time.December, 10), Party: disclosure.Vendor, Source: disclosure.SourceOwnMail},
		{Kind: disclosure.KindContacted, At: day(2019, time.December, 17), Party: disclosure.Vendor, Source: disclosure.SourceOwnMail},
		{Kind: disclosure.KindPublished, At: day(2020, time.March, 1), Planned: true},
	}, more...))
	for _, e := range more {
		if e.Kind == disclosure.KindFixClaimed {
			c.Claims = append(c.Claims, disclosure.Claim{Kind: e.Kind, Role: e.Party, At: e.At})
		}
	}
	return writeup.Input{
		Case: c, Timeline: timeline.Build(c, events, asOf),
		Mode: disclosure.Limited, Lang: "en", Team: team,
	}
}

// packed is how many bytes a file has on its way to a reader.
func packed(tb testing.TB, b []byte) int {
	tb.Helper()
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	if _, err := w.Write(b); err != nil {
		tb.Fatal(err)
	}
	if err := w.Close(); err != nil {
		tb.Fatal(err)
	}
	return out.Len()
}

// german is the reference case with a text that people wrote in German, and a quote.
func german(tb testing.TB) writeup.Input {
	tb.Helper()
	in := nextMotion(tb, true)
	in.Lang = "de"
	in.Prose = written(map[prose.Section]string{
		prose.Summary: "Am {{discovered}} fanden wir einen Speicher, den *jeder* öffnen konnte. Nach unserer ersten Nachricht am {{first_contact}} vergingen **{{days.contact_to_closure}}** ({{working_days.contact_to_closure}}), bis er am {{closure}} geschlossen war.",
		prose.Exposed: "Bilder und Videos von Patientinnen und Patienten:\n\n1. vor dem Eingriff\n2. danach\n   - mit Rechnungen\n\nDie Namen standen in `Rechnungen`.",
		prose.Found:   "Wir haben die Liste abgerufen und nichts geladen.\n\n## Womit\n\n```\nGET /?list-type=2\n```",
		prose.Impact:  "> Wer hier behandelt wurde, ist zu erkennen.\n\nDas ist mehr als eine Zahl.",
		prose.Owners:  "Sperren Sie den öffentlichen Zugriff für das ganze Konto.", prose.People: "Fragen Sie Ihre Klinik.", prose.Kept: "Nichts.",
		prose.Credits: "Wir danken der Redaktion.", prose.Links: "- [Bericht](https://press.example/a(1))",
	})
	in.Prose.Fields = map[prose.Field][]string{
		prose.Title: {"Offener Speicher mit Patientenbildern"}, prose.Product: {"NextMotion Cloud"}, prose.Versions: {"2019", "2020"}, prose.CWE: {"CWE-552"}, prose.Severity: {"high"},
	}
	in.Facts = cite.Of(in.Timeline, in.PublishedOn)
	in.Case.Manuscript.Quotes = []manuscript.Quote{{Of: 6, Text: "We thank you for the report.\n\nIt is closed."}}
	return in
}
