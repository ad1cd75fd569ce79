package ftm_test

import (
	"bytes"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"comity/internal/records/format/ftm"
)

// decoded is what encoding/json reads of a line; false where the line is no entity.
func decoded(line []byte) (map[string][]string, bool) {
	var top map[string]json.RawMessage
	if json.Unmarshal(line, &top) != nil || top == nil {
		return nil, false
	}
	out, words := map[string][]string{}, make([]string, 3)
	for i, name := range []string{"id", "schema", "caption"} {
		if raw := top[name]; raw != nil && json.Unmarshal(raw, &words[i]) != nil {
			return nil, false
		}
	}
	out[""] = words
	var properties map[string][]any
	if raw := top["properties"]; raw != nil {
		d := json.NewDecoder(bytes.NewReader(raw))
		d.UseNumber() // a number may be larger than any float: it is passed over
		if d.Decode(&properties) != nil {
			return nil, false
		}
	}
	for _, name := range ftm.Properties {
		for _, v := range properties[name] {
			if nested, is := v.(map[string]any); is {
				v = nested["id"]
			}
			if s, is := v.(string); is && s != "" {
				out[name] = append(out[name], s)
			}
		}
	}
	return out, true
}

// same compares what is read of a line with what encoding/json reads. It takes
// the last of two members of one name, and they are a reject here.
func same(t *testing.T, line []byte) {
	t.Helper()
	got, why := ftm.Read(line)
	want, ok := decoded(line)
	switch {
	case why == ftm.Repeated:
	case (why == "") != ok:
		t.Errorf("%.200q: %q, encoding/json says %v", line, why, ok)
	case why == "":
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%.200q: encoding/json and here:\n%s", line, diff)
		}
	}
}

func deep(n int, open, end string) string { return strings.Repeat(open, n) + strings.Repeat(end, n) }

// odd are lines that try the rules of JSON.
func odd() []string {
	lines := []string{
		`{}`, ` {"id" : "a" , "schema":"X"} `, `null`, `5`, `"id"`, `[]`, `{"id":"a"}x`, `{"id":"a",}`, `{"id":null,"properties":null}`, `{"id":5}`,
		`{"ID":"a","Schema":"b"}`, `{"properties":[]}`, `{"properties":{"name":"x"}}`, `{"properties":{"other":"x"}}`, `{"properties":{"name":null}}`,
		`{"properties":{"name":["a",5,null,true,-1.5e3,[],{}, "" ,{"id":"b"},{"id":6},{"id":null},{"ID":"c"},{"id":""}]}}`,
		`{"properties":{"name":["\u00e9\ud83d\ude82\ud800x\udc00","\\\/\"\b\f\n\r\t","é` + "\xff\xfe\xc3" + `(","` + "\xed\xa0\x80" + `"]}}`,
		`{"properties":{"n\u0061me":["escaped"],"name\u0000":["not it"]}}`, `{"id":"\x"}`, `{"id":"\u12"}`, "{\"id\":\"\x01\"}", "{\"id\":\"a\x00\"}",
		`{"properties":{"name":[01]}}`, `{"properties":{"name":[1.]}}`, `{"properties":{"name":[-]}}`, `{"properties":{"name":[nul]}}`,
		`{"properties":{"name":[nullx]}}`, `{"properties":{"name":["a" "b"]}}`, `{"properties":{"name":["a",]}}`, `{"properties":{"name":["a"}}`,
		`{"id":n}`, `{"id":nul`, `{"id":`, `{"id"`, `{"i`, `{`, ``,
	}
	for _, n := range []int{9990, 9996, 9997, 9998, 9999, 10_000, 10_001} {
		lines = append(lines, `{"x":`+deep(n, "[", "]")+`}`, `{"properties":{"x":[`+deep(n, "[", "]")+`]}}`, `{"properties":{"name":[`+deep(n, "[", "]")+`]}}`,
			`{"properties":{"name":[{"x":`+deep(n, "[", "]")+`}]}}`)
	}
	return lines
}

func TestValuesAreThoseOfJSON(t *testing.T) {
	for _, line := range odd() {
		same(t, []byte(line))
	}
}

func TestRepeatedMembers(t *testing.T) {
	for _, line := range []string{
		`{"id":"a","id":"a"}`, `{"schema":"a","id":"b","schema":null}`, `{"properties":{},"properties":{}}`, `{"properties":{"name":["a"],"name":["b"]}}`,
		`{"properties":{"n\u0061me":null,"name":["b"]}}`, `{"properties":{"owner":[{"id":"a","id":"b"}]}}`,
	} {
		if _, why := ftm.Read([]byte(line)); why != ftm.Repeated {
			t.Errorf("%s: %q", line, why)
		}
	}
	for _, line := range []string{`{"x":1,"x":2}`, `{"properties":{"x":["a"],"x":["b"]}}`, `{"properties":{"owner":[{"x":"a","x":"b"},{"id":"a"},{"id":"a"}]}}`} {
		if _, why := ftm.Read([]byte(line)); why != "" {
			t.Errorf("%s: %q", line, why)
		}
	}
}

func FuzzValues(f *testing.F) {
	data, err := os.ReadFile("testdata/network.in")
	if err != nil {
		f.Fatal(err)
	}
	for line := range bytes.Lines(data) {
		f.Add(line)
	}
	for _, line := range odd() {
		if len(line) < 1000 {
			f.Add([]byte(line))
		}
	}
	f.Fuzz(same)
}
