// Package identity finds the rows of a table that are one person.
//
// Exact ties come first: rows that differ in nothing. Then the model of
// Fellegi and Sunter (1969) weighs every other pair: for each field, how like
// the values are, and what that likeness weighs. The weights are learnt from the
// table alone: u from random pairs, m by EM under each blocking rule. Groups are
// joined from the surest tie down, under guards against gluing. The model and
// its reasons are in docs/decisions/0009-identity.md, the words of its output in
// docs/formats/resolve.md.
//
// Everything is pure integer arithmetic: the same rows in any order, on any
// machine and with any number of workers, give the same groups and weights.
package identity

import (
	"comity/internal/comity"
)

// Config says how a table is resolved. The zero value works.
type Config struct {
	Threshold  comity.Weight // log odds from which a pair is tied; 0: DefaultThreshold
	MaxCluster int           // people, different in content, that a cluster may have; 0: 100
	MaxBlock   int           // people that a blocking value may have to be compared by it; 0: 200
	MaxPairs   uint64        // pairs that blocking rules may give together; 0: 20 million, or 60 a row
	Whole      uint64        // a table with no more pairs is compared whole; 0: 5 million
	Workers    int
	Decisions  []Decision // by people, in the order in which they were made
	Progress   func(stage string, done, total int64)
}

// DefaultThreshold ties pairs that are one person with a probability of 0.95: 19
// to 1, in milli-bans.
const DefaultThreshold comity.Weight = 1279

func (c Config) complete(people int) Config {
	c.Threshold = or(c.Threshold, DefaultThreshold)
	c.MaxCluster = or(c.MaxCluster, 100)
	c.MaxBlock = or(c.MaxBlock, 200)
	c.MaxPairs = or(c.MaxPairs, max(20_000_000, 60*uint64(people)))
	c.Whole = or(c.Whole, 5_000_000)
	return c
}

func or[T comparable](v, otherwise T) T {
	var zero T
	if v == zero {
		return otherwise
	}
	return v
}

func (c *Config) progress(stage string, done, total int64) {
	if c.Progress != nil {
		c.Progress(stage, done, total)
	}
}
