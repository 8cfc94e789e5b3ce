package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/app/desk/carrier"
	"daylight/cmd/bot/internal/cli/session"
	"daylight/cmd/bot/internal/cli/wording"
	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
)

// The limits of what is saved of one item.
const (
	maxSaved      = 100
	maxSavedBytes = 50 << 20
)

func newInboxSave(s *session.Session) *cobra.Command {
	var to string
	cmd := &cobra.Command{
		Use: "save ID --to DIR", Short: "Save what is attached to an item", Args: cobra.ExactArgs(1),
		Long: `Save what is attached to an item as files. They come from outside: Daylight opens none of them, gives
them names that are safe in a folder, lets nobody but you read them and overwrites nothing. The item
keeps all of it.`,
		Example: "  bot inbox save 12 --to ./from-vendor",
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := inboxID(args[0])
			if err != nil {
				return err
			}
			if to == "" {
				return fault.Errorf(fault.Invalid, "say where: --to DIR")
			}
			return s.WithDesk(cmd.Context(), func(a *app.App, _ disclosure.Actor) error {
				in, raw, err := a.Desk.Inbound(cmd.Context(), id)
				if err != nil {
					return err
				}
				all, err := app.Shapes().Attached(in, raw)
				if err != nil {
					return err
				}
				saved, err := saveAll(to, all)
				if err != nil {
					return err
				}
				if s.JSON {
					return s.PrintJSON(map[string]any{"id": id, "dir": to, "saved": saved})
				}
				if len(saved) == 0 {
					fmt.Fprintf(s.Out, "Nothing is attached to item %d.\n", id)
				}
				for _, f := range saved {
					fmt.Fprintf(s.Out, "%s  %d bytes  %s\n", wording.OneLine(f.Path), f.Bytes, wording.OneLine(f.Type))
				}
				return nil
			})
		},
	}
	cmd.Flags().StringVar(&to, "to", "", "the folder to save into; it is made where it is missing")
	return cmd
}

// attachedNames lists what is attached to an item, by the names under which it would be saved. It is never nil.
func attachedNames(in ledger.Inbound, raw []byte) []string {
	out := []string{}
	all, err := app.Shapes().Attached(in, raw)
	if err != nil {
		return out // what cannot be taken apart is shown raw
	}
	for _, a := range all[:min(len(all), maxSaved)] {
		out = append(out, a.Name)
	}
	return out
}

// savedFile is an attachment that was written.
type savedFile struct {
	Path  string `json:"path"`
	Type  string `json:"type"` // as claimed
	Bytes int    `json:"bytes"`
}

// saveAll writes attachments into a folder. Before the first one is written, all of their names are found to be free.
func saveAll(dir string, all []carrier.File) ([]savedFile, error) {
	size := 0
	for _, a := range all {
		size += len(a.Data)
		if _, err := os.Lstat(filepath.Join(dir, a.Name)); !errors.Is(err, fs.ErrNotExist) {
			return nil, fault.Errorf(fault.Conflict, "%s is there already, and nothing is overwritten: name another folder", filepath.Join(dir, a.Name))
		}
	}
	if len(all) > maxSaved || size > maxSavedBytes {
		return nil, fault.Errorf(fault.Invalid, "%d attachments with %d bytes are too much: at most %d with %d bytes are saved; `bot inbox show ID --raw` prints the mail", len(all), size, maxSaved, maxSavedBytes)
	}
	out := []savedFile{}
	if len(all) == 0 {
		return out, nil
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fault.Errorf(fault.Invalid, "the folder cannot be made: %w", err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fault.Errorf(fault.Invalid, "the folder cannot be opened: %w", err)
	}
	defer func() { _ = root.Close() }()
	for _, a := range all {
		f, err := root.OpenFile(a.Name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if err != nil {
			return out, fault.Errorf(fault.Invalid, "the attachment cannot be saved: %w", err)
		}
		_, err = f.Write(a.Data)
		if err = errors.Join(err, f.Close()); err != nil {
			return out, fault.Errorf(fault.Invalid, "the attachment cannot be saved: %w", err)
		}
		out = append(out, savedFile{Path: filepath.Join(dir, a.Name), Type: a.Type, Bytes: len(a.Data)})
	}
	return out, nil
}
