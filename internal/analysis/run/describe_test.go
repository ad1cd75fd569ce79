package run_test

import (
	"context"
	"io"
	"os"
	"strings"
	"testing"

	"comity/internal/analysis/run"
	"comity/internal/comity"
	"comity/internal/records/clock"
	"comity/internal/records/record"
)

// Each sample is recognised (but for one that is mostly rejects), and each of its
// rows is counted: read, rejected or outside. Lines of a log that is one of lines
// are counted without being read.
func TestDescribeFormats(t *testing.T) {
	const formats = "../../records/format/"
	for format, c := range map[string]struct {
		file string
		src  record.Source
		rows int64
	}{
		"nginx_json": {"nginx/testdata/access.in", record.Source{Kind: record.Access, Format: "nginx_json"}, 23},
		"iis":        {"iis/testdata/log.in", record.Source{Kind: record.Access}, 20},
		"ftm":        {"ftm/testdata/network.in", record.Source{Kind: record.Network}, 16},
		"mysqldump": {"mysqldump/testdata/board.in", record.Source{
			Kind: record.Members, Site: "roses.example", TimeForm: "epoch", Columns: map[string][]string{"account": {"username"}, "time": {"user_regdate"}},
		}, 15},
	} {
		data, err := os.ReadFile(formats + c.file)
		if err != nil {
			t.Fatal(err)
		}
		c.src.Ref, c.src.Clock = "T/1", clock.Statement{Zone: "UTC"}
		d, err := run.Describe(context.Background(), unsealed(c.src, data))
		if err != nil || d.Format != format || d.Rows != c.rows {
			t.Errorf("%s: %+v, %v", format, d, err)
		}
	}
}

// Which table of a dump is meant shows at its end, and still before sealing.
func TestDescribeAmbiguousDump(t *testing.T) {
	src := record.Source{Ref: "T/1", Kind: record.Members, Site: "roses.example", Clock: clock.Statement{Zone: "UTC"}}
	const dump = "INSERT INTO a (account) VALUES ('x');INSERT INTO b (account) VALUES ('x');"
	_, err := run.Describe(context.Background(), unsealed(src, []byte(dump)))
	if err == nil || comity.KindOf(err) != comity.Input || !strings.Contains(err.Error(), "T/1") || !strings.Contains(comity.HintOf(err), "sheet") {
		t.Errorf("%v, hint %q", err, comity.HintOf(err))
	}
}

func unsealed(src record.Source, data []byte) run.Exhibit {
	return run.Exhibit{Source: src, Size: int64(len(data)), Open: func() (run.Segments, io.Closer, error) { return memory(data), io.NopCloser(nil), nil }}
}
