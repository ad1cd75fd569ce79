package casefile_test

import (
	"testing"

	"comity/internal/casefile"
)

func TestWithdrawnExhibitIsReadNoMore(t *testing.T) {
	n, c, dir := newCase(t)
	rep, err := c.Withdraw(t.Context(), casefile.WithdrawParams{Item: "US/IT/1", Reason: "annulled", Urgent: true})
	if err == nil {
		t.Fatal("there is no such exhibit", rep)
	}
	exhibits, err := c.Exhibits(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if rep, err = c.Withdraw(t.Context(), casefile.WithdrawParams{Item: exhibits[0].Ref, Reason: "annulled", Urgent: true}); err != nil {
		t.Fatal(err)
	}
	if len(rep.Dependents) == 0 || rep.After == nil || *rep.After == *rep.Before {
		t.Errorf("%+v", rep)
	}
	if v := verify(t, reopen(t, n, dir), true); !v.OK {
		t.Errorf("%+v", failed(v))
	}
	if rep, err = c.Erase(t.Context(), casefile.WithdrawParams{Item: exhibits[1].Ref, Reason: "by order", Urgent: true}); err != nil {
		t.Fatal(err)
	}
	if len(rep.Gone) != 2 {
		t.Errorf("%d runs read it", len(rep.Gone))
	}
	if v := verify(t, reopen(t, n, dir), true); !v.OK {
		t.Errorf("%+v", failed(v))
	}
}
