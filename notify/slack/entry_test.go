package slack

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"daylight/disclosure"
	"daylight/notify/slack/crew"
	"daylight/notify/slack/slackserver"
)

// waysIn are all ways in which somebody can want something, each with the answer that a person reads. A row is added with each new one.
func waysIn() map[string]func(b *bench, user, team string, in map[string]any) (said string) {
	reply := func(b *bench, before int) string {
		b.server.until("an answer", func() bool { return len(b.server.calls("/respond")) > before })
		return b.lastReply("/respond")
	}
	interactive := func(p map[string]any) func(b *bench, user, team string, in map[string]any) string {
		return func(b *bench, user, team string, in map[string]any) string {
			before := len(b.server.calls("/respond"))
			all := map[string]any{
				"user": map[string]any{"id": user, "team_id": team}, "team": map[string]any{"id": "T1", "domain": "team"}, "channel": map[string]any{"id": triage},
				"trigger_id": fmt.Sprintf("way-%d", b.ids), "response_url": b.server.URL() + "respond",
			}
			for _, more := range []map[string]any{p, in} {
				for k, v := range more {
					all[k] = v
				}
			}
			ack := b.deliver(envelopeInteractive, all)
			if all["type"] == interactionSubmit {
				return string(ack)
			}
			return reply(b, before)
		}
	}
	event := func(e map[string]any) func(b *bench, user, team string, in map[string]any) string {
		return func(b *bench, user, team string, in map[string]any) string {
			before := len(b.server.calls("/chat.postEphemeral"))
			what := map[string]any{"user": user, "user_team": team}
			for k, v := range e {
				what[k] = v
			}
			all := map[string]any{"team_id": "T1", "event_id": fmt.Sprintf("Ev%d", b.ids), "event": what}
			for k, v := range in {
				all[k] = v
			}
			b.deliver(envelopeEvent, all)
			b.server.until("an answer", func() bool { return len(b.server.calls("/chat.postEphemeral")) > before })
			return b.lastReply("/chat.postEphemeral")
		}
	}
	return map[string]func(b *bench, user, team string, in map[string]any) string{
		"a command": func(b *bench, user, team string, _ map[string]any) string {
			return string(b.deliver(envelopeCommand, map[string]any{
				"command": commandName, "text": "list", "user_id": user, "team_id": team, "channel_id": triage,
				"trigger_id": fmt.Sprintf("way-%d", b.ids), "response_url": b.server.URL() + "respond",
			}))
		},
		"a command that opens a form": func(b *bench, user, team string, _ map[string]any) string {
			return string(b.deliver(envelopeCommand, map[string]any{
				"command": commandName, "text": "new", "user_id": user, "team_id": team, "channel_id": triage,
				"trigger_id": fmt.Sprintf("way-%d", b.ids), "response_url": b.server.URL() + "respond",
			}))
		},
		"a shortcut on a message": interactive(map[string]any{"type": interactionMessage, "callback_id": callbackFromMessage, "message": map[string]any{"ts": "1.1", "text": "x"}}),
		"a press": interactive(map[string]any{
			"type":    interactionAction,
			"actions": []any{map[string]any{"action_id": actionProbe, "value": value{Case: "DL-2020-0001"}.String()}},
		}),
		"a press that opens a form": interactive(map[string]any{
			"type":    interactionAction,
			"actions": []any{map[string]any{"action_id": actionApprove, "value": value{Case: "DL-2020-0001", Draft: "D1"}.String()}},
		}),
		"a choice in a menu": interactive(map[string]any{
			"type":    interactionAction,
			"actions": []any{map[string]any{"action_id": actionMore, "selected_option": map[string]any{"value": moreTimeline + " " + value{Case: "DL-2020-0001"}.String()}}},
		}),
		"a form that is sent": interactive(map[string]any{
			"type": interactionSubmit,
			"view": map[string]any{"id": "V1", "hash": "h", "callback_id": callbackApprove, "private_metadata": "", "state": map[string]any{"values": map[string]any{}}},
		}),
		"a shortcut that adds a message": interactive(map[string]any{"type": interactionMessage, "callback_id": callbackAddMessage, "message": map[string]any{"ts": "1.1", "text": "x"}}),
		"an emoji":                       event(map[string]any{"type": "reaction_added", "reaction": emoji, "item": map[string]any{"type": "message", "channel": triage, "ts": "1700000000.000100"}}),
		"a message that names the bot":   event(map[string]any{"type": eventMention, "channel": triage, "ts": "1700000000.000100", "text": "<@U9> is it closed?"}),
		"the home": func(b *bench, user, team string, in map[string]any) string {
			before := len(b.server.calls("/views.publish"))
			all := map[string]any{"team_id": "T1", "event": map[string]any{"type": homeEvent, "user": user, "user_team": team, "tab": "home"}}
			for k, v := range in {
				all[k] = v
			}
			b.deliver(envelopeEvent, all)
			b.server.until("a home", func() bool { return len(b.server.calls("/views.publish")) > before })
			return b.lastReply("/views.publish")
		},
	}
}

