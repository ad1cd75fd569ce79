package record_test

import (
	"strings"
	"testing"

	"comity/internal/records/record"
)

func TestPostFault(t *testing.T) {
	name, text := strings.Repeat("x", record.MaxName), strings.Repeat("x", record.MaxText)
	for _, c := range []struct {
		post record.Post
		want record.Reason
	}{
		{record.Post{Author: "moss"}, ""},
		{record.Post{AuthorID: "9"}, ""},
		{record.Post{Email: "moss@mail.example"}, ""},
		{record.Post{Author: " ", Text: "hello"}, record.NoAuthor},
		{record.Post{Author: name, Text: text}, ""},
		{record.Post{Author: name + "x"}, record.LongName},
		{record.Post{Author: "moss", Signed: text + "x"}, record.LongText},
		{record.Post{Author: "moss", Quotes: []record.Quote{{Text: text + "x"}}}, record.LongText},
		{record.Post{Author: "moss", Quotes: []record.Quote{{ID: name + "x"}}}, record.LongName},
		{record.Post{Author: "moss", Quotes: make([]record.Quote, record.MaxQuotes+1)}, record.ManyQuotes},
	} {
		if got := c.post.Fault(); got != c.want {
			t.Errorf("%.60v: %q, want %q", c.post.Author, got, c.want)
		}
	}
}

func TestOtherFaults(t *testing.T) {
	long := strings.Repeat("x", record.MaxName+1)
	for want, got := range map[record.Reason][]record.Reason{
		"":                {(&record.Profile{ID: "1"}).Fault(), (&record.Deed{Kind: record.Ban, Target: "weedy"}).Fault(), (&record.Hashed{HasMD5: true}).Fault()},
		record.NoName:     {(&record.Profile{}).Fault(), (&record.Deed{Kind: record.Ban}).Fault()},
		record.LongName:   {(&record.Profile{ID: "1", Groups: []string{long}}).Fault(), (&record.Deed{Actor: long}).Fault(), (&record.Hashed{HasMD5: true, Label: long}).Fault()},
		record.ManyValues: {(&record.Profile{ID: "1", Contacts: make([]string, record.MaxList+1)}).Fault()},
		record.NoDeed:     {(&record.Deed{Actor: "moss"}).Fault(), (&record.Deed{Actor: "moss", Kind: "dance"}).Fault()},
		record.NoDigest:   {(&record.Hashed{Label: "1"}).Fault()},
	} {
		for i, reason := range got {
			if reason != want {
				t.Errorf("%d of %q: %q", i, want, reason)
			}
		}
	}
}
