package people_test

import (
	"bytes"
	"encoding/csv"
	"testing"

	"comity/internal/simulate/people"
)

func TestWrite(t *testing.T) {
	var a, b bytes.Buffer
	for _, w := range []*bytes.Buffer{&a, &b} {
		if err := people.Write(w, 3, 2000); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(a.Bytes(), b.Bytes()) {
		t.Error("the same seed gives other bytes")
	}
	rows, err := csv.NewReader(&a).ReadAll()
	if err != nil || len(rows) != 2001 {
		t.Fatal(len(rows), err)
	}
	person, home := map[string]int{}, map[string]int{}
	for _, r := range rows[1:] {
		person[r[10]]++
		home[r[10][:len(r[10])-2]]++
	}
	if len(person) < 1000 || len(person) > 1600 || len(home) >= len(person) {
		t.Errorf("%d people in %d households", len(person), len(home))
	}
}
