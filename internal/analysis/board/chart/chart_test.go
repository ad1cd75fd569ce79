package chart_test

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"comity/internal/analysis/board"
	"comity/internal/analysis/board/chart"
)

// TestTopic: well-formed, whatever stands in names and months, and the same each time.
func TestTopic(t *testing.T) {
	base := board.Micro(2500)
	for _, i := range []board.Indicator{
		{},
		{Months: []board.Month{{Month: "2003-01", Messages: 1000, With: 4}, {Month: "2003-02"}, {Month: "<script>\x1b[2J", Messages: 10, With: 10}}, Baseline: &base},
	} {
		got := chart.Topic(i, `anonymity & "co" <b>`, "‰", "baseline")
		d := xml.NewDecoder(strings.NewReader(string(got)))
		for {
			_, err := d.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("%v in %s", err, got)
			}
		}
		if strings.ContainsAny(string(got), "\x1b") || strings.Contains(string(got), "<script") {
			t.Errorf("hostile text stands as it is: %s", got)
		}
		if again := chart.Topic(i, `anonymity & "co" <b>`, "‰", "baseline"); string(again) != string(got) {
			t.Error("a second drawing differs")
		}
	}
}
