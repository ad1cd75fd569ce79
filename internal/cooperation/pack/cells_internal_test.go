package pack

import (
	"strings"
	"testing"

	"comity/internal/records/format/sheet"
)

// The column of cards is found whatever the head looks like: with a byte order mark before a quote
// the first line is one leaf.
func TestColumnOfCards(t *testing.T) {
	for _, tt := range []struct{ name, head, delimiter string }{
		{"plain", "id,card_no,sum\n", ","},
		{"quoted", "\"id\",\"card_no\",\"sum\"\r\n", ","},
		{"a mark", "\xef\xbb\xbfid;card_no;sum\n", ";"},
		{"a mark and quotes", "\xef\xbb\xbf\"id\",\"card_no\",\"sum\"\r\n", ","},
		{"a mark, quotes and a delimiter in a name", "\xef\xbb\xbf\"id, ours\",\"Card_No\",\"sum\"\n", ","},
		{"a title above", "\xef\xbb\xbf\"Payments, all\"\nid,card_no,sum\n", ","},
	} {
		text := tt.head + strings.ReplaceAll("7,x,1\n8,y,2\n", ",", tt.delimiter)
		cut := sheet.Leaves(tt.delimiter[0])
		c := &cells{names: []string{"card_no"}, cut: cut, column: -1}
		var cards []string
		for at, data := 0, []byte(text); at < len(data); {
			n := cut(make([]int, 0, 1), data[at:], true)[0]
			if leaf := data[at : at+n]; c.next(leaf, at >= len(tt.head)) {
				cards = append(cards, string(trimEnd(leaf)))
			}
			at += n
		}
		if strings.Join(cards, "") != "xy" {
			t.Errorf("%s: cells of cards are %q", tt.name, cards)
		}
	}
}
