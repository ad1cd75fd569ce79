//go:build race

package casefile

const raced = true // the race detector makes long computations ten times longer
