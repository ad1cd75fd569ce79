package attribution

import "comity/internal/comity"

// Uses are the hits of s's accounts; see UseAt. The caller must not change the list.
func (c *Case) Uses(s *Subject) []int32 { return s.profile.uses }

// UseAt is a hit. The caller must not change it.
func (c *Case) UseAt(use int32) *Use { return &c.uses[use] }

// Nodes is how many nodes there are, numbered from 0.
func (c *Case) Nodes() int { return len(c.nodes) }

// Principals are the accounts of s, and the selectors that stand in for one,
// ascending. The caller must not change the list.
func (c *Case) Principals(s *Subject) []Node { return s.profile.principals }

// Account is the value of an account's selector; "" where n is none.
func (c *Case) Account(n Node) string {
	if s := &c.nodes[n].selector; s.Type == comity.SelectorAccount {
		return s.Value
	}
	return ""
}
