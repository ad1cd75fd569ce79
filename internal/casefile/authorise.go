package casefile

import (
	"errors"
	"io/fs"
	"path"
	"slices"
	"strings"

	"comity/internal/casefile/policy"
	"comity/internal/comity"
	"comity/internal/evidence/disk"
)

// policyDir holds a node's own rules, below its home.
const policyDir = "policy"

// Officer is a person who acts at a node, as node.toml names them.
type Officer struct {
	Name  string   `toml:"name"`
	Roles []string `toml:"roles"` // of policy.Roles
	Cases []string `toml:"cases"` // ids of the cases that they are assigned to; none: all
}

// checkOfficers refuses a table that would mean less than it seems to: a role
// that is not known gives nothing.
func checkOfficers(officers []Officer) error {
	seen := map[string]bool{}
	for _, o := range officers {
		name := strings.TrimSpace(o.Name)
		switch {
		case name == "" || name != o.Name:
			return comity.Errorf(comity.Input, "an [[officer]] has no name, or blanks around it").WithHint(`write name = "as --actor gives it"`)
		case seen[name]:
			return comity.Errorf(comity.Input, "[[officer]] %.80q is there twice", name).WithHint("give one table all roles")
		case len(o.Roles) == 0:
			return comity.Errorf(comity.Input, "[[officer]] %.80q has no role", name).WithHint("roles are %s", strings.Join(policy.Roles(), ", "))
		}
		seen[name] = true
		for _, role := range o.Roles {
			if !slices.Contains(policy.Roles(), role) {
				return comity.Errorf(comity.Input, "[[officer]] %.80q: unknown role %.40q", name, role).
					WithHint("roles are %s", strings.Join(policy.Roles(), ", "))
			}
		}
	}
	return nil
}

// readPolicy is the rules of comity and those of the node.
func (n *Node) readPolicy() (*policy.Policy, error) {
	entries, err := n.fsys.ReadDir(policyDir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, comity.Errorf(comity.Fault, "read the node's rules: %w", err)
	}
	var files []policy.File
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), ".cedar") {
			continue
		}
		name := path.Join(policyDir, e.Name())
		text, err := disk.ReadFile(n.fsys, name)
		if err != nil {
			return nil, comity.Errorf(comity.Fault, "read %s: %w", name, err)
		}
		files = append(files, policy.File{Name: name, Text: text})
	}
	return policy.New(files...)
}

// request is the actor about to do an act to the case id.
func (n *Node) request(a policy.Act, id string) policy.Request {
	r := policy.Request{Actor: n.actor, Governed: len(n.officers) > 0, Act: a, Case: id, Purpose: n.purpose}
	for _, o := range n.officers {
		if o.Name == n.actor {
			r.Roles, r.Cases = o.Roles, o.Cases
		}
	}
	return r
}

// authorise refuses an act that no rule permits, or one forbids.
func (n *Node) authorise(a policy.Act, id string) error {
	return refusal(a, n.policy.Decide(n.request(a, id)))
}

func (c *Case) authorise(a policy.Act) error { return c.node.authorise(a, c.id) }

func refusal(a policy.Act, d policy.Decision) error {
	if d.Allowed {
		return nil
	}
	var err *comity.Error
	switch {
	case d.Rule == policy.RulePermit:
		err = comity.Errorf(comity.Refused, "refused by rule %s: no role of the actor permits %s", d.Rule, a)
	case d.Says == "":
		err = comity.Errorf(comity.Refused, "refused by rule %s: %s", d.Rule, a)
	default:
		err = comity.Errorf(comity.Refused, "refused by rule %s: %s: %s", d.Rule, a, d.Says)
	}
	return err.WithHint("%s", wayOut(d.Rule))
}

func wayOut(rule string) comity.Phrase {
	switch {
	case rule == policy.RulePermit, rule == "assigned-case", rule == "looks-by-who-cannot-alter":
		return comity.Phrasef("roles and cases stand in node.toml, [[officer]]; docs/policy.md says who may do what")
	case strings.HasPrefix(rule, "purpose-"):
		return comity.Phrasef(`give --purpose, alone or with words of your own, as "investigation: the billing company"; purposes are %s`, strings.Join(policy.Purposes(), ", "))
	case strings.HasPrefix(rule, "handling-"):
		return comity.Phrasef("ask the contributor for permission")
	}
	return comity.Phrasef("the rule stands in docs/policy.md or in the node's %s/*.cedar", policyDir)
}
