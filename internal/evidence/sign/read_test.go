package sign_test

import (
	"encoding/json"
	"testing"

	"comity/internal/evidence/sign"
)

type letter struct {
	To   string            `json:"to"`
	More map[string]string `json:"more"`
	List []struct {
		N int `json:"n"`
	} `json:"list"`
}

// What two readers could read in two ways is not read at all; each row but the first is fine to encoding/json.
func TestReadOneWay(t *testing.T) {
	for text, want := range map[string]struct{ read, all bool }{
		`{"to":"IT","more":{"a":"b"},"list":[{"n":1}]}`: {true, true},
		`{"to":"IT","of a later form":1}`:               {true, false},
		`{"TO":"IT"}`:                                   {true, false}, // is not "to"
		`{"to":"IT","to":"DE"}`:                         {false, false},
		`{"to":"IT","\u0074o":"DE"}`:                    {false, false},
		`{"later":{"x":1,"x":2}}`:                       {false, false},
		`{"more":{"a":"b","a":"c"}}`:                    {false, false},
		`{"list":[{"n":1,"n":2}]}`:                      {false, false},
		"{\"to\":\"\xff\"}":                             {false, false},
		`{"to":"\ud800"}`:                               {false, false},
	} {
		var v letter
		if err := json.Unmarshal([]byte(text), &v); err != nil {
			t.Errorf("%s: %v", text, err)
		}
		v = letter{}
		if err := sign.Read([]byte(text), &v); (err == nil) != want.read {
			t.Errorf("Read %s = %v", text, err)
		}
		if text == `{"TO":"IT"}` && v.To != "" {
			t.Errorf("%s was taken for to", text)
		}
		if err := sign.ReadAll([]byte(text), &v); (err == nil) != want.all {
			t.Errorf("ReadAll %s = %v", text, err)
		}
	}
	for _, text := range []string{`{} {}`, `{}x`, ``, `{"to":`} {
		if err := sign.Read([]byte(text), &letter{}); err == nil {
			t.Errorf("%q was read", text)
		}
	}
}

// An envelope says one payload.
func TestEnvelopeTwice(t *testing.T) {
	const one = `{"payloadType":"t","payload":"cm9zZQ==","signatures":[{"keyid":"k","sig":"AA=="}]}`
	if _, err := sign.ParseEnvelope([]byte(one)); err != nil {
		t.Fatal(err)
	}
	two := `{"payload":"dHVsaXA=",` + one[1:]
	if _, err := sign.ParseEnvelope([]byte(two)); err == nil {
		t.Error("an envelope with two payloads was read")
	}
}
