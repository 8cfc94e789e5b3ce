package db

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"io"

	"filippo.io/age"

	"daylight/disclosure"
	"daylight/disclosure/fault"
)

// MaxBlob is the largest content of one blob, in bytes. Mail servers rarely take more than half of it.
const MaxBlob = 64 << 20

// sealed is a blob as it is stored.
type sealed struct {
	ref  disclosure.BlobRef
	salt []byte
	size int
	body []byte
}

// sealAll encrypts blobs. A blob whose name does not fit its content is refused.
func (s *Store) sealAll(blobs []disclosure.Blob) ([]sealed, error) {
	out := make([]sealed, 0, len(blobs))
	for _, b := range blobs {
		if len(b.Plain) > MaxBlob {
			return nil, fault.Errorf(fault.Invalid, "a text or mail of %d bytes is too large: the limit is %d",
				len(b.Plain), MaxBlob)
		}
		if len(b.Salt) == 0 || disclosure.DigestOf(b.Salt, b.Plain) != b.Ref {
			return nil, fault.Errorf(fault.Internal, "the name of a blob does not fit its content")
		}
		body, err := seal(s.identity, b.Plain)
		if err != nil {
			return nil, err
		}
		out = append(out, sealed{ref: b.Ref, salt: b.Salt, size: len(b.Plain), body: body})
	}
	return out, nil
}

func seal(identity *age.X25519Identity, plain []byte) ([]byte, error) {
	var out bytes.Buffer
	w, err := age.Encrypt(&out, identity.Recipient())
	if err == nil {
		_, err = w.Write(plain)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		return nil, fault.Errorf(fault.Internal, "a blob could not be encrypted: %w", err)
	}
	return out.Bytes(), nil
}

// unseal decrypts a blob and proves that it is what its name says.
func unseal(identity *age.X25519Identity, ref disclosure.BlobRef, salt, body []byte) ([]byte, error) {
	r, err := age.Decrypt(bytes.NewReader(body), identity)
	if err != nil {
		return nil, fault.Errorf(fault.Internal, "blob %.12s could not be decrypted: %w", string(ref), err)
	}
	plain, err := io.ReadAll(io.LimitReader(r, MaxBlob+1))
	if err != nil {
		return nil, fault.Errorf(fault.Internal, "blob %.12s could not be decrypted: %w", string(ref), err)
	}
	if disclosure.DigestOf(salt, plain) != ref {
		return nil, fault.Errorf(fault.Internal, "blob %.12s is not what its name says", string(ref))
	}
	return plain, nil
}

// putBlobs stores sealed blobs. A name that is there already has the same content.
func (s *Store) putBlobs(ctx context.Context, tx *txn, blobs []sealed) error {
	for _, b := range blobs {
		if _, err := tx.ExecContext(ctx, `INSERT INTO blobs (ref, size, created, salt, body) VALUES ($1, $2, $3, $4, $5)
			ON CONFLICT (ref) DO NOTHING`, string(b.ref), b.size, s.now(), b.salt, b.body); err != nil {
			return err
		}
	}
	return nil
}

// Blob returns the content of a blob. It fails with code NotFound when there is none of that name and when it was
// erased; the message tells the two apart.
func (s *Store) Blob(ctx context.Context, ref disclosure.BlobRef) ([]byte, error) {
	var erased sql.NullInt64
	var salt, body []byte
	err := s.r.QueryRowContext(ctx, `SELECT erased, salt, body FROM blobs WHERE ref = $1`, string(ref)).
		Scan(&erased, &salt, &body)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return nil, fault.Errorf(fault.NotFound, "there is no text %.12q", string(ref))
	case err != nil:
		return nil, wrap(err, "the text could not be read")
	case erased.Valid:
		return nil, fault.Errorf(fault.NotFound, "text %.12s was erased on %s",
			string(ref), fromMicros(erased.Int64).Format("2006-01-02"))
	}
	return unseal(s.identity, ref, salt, body)
}

// EraseBlob destroys the content of a blob for good and keeps its name, so that every chain of events stays whole.
// Its pages are overwritten and the write-ahead log is emptied; backups made before still hold it. Erasing twice is
// no error.
func (s *Store) EraseBlob(ctx context.Context, ref disclosure.BlobRef) error {
	done, err := s.w.ExecContext(ctx, `UPDATE blobs SET erased = coalesce(erased, $2), salt = NULL, body = NULL
		WHERE ref = $1`, string(ref), s.now())
	if err != nil {
		return wrap(err, "the text could not be erased")
	}
	if n, err := done.RowsAffected(); err != nil || n == 0 {
		if err != nil {
			return wrap(err, "the text could not be erased")
		}
		return fault.Errorf(fault.NotFound, "there is no text %.12q", string(ref))
	}
	// A reader may hold the log open; the next checkpoint then empties it.
	if err := s.checkpoint(ctx); err != nil {
		s.log.WarnContext(ctx, "erased text stays in the write-ahead log until the next checkpoint", "error", err)
	}
	return nil
}