// Whatever the configuration says of somebody, the marks of their account decide first, by every way in.
func TestByEveryWayInOnlyFullMembersOfTheWorkspaceAreActedFor(t *testing.T) {
	marks := []struct {
		name    string
		account slackserver.Account
		team    string         // of the user, as the delivery says it
		in      map[string]any // more of the delivery
		said    string         // "" lets them in
	}{
		{name: "a full member"},
		{name: "a full member, and the delivery says so", team: "T1"},
		{name: "a guest of several channels", account: slackserver.Account{Restricted: true}, team: "T1", said: "You are a guest"},
		{name: "a guest of one channel", account: slackserver.Account{UltraRestricted: true}, said: "You are a guest"},
		{name: "somebody by Slack Connect", account: slackserver.Account{Stranger: true}, said: "another organisation"},
		{name: "somebody whose account is of another workspace", account: slackserver.Account{Team: "T2"}, said: "another organisation"},
		{name: "somebody of whom the delivery says that they are of another workspace", team: "T2", said: "another organisation"},
		{name: "somebody whom Slack does not know", account: slackserver.Account{Absent: true}, said: "another organisation"},
		{name: "an app", account: slackserver.Account{Bot: true}, said: "people alone"},
		{name: "a deactivated account", account: slackserver.Account{Deleted: true}, said: "deactivated"},
	}
	for _, mark := range marks {
		t.Run(mark.name, func(t *testing.T) {
			b := newBench(t, withEmoji)
			b.server.SetAccount(userL, mark.account)
			b.connect()
			b.drafted()
			_, _, probes, _ := b.desk.counts()
			for name, way := range waysIn() {
				if mark.said == "" && name != "the home" {
					continue // it would be done: what follows is tested where it belongs
				}
				b.ids++
				said := way(b, userL, mark.team, mark.in)
				if !strings.Contains(said, mark.said) {
					t.Errorf("%s: answered %s", name, said)
				}
				if mark.said == "" && strings.Contains(said, "another organisation") {
					t.Errorf("%s: refused: %s", name, said)
				}
				if strings.Contains(mark.said, "another") && (strings.Contains(said, "Malik") || strings.Contains(said, "Lena")) {
					t.Errorf("%s: a stranger reads who is in the team: %s", name, said)
				}
			}
			b.work()
			if _, sends, now, _ := b.desk.counts(); sends != 0 || now != probes || len(b.server.calls("/views.open")) != 0 {
				t.Errorf("something was done: %d sends, %d probes, %d forms", sends, now-probes, len(b.server.calls("/views.open")))
			}
			if mark.said != "" {
				for _, in := range b.desk.inbox {
					if in.Meta["user"] == userL {
						t.Errorf("a delivery of them was stored: %s", in.Subject)
					}
				}
			}
		})
	}
}

func TestNobodyIsActedForWhileSlackDoesNotSayWhoTheyAre(t *testing.T) {
	b := newBench(t, func(s *server, _ *Options) { s.scopes = "commands,chat:write" })
	b.connect()
	v := value{Case: b.seed()}
	ack := string(b.command(userL, "list"))
	if !strings.Contains(ack, "does not say now") || !strings.Contains(ack, "missing_scope") || !strings.Contains(ack, "Nothing was done") {
		t.Errorf("answered %s", ack)
	}
	b.click(userL, actionProbe, v.String())
	b.server.until("the press is answered", func() bool { return strings.Contains(b.lastReply("/respond"), "does not say now") })
	if _, _, probes, _ := b.desk.counts(); probes != 0 {
		t.Error("it was done")
	}
}

func TestAPressFromAChannelOfTwoOrganisationsIsRefusedByItsOwnMark(t *testing.T) {
	env := envelope{Type: envelopeEvent, Payload: json.RawMessage(`{"team_id":"T1","is_ext_shared_channel":true,"event":{"type":"app_home_opened","user":"U0LEAD","tab":"home"}}`)}
	in, err := env.interaction()
	if err != nil || !in.Outside {
		t.Fatalf("%+v %v", in, err)
	}
	b := newBench(t, nil)
	if e := b.allowed(t.Context(), in.knock(), "Looking", disclosure.Viewer); e.Known || !strings.Contains(e.Refusal, "shared with another organisation") {
		t.Errorf("%+v", e)
	}
}

// grants is a bench with user groups beside the configuration.
func grants(t *testing.T, groups ...slackserver.Group) *bench {
	b := newBench(t, func(s *server, o *Options) {
		o.Groups = []crew.Grant{{Group: "@leads", Rank: disclosure.Lead}, {Group: "S0RESEARCH", Rank: disclosure.Researcher}}
	})
	b.server.SetGroups(groups...)
	return b
}

