package history_test

import (
	"encoding/json"
	"testing"

	"comity/internal/evidence/act"
	"comity/internal/verify/history"
)

// What earlier versions counted in a run stands in acts that are signed: a case must open for
// ever, and acts are read such that no member may hide in them.
func TestEarlierCountsAreRead(t *testing.T) {
	for _, name := range []string{"payers", "payers_disputed", "claims_used", "claims_disputed", "claims_paid"} {
		t.Run(name, func(t *testing.T) {
			a := act.Act{Seq: 3, Kind: "check", Body: json.RawMessage(`{"counts":{"hits":2,"` + name + `":7},"version":"0.2.0"}`)}
			var b history.CheckBody
			if err := a.Decode(&b); err != nil || b.Counts.Hits != 2 {
				t.Errorf("%d hits, error %v", b.Counts.Hits, err)
			}
		})
	}
}
