package spreadsheet_test

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"daylight/cmd/bot/internal/spreadsheet"
	"daylight/disclosure"
	"daylight/disclosure/fault"
)

func read(t *testing.T, text string, o spreadsheet.Options) []spreadsheet.Case {
	t.Helper()
	cases, err := spreadsheet.Read(strings.NewReader(text), "test.csv", o)
	if err != nil {
		t.Fatal(err)
	}
	return cases
}

// story is what a case says, in one line.
func story(c spreadsheet.Case) string {
	out := c.Name + ": " + c.File.Facts.Title
	for i := range c.File.Events {
		e := &c.File.Events[i]
		out += fmt.Sprintf(" | %s %s %s %s %s", e.At, e.Kind, e.Party, e.Channel, e.Text)
	}
	return strings.Join(strings.Fields(out), " ")
}

func TestTheExampleOfTheDocumentIsRead(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../../../../docs/spreadsheet.md")
	if err != nil {
		t.Fatal(err)
	}
	_, text, _ := strings.Cut(string(page), "```csv\n")
	text, _, _ = strings.Cut(text, "```")
	cases := read(t, text, spreadsheet.Options{Dates: spreadsheet.DayFirst, Kinds: []string{"s3"}})
	if len(cases) != 2 || len(cases[0].File.Events) != 7 || len(cases[1].File.Events) != 3 {
		t.Fatalf("%d cases", len(cases))
	}
	f := cases[0].File.Facts
	if f.Title != "Open S3 bucket with patient files" || f.Parties[0].Name != "NextMotion" || f.Parties[0].Country != "FR" || f.Assets[0].Kind != "s3" {
		t.Errorf("%+v", f)
	}
	const want = `2020-03: Open S3 bucket with patient files | 2020-01-24 discovered | 2020-01-27 contacted vendor email | 2020-01-30T10:30 Europe/Paris contacted provider form |` +
		` 2020-02-05 closed | 2020-02-11 acknowledged vendor email | 2020-02-14 publicly_reported press | 2020-02-15 statement vendor "We acted at once"; only media were reachable.`
	if got := story(cases[0]); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if got := story(cases[1]); got != "2013-11: Login of a vacuum robot | 2013-Q4 discovered | 2013-11 contacted vendor phone | 2014 closed" {
		t.Errorf("got %q", got)
	}
	for i := range cases[0].File.Events {
		if e := &cases[0].File.Events[i]; e.Source == disclosure.SourceOwnProbe || e.Source == disclosure.SourceOwnMail {
			t.Errorf("event %d comes from %s: a sheet proves nothing", i, e.Source)
		}
	}
}

