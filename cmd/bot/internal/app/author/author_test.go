package author_test

import (
	"context"
	"strings"
	"testing"

	"daylight/cmd/bot/internal/app/author"
	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/command"
	"daylight/disclosure/command/commandtest"
	"daylight/disclosure/fault"
	"daylight/disclosure/timeline"
)

// desk is a desk over the play of a case, with its texts.
type desk struct {
	p     *commandtest.Play
	texts map[disclosure.BlobRef][]byte
}

func (d *desk) Case(context.Context, disclosure.CaseID) (*disclosure.Case, error) { return d.p.C, nil }

func (d *desk) Events(context.Context, disclosure.CaseID) ([]disclosure.Event, error) {
	return d.p.Events, nil
}

func (d *desk) Timeline(context.Context, disclosure.CaseID) (timeline.Timeline, error) {
	return timeline.Build(d.p.C, d.p.Events, d.Today()), nil
}

func (d *desk) Blob(_ context.Context, ref disclosure.BlobRef) ([]byte, error) {
	b, ok := d.texts[ref]
	if !ok {
		return nil, fault.Errorf(fault.NotFound, "it was erased")
	}
	return b, nil
}

func (d *desk) Seal(text []byte) (disclosure.Blob, error) {
	b, err := disclosure.NewBlob(text, nil)
	if err == nil {
		d.texts[b.Ref] = text
	}
	return b, err
}

func (d *desk) Today() civil.Date { return civil.DateOf(d.p.Now) }

func (d *desk) Do(_ context.Context, actor disclosure.Actor, _ disclosure.CaseID, cmd command.Command) (*disclosure.Case, error) {
	if _, err := command.Decide(d.p.C, cmd, command.Env{Actor: actor, Now: d.p.Now, Rules: command.DefaultRules()}); err != nil {
		return nil, err
	}
	d.p.Do(actor, cmd)
	return d.p.C, nil
}

func TestATextIsWrittenAndRead(t *testing.T) {
	t.Parallel()
	d := &desk{p: commandtest.NewPlay(t), texts: map[disclosure.BlobRef][]byte{}}
	ctx, id := t.Context(), commandtest.PlayID
	begun, err := author.Begin(ctx, d, id, "de")
	if err != nil || begun.Number != 0 || !strings.Contains(begun.Text, "# Summary") {
		t.Fatalf("%+v %v", begun, err)
	}
	if _, _, err := author.Revise(ctx, d, commandtest.Ada, id, "de", 0, "# Nothing\nx"); fault.CodeOf(err) != fault.Invalid {
		t.Errorf("a text with a mistake: %v", err)
	}
	now, findings, err := author.Revise(ctx, d, commandtest.Ada, id, "de", 0, "# Summary\r\nAm {{discovered}}, bis {{closure}}.\r\n\r\n")
	if err != nil || now.Number != 1 || len(findings) != 1 || !findings[0].Wrong || findings[0].Line != 2 {
		t.Fatalf("%+v %v %v", now, findings, err)
	}
	if _, _, err := author.Revise(ctx, d, commandtest.Bob, id, "de", 0, "# Summary\nAnders.\n"); fault.CodeOf(err) != fault.Conflict {
		t.Errorf("a text over another: %v", err)
	}
	shown, err := author.Show(ctx, d, id, "de", 1)
	if err != nil || shown.Text != "# Summary\nAm {{discovered}}, bis {{closure}}.\n" || shown.By != "ada" {
		t.Errorf("%+v %v", shown, err)
	}
	if _, err := author.Show(ctx, d, id, "de", 2); fault.CodeOf(err) != fault.NotFound {
		t.Errorf("a revision that there is not: %v", err)
	}
	if log, err := author.Log(ctx, d, id, ""); err != nil || len(log) != 1 || log[0].Lang != "de" || log[0].Text != "" {
		t.Errorf("%+v %v", log, err)
	}

	// What was erased is begun anew, as the next revision.
	clear(d.texts)
	if begun, err = author.Begin(ctx, d, id, "de"); err != nil || begun.Number != 1 || !strings.Contains(begun.Text, "{{closure}}") {
		t.Fatalf("%+v %v", begun, err)
	}
	if now, _, err = author.Revise(ctx, d, commandtest.Ada, id, "de", begun.Number, "# Summary\nNeu.\n"); err != nil || now.Number != 2 {
		t.Errorf("%+v %v", now, err)
	}
}

func TestBlanksAtTheEndsOfLinesAreNoChange(t *testing.T) {
	t.Parallel()
	if !author.Same("a \r\nb\n\n", "a\nb") || author.Same("a\nb", "a\n\nb") {
		t.Error("only blanks that nobody sees are none")
	}
}