func TestAUserGroupGivesARankBesidesTheConfiguration(t *testing.T) {
	leads := slackserver.Group{ID: "S0LEADS", Handle: "leads", Users: []string{userX, userR}}
	research := slackserver.Group{ID: "S0RESEARCH", Handle: "finders", Users: []string{userV, userL}}
	const asLead = "as a lead"
	for _, c := range []struct {
		rule   string
		groups []slackserver.Group
		user   string
		rank   disclosure.Rank
		name   string
	}{
		{"somebody whom only the group knows", []slackserver.Group{leads, research}, userX, disclosure.Lead, "u0stranger (Slack U0STRANGER)"},
		{"somebody to whom it gives more than the configuration", []slackserver.Group{leads, research}, userR, disclosure.Lead, "Rosa"},
		{"somebody to whom it gives less than the configuration", []slackserver.Group{leads, research}, userL, disclosure.Lead, "Lena"},
		{"a group by its id", []slackserver.Group{leads, research}, userV, disclosure.Researcher, "Vito"},
		{"a group that is gone takes nothing from the configuration", nil, userR, disclosure.Researcher, "Rosa"},
		{"a group that is gone gives nothing", nil, userX, "", ""},
		{"a disabled group gives nothing", []slackserver.Group{{ID: "S0LEADS", Handle: "leads", Users: []string{userX}, Disabled: true}}, userX, "", ""},
		{"a group of others gives nothing", []slackserver.Group{{ID: "S0LEADS", Handle: "leads", Users: []string{userX}, External: true}}, userX, "", ""},
		{"a group of the same name beside it makes it unclear", []slackserver.Group{leads, {ID: "S0OTHER", Handle: "leads", Users: []string{userX}}}, userX, "", ""},
	} {
		t.Run(c.rule, func(t *testing.T) {
			b := grants(t, c.groups...)
			e := b.who(t.Context(), c.user)
			if e.Known != (c.rank != "") || e.Actor.Role != c.rank || e.Actor.Name != c.name {
				t.Errorf("%+v", e)
			}
			if e.Known && (e.Actor.Hand.Account != c.user || e.Actor.Hand.Proof == "") {
				t.Errorf("the record would not hold the Slack id: %+v", e.Actor.Hand)
			}
			if !e.Known && (!strings.Contains(e.Refusal, "to put you into @leads") || !strings.Contains(e.Refusal, c.user)) {
				t.Errorf("it is not said what helps: %s", e.Refusal)
			}
		})
	}
	b := grants(t, leads, research)
	if e := b.allowed(t.Context(), knock{User: userV}, "Approving", disclosure.Lead); e.Known || !strings.Contains(e.Refusal, "somebody in @leads") {
		t.Errorf("it is not said who can help %s: %+v", asLead, e)
	}
	b.server.SetAccount(userX, slackserver.Account{Restricted: true})
	b = grants(t, leads)
	b.server.SetAccount(userX, slackserver.Account{Restricted: true})
	if e := b.who(t.Context(), userX); e.Known {
		t.Errorf("a guest acts because of a group: %+v", e)
	}
}

func TestWhatIsMissingInSlackIsSaidWithWhoCannotActBecauseOfIt(t *testing.T) {
	b := grants(t, slackserver.Group{ID: "S0LEADS", Handle: "leads", Users: []string{userX, userR, userL}, Disabled: true}, slackserver.Group{ID: "S0RESEARCH"})
	b.server.SetAccount(userM, slackserver.Account{Restricted: true})
	b.connect()
	b.server.until("the groups are read", func() bool { return len(b.server.calls("/usergroups.users.list")) > 1 })
	found := map[string]Finding{}
	for _, f := range b.Doctor(t.Context()) {
		found[f.Name] = f
	}
	groups := found["user groups"]
	for _, part := range []string{"the user group @leads gives nobody the rank lead: it is disabled", "without it Rosa, U0STRANGER cannot act as lead"} {
		if groups.OK || !strings.Contains(groups.Message, part) || groups.Fix == "" {
			t.Errorf("no %q in %+v", part, groups)
		}
		if ails := strings.Join(b.Ailing(), "; "); !strings.Contains(ails, part) {
			t.Errorf("health does not say %q: %s", part, ails)
		}
	}
	if strings.Contains(groups.Message, "Lena") {
		t.Errorf("whom the configuration lets act is named: %s", groups.Message)
	}
	if f := found["accounts"]; f.OK || !strings.Contains(f.Message, "Malik (guest)") || f.Fix == "" {
		t.Errorf("%+v", f)
	}
}

func TestOnlyNamedPeopleAreAdmins(t *testing.T) {
	for _, g := range []crew.Grant{{Group: "@leads", Rank: disclosure.Admin}, {Group: "@", Rank: disclosure.Lead}, {Group: "S1", Rank: "boss"}} {
		b := newBench(t, nil)
		o := options(b.server)
		o.Groups = []crew.Grant{g}
		if _, err := New(o, b.desk.ports()); err == nil {
			t.Errorf("%+v is taken", g)
		}
	}
}
