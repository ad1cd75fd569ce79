package policy

import (
	"testing"

	"github.com/cedar-policy/cedar-go"
)

// TestMissingAttributeDenies: for every act, taking any attribute away, or giving
// it another sort, denies what was allowed with it, also where no rule looks at it.
func TestMissingAttributeDenies(t *testing.T) {
	p, err := New()
	if err != nil {
		t.Fatal(err)
	}
	tried := 0
	for _, act := range Acts() {
		r := Request{Actor: "a", Governed: true, Roles: Roles()[:3], Act: act, Case: "c", Purpose: "prosecution"}
		if act == Looks {
			r.Roles, r.Purpose = []string{"auditor"}, "oversight"
		}
		if d := p.judge(r.attributes()); !d.Allowed {
			t.Fatalf("%s: %+v", act, d)
		}
		for part := range 3 {
			whole := r.attributes()
			for key := range pick(&whole, part) {
				for _, broken := range []cedar.Value{nil, cedar.Long(1), cedar.String("x"), cedar.True, cedar.NewSet()} {
					a := r.attributes()
					m := pick(&a, part)
					if sameSort(m[key], broken) {
						continue
					}
					if delete(m, key); broken != nil {
						m[key] = broken
					}
					tried++
					if d := p.judge(a); d.Allowed || d.Rule != RuleComplete {
						t.Errorf("%s with %s = %v: %+v", act, key, broken, d)
					}
				}
			}
		}
	}
	t.Logf("%d requests", tried)
}

func pick(a *attributes, part int) cedar.RecordMap {
	return []cedar.RecordMap{a.actor, a.resource, a.context}[part]
}

// TestErrorOfOurOwnRule: were a rule of ours to fail, it would deny: each is put
// beside the others once more with a condition that cannot be evaluated.
func TestErrorOfOurOwnRule(t *testing.T) {
	whole, err := New()
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range whole.order {
		p, err := New()
		if err != nil {
			t.Fatal(err)
		}
		p.set = cedar.NewPolicySet()
		for other, rule := range whole.set.All() {
			p.set.Add(other, rule)
		}
		broken := `forbid (principal, action, resource) when { context.nowhere };`
		if whole.set.Get(id).Effect() == cedar.Permit {
			broken = `permit (principal, action, resource) when { context.nowhere };`
		}
		var rule cedar.Policy
		if err := rule.UnmarshalCedar([]byte(broken)); err != nil {
			t.Fatal(err)
		}
		p.set.Add(id, &rule)
		r := Request{Actor: "a", Act: Show, Case: "c"}
		if d := p.Decide(r); d.Allowed || d.Rule != RuleEvaluates {
			t.Errorf("%s: %+v", id, d)
		}
	}
}
