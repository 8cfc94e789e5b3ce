package session

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/cli/wording"
	"daylight/cmd/bot/internal/signature"
	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/person"
)

// signing is by which flags a person shows who they are: the login that types is not the one who approves then.
type signing struct {
	sign, statement    bool
	key, signer, given string
}

// Signs lets the second of two people sign what a command decides.
func (s *Session) Signs(cmd *cobra.Command) {
	f, g := cmd.Flags(), &s.signing
	f.BoolVar(&g.sign, "sign", false, "sign it as the second person, with ssh-keygen and your agent")
	f.StringVar(&g.given, "signature", "", "a signature made elsewhere: FILE.sig beside its text, or one file with both; - reads standard input")
	f.BoolVar(&g.statement, "statement", false, "print the text to sign, and change nothing")
	f.StringVar(&g.key, "ssh-key", "", "file of the key to sign with: the .pub file if the agent holds the other half")
	f.StringVar(&g.signer, "signer", "", "name of the person who signs (default: the owner of the key, else you)")
	cmd.MarkFlagsMutuallyExclusive("sign", "signature", "statement")
	cmd.MarkFlagsMutuallyExclusive("ssh-key", "signer")
	cmd.Long = strings.TrimSpace(cmd.Long + "\n\n" + signingHelp)
}

const signingHelp = "A second person shows who they are by a press in Slack, or by a signature with a key of theirs (ssh_keys in the\n" +
	"configuration): --sign asks their agent. Where they sit elsewhere, --statement prints the text; they sign it with\n" +
	"ssh-keygen -Y sign -n " + signature.Namespace + ", and --signature hands it in within seven days."

// Ask says what somebody would decide.
type Ask func(who disclosure.Actor) (person.Decision, error)

// Decider is who decides: the caller, or who signed. Where only the text was asked for, it is printed, and the error ends the
// call without a fault.
func (s *Session) Decider(ctx context.Context, a *app.App, caller disclosure.Actor, ask Ask) (disclosure.Actor, error) {
	switch g := &s.signing; {
	case g.given != "":
		return s.handedIn(ctx, a, caller, ask)
	case g.sign:
		return s.signNow(ctx, a, caller, ask)
	case g.statement:
		return disclosure.Actor{}, s.printStatement(ctx, a, caller, ask)
	case g.key != "" || g.signer != "":
		return disclosure.Actor{}, fault.Errorf(fault.Invalid, "--ssh-key and --signer belong to --sign or --statement: add one of them")
	default:
		return caller, nil
	}
}

// candidate is a person with the key that they may sign with.
type candidate struct {
	who  disclosure.Actor
	key  signature.Key
	file string // for ssh-keygen; "" writes the public key into one for it
}

// candidates are those who may sign in this call, in the order in which their keys are tried.
func (s *Session) candidates(a *app.App, caller disclosure.Actor) ([]candidate, error) {
	g := &s.signing
	if g.key != "" {
		key, err := s.readKey(g.key)
		if err != nil {
			return nil, err
		}
		name, ok := a.Desk.KeyOwner(key.Fingerprint)
		if !ok {
			return nil, fault.Errorf(fault.Refused, "the key %s belongs to nobody: add its line to ssh_keys of its owner in the configuration", key.Fingerprint)
		}
		who, _, _ := a.Desk.Signatory(name)
		return []candidate{{who: who, key: key, file: g.key}}, nil
	}
	name := caller.Name
	if g.signer != "" {
		name = g.signer
	}
	who, keys, ok := a.Desk.Signatory(name)
	switch {
	case !ok:
		return nil, fault.Errorf(fault.Invalid, "the configuration names no %q: say who signs with --signer NAME or --ssh-key FILE", name)
	case len(keys) == 0:
		return nil, fault.Errorf(fault.Invalid, "the configuration has no ssh_keys of %s: add the line of the .pub file, or say who signs with --signer NAME", name)
	}
	out := make([]candidate, len(keys))
	for i, key := range keys {
		out[i] = candidate{who: who, key: key}
	}
	return out, nil
}

// readKey reads the public half of a key file.
func (s *Session) readKey(file string) (signature.Key, error) {
	text, err := s.ReadText(file, keyFileLimit)
	if err == nil && strings.Contains(text, "PRIVATE KEY") {
		text, err = s.ReadText(file+".pub", keyFileLimit)
	}
	if err != nil {
		return signature.Key{}, fmt.Errorf("--ssh-key: %w", err)
	}
	key, err := signature.ParseKey(text)
	if err != nil {
		return signature.Key{}, fmt.Errorf("--ssh-key: %w", err)
	}
	return key, nil
}

