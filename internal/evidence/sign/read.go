package sign

import (
	"github.com/go-json-experiment/json"
)

// Read decodes JSON that somebody signed into v, such that no other reader can take it for something else: a name that
// an object has twice, a name that differs from v's in its capitals, text that is not UTF-8, and anything behind the
// value are errors, of which encoding/json sees none. Names that v does not have are passed over: a later format may
// say more.
func Read(b []byte, v any) error { return json.Unmarshal(b, v) }

// ReadAll is Read where v must have every name: nothing may hide in what is signed.
func ReadAll(b []byte, v any) error { return json.Unmarshal(b, v, json.RejectUnknownMembers(true)) }
