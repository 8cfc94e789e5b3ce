package email_test

import (
	"strings"
	"testing"

	"daylight/notify/email"
)

func TestSplitReply(t *testing.T) {
	const answer = "We will look into it."
	for name, tc := range map[string]struct{ text, reply, quoted string }{
		"nothing quoted":   {answer, answer, ""},
		"English":          {answer + "\n\nOn Mon, 27 Jan 2020 at 10:30, Team <team@example.org> wrote:\n> old", answer, "On Mon"},
		"English, folded":  {answer + "\n\nOn Mon, 27 Jan 2020 at 10:30, Team\n<team+dl-2020-0001@example.org>\nwrote:\n> old", answer, "wrote:"},
		"German":           {answer + "\n\nAm 27.01.2020 um 10:30 schrieb Team <team@example.org>:\n> alt", answer, "Am 27"},
		"French":           {answer + "\n\nLe 27/01/2020 à 10:30, Team a écrit :\n> vieux", answer, "Le 27"},
		"Spanish":          {answer + "\n\nEl lun, 27 ene 2020 a las 10:30, Team escribió:\n> viejo", answer, "El lun"},
		"Italian":          {answer + "\n\nIl giorno lun 27 gen 2020 alle ore 10:30 Team ha scritto:\n> vecchio", answer, "Il giorno"},
		"Dutch":            {answer + "\n\nOp 27 januari 2020 om 10:30 schreef Team <team@example.org>:\n> oud", answer, "Op 27"},
		"Polish":           {answer + "\n\nW dniu 27.01.2020 o 10:30, Team napisał(a):\n> stare", answer, "W dniu"},
		"Portuguese":       {answer + "\n\nEm seg., 27 de jan. de 2020 às 10:30, Team escreveu:\n> velho", answer, "Em seg"},
		"Swedish":          {answer + "\n\nDen 27 jan. 2020 kl. 10:30 skrev Team <team@example.org>:\n> gammal", answer, "Den 27"},
		"Danish":           {answer + "\n\nDen man. 27. jan. 2020 kl. 10.30 skrev Team:\n> gammel", answer, "Den man"},
		"Japanese":         {answer + "\n\n2020年1月27日(月) 10:30 Team <team@example.org>のメール:\n> 古い", answer, "のメール"},
		"Finnish":          {answer + "\n\n27. tammikuuta 2020 klo 10.30 Team <team@example.org> kirjoitti:\n> vanha", answer, "kirjoitti"},
		"Russian":          {answer + "\n\nпн, 27 янв. 2020 г. в 10:30, Team <team@example.org>:\n> старое", answer, "старое"},
		"Russian, wrote":   {answer + "\n\n27.01.2020, 10:30, \"Team\" <team@example.org> пишет:\n> старое", answer, "пишет"},
		"Ukrainian":        {answer + "\n\nпн, 27 січ. 2020 о 10:30 Team <team@example.org> пише:\n> старе", answer, "пише"},
		"Turkish":          {answer + "\n\nTeam <team@example.org>, 27 Oca 2020 Pzt, 10:30 tarihinde şunu yazdı:\n> eski", answer, "eski"},
		"Czech":            {answer + "\n\npo 27. 1. 2020 v 10:30 odesílatel Team <team@example.org> napsal:\n> staré", answer, "napsal"},
		"Hungarian":        {answer + "\n\nTeam <team@example.org> ezt írta (időpont: 2020. jan. 27., H, 10:30):\n> régi", answer, "írta"},
		"Chinese":          {answer + "\n\nTeam <team@example.org> 于2020年1月27日周一 10:30写道：\n> 旧", answer, "写道"},
		"Gmail, a date":    {answer + "\n\n2020-01-27 10:30 GMT+02:00 Team <team@example.org>:\n> old", answer, "GMT"},
		"Yandex":           {answer + "\n\n27.01.2020, 10:30, \"Team\" <team@example.org>:\n> old", answer, "27.01"},
		"German, folded":   {answer + "\n\nTeam <team@example.org> schrieb am Mo., 27. Jan. 2020 um\n10:30 Uhr:\n> alt", answer, "10:30"},
		"Danish, Outlook":  {answer + "\n\n-------- Oprindelig besked --------\ngammel", answer, "gammel"},
		"Russian, Outlook": {answer + "\n\nОт: Team\nОтправлено: 27 января\nКому: x\nТема: y\n\nстарое", answer, "старое"},
		"Chinese, Outlook": {answer + "\n\n发件人: Team\n发送时间: 2020年1月27日\n收件人: x\n主题: y\n\n旧", answer, "旧"},
		"Outlook, starred": {answer + "\n\n*From:* Team\n*Sent:* Monday\n*To:* x\n*Subject:* y\n\nold", answer, "old"},
		"phone, French":    {answer + "\n\nEnvoyé à partir de Outlook pour iOS", answer, "Outlook"},
		"not quoted lines": {answer + "\n\nOn 27 Jan 2020, team@example.org wrote:\n\nHello,\nold text\n", answer, "old text"},
		"Outlook":          {answer + "\n\nFrom: Team <team@example.org>\nSent: Monday, 27 January 2020 10:30\nTo: x\nSubject: y\n\nold", answer, "old"},
		"Outlook, German":  {answer + "\n\nVon: Team\nGesendet: Montag\nAn: x\nBetreff: y\n\nalt", answer, "alt"},
		"Outlook, French":  {answer + "\n\nDe : Team\nEnvoyé : lundi\nÀ : x\nObjet : y\n\nvieux", answer, "vieux"},
		"Outlook, rule":    {answer + "\n\n________________________________\nFrom: Team\nSent: Monday\nTo: x\nSubject: y\n\nold", answer, "____"},
		"Outlook, old":     {answer + "\n\n-----Original Message-----\nold", answer, "old"},
		"Outlook, old, de": {answer + "\n\n-----Ursprüngliche Nachricht-----\nalt", answer, "alt"},
		"signature":        {answer + "\n-- \nJane\nVendor", answer, "Jane"},
		"phone":            {answer + "\n\nSent from my iPhone", answer, "iPhone"},
		"phone, German":    {answer + "\n\nVon meinem iPhone gesendet", answer, "iPhone"},
		"bottom":           {"On 27 Jan 2020, Team wrote:\n> old\n> older\n\n" + answer, answer, "> older"},
		"between":          {"> When?\nIn 2018.\n\n> Closed?\nNot yet.", "In 2018.\n\nNot yet.", "> Closed?"},
		"CRLF":             {answer + "\r\n\r\n> old\r\n", answer, "> old"},
		"all quoted":       {"> a\n> b", "> a\n> b", ""},
		"a rule of a person's": {
			"first\n____________________\nsecond\nthird", "first\n____________________\nsecond\nthird", "",
		},
		"shares a line":              {"yes, today On Mon, 27 Jan 2020 at 10:30, team@example.org wrote:\n> old", "yes, today", "wrote:"},
		"shares a line, below words": {"first\nyes, today-- On Mon, 27 Jan 2020 at 10:30, team@example.org wrote:\n> old", "first\nyes, today", "wrote:"},
		"no quotation behind it":     {"he told me On Monday 3 people wrote:\nplease wait", "he told me On Monday 3 people wrote:\nplease wait", ""},
		"announced between dashes":   {answer + "\n\n------On 27/01/2020 10:30, Team wrote-----\n\nold", answer, "old"},
		"Gmail, without a colon":     {answer + "\n2020/1/27 Team <team@example.org>\n\n> old", answer, "2020/1"},
		"an address of a person's":   {answer + "\n2020/1/27 Team <team@example.org>\nknows more", answer + "\n2020/1/27 Team <team@example.org>\nknows more", ""},
		"a quoted link that broke":   {answer + "\n\n> see http://example.org/a\n_b=3dd518)\n> old", answer, "_b="},
		"an answer with a link":      {"> where?\nhere: http://example.org/a\n> when?\ntoday", "here: http://example.org/a\ntoday", "> when?"},
		"a date comes first":         {answer + "\n\nDate: Mon, 27 Jan 2020 10:30:00 +0000\nFrom: team@example.org\nTo: x@example.org\nSubject: y\n\nold", answer, "old"},
		"date and address alone":     {answer + "\n\nDate: Mon, 27 Jan 2020 10:30:00 +0000\nTo: x@example.org", answer, "To: x"},
		"a journey":                  {"From: Bonn\nTo: Berlin\nat noon", "From: Bonn\nTo: Berlin\nat noon", ""},
		"an ornament":                {"first\n>>> http://vendor.example <<<\nsecond", "first\n>>> http://vendor.example <<<\nsecond", ""},
		"chosen by the writer":       {answer + "\n\n> the rule says so\n\nOn 27 Jan 2020, Team wrote:\n> old", answer + "\n\n> the rule says so", "> old"},
		"answered by the writer":     {answer + "\n\n> When?\nIn 2018.\n\nOn 27 Jan 2020, Team wrote:\n> old", answer + "\n\nIn 2018.", "> When?"},
		"passed on":                  {answer + "\n\nBegin forwarded message:\n\n> From: Team <team@example.org>\n> old", answer, "Begin"},
		"nothing but passed on":      {"From: Jane <j@vendor.example>\nSent: 27 January 2020 10:30\nTo: x\nSubject: y\n\n" + answer + "\n\nFrom: Team\nSent: Monday\nTo: x\nSubject: y\n\nold", answer, "Jane"},
		"a line with a colon":        {"Our engineer wrote:\nplease wait", "Our engineer wrote:\nplease wait", ""},
		"a list that looks like one": {"From: 1\nis a line of mine", "From: 1\nis a line of mine", ""},
	} {
		t.Run(name, func(t *testing.T) {
			reply, quoted := email.SplitReply(tc.text)
			if reply != tc.reply || !strings.Contains(quoted, tc.quoted) || tc.quoted == "" && quoted != "" {
				t.Errorf("reply %q, quoted %q; want %q and %q", reply, quoted, tc.reply, tc.quoted)
			}
		})
	}
}

func FuzzSplitReply(f *testing.F) {
	f.Add("On 1 a wrote:\n> b\nc\n-- \nd")
	f.Add("From: a\nSent: b\nTo: c\n\nx")
	f.Fuzz(func(t *testing.T, text string) {
		reply, quoted := email.SplitReply(text)
		// Every word of the text is in one of the two.
		if got, want := count(reply)+count(quoted), count(text); got != want {
			t.Fatalf("%d of %d characters: reply %q, quoted %q", got, want, reply, quoted)
		}
	})
}

// count counts what is no white space.
func count(s string) int { return len(strings.Join(strings.Fields(s), "")) }
