package run_test

import (
	"context"
	"strings"
	"testing"

	"comity/internal/analysis/run"
	"comity/internal/records/record"
)

const keyed = "Seite,asked_ip,asked_time,subscriber\n" +
	"3,198.18.0.7,2004-01-01T10:00:00Z,line-1\n" +
	",198.18.0.7,2004-01-01T11:00:00Z,line-1\n" +
	"4 unten,198.18.0.7,2004-01-02T10:00:00Z,line-2\n"

func transcript() run.Exhibit {
	e := exhibit("isp/keyed", record.Answers, "csv", keyed)
	e.Source.Transcribes, e.Source.Columns = "isp/letter", map[string][]string{"page": {"Seite"}}
	return e
}

func TestTranscriptNamesPages(t *testing.T) {
	res, out := compute(t, run.Input{Exhibits: []run.Exhibit{transcript()}})
	if c := res.Manifest.Counts; c.Assignments != 2 || c.Rejects != 1 {
		t.Errorf("%d assignments, %d rejects; a row without a page must be rejected\n%s", c.Assignments, c.Rejects, out[run.RejectsFile])
	}
	row := "4 unten,198.18.0.7,2004-01-02T10:00:00Z,line-2"
	at := record.Place{Offset: int64(strings.Index(keyed, row)), Length: int32(len(row))}
	page, err := run.Page(context.Background(), transcript(), at)
	if err != nil || page != "4 unten" {
		t.Errorf("page %q, error %v", page, err)
	}
}

func TestTranscriptNeedsAPage(t *testing.T) {
	e := transcript()
	e.Source.Columns = nil
	if _, err := run.Describe(context.Background(), e); err == nil || !strings.Contains(err.Error(), "page") {
		t.Errorf("error %v, want one about the page", err)
	}
}
