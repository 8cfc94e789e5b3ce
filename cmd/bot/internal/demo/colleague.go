package demo

import (
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"fmt"
	"strings"

	"github.com/hiddeco/sshsig"
	"golang.org/x/crypto/ssh"

	"daylight/cmd/bot/internal/signature"
	"daylight/disclosure"
	"daylight/disclosure/person"
)

// colleague is bob, who sits elsewhere and signs with an SSH key what he approves, as `ssh-keygen -Y sign` would. His
// key is no secret: it is the same in each demo, so that two runs are equal, and nobody else knows him.
type colleague struct{ key ssh.Signer }

func newColleague() (*colleague, error) {
	seed := sha256.Sum256([]byte("bob of the demo, every time"))
	private := ed25519.NewKeyFromSeed(seed[:])
	key, err := ssh.NewSignerFromSigner(private)
	if err != nil {
		return nil, fmt.Errorf("demo: a key for bob: %w", err)
	}
	return &colleague{key: key}, nil
}

// line is the public key as the configuration has it.
func (c *colleague) line() string { return string(ssh.MarshalAuthorizedKey(c.key.PublicKey())) }

// signed is bob once he signed a decision, whose text the bot gave him. Alice hands the signature in.
func (p *player) signed(ctx context.Context, of person.Decision) (disclosure.Actor, error) {
	alice, err := p.alice()
	if err != nil {
		return disclosure.Actor{}, err
	}
	statement, err := p.app.Desk.Statement(ctx, of, "bob")
	if err != nil {
		return disclosure.Actor{}, err
	}
	sig, err := sshsig.Sign(strings.NewReader(statement.Text()), p.bob.key, sshsig.HashSHA512, signature.Namespace)
	if err != nil {
		return disclosure.Actor{}, fmt.Errorf("demo: bob signs: %w", err)
	}
	return p.app.Desk.Signer(ctx, alice, of, person.Signature{Text: statement.Text(), Armor: string(sshsig.Armor(sig))})
}
