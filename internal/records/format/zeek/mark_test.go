package zeek_test

import (
	"os"
	"testing"

	"comity/internal/records/record"
)

// A line with a byte order mark and nothing behind it, where an empty file was joined, is an empty line.
func TestMarkAlone(t *testing.T) {
	data, err := os.ReadFile("testdata/tsv.in")
	if err != nil {
		t.Fatal(err)
	}
	want := of(t, source()).Whole(t, data)
	if got := of(t, source()).Whole(t, append(data, record.Mark+"\n"+record.Mark+"\r\n"...)); got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
}
