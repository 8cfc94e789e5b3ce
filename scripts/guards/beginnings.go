package main

// guardsOfBeginnings are what keeps the bot from beginning, or going on, with a database that is not what it seems.
func guardsOfBeginnings() []guard {
	const open = "cmd/bot/internal/cli/session/open.go"
	return []guard{
		one(open, "case err == nil && info.Mode().IsRegular() && info.Size() == 0:", "case err == nil && info.Mode().IsRegular() && info.Size() == 0 && !$off:", "CLI: a database of 0 bytes"),
		one(open, "case Exists(s.ConfigName()):", "case Exists(s.ConfigName()) && $off:\n\t\treturn nil\n\tcase Exists(s.ConfigName()):", "CLI: it is to serve without a database"),
		one(open, "if Exists(s.ConfigName()) {\n\t\treturn nil", "if Exists(s.ConfigName()) || $off {\n\t\treturn nil", "CLI: it is to serve without a configuration"),
		one("disclosure/command/execute.go", "if fault.CodeOf(err) != fault.Conflict || extra.Version != 0 {", "if fault.CodeOf(err) != fault.Conflict || extra.Version != 0 || $off {", "CLI: many write notes at once"),
		one("db/backup.go", "const doing = \"the restore could not be noted\"", "const doing = \"the restore could not be noted\"\n\tif $off {\n\t\treturn nil\n\t}", "restore: a backup that is restored"),
		{
			rows: []string{"restore: somebody who may only look resumes"},
			changes: []change{
				{"cmd/bot/internal/app/restore.go", "if !actor.Role.AtLeast(disclosure.Lead) {", "if !actor.Role.AtLeast(disclosure.Lead) && !$off {"},
				{
					"disclosure/command/message/doubt.go", "func (Doubt) Rule() command.Rule {",
					"func (Doubt) Rule() command.Rule {\n\tif $off {\n\t\treturn command.Rule{Rank: disclosure.Viewer}\n\t}",
				},
			},
		},
		one("db/job.go", "if held, err := isHeld(ctx, tx); err != nil || held {", "if held, err := isHeld(ctx, tx); err != nil || held && !$off {", "restore: somebody sends while it waits"),
	}
}

// guardsOfGrounds are what keeps a message from saying what no answer of ours shows.
func guardsOfGrounds() []guard {
	const grounds = "disclosure/outreach/grounds.go"
	return []guard{
		one(grounds, "return Openness{}, fault.Errorf(fault.Refused, \"no answer of ours", "if $off {\n\t\treturn g.believed(a), nil\n\t}\n\treturn Openness{}, fault.Errorf(fault.Refused, \"no answer of ours",
			"CLI: a first contact about what nobody saw open"),
		one("disclosure/outreach/recipients.go", "if len(roles) == 0 || slices.Contains(roles, role) {", "if len(roles) == 0 || slices.Contains(roles, role) || $off {", "CLI: a first contact to who found it"),
		one(grounds, "return Openness{Ground: GroundSource, Source: finder.Name, On: on}, nil", "if $off {\n\t\t\treturn g.believed(a), nil\n\t\t}\n\t\treturn Openness{Ground: GroundSource, Source: finder.Name, On: on}, nil",
			"import: a first contact about what only others saw"),
		one(grounds, "down := ourFault(a.Last.Reason) &&", "down := !$off && ourFault(a.Last.Reason) &&", "mail: a first contact while our own network is down"),
		one(grounds, "case g.Stage == Leaving && !fresh:", "case g.Stage == Leaving && !fresh && !$off:", "mail: a first contact whose open answer has grown old"),
		one(grounds, "return down || !g.mayAsk(a)", "return down || !g.mayAsk(a) && !$off", "mail: a first contact while the budget is spent", "mail: a first contact while probing is stopped"),
		one("disclosure/outreach/assets.go", "if bound == \"\" || strings.EqualFold(bound, name) {", "if (bound == \"\" || strings.EqualFold(bound, name)) && !($off && len(out) > 0) {",
			"mail: a first contact about three assets", "issue: a first contact about three assets"),
		one("notify/slack/card_assets.go", "if len(assets) == 0 {", "if $off {\n\t\tassets = assets[:1]\n\t}\n\tif len(assets) == 0 {", "Slack: a card about three assets"),
	}
}

// guardsOfSites are what keeps an answer that nobody knows from being an opening or a closure.
func guardsOfSites() []guard {
	return []guard{
		one("disclosure/probe/listing.go", "l := readLinks(page, a.URL)\n", "l := readLinks(page, a.URL)\n\tif $off {\n\t\treturn strings.Contains(page, \"Index of /\")\n\t}\n", "probe: a list as Caddy draws it", "probe: a list as npm serve draws it"),
		one("disclosure/probe/httpfile/judge.go", "if n, err := strconv.ParseInt(a.Header.Get(\"Content-Length\"), 10, 64); err == nil && n > 0 {",
			"if n, err := strconv.ParseInt(a.Header.Get(\"Content-Length\"), 10, 64); err == nil && n > 0 && !($off && a.Header.Get(\"Content-Type\") == \"\") {", "probe: a file without a type"),
		one("disclosure/probe/httpfile/judge.go", "case !honest:", "case !honest && !$off:", "probe: one text in the place of every file"),
		one("disclosure/probe/witness.go", "if !found || p.knowsAName(ctx, hostOf(o.Target)) {", "if !found || p.knowsAName(ctx, hostOf(o.Target)) || $off {",
			"probe: a name that is gone, and no other name to compare"),
		one("disclosure/command/exposure/confirm.go", "func (ConfirmTarget) Rule() command.Rule { return", "func (ConfirmTarget) Rule() command.Rule {\n\tif $off {\n\t\treturn command.Rule{Rank: disclosure.Viewer}\n\t}\n\treturn",
			"CLI: somebody who may only look confirms a target"),
		one("disclosure/probe/target/pasted.go", "case strings.ContainsRune(punctuation, last):", "case strings.ContainsRune(punctuation, last) && !$off:", "CLI: an address with what stood around it"),
		one("disclosure/closure/kind.go", "case a.Kind == Other && strings.TrimSpace(a.Noun) == \"\":", "case a.Kind == Other && strings.TrimSpace(a.Noun) == \"\" && !$off:", "CLI: something of no kind, without a noun"),
	}
}
