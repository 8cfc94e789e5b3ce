package slack

import (
	"encoding/json"
	"fmt"
	"unicode/utf8"

	slackapi "github.com/slack-go/slack"
)

// maxPages bounds how many messages one answer may fill. A response address takes five.
const maxPages = 5

// charactersOf counts the text of all blocks, as Slack does for a message: whatever stands as text in a block, labels of buttons and
// what they ask included.
func charactersOf(blocks []slackapi.Block) int {
	n := 0
	for _, b := range blocks {
		n += charactersOfBlock(b)
	}
	return n
}

// charactersOfBlock reads the block as it is sent, so that no type of block is forgotten.
func charactersOfBlock(b slackapi.Block) int {
	raw, err := json.Marshal(b)
	if err != nil {
		return maxAllText + 1 // it cannot be sent
	}
	var sent any
	if json.Unmarshal(raw, &sent) != nil {
		return maxAllText + 1
	}
	return charactersIn(sent)
}

// charactersIn adds up the values of all keys "text" that hold a string.
func charactersIn(v any) int {
	n := 0
	switch v := v.(type) {
	case map[string]any:
		for key, held := range v {
			if s, ok := held.(string); ok && key == "text" {
				n += utf8.RuneCountInString(s)
				continue
			}
			n += charactersIn(held)
		}
	case []any:
		for _, held := range v {
			n += charactersIn(held)
		}
	}
	return n
}

// pagesOf cuts blocks into messages that Slack takes, between two blocks. The order stays, and nothing is left out before the last
// page that one answer may have; that one says so.
func pagesOf(blocks []slackapi.Block) [][]slackapi.Block {
	const note = 200 // characters that are kept for the number of the page
	var pages [][]slackapi.Block
	var page []slackapi.Block
	held := 0
	for _, b := range blocks {
		n := charactersOfBlock(b)
		if len(page) > 0 && (held+n > maxAllText-note || len(page) >= maxBlocks-1) {
			pages, page, held = append(pages, page), nil, 0
		}
		page, held = append(page, b), held+n
	}
	pages = append(pages, page)
	if len(pages) == 1 {
		return pages
	}
	all := len(pages)
	pages = pages[:min(all, maxPages)]
	for i := range pages {
		text := fmt.Sprintf("page %d of %d", i+1, all)
		if i+1 == maxPages && all > maxPages {
			text += ": the others are on the board"
		}
		pages[i] = append(pages[i], slackapi.NewContextBlock("", markdown(text)))
	}
	return pages
}
