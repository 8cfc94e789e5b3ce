package slack

import (
	"encoding/json"
	"slices"
	"strings"

	slackapi "github.com/slack-go/slack"
	"go.yaml.in/yaml/v4"

	"daylight/disclosure/fault"
)

// method is one method of Slack's Web API that this package calls, with the bot scopes that it needs.
type method struct {
	Name    string // as Slack calls it
	Call    string // as the library calls it
	Scopes  []string
	History bool // only called when Options.ReadHistory is set
}

// methods lists every call. The manifest asks for the scopes of these and for no others.
func methods() []method {
	return []method{
		{Name: "auth.test", Call: "AuthTestContext"},
		{Name: "apps.connections.open", Call: "StartSocketModeContext"}, // connections:write of the app token
		{Name: "chat.postMessage", Call: "PostMessageContext", Scopes: []string{"chat:write"}},
		{Name: "chat.postEphemeral", Call: "PostEphemeralContext", Scopes: []string{"chat:write"}},
		{Name: "chat.getPermalink", Call: "GetPermalinkContext"},
		{Name: "chat.update", Call: "UpdateMessageContext", Scopes: []string{"chat:write"}},
		{Name: "conversations.info", Call: "GetConversationInfoContext", Scopes: []string{"channels:read", "groups:read", "mpim:read"}},
		{Name: "conversations.history", Call: "GetConversationHistoryContext", Scopes: []string{"channels:history", "groups:history", "im:history", "mpim:history"}, History: true},
		{Name: "conversations.replies", Call: "GetConversationRepliesContext", Scopes: []string{"channels:history", "groups:history", "im:history", "mpim:history"}, History: true},
		{Name: "conversations.open", Call: "OpenConversationContext", Scopes: []string{"im:write", "mpim:write"}},
		{Name: "users.info", Call: "GetUserInfoContext", Scopes: []string{"users:read"}},
		{Name: "usergroups.list", Call: "GetUserGroupsContext", Scopes: []string{"usergroups:read"}},
		{Name: "usergroups.users.list", Call: "GetUserGroupMembersContext", Scopes: []string{"usergroups:read"}},
		{Name: "files.getUploadURLExternal", Call: "GetUploadURLExternalContext", Scopes: []string{"files:write"}},
		{Name: "files.upload", Call: "UploadToURL"}, // to the address that Slack names
		{Name: "files.completeUploadExternal", Call: "CompleteUploadExternalContext", Scopes: []string{"files:write"}},
		{Name: "files.info", Call: "GetFileInfoContext", Scopes: []string{"files:read"}},
		{Name: "files", Call: "GetFileContext", Scopes: []string{"files:read"}}, // from the address that Slack names
		{Name: "views.open", Call: "OpenViewContext"},
		{Name: "views.push", Call: "PushViewContext"},
		{Name: "views.update", Call: "UpdateViewContext"},
		{Name: "views.publish", Call: "PublishViewContext"},
	}
}

// neededScopes returns the bot scopes, sorted.
func neededScopes(history bool) []string {
	out := []string{"commands"} // slash commands and shortcuts
	for _, r := range routes() {
		if r.Scope != "" {
			out = append(out, r.Scope)
		}
	}
	for _, m := range methods() {
		if !m.History || history {
			out = append(out, m.Scopes...)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// ManifestOption changes a manifest.
type ManifestOption func(*manifestConfig)

type manifestConfig struct{ history bool }

// WithHistory asks for the scopes to read the channels that the bot is in. They let it look for its own message
// after a broken connection, instead of asking a person; see [Options].
func WithHistory() ManifestOption { return func(c *manifestConfig) { c.history = true } }

// Manifest describes the app for Slack's "create an app from a manifest". It is generated from the routing table, so
// that it offers exactly what Daylight handles.
func Manifest(opts ...ManifestOption) slackapi.Manifest {
	var c manifestConfig
	for _, o := range opts {
		o(&c)
	}
	var hints, events []string
	var shortcuts []slackapi.Shortcut
	for _, r := range routes() {
		switch r.Type {
		case interactionCommand:
			hints = append(hints, strings.TrimSpace(r.Name+" "+usageHint(r.Args)))
		case interactionEvent:
			switch {
			case len(r.Events) == 0:
				events = append(events, r.Name)
			case c.history:
				events = append(events, r.Events...)
			}
		case interactionMessage:
			shortcuts = append(shortcuts, slackapi.Shortcut{Name: r.Title, CallbackID: r.Name, Description: r.Help, Type: slackapi.MessageShortcut})
		case interactionShortcut:
			shortcuts = append(shortcuts, slackapi.Shortcut{Name: r.Title, CallbackID: r.Name, Description: r.Help, Type: slackapi.GlobalShortcut})
		}
	}
	return slackapi.Manifest{
		Metadata: slackapi.ManifestMetadata{MajorVersion: 2},
		Display: slackapi.Display{
			Name:            "Daylight",
			Description:     "Tracks a finding from discovery to publication",
			BackgroundColor: "#1d3557",
		},
		Features: slackapi.Features{
			// The messages tab receives answers that cannot be shown in the channel where the person is.
			AppHome:   slackapi.AppHome{HomeTabEnabled: true, MessagesTabEnabled: true, MessagesTabReadOnlyEnabled: true},
			BotUser:   slackapi.BotUser{DisplayName: "Daylight", AlwaysOnline: true},
			Shortcuts: shortcuts,
			SlashCommands: []slackapi.ManifestSlashCommand{{
				Command: commandName, Description: "Findings, their state and their dates", UsageHint: strings.Join(hints, " | "),
			}},
		},
		OAuthConfig: slackapi.OAuthConfig{Scopes: slackapi.OAuthScopes{Bot: neededScopes(c.history)}},
		Settings: slackapi.Settings{
			Interactivity:      &slackapi.Interactivity{IsEnabled: true},
			EventSubscriptions: &slackapi.EventSubscriptions{BotEvents: events},
			SocketModeEnabled:  true,
		},
	}
}

// usageHint shortens the arguments of a subcommand for the one line that Slack shows.
func usageHint(args string) string {
	if strings.HasPrefix(args, "[") {
		return "[words]"
	}
	return args
}

// ManifestYAML writes the manifest as YAML.
func ManifestYAML(opts ...ManifestOption) ([]byte, error) {
	b, err := yaml.Marshal(Manifest(opts...))
	if err != nil {
		return nil, fault.Errorf(fault.Internal, "the manifest could not be written: %w", err)
	}
	return b, nil
}

// ManifestJSON writes the manifest as JSON.
func ManifestJSON(opts ...ManifestOption) ([]byte, error) {
	b, err := json.MarshalIndent(Manifest(opts...), "", "  ")
	if err != nil {
		return nil, fault.Errorf(fault.Internal, "the manifest could not be written: %w", err)
	}
	return append(b, '\n'), nil
}
