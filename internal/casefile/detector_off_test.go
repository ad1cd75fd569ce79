//go:build !race

package casefile

const raced = false
