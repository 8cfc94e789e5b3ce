// Package slack is the team's side of Daylight in Slack: one command, one message shortcut, the modals behind them,
// and one live card per case with a thread for what happens.
//
// What comes in over Socket Mode is checked, stored with a job and acknowledged; [App.Handle] processes it later in the
// engine. What goes out is a job too: [Reaction] derives cards and thread messages from events, [App.Card] and
// [App.Thread] post them, at most once each. Every change of a case goes through the same commands as the CLI.
//
// No vendor is ever contacted from here, and nothing that the public must not see is shown in a channel: cards hold
// no raw target and, outside of allow-listed channels, no address of a recipient.
package slack
