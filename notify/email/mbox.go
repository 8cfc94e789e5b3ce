package email

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"iter"
)

// Raw is a mail as it came. Of one that is too large to be read its beginning alone is held.
type Raw struct {
	Bytes []byte
	Size  int64 // in bytes, of the whole mail
}

// Mails yields the mails of a file: one, or those of an mbox, which begins with "From " (RFC 4155). Only one mail is held at a time,
// and of a large one its beginning; the rest is counted.
func Mails(r io.Reader) iter.Seq2[Raw, error] {
	return func(yield func(Raw, error) bool) {
		in := bufio.NewReaderSize(r, 64<<10)
		start, err := in.Peek(5)
		if err != nil && len(start) == 0 {
			return // an empty file holds no mail
		}
		mbox := string(start) == "From "
		var mail underway
		blank, open := true, !mbox
		for {
			line, err := in.ReadSlice('\n')
			if mbox && blank && bytes.HasPrefix(line, []byte("From ")) {
				if open && !yield(mail.take(), nil) {
					return
				}
				mail = underway{}
				open, line = true, nil
			}
			if mbox && bytes.HasPrefix(bytes.TrimLeft(line, ">"), []byte("From ")) && bytes.HasPrefix(line, []byte(">")) {
				line = line[1:]
			}
			mail.add(line)
			if len(line) > 0 || err == nil {
				blank = len(bytes.TrimRight(line, "\r\n")) == 0 && len(line) > 0
			}
			switch {
			case err == nil, errors.Is(err, bufio.ErrBufferFull):
			case errors.Is(err, io.EOF):
				if open && len(bytes.TrimSpace(mail.text.Bytes())) > 0 {
					yield(mail.take(), nil)
				}
				return
			default:
				yield(Raw{}, err)
				return
			}
		}
	}
}

// underway is the mail that is being taken out of a file.
type underway struct {
	text bytes.Buffer
	size int64
}

func (h *underway) add(line []byte) {
	h.size += int64(len(line))
	switch {
	case h.size <= maxMail:
		h.text.Write(line)
	case h.text.Len() > oversizeKeep: // it has just grown too large: what was held of it is let go
		begin := bytes.Clone(h.text.Bytes()[:oversizeKeep])
		h.text = bytes.Buffer{}
		h.text.Write(begin)
	}
}

func (h *underway) take() Raw { return Raw{Bytes: h.text.Bytes(), Size: h.size} }
