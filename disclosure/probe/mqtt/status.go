package mqtt

import (
	"bytes"
	"encoding/binary"

	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
)

// statusTopic is where a broker tells its version. It is the broker's own word, and nobody's message.
const statusTopic = "$SYS/broker/version"

const (
	maxStatus   = 512 // bytes: what was subscribed to, one line about the version, and the answer to a ping
	subscribed  = 0x90
	published   = 0x30
	pinged      = 0xd0
	subRefused  = 0x80
	subscribing = 1 // the number of our subscription, which its answer repeats
)

// subscribe asks for the version, once and without a receipt, and for a sign that the broker is done with that.
func subscribe() []byte {
	body := binary.BigEndian.AppendUint16([]byte{0, subscribing}, uint16(len(statusTopic)))
	body = append(append(body, statusTopic...), 0)
	return append(append([]byte{0x82, byte(len(body))}, body...), 0xc0, 0) //nolint:gosec // 24 bytes
}

// packet is one message of the broker.
type packet struct {
	kind byte
	body []byte
}

// packets cuts b into whole messages. What is longer than any that we ask for ends the list.
func packets(b []byte) []packet {
	var out []packet
	for len(b) > 1 && b[1] < 0x80 && len(b) >= 2+int(b[1]) {
		end := 2 + int(b[1])
		out = append(out, packet{b[0], b[2:end]})
		b = b[end:]
	}
	return out
}

// told reports whether b says whether the version is told.
func told(b []byte) bool { return status(b).Reason != observed.ReasonUnrecognised }

// status judges what came after the subscription: the version, or a broker that took or refused it and is done without one. That
// it tells no version says nothing by itself: many brokers never do.
func status(b []byte) observed.FacetResult {
	answered := false
	for _, p := range packets(b) {
		switch {
		case p.kind&0xf0 == published && isStatus(p.body):
			return probe.Open()
		case p.kind == subscribed && len(p.body) == 3 && p.body[1] == subscribing:
			if answered = true; p.body[2] == subRefused {
				return probe.Unsure(observed.ReasonWithheld)
			}
		case p.kind == pinged && answered:
			return probe.Unsure(observed.ReasonWithheld)
		}
	}
	return probe.Unsure(observed.ReasonUnrecognised)
}

// isStatus reports whether a message was published to the topic that we asked for.
func isStatus(body []byte) bool {
	topic, ok := bytes.CutPrefix(body, []byte{0, byte(len(statusTopic))})
	return ok && len(topic) > len(statusTopic) && string(topic[:len(statusTopic)]) == statusTopic
}
