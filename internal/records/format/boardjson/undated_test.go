package boardjson_test

import (
	"strings"
	"testing"

	"comity/internal/records/format/boardjson"
	"comity/internal/records/format/formattest"
	"comity/internal/records/record"
)

// A post or deed without a time is quarantined, also where the legal basis has no end.
func TestUndated(t *testing.T) {
	f := formattest.Format{Sink: formattest.BoardRows, Open: func([]byte) formattest.Rows {
		src := formattest.Garden("boardjson")
		src.Scope = record.Scope{}
		p, err := boardjson.Open(src)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}}
	said := f.Whole(t, []byte(`{"type":"post","author":"fern","text":"the gate is open"}
{"type":"deed","kind":"ban","actor":"oak","target":"weedy"}
`))
	if strings.Count(said, ": outside") != 2 {
		t.Errorf("want both outside:\n%s", said)
	}
}
