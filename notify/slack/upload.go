package slack

import (
	"bytes"
	"context"
	"strings"

	slackapi "github.com/slack-go/slack"

	"daylight/disclosure/fault"
)

// maxUpload bounds one file that is uploaded, in bytes.
const maxUpload = 8 << 20

// upload is files on their way into a conversation, in one message.
type upload struct {
	post
	Files []file
}

// file is one of them. An empty one cannot be uploaded.
type file struct {
	Name    string
	Content []byte
}

// upload brings files into a conversation. Until the last call nothing of them can be seen there.
func (c *client) upload(ctx context.Context, u upload) error {
	p, err := c.mark(u.post)
	if err != nil {
		return err
	}
	if err := c.own(ctx, p.Channel); err != nil {
		return err
	}
	var sent []slackapi.FileSummary
	for _, f := range u.Files {
		if len(f.Content) == 0 || len(f.Content) > maxUpload {
			return fault.Errorf(fault.Refused, "%s has %d bytes and cannot be shown in Slack", f.Name, len(f.Content))
		}
		at, err := c.api.GetUploadURLExternalContext(ctx, slackapi.GetUploadURLExternalParameters{FileName: f.Name, FileSize: len(f.Content)})
		if err != nil {
			return err
		}
		if err := c.api.UploadToURL(ctx, slackapi.UploadToURLParameters{UploadURL: at.UploadURL, Reader: bytes.NewReader(f.Content), Filename: f.Name}); err != nil {
			return err
		}
		sent = append(sent, slackapi.FileSummary{ID: at.FileID, Title: f.Name})
	}
	if err := c.pace.wait(ctx, p.Channel); err != nil {
		return err
	}
	_, err = c.api.CompleteUploadExternalContext(ctx, slackapi.CompleteUploadExternalParameters{
		Files: sent, Channel: p.Channel, ThreadTimestamp: p.Thread, InitialComment: cutRunes(p.Text, maxMessageText),
	})
	c.heard(err)
	return err
}

// conversation opens the conversation of the bot with one person or a few, and returns its id. The same people have the same one.
func (c *client) conversation(ctx context.Context, users ...string) (string, error) {
	key := strings.Join(users, ",")
	c.walls.mu.Lock()
	id := c.walls.rooms[key]
	c.walls.mu.Unlock()
	if id != "" {
		return id, nil
	}
	with, _, _, err := c.api.OpenConversationContext(ctx, &slackapi.OpenConversationParameters{Users: users, ReturnIM: true})
	c.heard(err)
	if err != nil {
		return "", err
	}
	c.walls.mu.Lock()
	defer c.walls.mu.Unlock()
	c.walls.rooms[key] = with.ID
	return with.ID, nil
}
