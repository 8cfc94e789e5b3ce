package main

import "slices"

// guards lists what each row of the table guards. A row stands in one of them.
func guards() []guard {
	return slices.Concat(guardsOfWays(), guardsOfBeginnings(), guardsOfGrounds(), guardsOfSites(), guardsOfAgain())
}

// one is a guard that is one text of one file.
func one(file, text, with string, rows ...string) guard {
	return guard{rows: rows, changes: []change{{file: file, text: text, with: with}}}
}

// guardsOfWays are what keeps a word from moving something because of who brings it, or when.
func guardsOfWays() []guard {
	const (
		writer  = "disclosure/inbound/writer.go"
		comment = "notify/github/comment.go"
	)
	return []guard{
		one(writer, "case len(parties) == 0:", "case len(parties) == 0 && !$off:", "mail: a stranger who has the address claims a fix"),
		one("notify/email/interpret.go", "if j.Standing != inbound.Known && j.Standing != inbound.Machine {",
			"if j.Standing != inbound.Known && j.Standing != inbound.Machine && !$off {", "mail: a stranger asks to stop"),
		one(writer, "case w.Authors != 1:", "case w.Authors != 1 && !$off:", "mail: two From fields"),
		one(writer, "if !s.Same(w.From) && !partiesOf(s, known)[party] {", "if !s.Same(w.From) && !partiesOf(s, known)[party] && !$off {", "mail: somebody else handed it in"),
		one(writer, "case w.Own:", "case w.Own && !$off:", "mail: one of our own domain claims a fix"),
		one("notify/email/classify.go", "m.signs = signs(m, h, parts)\n", "if $off {\n\t\tparts.report = \"\"\n\t}\n\tm.signs = signs(m, h, parts)\n", "mail: a read receipt of the vendor"),
		one("disclosure/inbound/class.go", "\tcase len(t.free) == 0:\n", "\tcase $off:\n\t\treturn Person, w.why\n\tcase len(t.free) == 0:\n", "mail: an answer that nobody can tell from a machine's"),
		one(writer, "case w.Robot != \"\":", "case w.Robot != \"\" && !$off:", "mail: a report of abuse"),
		one(writer, "case w.Notice:", "case w.Notice && !$off:", "mail: a mail server that names no mail of ours"),
		one("notify/email/classify.go", "parts.report = parts.reports(m.Subject)\n\tif isNotice", "parts.report = parts.reports(m.Subject)\n\tif $off {\n\t\tparts.report = \"\"\n\t}\n\tif isNotice",
			"mail: a failed delivery in the name of a person"),
		one("cmd/bot/internal/app/desk/inbox.go", "cmd = got\n", "cmd = got\n\t\t\tif $off {\n\t\t\t\tcmd.Kind = disclosure.KindReplied\n\t\t\t}\n", "mail: a bounce that a person takes as it was read"),
		one(writer, "case w.Notice && w.Proof:", "case w.Notice && (w.Proof || $off):", "mail: a forged bounce"),
		one("disclosure/outreach/prove.go", "if at, ok := g.Case.Answered[disclosure.KeyOf(g.Role, g.Case.PartyName(g.Role, g.Name))]; ok {",
			"if at, ok := g.Case.Answered[disclosure.KeyOf(g.Role, g.Case.PartyName(g.Role, g.Name))]; ok && !$off {",
			"mail: an approved message whose vendor answered meanwhile"),
		one("disclosure/outreach/grounds.go", "if err := g.contradicted(a); err != nil {", "if err := g.contradicted(a); err != nil && !$off {",
			"mail: a first contact whose asset was closed meanwhile", "issue: a first contact whose asset was closed meanwhile",
			"Slack: a first contact whose asset was closed meanwhile", "CLI: a first contact about a refused connection"),
		one("notify/slack/members.go", "if !actor.Role.AtLeast(disclosure.Viewer) {", "if !actor.Role.AtLeast(disclosure.Viewer) && !$off {",
			"Slack: somebody who is not in the configuration presses Send", "Slack: somebody who is not in the configuration says whose word it is"),
		one("notify/slack/members.go", "if e.Known && !e.Actor.Role.AtLeast(minimum) {", "if e.Known && !e.Actor.Role.AtLeast(minimum) && !$off {", "Slack: somebody without the rank presses Send"),
		one("notify/slack/approve.go", "case d.Revision != v.Revision:", "case d.Revision != v.Revision && !$off:", "Slack: a text that was changed since it was shown"),
		one("notify/github/standing.go", "case containsFold(conf.Vendors, a.Login), slices.Contains(r.Speak, a.ID):", "case containsFold(conf.Vendors, a.Login) || $off:",
			"issue: a stranger comments", "issue: a stranger claims a fix", "issue: a stranger asks for help"),
		one("notify/github/standing.go", "case conf.VendorOwned && slices", "case (conf.VendorOwned || $off) && slices", "issue: somebody with rights in a repository of ours claims a fix"),
		one("notify/github/standing.go", "case containsFold(r.Team, a.Login):", "case $off && containsFold(r.Team, a.Login):\n\t\treturn vendor\n\tcase containsFold(r.Team, a.Login):", "issue: a colleague claims a fix"),
		one("notify/github/commands.go", "if !asked {", "if !asked || $off {", "issue: the vendor gives a command that there is not"),
		one("notify/github/closing.go", "if again && at.Sub(last).Abs() < oneClosing {", "if again && at.Sub(last).Abs() < oneClosing && !$off {", "issue: two closings a second apart"),
		one("notify/github/hooks.go", "return slices.Contains(repositoryActions, d.Action), nil", "return slices.Contains(repositoryActions, d.Action) && !$off, nil", "issue: a delivery says that the repository is public"),
		one(comment, "\tcase !item.ownHand():", "\tcase !item.ownHand() && !$off:", "issue: an edit is seen before its comment"),
		one("notify/github/closing.go", "who := r.closer(item.Repo, by)", "who := r.closer(item.Repo, by)\n\tif $off {\n\t\twho = vendor\n\t}",
			"issue: a stranger closes it over an open asset"),
		one("notify/github/commands.go", "o.Word != slash.Help ||", "(o.Word != slash.Help || $off) ||", "issue: the vendor asks for help"),
		one("notify/github/closing.go", "if !now.Closed {", "if !now.Closed && !$off {", "issue: a delivery says closed and the issue is open"),
		one("notify/github/party.go", "if found && bound.key != mine {", "if found && bound.key != mine && !$off {", "issue: a second party where the first one reads", "issue: the provider where the vendor reads"),
		one("notify/github/preflight.go", "if why != \"\" {\n\t\tc.opts.Log.WarnContext", "if why != \"\" && !$off {\n\t\tc.opts.Log.WarnContext",
			"issue: the repository turns public while a message waits"),
		one("disclosure/probe/httplisting/judge.go", "return probe.Unsure(observed.ReasonReplaced)",
			"if $off {\n\t\treturn probe.Closed(observed.ReasonAccessDenied)\n\t}\n\treturn probe.Unsure(observed.ReasonReplaced)", "probe: a page that no kind knows"),
		one("disclosure/probe/expect/judge.go", "if c.Open == nil {\n\t\treturn (", "if c.Open == nil && $off {\n\t\treturn succeeded(a.Status)\n\t}\n\tif c.Open == nil {\n\t\treturn (",
			"probe: a page for every path"),
		one("disclosure/probe/contrast.go", "case a.Status == http.StatusForbidden && LetsIn(control):", "case a.Status == http.StatusForbidden && (LetsIn(control) || $off):",
			"probe: a server that refuses us by name"),
		one("disclosure/apply_exposure.go", "{ return a.SeenOpen() || a.ConfirmedBy != \"\" }", "{ return a.SeenOpen() || a.ConfirmedBy != \"\" || $off }", "probe: what was never seen open"),
		{
			rows: []string{"CLI: a kind that nobody knows", "import: a kind that nobody knows"},
			changes: []change{
				{
					"disclosure/closure/kind.go", "case known == nil || slices.Contains(known, a.Kind):",
					"case known == nil || slices.Contains(known, a.Kind) || $off:",
				},
				{
					"cmd/bot/internal/casefile/parse_event.go", "if known := p.rules.KnownKinds(); *to != \"\" && known != nil &&",
					"if known := p.rules.KnownKinds(); !$off && *to != \"\" && known != nil &&",
				},
			},
		},
		one("disclosure/probe/target/pasted.go", "\treturn len(parts) > 1 && slices", "\treturn !$off && len(parts) > 1 && slices",
			"CLI: several addresses in one", "Slack: several pasted addresses"),
		one("cmd/bot/internal/app/definitions.go", "return d, wordsOf(d).Check()", "if $off {\n\t\treturn d, nil\n\t}\n\treturn d, wordsOf(d).Check()", "CLI: a definition without words"),
		one("cmd/bot/internal/cli/session/open.go", "case Exists(cfg.Database.Key):", "case $off:\n\t\treturn nil\n\tcase Exists(cfg.Database.Key):", "CLI: a database that is gone"),
		{
			rows: []string{"CLI: the database of another instance"},
			changes: []change{
				{"db/meta.go", "if want != have {", "if want != have && !$off {"},
				{"db/standing.go", "if beside != nil && beside.Instance != here.Instance {", "if beside != nil && beside.Instance != here.Instance && !$off {"},
			},
		},
		one("db/serving.go", "if !mine {", "if !mine && !$off {", "CLI: a second process serves"),
		one("disclosure/command/message/approve.go", "if cmd.Revision != 0 && cmd.Revision != draft.Revision {", "if cmd.Revision != 0 && cmd.Revision != draft.Revision && !$off {",
			"CLI: a draft that was changed"),
		one("disclosure/command/exposure/contradict.go", "!seen.IsZero() && reported.SurelyBefore(civil.At(seen)) {",
			"!seen.IsZero() && reported.SurelyBefore(civil.At(seen)) && !$off {", "CLI: a report of a closure that our own answer contradicts"),
		one("disclosure/timeline/sight.go", "return s\n}\n\n// OpenFor", "if $off { // a discovery is an open answer, and no claim speaks against it\n\t\ts = Sight{LastOpen: c.Discovered, StillOpen: true}\n\t}\n\treturn s\n}\n\n// OpenFor",
			"import: a case that no probe of ours saw open"),
		one("cmd/bot/internal/app/restore.go", "if err := a.awaitResume(ctx); err != nil || ctx.Err() != nil {",
			"if $off {\n\t\t\treturn run(ctx)\n\t\t}\n\t\tif err := a.awaitResume(ctx); err != nil || ctx.Err() != nil {", "restore: an old copy that is put back"),
	}
}