func TestColumnsOrderSeparatorAndEncodingDoNotMatter(t *testing.T) {
	t.Parallel()
	const plain = "case,date,event,text\n7,2020-01-27,contacted,Grüße\n"
	utf16, _ := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(strings.ReplaceAll(plain, ",", "\t"))
	latin, _ := charmap.Windows1252.NewEncoder().String(plain)
	want := story(read(t, plain, spreadsheet.Options{})[0])
	for name, v := range map[string]struct {
		text    string
		options spreadsheet.Options
	}{
		"another order":       {"Text,EVENT,Date,Case\nGrüße,contacted,2020-01-27,7\n", spreadsheet.Options{}},
		"semicolons":          {"case;date;event;text\n7;2020-01-27;contacted;Grüße\n", spreadsheet.Options{}},
		"tabs":                {"case\tdate\tevent\ttext\n7\t2020-01-27\tcontacted\tGrüße\n", spreadsheet.Options{}},
		"the line of Excel":   {"sep=;\r\ncase;date;event;text\r\n7;2020-01-27;contacted;Grüße\r\n", spreadsheet.Options{}},
		"a byte order mark":   {"\ufeff" + plain, spreadsheet.Options{}},
		"UTF-16":              {utf16, spreadsheet.Options{}},
		"Windows-1252, said":  {latin, spreadsheet.Options{Encoding: spreadsheet.Windows1252}},
		"UTF-8 all the same":  {plain, spreadsheet.Options{Encoding: spreadsheet.Windows1252}},
		"old line ends":       {strings.ReplaceAll(plain, "\n", "\r"), spreadsheet.Options{}},
		"quotes":              {"\"case\",\"date\",\"event\",\"text\"\n\"7\",\"2020-01-27\",\"contacted\",\"Grüße\"\n", spreadsheet.Options{}},
		"empty rows, columns": {"case,,date,event,text\n,,,,\n\n7,,2020-01-27,contacted,Grüße\n,,,,\n", spreadsheet.Options{}},
		"German":              {"Fall;Datum;Ereignis;Bemerkung\n7;27.01.2020;gemeldet;Grüße\n", spreadsheet.Options{}},
		"a column left out":   {"case,date,event,text,Farbe\n7,2020-01-27,contacted,Grüße,rot\n", spreadsheet.Options{Ignore: []string{"farbe"}}},
	} {
		if got := story(read(t, v.text, v.options)[0]); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

func TestCellsThatLookLikeFormulasAreText(t *testing.T) {
	t.Parallel()
	for _, cell := range []string{"=1+1", "=cmd|' /C calc'!A0", "+49 30 1234", "@SUM(A1)", "-2", "'=1"} {
		c := read(t, "case,date,event,text\n7,2020,note,\""+cell+"\"\n", spreadsheet.Options{})[0]
		if got := c.File.Events[0].Text; got != cell {
			t.Errorf("%q was read as %q", cell, got)
		}
	}
}

func TestEveryMistakeOfASheetIsNamedByRowAndCell(t *testing.T) {
	t.Parallel()
	const head = "case,title,vendor,country,date,until,time,event,party,channel,source,planned,asset,asset kind,records,link,text\n"
	cells := func(set map[string]string) string {
		out := make([]string, 0, 17)
		for h := range strings.SplitSeq(strings.TrimSpace(head), ",") {
			v, ok := set[h]
			if !ok {
				v = map[string]string{"case": "7", "title": "T", "date": "2020", "event": "note"}[h]
			}
			out = append(out, v)
		}
		return strings.Join(out, ",") + "\n"
	}
	for name, v := range map[string]struct{ text, want string }{
		"an unknown column":             {"case,date,event,colour\n7,2020,note,red\n", "row 1, column colour (D1): nobody knows this column"},
		"a column twice":                {"case,date,datum,event\n7,2020,2020,note\n", "row 1, column datum (C1): column B holds the date already"},
		"no column for the date":        {"case,event\n7,note\n", "row 1: the column date is missing"},
		"no column for the event":       {"case,date\n7,2020\n", "row 1: the column event is missing"},
		"no column for the case":        {"date,event\n2020,note\n", "row 1: the columns case and title are missing"},
		"a row without a case":          {head + cells(map[string]string{"case": ""}), "row 2, column case (A2): the row names no case"},
		"no date":                       {head + cells(map[string]string{"date": ""}), "row 2, column date (E2): the date is missing"},
		"an undecidable date":           {head + cells(map[string]string{"date": "03/04/2020"}), "row 2, column date (E2): \"03/04/2020\" can be"},
		"an end before the beginning":   {head + cells(map[string]string{"until": "2019"}), "row 2, column until (F2): 2019 lies before 2020"},
		"a time without a zone":         {head + cells(map[string]string{"date": "2020-01-01", "time": "10:30"}), "row 2, column date (E2): 2020-01-01 at 10:30 has no zone"},
		"no event":                      {head + cells(map[string]string{"event": ""}), "row 2, column event (H2): the event is missing"},
		"an unknown event":              {head + cells(map[string]string{"event": "exploded"}), "row 2, column event (H2): unknown kind \"exploded\""},
		"a word with two meanings":      {head + cells(map[string]string{"event": "behoben"}), "row 2, column event (H2): \"behoben\" may be the word of the vendor"},
		"what the import writes itself": {head + cells(map[string]string{"event": "recorded"}), "row 2, column event (H2): recorded is written by the import itself"},
		"an unknown party":              {head + cells(map[string]string{"party": "seller"}), "row 2, column party (I2): unknown party \"seller\""},
		"an unknown channel":            {head + cells(map[string]string{"channel": "pigeon"}), "row 2, column channel (J2): unknown channel \"pigeon\""},
		"a proof that a sheet is not":   {head + cells(map[string]string{"source": "own probe"}), "row 2, column source (K2): a file cannot prove"},
		"neither yes nor no":            {head + cells(map[string]string{"planned": "maybe"}), "row 2, column planned (L2): \"maybe\" is neither yes nor no"},
		"an asset without a kind":       {head + cells(map[string]string{"asset": "https://a.example/"}), "row 2, column asset kind (N2): the asset has no kind"},
		"an asset of no known kind":     {head + cells(map[string]string{"asset": "https://a.example/", "asset kind": "s33"}), "row 2, column asset kind (N2): there is no kind of asset \"s33\""},
		"a kind without an asset":       {head + cells(map[string]string{"asset kind": "s3"}), "row 2, column asset kind (N2): the row names a kind and no asset"},
		"no number":                     {head + cells(map[string]string{"records": "many"}), "row 2, column records (O2): \"many\" is not a number"},
		"no country":                    {head + cells(map[string]string{"country": "Atlantis"}), "row 2, column country (D2)"},
		"a link that runs":              {head + cells(map[string]string{"link": "javascript:alert(1)"}), "row 2, column link (P2)"},
		"two titles of one case":        {head + cells(nil) + cells(map[string]string{"title": "U"}), "row 3, column title (B3): row 2 says \"T\" of the same case"},
		"no title":                      {head + cells(map[string]string{"title": ""}), "row 2, column title (B2): the title is missing"},
		"a title that is too long":      {head + cells(map[string]string{"title": strings.Repeat("x", 301)}), "row 2, column title (B2): the title is longer"},
		"a cell too many":               {"case,date,event\n7,2020,note,more\n", "row 2: this cell stands in no column"},
		"a cell that is too long":       {head + cells(map[string]string{"text": strings.Repeat("x", 20_001)}), "row 2: the cell is longer"},
		"a broken quote":                {"case,date,event\n7,2020,note\n7,2020,\"note\n7,2020,note\n", "row 3: a cell has a quote"},
		"rows behind a cell of 3 lines": {head + cells(map[string]string{"text": "\"a\nb\nc\""}) + "\n" + cells(map[string]string{"date": "x"}), "row 4, column date (E4): \"x\" is not a date"},
		"not UTF-8":                     {"case,date,event,text\n7,2020,note,Gr\xfc\xdfe\n", "line 2 is not UTF-8"},
		"nothing":                       {"", "the sheet is empty"},
		"heads alone":                   {head, "the sheet has heads and no rows"},
	} {
		_, err := spreadsheet.Read(strings.NewReader(v.text), "test.csv", spreadsheet.Options{Kinds: []string{"s3", "http"}})
		m, ok := errors.AsType[*spreadsheet.MistakesError](err)
		if !ok || fault.CodeOf(err) != fault.Invalid {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if len(m.Mistakes) != 1 || !strings.HasPrefix(m.Mistakes[0].String(), v.want) {
			t.Errorf("%s:\n got %v\nwant %s", name, m, v.want)
		}
	}
}

func TestAllMistakesAreNamedAtOnce(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	b.WriteString("case,date,event,colour\n")
	for i := range 150 {
		fmt.Fprintf(&b, "%d,03/04/2020,exploded,red\n", i%3)
	}
	_, err := spreadsheet.Read(strings.NewReader(b.String()), "test.csv", spreadsheet.Options{})
	m, ok := errors.AsType[*spreadsheet.MistakesError](err)
	if !ok || len(m.Mistakes) != 301 {
		t.Fatalf("%v", err)
	}
	if last := m.Mistakes[300]; last.Row != 151 {
		t.Errorf("%+v", last)
	}
	if lines := strings.Count(err.Error(), "\n"); lines != 101 {
		t.Errorf("a person reads %d lines", lines)
	}
}

func TestRowsWithoutACaseColumnBelongToTheirTitleAndVendor(t *testing.T) {
	t.Parallel()
	cases := read(t, "title,vendor,date,event\nOpen bucket,A,2020,found\nOpen bucket,B,2021,found\nOpen bucket,A,2022,closed\n", spreadsheet.Options{})
	if len(cases) != 2 || len(cases[0].File.Events) != 2 || cases[0].Name != "Open bucket (A)" || cases[1].Row != 3 {
		t.Errorf("%+v", cases)
	}
}

func TestNumbersOfRecordsAreReadInGroupsOfThree(t *testing.T) {
	t.Parallel()
	for cell, want := range map[string]int64{"900000": 900000, "900.000": 900000, "\"900,000\"": 900000, "1 234 567": 1234567, "0": 0, "007": 7} {
		c := read(t, "case,date,event,records\n7,2020,note,"+cell+"\n", spreadsheet.Options{})[0]
		if got := c.File.Facts.Exposed.Records; got != want {
			t.Errorf("%s is %d, want %d", cell, got, want)
		}
	}
	for _, cell := range []string{"1.5", "\"12,34\"", "-3", "1e6"} {
		if _, err := spreadsheet.Read(strings.NewReader("case,date,event,records\n7,2020,note,"+cell+"\n"), "t", spreadsheet.Options{}); err == nil {
			t.Errorf("%s is a number of records", cell)
		}
	}
}

// big is a sheet of a thousand cases with ten events each.
func big() string {
	var b strings.Builder
	b.WriteString("case;title;vendor;date;event;party;channel;text\n")
	for c := range 1000 {
		for i, e := range []string{"found", "validated", "gemeldet", "contacted", "acknowledged", "fix_promised", "closed", "replied", "published", "note"} {
			fmt.Fprintf(&b, "S-%d;Exposure %d;Vendor %d;%d.01.%d;%s;vendor;email;row %d of it, as somebody wrote it down\n", c, c, c%300, i+1, 2010+c%14, e, i)
		}
	}
	return b.String()
}

func BenchmarkTenThousandRowsAreRead(b *testing.B) {
	sheet := big()
	for b.Loop() {
		if _, err := spreadsheet.Read(strings.NewReader(sheet), "big.csv", spreadsheet.Options{}); err != nil {
			b.Fatal(err)
		}
	}
}

// FuzzRead: a sheet is read or refused with mistakes, and what is read is the same each time.
func FuzzRead(f *testing.F) {
	f.Add([]byte("case;Datum;Ereignis\n7;27.01.2020;gemeldet\n"))
	f.Add([]byte("sep=,\ncase,date,event,text\n7,2020,note,\"a\nb\"\"c\"\n"))
	f.Add([]byte("\xff\xfec\x00"))
	f.Add([]byte("title,date,event,asset,asset kind,records\nT,Q1 2020,found,https://a.example/,s3,900.000\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		one, err := spreadsheet.Read(strings.NewReader(string(data)), "f.csv", spreadsheet.Options{Encoding: spreadsheet.Windows1252})
		if err != nil {
			if fault.CodeOf(err) != fault.Invalid || len(one) > 0 {
				t.Errorf("%v with %d cases", err, len(one))
			}
			return
		}
		two, err := spreadsheet.Read(strings.NewReader(string(data)), "f.csv", spreadsheet.Options{Encoding: spreadsheet.Windows1252})
		if err != nil || len(one) != len(two) {
			t.Fatalf("%d and then %d cases: %v", len(one), len(two), err)
		}
		for i := range one {
			if one[i].Hash != two[i].Hash || one[i].Name == "" || len(one[i].File.Events) == 0 {
				t.Errorf("%+v and %+v", one[i], two[i])
			}
		}
	})
}