// keyFileLimit bounds a key file, in bytes.
const keyFileLimit = 64 << 10

func (s *Session) signNow(ctx context.Context, a *app.App, caller disclosure.Actor, ask Ask) (disclosure.Actor, error) {
	all, err := s.candidates(a, caller)
	if err != nil {
		return disclosure.Actor{}, err
	}
	of, err := ask(all[0].who)
	if err != nil {
		return disclosure.Actor{}, err
	}
	statement, err := a.Desk.Statement(ctx, of, all[0].who.Name)
	if err != nil {
		return disclosure.Actor{}, err
	}
	fmt.Fprintln(s.Err, "bot: to be signed by "+wording.OneLine(statement.By)+":")
	fmt.Fprint(s.Err, wording.Block(statement.Text())+"\n")
	var failed []string
	for _, c := range all {
		armor, err := s.sshKeygen(ctx, c, statement.Text())
		if err != nil {
			failed = append(failed, err.Error())
			continue
		}
		return a.Desk.Signer(ctx, caller, of, person.Signature{Text: statement.Text(), Armor: armor})
	}
	return disclosure.Actor{}, fault.Errorf(fault.Unavailable, "nothing was signed: %s. Add the key to your agent (ssh-add), choose it with --ssh-key FILE, or sign elsewhere: --statement", strings.Join(failed, "; "))
}

// signatureLimit bounds a file with a signature or a statement, in bytes.
const signatureLimit = 64 << 10

// handedIn reads a signature that was made elsewhere.
func (s *Session) handedIn(ctx context.Context, a *app.App, caller disclosure.Actor, ask Ask) (disclosure.Actor, error) {
	file := s.signing.given
	in, err := s.ReadText(file, signatureLimit)
	if err != nil {
		return disclosure.Actor{}, fmt.Errorf("--signature: %w", err)
	}
	text, armor, err := signature.Read([]byte(in))
	if err != nil {
		return disclosure.Actor{}, fmt.Errorf("--signature: %w", err)
	}
	if text == "" {
		beside, ok := strings.CutSuffix(file, ".sig")
		if !ok {
			return disclosure.Actor{}, fault.Errorf(fault.Invalid, "--signature: the text that was signed is missing: give the .sig file with the text beside it, or both in one file, the text first")
		}
		if text, err = s.ReadText(beside, signatureLimit); err != nil {
			return disclosure.Actor{}, fmt.Errorf("--signature: the text that was signed: %w", err)
		}
	}
	signed := person.Signature{Text: text, Armor: armor}
	said, _, err := signature.Verify(signed)
	if err != nil {
		return disclosure.Actor{}, err
	}
	who, _, ok := a.Desk.Signatory(said.By)
	if !ok {
		return disclosure.Actor{}, fault.Errorf(fault.Refused, "the configuration names no %q, who signed this", said.By)
	}
	of, err := ask(who)
	if err != nil {
		return disclosure.Actor{}, err
	}
	return a.Desk.Signer(ctx, caller, of, signed)
}

// printStatement prints what has to be signed, and how.
func (s *Session) printStatement(ctx context.Context, a *app.App, caller disclosure.Actor, ask Ask) error {
	all, err := s.candidates(a, caller)
	if err != nil {
		return err
	}
	of, err := ask(all[0].who)
	if err != nil {
		return err
	}
	statement, err := a.Desk.Statement(ctx, of, all[0].who.Name)
	if err != nil {
		return err
	}
	const name = "approval.txt"
	how := "ssh-keygen -Y sign -n " + signature.Namespace + " -f KEY.pub " + name
	if s.JSON {
		if err := s.PrintJSON(map[string]any{
			"statement": statement.Text(), "by": statement.By, "case": of.Case, "decision": of.What, "digest": of.Digest, "keys": fingerprints(all), "sign": how,
		}); err != nil {
			return err
		}
		return Reported(ExitOK)
	}
	fmt.Fprint(s.Out, statement.Text())
	fmt.Fprintf(s.Err, "bot: save these lines as %s, sign them as %s, and hand them in with the same command and --signature %s.sig:\n  %s\n",
		name, wording.OneLine(statement.By), name, how)
	return Reported(ExitOK)
}

func fingerprints(all []candidate) []string {
	out := make([]string, len(all))
	for i, c := range all {
		out[i] = c.key.Fingerprint
	}
	return out
}
