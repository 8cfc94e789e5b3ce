package slack

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strconv"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/fault"
)

// maxPayload bounds one delivery from Slack, in bytes. A message of 40,000 characters with its blocks stays below.
const maxPayload = 1 << 20

// The types of envelopes that Socket Mode delivers.
const (
	envelopeCommand     = "slash_commands"
	envelopeInteractive = "interactive"
	envelopeEvent       = "events_api"
)

// The types of interactions that are routed.
const (
	interactionCommand  = "command"
	interactionMessage  = "message_action"
	interactionShortcut = "shortcut"
	interactionAction   = "block_actions"
	interactionSubmit   = "view_submission"
	interactionEvent    = "event"
)

// envelope is one delivery. It is stored as it stands.
type envelope struct {
	Type    string          `json:"type"`
	ID      string          `json:"envelope_id"`
	Payload json.RawMessage `json:"payload"`
}

// interaction is what somebody did, reduced to what Daylight looks at. The library's own type decodes every block of
// the message around it and fails as a whole on one that it does not know.
type interaction struct {
	Type        string
	User        string
	UserTeam    string // workspace of the user; "" where the delivery does not say
	Enterprise  string // the organisation around it
	Outside     bool   // it happened in a channel that is shared with another organisation
	Team        string
	Domain      string
	Channel     string
	ResponseURL string
	Trigger     string
	Command     string
	Text        string // of a command
	Callback    string
	Message     message
	Action      string
	Value       string
	Event       string // its id, for an event
	Kind        string // of a message that no person just wrote: edited, joined, by a bot …; "" for one that somebody wrote
	View        viewState
}

// knock is who did it, for [App.allowed].
func (in interaction) knock() knock {
	return knock{User: in.User, Team: in.UserTeam, Enterprise: in.Enterprise, Outside: in.Outside}
}

// message is the message that a shortcut was used on.
type message struct {
	TS     string
	Thread string // timestamp of the first message of its thread, "" outside of threads
	Author string // Slack id
	Text   string
}

// viewState is a modal as it was submitted.
type viewState struct {
	ID       string
	Hash     string
	Metadata string
	Values   map[string]string // by block id; each block of ours has one element
}

// wire is the union of the payloads as Slack writes them.
type wire struct {
	Type        string `json:"type"`
	CallbackID  string `json:"callback_id"`
	TriggerID   string `json:"trigger_id"`
	ResponseURL string `json:"response_url"`
	User        struct {
		ID     string `json:"id"`
		TeamID string `json:"team_id"`
	} `json:"user"`
	Enterprise struct {
		ID string `json:"id"`
	} `json:"enterprise"`
	Team struct {
		ID     string `json:"id"`
		Domain string `json:"domain"`
	} `json:"team"`
	Channel struct {
		ID string `json:"id"`
	} `json:"channel"`
	Container struct {
		ChannelID string `json:"channel_id"`
	} `json:"container"`
	Message struct {
		TS     string `json:"ts"`
		Thread string `json:"thread_ts"`
		User   string `json:"user"`
		BotID  string `json:"bot_id"`
		Text   string `json:"text"`
	} `json:"message"`
	Actions []struct {
		ActionID       string     `json:"action_id"`
		Value          string     `json:"value"`
		SelectedOption wireOption `json:"selected_option"`
	} `json:"actions"`
	View struct {
		ID         string `json:"id"`
		Hash       string `json:"hash"`
		CallbackID string `json:"callback_id"`
		Metadata   string `json:"private_metadata"`
		State      struct {
			Values map[string]map[string]struct {
				Value           string       `json:"value"`
				SelectedOption  wireOption   `json:"selected_option"`
				SelectedOptions []wireOption `json:"selected_options"`
				Files           []struct {
					ID string `json:"id"`
				} `json:"files"`
			} `json:"values"`
		} `json:"state"`
	} `json:"view"`
}

type wireOption struct {
	Value string `json:"value"`
}

