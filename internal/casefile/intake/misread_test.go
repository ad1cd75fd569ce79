package intake_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"comity/internal/casefile/intake"
)

// What a table says must not be lost between its columns: a date that serves two
// clocks, a length in place of an end, sums in cents, zones by their short names.
func TestNothingIsLostBetweenColumns(t *testing.T) {
	rows := func(head, row string) string {
		out := head + "\n"
		for i := range 12 {
			out += fmt.Sprintf(row, i+1, i+1) + "\n"
		}
		return out
	}
	for _, c := range []struct {
		name, text string
		key        string
		want       []string
		decimal    string
	}{
		{"a date for start and end", rows("subscriber;ip;date;start;end", "K-%d;198.18.0.%d;13.03.2004;10:00:00;11:30:00"), "end", []string{"date", "end"}, ""},
		{"its start", rows("subscriber;ip;date;start;end", "K-%d;198.18.0.%d;13.03.2004;10:00:00;11:30:00"), "start", []string{"date", "start"}, ""},
		{"a duration", rows("subscriber;ip;start;duration", "K-%d;198.18.0.%d;2004-03-13 10:00:00;3600"), "duration", []string{"duration"}, ""},
		{"sums in cents", rows("txn_id;created;account;amount_cents;card_no", "%d;2004-03-13 10:00:00;rose;2490;990118227598382%d"), "amount", []string{"amount_cents"}, "minor"},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := single(t, c.text)
			if got := f.Columns[c.key]; !slices.Equal(got, c.want) {
				t.Errorf("%s = %q; all: %v", c.key, got, f.Columns)
			}
			if f.Decimal != c.decimal {
				t.Errorf("decimal %q", f.Decimal)
			}
		})
	}
}

// single is what intake makes of a folder with one table.
func single(t *testing.T, text string) *intake.File {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "t.csv"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	r, err := intake.Look(context.Background(), dir, intake.Config{})
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Files) != 1 {
		t.Fatalf("%d files: %+v", len(r.Files), r)
	}
	return r.Files[0]
}

func TestDumpsThatNameTheirDatabase(t *testing.T) {
	f := single(t, "-- MySQL dump 10.13\nCREATE TABLE `board`.`users` (\n  `id` int\n);\nINSERT INTO `board`.`users` VALUES (1);\n")
	for _, q := range f.Questions {
		if q.Key == "sheet" && slices.Contains(q.Choices, "board.users") {
			return
		}
	}
	t.Errorf("%s: %+v", f.Format, f.Questions)
}

// Two logs in one folder are two sites' unless their names differ by numbers only.
func TestOnlyPartsOfOneSourceAreAlike(t *testing.T) {
	line := `198.18.0.7 - rose [13/Mar/2004:10:00:00 +0100] "GET /a HTTP/1.0" 200 512` + "\n"
	r, _ := drafted(t, map[string][]byte{
		"garden.log": []byte(line), "train.log": []byte(strings.Repeat(line, 2)),
		"garden.log.1": []byte(strings.Repeat(line, 3)), "garden.log.2": []byte(strings.Repeat(line, 4)),
	})
	var like []string
	for l := range strings.Lines(string(r.Draft(""))) {
		if strings.HasPrefix(l, "like = ") {
			like = append(like, strings.TrimSpace(l))
		}
	}
	if !slices.Equal(like, []string{`like = "garden.log"`, `like = "garden.log"`}) {
		t.Errorf("%q\n%s", like, r.Draft(""))
	}
}
