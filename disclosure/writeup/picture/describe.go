package picture

import (
	"encoding/binary"
	"hash/crc32"
	"slices"
)

// afterHeader is where the chunks of a PNG file begin that follow its header, by the specification of the format.
const afterHeader = 8 + 4 + 4 + 13 + 4

// describe writes into a PNG file, as the text that goes with it, the words that its pixels show. So whoever scans a file before it is published
// reads all that a person will read in it.
func describe(file []byte, words string) []byte {
	chunk := append([]byte("iTXtDescription\x00\x00\x00\x00\x00"), words...)
	out := slices.Concat(file[:afterHeader], binary.BigEndian.AppendUint32(nil, uint32(len(chunk)-4)), chunk) //nolint:gosec // A few lines of text.
	out = binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(chunk))
	return append(out, file[afterHeader:]...)
}