// wireCommand is the payload of a slash command, where everything is flat.
type wireCommand struct {
	Command     string `json:"command"`
	Text        string `json:"text"`
	UserID      string `json:"user_id"`
	TeamID      string `json:"team_id"`
	Enterprise  string `json:"enterprise_id"`
	TeamDomain  string `json:"team_domain"`
	ChannelID   string `json:"channel_id"`
	ResponseURL string `json:"response_url"`
	TriggerID   string `json:"trigger_id"`
}

// wireEvent is the payload of an event.
type wireEvent struct {
	TeamID  string `json:"team_id"`
	ID      string `json:"event_id"`
	Outside bool   `json:"is_ext_shared_channel"`
	Event   struct {
		Type string `json:"type"`
		User string `json:"user"`
		Team string `json:"user_team"`
		Tab  string `json:"tab"`
		// Of a message.
		Channel string `json:"channel"`
		TS      string `json:"ts"`
		Thread  string `json:"thread_ts"`
		Text    string `json:"text"`
		Subtype string `json:"subtype"`
		Bot     string `json:"bot_id"`
		// Of a reaction.
		Reaction string `json:"reaction"`
		Author   string `json:"item_user"`
		Item     struct {
			Type    string `json:"type"`
			Channel string `json:"channel"`
			TS      string `json:"ts"`
		} `json:"item"`
	} `json:"event"`
}

// readEnvelope decodes a stored delivery.
func readEnvelope(raw []byte) (envelope, error) {
	var e envelope
	if len(raw) > maxPayload {
		return e, fault.Errorf(fault.Invalid, "a delivery of %d bytes from Slack is too large", len(raw))
	}
	if err := json.Unmarshal(raw, &e); err != nil {
		// The cause is left out: it may quote what somebody wrote.
		return e, fault.Errorf(fault.Invalid, "a delivery from Slack is no JSON of the expected form")
	}
	return e, nil
}

// interaction decodes the payload of an envelope.
func (e envelope) interaction() (interaction, error) {
	if len(e.Payload) > maxPayload {
		return interaction{}, fault.Errorf(fault.Invalid, "a payload of %d bytes from Slack is too large", len(e.Payload))
	}
	switch e.Type {
	case envelopeCommand:
		var w wireCommand
		if err := json.Unmarshal(e.Payload, &w); err != nil {
			return interaction{}, fault.Errorf(fault.Invalid, "a command from Slack could not be read")
		}
		return interaction{
			Type: interactionCommand, User: w.UserID, UserTeam: w.TeamID, Enterprise: w.Enterprise, Team: w.TeamID, Domain: w.TeamDomain, Channel: w.ChannelID,
			ResponseURL: w.ResponseURL, Trigger: w.TriggerID, Command: w.Command, Text: w.Text,
		}, nil
	case envelopeInteractive:
		var w wire
		if err := json.Unmarshal(e.Payload, &w); err != nil {
			return interaction{}, fault.Errorf(fault.Invalid, "an interaction from Slack could not be read")
		}
		return w.interaction(), nil
	case envelopeEvent:
		var w wireEvent
		if err := json.Unmarshal(e.Payload, &w); err != nil {
			return interaction{}, fault.Errorf(fault.Invalid, "an event from Slack could not be read")
		}
		in := interaction{
			Type: interactionEvent, User: w.Event.User, UserTeam: w.Event.Team, Outside: w.Outside, Team: w.TeamID, Callback: w.Event.Type, Event: w.ID, Channel: w.Event.Channel, Value: w.Event.Reaction, Kind: w.Event.Subtype + w.Event.Bot,
			Message: message{TS: w.Event.TS, Thread: w.Event.Thread, Author: w.Event.User, Text: w.Event.Text},
		}
		if w.Event.Item.Type == "message" {
			in.Channel, in.Message = w.Event.Item.Channel, message{TS: w.Event.Item.TS, Author: w.Event.Author}
		}
		if w.Event.Tab != "" && w.Event.Tab != "home" {
			in.Callback = "" // the messages of the app, where nothing is to be shown
		}
		return in, nil
	default:
		return interaction{}, fault.Errorf(fault.Invalid, "a delivery of the type %.40q is not expected from Slack", e.Type)
	}
}

