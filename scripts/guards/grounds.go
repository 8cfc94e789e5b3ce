package main

// guardsOfGrounds are what keeps a message from saying what no answer of ours shows.
func guardsOfGrounds() []guard {
	const grounds = "disclosure/outreach/grounds.go"
	return []guard{
		one(grounds, "return Openness{}, g.unseen(a)", "if $off {\n\t\treturn g.believed(a), nil\n\t}\n\treturn Openness{}, g.unseen(a)",
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