func (w wire) interaction() interaction {
	in := interaction{
		Type: w.Type, User: w.User.ID, UserTeam: cmp.Or(w.User.TeamID, w.Team.ID), Enterprise: w.Enterprise.ID, Team: w.Team.ID, Domain: w.Team.Domain, Channel: w.Channel.ID,
		ResponseURL: w.ResponseURL, Trigger: w.TriggerID, Callback: w.CallbackID,
		Message: message{TS: w.Message.TS, Thread: w.Message.Thread, Author: w.Message.User, Text: w.Message.Text},
	}
	if in.Channel == "" {
		in.Channel = w.Container.ChannelID
	}
	if len(w.Actions) > 0 {
		in.Action, in.Value = w.Actions[0].ActionID, w.Actions[0].Value
		if in.Value == "" {
			in.Value = w.Actions[0].SelectedOption.Value
		}
	}
	if w.Type == interactionSubmit {
		in.Callback = w.View.CallbackID
	}
	in.View = viewState{ID: w.View.ID, Hash: w.View.Hash, Metadata: w.View.Metadata, Values: map[string]string{}}
	for block, elements := range w.View.State.Values {
		for _, e := range elements {
			in.View.Values[block] = e.Value
			if e.Value == "" {
				in.View.Values[block] = e.SelectedOption.Value
			}
			if len(e.Files) > 0 {
				in.View.Values[block] = e.Files[0].ID
			}
			if len(e.SelectedOptions) > 0 {
				in.View.Values[block] = joined(e.SelectedOptions)
			}
		}
	}
	return in
}

// joined is what was ticked, with commas between.
func joined(options []wireOption) string {
	values := make([]string, 0, len(options))
	for _, o := range options {
		values = append(values, o.Value)
	}
	return strings.Join(values, ",")
}

// key names a delivery, so that a second one of the same thing is recognised. Slack repeats an envelope with a new
// id now and then; the trigger stays the same. Triggers open modals for three seconds and are therefore only kept as
// a digest.
func (e envelope) key(in interaction) string {
	id := e.ID
	if in.Event != "" {
		id = in.Type + "\x00" + in.Event
	} else if in.Trigger != "" {
		id = in.Type + "\x00" + in.Trigger
	} else if in.View.ID != "" {
		id = in.Type + "\x00" + in.View.ID + "\x00" + in.View.Hash
	}
	sum := sha256.Sum256([]byte(id))
	return "slack/" + hex.EncodeToString(sum[:16])
}

// value is what a button carries: which draft of which case, and how the case looked when the button was drawn.
type value struct {
	Case     disclosure.CaseID
	Draft    string
	Revision int
	Version  int
}

func (v value) String() string {
	return strings.Join([]string{string(v.Case), v.Draft, strconv.Itoa(v.Revision), strconv.Itoa(v.Version)}, "|")
}

// readValue is the inverse of [value.String]. The value comes back from a client and is checked like any input.
func readValue(s string) (value, error) {
	bad := fault.Errorf(fault.Invalid, "this button belongs to an older version of Daylight: open the case again with /disclose show")
	parts := strings.Split(cutBytes(s, 200), "|")
	if len(parts) != 4 {
		return value{}, bad
	}
	id, err := readCaseID(parts[0])
	if err != nil {
		return value{}, bad
	}
	revision, err := strconv.Atoi(parts[2])
	if err != nil || revision < 0 {
		return value{}, bad
	}
	version, err := strconv.Atoi(parts[3])
	if err != nil || version < 0 {
		return value{}, bad
	}
	return value{Case: id, Draft: parts[1], Revision: revision, Version: version}, nil
}
